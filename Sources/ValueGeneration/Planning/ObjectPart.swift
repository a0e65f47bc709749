import ClamatorJSON
import ClamatorSchema

/// What the keywords for objects in one schema say about the members: worked out once, as a schema can say much and be
/// the schema of many values.
struct ObjectPart: Sendable {
    let source: Subschema
    /// The names of `properties`, in their order.
    let declared: [ExactString]
    let properties: [ExactString: Subschema]
    let patterns: [(pattern: ExactString, schema: Subschema)]
    let additional: [Subschema]
    let unevaluated: [Subschema]
    let required: [ExactString]
    let requiredNames: Set<ExactString>
    /// What names must be.
    let names: [Subschema]
    /// How long names may be, as far as `propertyNames` says it outright.
    let lengthsOfNames: (least: Int, most: Int?)
    /// A pattern that `propertyNames` asks for outright.
    let patternOfNames: ExactString?
    /// The names that each name brings with it.
    let dependents: [ExactString: [ExactString]]

    init(_ part: Subschema) {
        source = part
        let members = part.schemas(.properties)
        var seen: Set<ExactString> = []
        declared = members.map(\.name).filter { seen.insert($0).inserted }
        properties = Dictionary(members.map { ($0.name, $0.schema) }, uniquingKeysWith: { $1 })
        patterns = part.schemas(.patternProperties).map { (pattern: $0.name, schema: $0.schema) }
        additional = part.schemas(.additionalProperties).map(\.schema)
        unevaluated = part.schemas(.unevaluatedProperties).map(\.schema)
        required = part[.required]?.elements.compactMap(\.exactString) ?? []
        requiredNames = Set(required)
        names = part.schemas(.propertyNames).map(\.schema)
        let conjuncts = names.flatMap(\.conjuncts)
        lengthsOfNames = (
            conjuncts.compactMap { $0[.minLength]?.clampedCount }.max() ?? 0,
            conjuncts.compactMap { $0[.maxLength]?.clampedCount }.min()
        )
        patternOfNames = conjuncts.lazy.compactMap { $0[.pattern]?.exactString }.first
        var dependents: [ExactString: [ExactString]] = [:]
        for keyword in [Keyword.dependentRequired, .dependencies] {
            for (name, value) in part[keyword]?.members ?? [] {
                dependents[name, default: []] += value.elements.compactMap(\.exactString)
            }
        }
        self.dependents = dependents
    }

    /// What the value of a property must follow.
    func schemas(of name: ExactString) -> [Subschema] {
        let own =
            [properties[name]].compactMap { $0 }
            + patterns.filter { source.pattern($0.pattern, matches: name) }.map(\.schema)
        return own.isEmpty ? additional : own
    }

    /// How much it takes to put this together with what other schemas say.
    var work: Int { 1 + declared.count + required.count + patterns.count }
}
