import ClamatorJSON

/// A schema in one line, in the manner of TypeScript's types.
enum Signature {
    static func of(_ node: Int, in graph: Graph) -> String {
        var budget = WorkBudget(steps: 10_000, bytes: 1 << 16)
        return of(node, in: graph, spending: &budget)
    }

    /// The same within a budget: a step for each subschema and value that is told, and the bytes of their texts. What
    /// is left out of the line is an ellipsis in it.
    static func of(_ node: Int, in graph: Graph, spending budget: inout WorkBudget) -> String {
        var renderer = Renderer(graph: graph, showsConstraints: false, budget: budget)
        defer { budget = renderer.budget }
        return renderer.type(renderer.referenced(from: node), depth: 0).text
    }

    /// The same, with constraints or without, in the pieces between which the line may be broken, and the types that it
    /// names.
    static func pieces(
        of node: Int, in graph: Graph, showsConstraints: Bool, spending budget: inout WorkBudget
    ) -> (pieces: [String], types: [(name: String, node: Int)]) {
        var renderer = Renderer(graph: graph, showsConstraints: showsConstraints, budget: budget)
        defer { budget = renderer.budget }
        let start = renderer.referenced(from: node)
        renderer.named = []
        let part = renderer.type(start, depth: 0)
        var seen: Set<Int> = []
        return (part.pieces, renderer.named.filter { seen.insert($0.node).inserted })
    }

    /// How deep a line looks into a schema.
    private static let deepest = 8

    /// Text in pieces, and whether it needs parentheses beside an operator.
    private struct Part {
        var pieces: [String]
        var isUnion = false
        var isIntersection = false

        init(text: String) { pieces = [text] }

        /// Parts in a row, with a text between each two that a line may be broken behind.
        init(_ parts: [Part], separator: String, isUnion: Bool = false, isIntersection: Bool = false) {
            pieces = []
            for (number, part) in parts.enumerated() {
                pieces += number == parts.count - 1 ? part.pieces : part.with(end: separator).pieces
            }
            self.isUnion = isUnion
            self.isIntersection = isIntersection
        }

        var text: String { pieces.joined() }
        var grouped: Part { isUnion || isIntersection ? with(start: "(", end: ")") : self }

        func with(start: String = "", end: String = "") -> Part {
            var part = self
            part.isUnion = false
            part.isIntersection = false
            if pieces.isEmpty { part.pieces = [""] }
            part.pieces[0] = start + part.pieces[0]
            part.pieces[part.pieces.count - 1] += end
            return part
        }

        /// The part with constraints behind it.
        func with(constraints: [String]) -> Part {
            if constraints.isEmpty { return self }
            let words = Part(constraints.map { Part(text: $0) }, separator: ", ")
            return Part([self, words.with(start: "(", end: ")")], separator: " ")
        }
    }

    private struct Renderer {
        let graph: Graph
        let showsConstraints: Bool
        var budget: WorkBudget
        /// The types that were named, as often as they were.
        var named: [(name: String, node: Int)] = []

        /// The texts of what a list of parts of the schema tells, as far as the budget lasts.
        private mutating func told<Item>(_ items: [Item], _ tell: (inout Renderer, Item) -> Part) -> [Part] {
            var parts: [Part] = []
            for item in items {
                guard budget.spend(steps: 1) else { return parts + [Part(text: "…")] }
                let part = tell(&self, item)
                parts.append(part)
                _ = budget.spend(bytes: part.pieces.reduce(0) { $0 + $1.utf8.count })
            }
            return parts
        }

        /// The schema that a reference alone leads to: at the top of a line, its name would tell nothing.
        mutating func referenced(from index: Int) -> Int {
            var index = index
            for _ in 0..<Signature.deepest {
                let node = graph.nodes[index]
                let edges = node.edges.filter { $0.keyword != .defs && $0.keyword != .definitions }
                let isPlain = !showsConstraints || Constraints.words(of: node, for: .all).isEmpty
                guard isPlain, own(node, depth: 0) == nil, edges.count == 1, let edge = edges.first,
                    edge.keyword.isReference
                else { break }
                index = edge.target
            }
            return index
        }

        mutating func type(_ index: Int, depth: Int) -> Part {
            let node = graph.nodes[index]
            if let bool = node.source.bool { return Part(text: bool ? "unknown" : "never") }
            if depth > deepest || budget.reached != nil { return Part(text: "…") }
            var parts: [Part] = []
            if let name = node.referenceName {
                parts.append(Part(text: name))
                if let edge = node.edges.first(where: { $0.keyword.isReference }) { named.append((name, edge.target)) }
            } else if node.keywords.contains(where: { $0.keyword.isReference }) {
                parts.append(Part(text: "this"))
            }
            parts += told(node.edges(.allOf)) { $0.type($1.target, depth: depth + 1) }
            if let own = own(node, depth: depth) {
                parts.append(own)
            } else if showsConstraints {
                parts.append(Part(text: "unknown").with(constraints: Constraints.words(of: node, for: .all)))
            }
            for keyword in [Keyword.anyOf, .oneOf] {
                let branches = told(node.edges(keyword)) { $0.type($1.target, depth: depth + 1) }
                if !branches.isEmpty { parts.append(union(branches)) }
            }
            parts = parts.filter { $0.pieces != ["unknown"] }
            parts = Self.different(parts)
            if parts.count == 1 { return parts[0] }
            if parts.isEmpty {
                guard let negated = node.target(.not) else { return Part(text: "unknown") }
                return type(negated, depth: depth + 1).grouped.with(start: "not ")
            }
            return Part(parts.map { $0.isUnion ? $0.grouped : $0 }, separator: " & ", isIntersection: true)
        }

        private func union(_ parts: [Part]) -> Part {
            let parts = Self.different(parts)
            if parts.count == 1 { return parts[0] }
            return Part(parts.map { $0.isIntersection ? $0.grouped : $0 }, separator: " | ", isUnion: true)
        }

        private static func different(_ parts: [Part]) -> [Part] {
            if parts.count < 2 { return parts }
            var seen: Set<ExactString> = []
            return parts.filter { seen.insert(ExactString($0.text)).inserted }
        }

        /// What the node's own `enum`, `const`, `type` and keywords for objects and arrays say; nil where they say
        /// nothing.
        private mutating func own(_ node: Graph.Node, depth: Int) -> Part? {
            if let value = node[.const] { return Part(text: Wording.rawText(value)) }
            if let values = node[.enum]?.elements {
                return values.isEmpty
                    ? Part(text: "never") : union(told(values) { Part(text: Wording.rawText($1)) })
            }
            let speaksOfObjects = [Keyword.properties, .additionalProperties, .required, .patternProperties]
                .contains { node[$0] != nil }
            let speaksOfArrays = [Keyword.items, .prefixItems].contains { node[$0] != nil }
            var types = node[.type].map(TypeSet.init(keyword:)) ?? []
            // Without a type, what is said about objects or arrays shows what is meant, where nothing else does.
            if node[.type] == nil {
                let isAlone = !node.edges.contains {
                    $0.keyword == .anyOf || $0.keyword == .oneOf || $0.keyword.isReference
                }
                if speaksOfObjects && (isAlone || node[.properties] != nil) { types.insert(.object) }
                if speaksOfArrays && isAlone { types.insert(.array) }
            }
            if types.isEmpty { return node[.type] == nil ? nil : Part(text: "never") }
            return union(
                told(types.names) { renderer, name in
                    let part =
                        switch name {
                        case "object": renderer.object(node, depth: depth)
                        case "array": renderer.array(node, depth: depth)
                        default: Part(text: name)
                        }
                    guard renderer.showsConstraints else { return part }
                    return part.with(constraints: Constraints.words(of: node, for: TypeSet(keyword: JSON(name))))
                })
        }

        private mutating func object(_ node: Graph.Node, depth: Int) -> Part {
            let required = Set((node[.required]?.elements ?? []).compactMap(\.exactString))
            let properties = node.edges(.properties)
            let declared = Set(properties.map(\.name))
            var members = told(properties) { renderer, edge in
                let value =
                    renderer.graph.defaultValue(of: edge.target, spending: &renderer.budget).map {
                        " = \(Wording.rawText($0))"
                    } ?? ""
                let mark = required.contains(edge.name) ? "" : "?"
                let type = renderer.type(edge.target, depth: depth + 1)
                return type.with(start: "\(edge.name.asMemberName)\(mark): ", end: value)
            }
            members += told(required.subtracting(declared).sorted()) { Part(text: "\($1.asMemberName): unknown") }
            members += told(node.edges(.patternProperties)) { renderer, edge in
                renderer.type(edge.target, depth: depth + 1).with(start: "[/\(edge.name)/]: ")
            }
            if let additional = node.target(.additionalProperties) {
                let type = type(additional, depth: depth + 1)
                if type.pieces == ["unknown"] {
                    if !members.isEmpty { members.append(Part(text: "…")) }
                } else if type.pieces != ["never"] {
                    members.append(type.with(start: "[name]: "))
                } else if members.isEmpty {
                    return Part(text: "{}")
                }
            }
            return members.isEmpty
                ? Part(text: "object") : Part(members, separator: ", ").with(start: "{ ", end: " }")
        }

        private mutating func array(_ node: Graph.Node, depth: Int) -> Part {
            let isList = node[.items]?.kind == .array
            var parts = told(isList ? node.edges(.items) : node.edges(.prefixItems)) { renderer, edge in
                renderer.type(edge.target, depth: depth + 1).with(start: renderer.label(of: edge.target))
            }
            let rest = (isList ? node.target(.additionalItems) : node.target(.items)).map { type($0, depth: depth + 1) }
            if parts.isEmpty { return (rest ?? Part(text: "unknown")).grouped.with(end: "[]") }
            if rest?.pieces != ["never"] {
                parts.append((rest ?? Part(text: "unknown")).grouped.with(start: "...", end: "[]"))
            }
            return Part(parts, separator: ", ").with(start: "[", end: "]")
        }

        /// How long a title may be that stands before an element's type.
        private static let longestLabel = 40

        /// The title of an array's element, as TypeScript names the elements of tuples: `[from: string, to: string]`.
        private func label(of index: Int) -> String {
            guard let title = graph.nodes[index][.title]?.string, !title.isEmpty,
                title.unicodeScalars.count <= Self.longestLabel
            else { return "" }
            return "\(ExactString(title).asMemberName): "
        }
    }
}
