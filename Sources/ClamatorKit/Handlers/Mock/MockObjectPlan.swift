/// What the keywords for objects say about the members.
struct MockObjectPlan {
    private let constraints: MockConstraints
    private let properties: [[String: Subschema]]
    /// The declared names in the order of the schemas, each once.
    let declared: [String]
    /// The names that an object must have, each once.
    let required: [String]
    /// What names must be.
    let names: [Subschema]
    /// The patterns that speak of names, with the parts they stand in.
    let patterns: [(pattern: String, part: Subschema)]
    private var dependents: [String: [String]] = [:]

    init(_ constraints: MockConstraints) {
        self.constraints = constraints
        let declarations = constraints.parts.map { $0.schemas(.properties) }
        properties = declarations.map { declarations in
            Dictionary(declarations.map { ($0.name, $0.schema) }, uniquingKeysWith: { $1 })
        }
        var seen: Set<String> = []
        declared = declarations.joined().map(\.name).filter { seen.insert($0).inserted }
        seen = []
        let listed = constraints.all(.required).flatMap(\.value.elements).compactMap(\.string)
        required = (listed + constraints.extraNames).filter { seen.insert($0).inserted }
        names = constraints.parts.flatMap { $0.schemas(.propertyNames) }.map(\.schema)
        patterns = constraints.parts.flatMap { part in
            part.schemas(.patternProperties).filter { $0.schema.source.bool != false }.map { ($0.name, part) }
        }
        for keyword in [Keyword.dependentRequired, .dependencies] {
            for (name, value) in constraints.all(keyword).flatMap(\.value.members) {
                dependents[name, default: []] += value.elements.compactMap(\.string)
            }
        }
    }

    /// Whether the object is there for names that are not declared.
    var isMap: Bool {
        guard declared.isEmpty, required.isEmpty else { return false }
        let additional = constraints.parts.flatMap { $0.schemas(.additionalProperties) }
        return !patterns.isEmpty || !names.isEmpty || additional.contains { $0.schema.source.bool == nil }
    }

    func isForbidden(_ name: String) -> Bool { constraints.forbiddenNames.contains(name) }

    /// Whether an object may have a property of this name, with some value.
    func allows(_ name: String) -> Bool {
        !isForbidden(name) && names.allSatisfy { $0.accepts(JSON(name)) }
            && !schemas(of: name).contains { $0.source.bool == false }
    }

    /// The name with all that `dependentRequired` brings with it.
    func closure(of name: String) -> [String] {
        var closure = [name]
        var place = 0
        while place < closure.count {
            for other in dependents[closure[place]] ?? [] where !closure.contains(other) { closure.append(other) }
            place += 1
        }
        return closure
    }

    /// What the value of a property must follow.
    func schemas(of name: String) -> [Subschema] {
        var schemas: [Subschema] = []
        for (part, properties) in zip(constraints.parts, properties) {
            var own = [properties[name]].compactMap { $0 }
            own += part.schemas(.patternProperties).filter { part.pattern($0.name, matches: name) }.map(\.schema)
            schemas += own.isEmpty ? part.schemas(.additionalProperties).map(\.schema) : own
        }
        return schemas.isEmpty
            ? constraints.parts.flatMap { $0.schemas(.unevaluatedProperties) }.map(\.schema) : schemas
    }

    func goal(_ name: String, in goal: MockGoal) -> MockGoal {
        MockGoal(
            schemas: schemas(of: name), refused: constraints.refusedProperties[name] ?? [],
            hint: goal.hint.member(name),
            depth: goal.depth + 1)
    }
}
