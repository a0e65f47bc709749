public import ClamatorJSON
import ECMAPattern

/// A schema or a part of one, for those who want to know what it describes: completion, signatures, made-up values.
///
/// It is seen through references and `allOf`: what a schema they lead to says counts as said here. What stands in the
/// schema itself comes first.
public struct Subschema: Sendable {
    let program: Program
    let node: Int

    init(_ program: Program, _ node: Int) {
        self.program = program
        self.node = node
    }

    // MARK: The schema itself

    /// The keyword object, or the boolean, as it stands in the document.
    public var source: JSON { program.graph.nodes[node].source }

    /// The location in the schema that it is a part of; that of a type which schemas share begins with `$defs`.
    public var location: JSONPointer {
        let node = program.graph.nodes[node]
        return JSONPointer(Array(node.pointer.dropFirst(node.depth)))
    }

    /// Whether it stands in the schema itself, in one that was compiled with it, or in the types that they share, read
    /// as those are by themselves.
    package var isOwn: Bool { program.graph.nodes[node].isOwn }

    /// The location in its file, where the schema may be but a part of it.
    package var locationInFile: JSONPointer { JSONPointer(program.graph.nodes[node].pointer) }

    /// The file's URI; empty for the one that was compiled.
    public var uri: String { program.graph.nodes[node].document }

    /// What the schema's reference calls the schema that it leads to: the last part of its path. Nil where there is no
    /// reference.
    public var referenceName: String? { program.graph.nodes[node].referenceName }

    /// Whether a value follows the schema; false too where a limit is reached.
    public func accepts(_ value: JSON) -> Bool {
        value.withView { program.verdict(node, $0) } == .valid
    }

    /// Whether the schema is `true` or says nothing at all, and so takes every value.
    public var isAnything: Bool {
        let rule = program.rule(node).pointee
        return rule.kinds == Rule.allKinds && rule.checked == 0
    }

    /// One line in the manner of TypeScript, as `Schema.signature`.
    public var signature: String { Signature.of(node, in: program.graph) }

    /// The same within a budget; what is left out is an ellipsis.
    package func signature(spending budget: inout WorkBudget) -> String {
        Signature.of(node, in: program.graph, spending: &budget)
    }

    /// How much there is to look at in the schema and in what its references and `allOf` lead to: parts, the ways from
    /// them, names and values.
    package var weight: Int {
        parts.reduce(0) { $0 + 1 + $1.edges.count + ($1[.required]?.count ?? 0) + ($1[.enum]?.count ?? 0) }
    }

    // MARK: Seen through references and allOf

    private var parts: [Graph.Node] { partIndices.map { program.graph.nodes[$0] } }

    /// This node and those that hold for the same value whatever it is, each once.
    var partIndices: [Int] {
        // Most schemas have nothing to be seen through.
        guard program.graph.nodes[node].edges.contains(where: \.keyword.joinsParts) else { return [node] }
        var seen: Set<Int> = []
        var parts: [Int] = []
        var waiting = [node]
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            parts.append(next)
            let edges = program.graph.nodes[next].edges
            waiting += edges.filter(\.keyword.joinsParts).reversed().map(\.target)
        }
        return parts
    }

    private func first(_ keyword: Keyword) -> JSON? {
        for part in parts { if let value = part[keyword] { return value } }
        return nil
    }

    private func first(_ keyword: Keyword) -> Subschema? {
        for part in partIndices {
            if let target = program.graph.nodes[part].target(keyword) { return Subschema(program, target) }
        }
        return nil
    }

    /// The types of value that may be accepted; those that `enum` or `const` leaves, where they stand. Where finding
    /// out costs too much, types among them may be refused.
    public var types: TypeSet {
        var known: [Int: TypeSet] = [:]
        return types(remembering: &known)
    }

    /// The same, for a caller that asks many schemas: what is known is not worked out again.
    package func types(remembering known: inout [Int: TypeSet]) -> TypeSet {
        Self.types(of: node, in: program.graph, &known, depth: 0)
    }

    /// Below this depth of references and branches every type counts as possible.
    private static let deepestTypes = 200

    private static func types(of index: Int, in graph: Graph, _ known: inout [Int: TypeSet], depth: Int) -> TypeSet {
        var index = index
        while let next = graph.nodes[index].onlyReference { index = next }
        if let types = known[index] { return types }
        guard depth < deepestTypes else { return .all }
        let node = graph.nodes[index]
        var types: TypeSet = node.source.bool == false ? [] : .all
        if let type = node[.type] { types.formIntersection(TypeSet(keyword: type)) }
        if let value = node[.const] { types.formIntersection(TypeSet(of: value)) }
        if let values = node[.enum]?.elements {
            types.formIntersection(values.reduce(into: []) { $0.formUnion(TypeSet(of: $1)) })
        }
        var branches: [(keyword: Keyword, types: TypeSet)] = []
        for edge in node.edges where edge.keyword.joinsParts || edge.keyword.isChoice {
            let target = Self.types(of: edge.target, in: graph, &known, depth: depth + 1)
            guard edge.keyword.isChoice else {
                types.formIntersection(target)
                continue
            }
            if branches.last?.keyword != edge.keyword { branches.append((edge.keyword, [])) }
            branches[branches.count - 1].types.formUnion(target)
        }
        for choice in branches { types.formIntersection(choice.types) }
        known[index] = types
        return types
    }

    /// The values that `enum` or `const` allows; nil where neither stands.
    public var values: [JSON]? {
        var values: [JSON]?
        for part in parts {
            if let one = part[.const] { values = values?.filter { $0 == one } ?? [one] }
            if let several = part[.enum]?.elements {
                values = values.map { $0.filter(Set(several).contains) } ?? several
            }
        }
        return values
    }

    // MARK: Objects

    /// A property that the schema speaks of.
    public struct Property: Sendable {
        /// The property's name.
        public var name: ExactString
        /// What its value must be.
        public var schema: Subschema
        /// Whether an object must have it.
        public var isRequired: Bool
    }

    /// The declared properties in the order of the document, each once.
    public var properties: [Property] {
        let required = requiredNames
        var seen: Set<ExactString> = []
        return parts.flatMap { $0.edges(.properties) }.filter { seen.insert($0.name).inserted }.map { edge in
            Property(
                name: edge.name, schema: Subschema(program, edge.target), isRequired: required.contains(edge.name))
        }
    }

    /// The names that an object must have, declared as properties or not.
    public var requiredNames: Set<ExactString> {
        Set(parts.flatMap { $0[.required]?.elements ?? [] }.compactMap(\.exactString))
    }

    /// What the value of a property must be: as declared, else by the first pattern that matches its name, else as
    /// `additionalProperties` has it. Nil where nothing speaks of it.
    public func property(_ name: ExactString) -> Subschema? {
        for part in partIndices {
            // The edges alone: a copy of the node would count references to all that it has.
            let edges = program.graph.nodes[part].edges
            for index in edges.indices where edges[index].keyword == .properties && edges[index].name == name {
                return Subschema(program, edges[index].target)
            }
        }
        let byPattern = patternProperties.first { source, _ in
            name.withUTF8 { program.graph.patterns[source]?.search($0) == .matches }
        }
        return byPattern?.schema ?? additionalProperties
    }

    /// The patterns of `patternProperties` with what the properties they match must be.
    public var patternProperties: [(pattern: ExactString, schema: Subschema)] {
        partIndices.flatMap { program.graph.nodes[$0].edges(.patternProperties) }
            .map { ($0.name, Subschema(program, $0.target)) }
    }

    /// What other properties must be; nil where the schema leaves them alone.
    public var additionalProperties: Subschema? { first(.additionalProperties) ?? first(.unevaluatedProperties) }

    /// What the properties' names must be.
    public var propertyNames: Subschema? { first(.propertyNames) }

    /// The fewest members.
    public var minimumProperties: Int? { first(.minProperties).map(\.clampedCount) }
    /// The most members.
    public var maximumProperties: Int? { first(.maxProperties).map(\.clampedCount) }

    // MARK: Arrays

    /// What the first elements must be, one by one.
    public var prefixItems: [Subschema] {
        for part in parts {
            let edges = part.edges(.prefixItems) + (part[.items]?.kind == .array ? part.edges(.items) : [])
            if !edges.isEmpty { return edges.map { Subschema(program, $0.target) } }
        }
        return []
    }

    /// What the elements behind those must be; nil where the schema leaves them alone.
    public var items: Subschema? {
        for part in parts {
            let target = part[.items]?.kind == .array ? part.target(.additionalItems) : part.target(.items)
            if let target { return Subschema(program, target) }
        }
        return first(.unevaluatedItems)
    }

    /// What some element must be.
    public var contains: Subschema? { first(.contains) }
    /// The fewest elements.
    public var minimumItems: Int? { first(.minItems).map(\.clampedCount) }
    /// The most elements.
    public var maximumItems: Int? { first(.maxItems).map(\.clampedCount) }
    /// Whether no two elements may be equal.
    public var hasUniqueItems: Bool { parts.contains { $0[.uniqueItems]?.bool == true } }

    // MARK: Strings and numbers

    /// The fewest characters.
    public var minimumLength: Int? { first(.minLength).map(\.clampedCount) }
    /// The most characters.
    public var maximumLength: Int? { first(.maxLength).map(\.clampedCount) }
    /// The pattern that strings must match.
    public var pattern: String? { first(.pattern).flatMap(\.string) }
    /// The name of the strings' format.
    public var format: String? { first(.format).flatMap(\.string) }
    /// The least number.
    public var minimum: JSON? { first(.minimum) }
    /// The number that all must be above.
    public var exclusiveMinimum: JSON? { first(.exclusiveMinimum) }
    /// The greatest number.
    public var maximum: JSON? { first(.maximum) }
    /// The number that all must be below.
    public var exclusiveMaximum: JSON? { first(.exclusiveMaximum) }
    /// What numbers must be multiples of.
    public var multipleOf: JSON? { first(.multipleOf) }

    // MARK: Choices

    /// The branches of `oneOf`.
    public var oneOf: [Subschema] { branches(.oneOf) }
    /// The branches of `anyOf`.
    public var anyOf: [Subschema] { branches(.anyOf) }
    /// What the value must not be.
    public var not: Subschema? { first(.not) }

    private func branches(_ keyword: Keyword) -> [Subschema] {
        for part in parts {
            let edges = part.edges(keyword)
            if !edges.isEmpty { return edges.map { Subschema(program, $0.target) } }
        }
        return []
    }

    // MARK: Annotations

    /// The value that is filled in where none is given.
    public var defaultValue: JSON? { first(.default) }
    /// The title.
    public var title: String? { first(.title).flatMap(\.string) }
    /// The description.
    public var description: String? { first(.description).flatMap(\.string) }
    /// Whether the value should no longer be used.
    public var isDeprecated: Bool { parts.contains { $0[.deprecated]?.bool == true } }
    /// Values that the author gave to show what is meant.
    public var examples: [JSON] { first(.examples).map(\.elements) ?? [] }
}

extension TypeSet {
    /// The type of a value.
    package init(of value: JSON) {
        switch value.kind {
        case .null: self = .null
        case .true, .false: self = .boolean
        case .number: self = value.withView { JSONDecimal($0.bytes).isInteger } ? .integer : .number
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }
}

extension Graph.Node {
    /// The name by which the node's reference calls its target: the last token of the fragment, or of the path; not the
    /// number of a branch, but the name of what it is a branch of.
    var referenceName: String? {
        guard let reference = keywords.first(where: { $0.keyword.isReference })?.value.string else { return nil }
        let uri = URIReference(reference)
        if let fragment = uri.fragment.flatMap({ PercentEncoding.decoded($0) }), !fragment.isEmpty {
            guard let tokens = JSONPointer(parsing: fragment)?.tokens else { return fragment }
            var names = tokens[...]
            while names.count > 2, Self.isNumber(names[names.endIndex - 1]),
                Self.lists.contains(names[names.endIndex - 2])
            {
                names = names.dropLast(2)
            }
            return names.last?.string ?? fragment
        }
        return uri.path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
    }

    private static let lists: Set<ExactString> = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]

    private static func isNumber(_ token: ExactString) -> Bool { token.utf8.allSatisfy { 0x30 <= $0 && $0 <= 0x39 } }
}

extension Schema {
    /// The schema as a thing to be looked at.
    public var root: Subschema { Subschema(program, node) }

    /// The type by this name that the schema shares with those it was compiled with, as the types are read by
    /// themselves.
    package func sharedType(_ name: ExactString) -> Subschema? {
        program.graph.types.flatMap { types in
            program.graph.nodes[types].edges.first { $0.name == name }.map { Subschema(program, $0.target) }
        }
    }

    /// The schema in one line, in the manner of TypeScript: `{ a: number, b?: number = 0, kind: "x" | "y" }`. What a
    /// `$ref` leads to goes by its name.
    public var signature: String { Signature.of(node, in: program.graph) }
}
