import ClamatorJSON

/// Fills declared defaults into a value.
///
/// One walk finds what is missing where; only where something is, is the value written anew.
struct Defaults {
    private let program: Program
    private let document: JSON
    private var validator: Validator
    /// For each object that lacks something, by its place on the tape, what it lacks.
    private var missing: [Int: [(name: ExactString, value: JSON)]] = [:]
    /// The schemas whose defaults are being filled, so that one that contains itself ends.
    private var open: Set<Int>
    private var depth = 0

    /// How deep in the schema defaults are sought; further down a value stays as it is.
    private static let maximumDepth = 600

    /// The value with its defaults; itself where nothing is missing.
    static func filled(_ value: JSON, _ program: Program, from node: Int = Graph.root, open: Set<Int> = []) -> JSON {
        value.withView { view in
            var walk = Defaults(
                program: program, document: value, validator: Validator(view), open: open)
            walk.fill(node, view.index)
            if walk.missing.isEmpty || walk.validator.budget.reached != nil { return value }
            return JSON { walk.write(view, into: &$0) } ?? value
        }
    }

    private init(program: Program, document: JSON, validator: Validator, open: Set<Int>) {
        self.program = program
        self.document = document
        self.validator = validator
        self.open = open
    }

    // MARK: Finding

    private mutating func fill(_ index: Int, _ place: Int) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { return }
        let node = program.graph.nodes[index]
        switch validator.nodes[place].kind {
        case .object: fillObject(node, place)
        case .array: fillArray(node, place)
        default: return
        }
        for edge in node.edges where edge.keyword == .allOf || edge.keyword.isReference { fill(edge.target, place) }
        for keyword in [Keyword.anyOf, .oneOf] {
            if let branch = node.edges(keyword).first(where: { holds($0.target, place) }) { fill(branch.target, place) }
        }
        if let condition = node.target(.if) {
            if holds(condition, place) {
                fill(condition, place)
                if let branch = node.target(.then) { fill(branch, place) }
            } else if let branch = node.target(.else) {
                fill(branch, place)
            }
        }
    }

    private mutating func holds(_ node: Int, _ place: Int) -> Bool { validator.check(program.rule(node), place) }

    private mutating func fillObject(_ node: Graph.Node, _ place: Int) {
        let object = validator.view(place)
        var declared: Set<ExactString> = []
        for edge in node.edges(.properties) {
            let name = edge.name
            declared.insert(name)
            if let member = name.withUTF8({ object.member($0) }) {
                fill(edge.target, member.index)
            } else if let value = program.graph.defaultValue(of: edge.target),
                missing[place]?.contains(where: { $0.name == name }) != true
            {
                missing[place, default: []].append((name, filled(value, edge.target)))
            }
        }
        guard let additional = node.target(.additionalProperties) else { return }
        for (key, value) in object.members where !declared.contains(key.exactString) { fill(additional, value.index) }
    }

    private mutating func fillArray(_ node: Graph.Node, _ place: Int) {
        let isList = node[.items]?.kind == .array
        let prefix = isList ? node.edges(.items) : node.edges(.prefixItems)
        let rest = isList ? node.target(.additionalItems) : node.target(.items)
        for (index, element) in validator.view(place).elements.enumerated() {
            if let target = index < prefix.count ? prefix[index].target : rest { fill(target, element.index) }
        }
    }

    /// A default with the defaults that it lacks itself.
    private func filled(_ value: JSON, _ target: Int) -> JSON {
        if open.contains(target) { return value }
        return Defaults.filled(value, program, from: target, open: open.union([target]))
    }

    // MARK: Writing

    private func write(_ view: JSONView, into writer: inout JSONWriter) {
        switch view.kind {
        case .array:
            writer.array { writer in for element in view.elements { write(element, into: &writer) } }
        case .object:
            writer.object { writer in
                for (key, value) in view.members {
                    writer.member(key.string) { write(value, into: &$0) }
                }
                for (name, value) in missing[view.index] ?? [] { writer.member(name.string) { $0.value(value) } }
            }
        default: writer.value(view)
        }
    }

    // MARK: At compile time

    /// Whether some property that is reached from the root has a default.
    static func canFill(_ graph: Graph) -> Bool {
        var seen: Set<Int> = []
        var waiting = [Graph.root]
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            for edge in graph.nodes[next].edges {
                switch edge.keyword {
                case .properties:
                    if graph.defaultValue(of: edge.target) != nil { return true }
                    waiting.append(edge.target)
                case .ref, .dynamicRef, .recursiveRef, .allOf, .anyOf, .oneOf, .if, .then, .else, .items, .prefixItems,
                    .additionalItems, .additionalProperties:
                    waiting.append(edge.target)
                default: break
                }
            }
        }
        return false
    }
}

extension Graph {
    /// The default that a schema declares, itself or through a reference or `allOf`.
    func defaultValue(of node: Int) -> JSON? {
        var seen: Set<Int> = []
        var waiting = [node]
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            if let value = nodes[next][.default] { return value }
            let edges = nodes[next].edges.filter { $0.keyword == .allOf || $0.keyword.isReference }
            waiting += edges.reversed().map(\.target)
        }
        return nil
    }
}
