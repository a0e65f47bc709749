import ClamatorJSON

/// A schema in one line, in the manner of TypeScript's types.
enum Signature {
    static func of(_ node: Int, in graph: Graph) -> String {
        var budget = WorkBudget(steps: 10_000, bytes: 1 << 16)
        return of(node, in: graph, spending: &budget)
    }

    /// The same within a budget: a step for each subschema and value that is told, and the bytes of their texts. What is
    /// left out of the line is an ellipsis in it.
    static func of(_ node: Int, in graph: Graph, spending budget: inout WorkBudget) -> String {
        var renderer = Renderer(graph: graph, budget: budget)
        defer { budget = renderer.budget }
        return renderer.type(renderer.referenced(from: node), depth: 0).text
    }

    /// How deep a line looks into a schema.
    private static let deepest = 8

    /// Text, and whether it needs parentheses beside an operator.
    private struct Part {
        var text: String
        var isUnion = false
        var isIntersection = false

        var grouped: String { isUnion || isIntersection ? "(\(text))" : text }
    }

    private struct Renderer {
        let graph: Graph
        var budget: WorkBudget

        /// The texts of what a list of parts of the schema tells, as far as the budget lasts.
        private mutating func told<Item>(_ items: [Item], _ tell: (inout Renderer, Item) -> Part) -> [Part] {
            var parts: [Part] = []
            for item in items {
                guard budget.spend(steps: 1) else { return parts + [Part(text: "…")] }
                let part = tell(&self, item)
                parts.append(part)
                _ = budget.spend(bytes: part.text.utf8.count)
            }
            return parts
        }

        /// The schema that a reference alone leads to: at the top of a line, its name would tell nothing.
        mutating func referenced(from index: Int) -> Int {
            var index = index
            for _ in 0..<Signature.deepest {
                let node = graph.nodes[index]
                let edges = node.edges.filter { $0.keyword != .defs && $0.keyword != .definitions }
                guard own(node, depth: 0) == nil, edges.count == 1, let edge = edges.first, edge.keyword.isReference
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
            } else if node.keywords.contains(where: { $0.keyword.isReference }) {
                parts.append(Part(text: "this"))
            }
            parts += told(node.edges(.allOf)) { $0.type($1.target, depth: depth + 1) }
            if let own = own(node, depth: depth) { parts.append(own) }
            for keyword in [Keyword.anyOf, .oneOf] {
                let branches = told(node.edges(keyword)) { $0.type($1.target, depth: depth + 1) }
                if !branches.isEmpty { parts.append(union(branches)) }
            }
            parts = parts.filter { $0.text != "unknown" }
            var seen: Set<ExactString> = []
            parts = parts.filter { seen.insert(ExactString($0.text)).inserted }
            if parts.count == 1 { return parts[0] }
            if parts.isEmpty {
                guard let negated = node.target(.not) else { return Part(text: "unknown") }
                return Part(text: "not " + type(negated, depth: depth + 1).grouped)
            }
            let text = parts.map { $0.isUnion ? "(\($0.text))" : $0.text }.joined(separator: " & ")
            return Part(text: text, isIntersection: true)
        }

        private func union(_ parts: [Part]) -> Part {
            var seen: Set<ExactString> = []
            let parts = parts.filter { seen.insert(ExactString($0.text)).inserted }
            if parts.count == 1 { return parts[0] }
            let texts = parts.map { $0.isIntersection ? "(\($0.text))" : $0.text }
            return Part(text: texts.joined(separator: " | "), isUnion: true)
        }

        /// What the node's own `enum`, `const`, `type` and keywords for objects and arrays say; nil where they say nothing.
        private mutating func own(_ node: Graph.Node, depth: Int) -> Part? {
            if let value = node[.const] { return Part(text: Wording.spelling(value)) }
            if let values = node[.enum]?.elements {
                return values.isEmpty
                    ? Part(text: "never") : union(told(values) { Part(text: Wording.spelling($1)) })
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
                    switch name {
                    case "object": renderer.object(node, depth: depth)
                    case "array": renderer.array(node, depth: depth)
                    default: Part(text: name)
                    }
                })
        }

        private mutating func object(_ node: Graph.Node, depth: Int) -> Part {
            let required = Set((node[.required]?.elements ?? []).compactMap(\.exactString))
            let properties = node.edges(.properties)
            let declared = Set(properties.map(\.name))
            var members = told(properties) { renderer, edge in
                let value =
                    renderer.graph.defaultValue(of: edge.target, spending: &renderer.budget).map {
                        " = \(Wording.spelling($0))"
                    } ?? ""
                let type = renderer.type(edge.target, depth: depth + 1).text
                let mark = required.contains(edge.name) ? "" : "?"
                return Part(text: "\(edge.name.asMemberName)\(mark): \(type)\(value)")
            }
            members += told(required.subtracting(declared).sorted()) { Part(text: "\($1.asMemberName): unknown") }
            members += told(node.edges(.patternProperties)) { renderer, edge in
                Part(text: "[/\(edge.name)/]: \(renderer.type(edge.target, depth: depth + 1).text)")
            }
            if let additional = node.target(.additionalProperties) {
                let type = type(additional, depth: depth + 1).text
                if type == "unknown" {
                    if !members.isEmpty { members.append(Part(text: "…")) }
                } else if type != "never" {
                    members.append(Part(text: "[name]: \(type)"))
                } else if members.isEmpty {
                    return Part(text: "{}")
                }
            }
            return Part(text: members.isEmpty ? "object" : "{ \(members.map(\.text).joined(separator: ", ")) }")
        }

        private mutating func array(_ node: Graph.Node, depth: Int) -> Part {
            let isList = node[.items]?.kind == .array
            let prefix = told(isList ? node.edges(.items) : node.edges(.prefixItems)) {
                $0.type($1.target, depth: depth + 1)
            }.map(\.text)
            let rest = (isList ? node.target(.additionalItems) : node.target(.items)).map { type($0, depth: depth + 1) }
            if prefix.isEmpty { return Part(text: (rest ?? Part(text: "unknown")).grouped + "[]") }
            let tail = rest.map { $0.text == "never" ? [] : ["...\($0.grouped)[]"] } ?? ["...unknown[]"]
            return Part(text: "[\((prefix + tail).joined(separator: ", "))]")
        }
    }
}
