import ClamatorJSON
import ClamatorSchema

/// Members in the order in which they were made.
struct ObjectMembers {
    private(set) var names: [ExactString] = []
    private var values: [ExactString: JSON] = [:]

    var count: Int { names.count }
    func contains(_ name: ExactString) -> Bool { values[name] != nil }

    subscript(name: ExactString) -> JSON? {
        get { values[name] }
        set {
            if values.updateValue(newValue ?? .null, forKey: name) == nil { names.append(name) }
        }
    }

    /// The object: first the declared members in their order, then the others.
    func json(inOrder declared: [ExactString]) -> JSON {
        var ordered = declared.filter(contains)
        if ordered.count < names.count {
            let known = Set(declared)
            ordered += names.filter { !known.contains($0) }
        }
        return JSON(members: ordered.compactMap { name in values[name].map { (name: name, value: $0) } })
    }
}

/// What the keywords for objects say about the members.
final class ObjectPlan: Sendable {
    private let parts: [ObjectPart]
    private let unevaluated: [Subschema]
    private let forbidden: Set<ExactString>
    /// What the values of properties must not follow.
    let refused: [ExactString: [Subschema]]
    /// The declared names in the order of the schemas, each once.
    let declared: [ExactString]
    /// The names that an object must have, each once.
    let required: [ExactString]
    /// What names must be.
    let names: [Subschema]
    /// The patterns that names may match.
    let patterns: [ExactString]
    /// How long names may be, as far as `propertyNames` says it outright.
    let lengthsOfNames: (least: Int, most: Int?)
    /// How much it takes to put it together.
    let work: Int
    /// How much it takes to find what a member must follow.
    let workOfName: Int
    /// What the values of declared properties must follow, where that is found without a look at patterns.
    private let known: [ExactString: [Subschema]]
    /// Whether names bring others with them.
    private let hasDependents: Bool

    /// How many parts there may be for what is known of each name to be kept.
    private static let mostParts = 4

    init(_ constraints: ValueConstraints, _ plan: inout GenerationPlan, isKept: Bool = false) {
        let parts = constraints.parts.map { plan.objectPart(of: $0) }
        self.parts = parts
        work = parts.reduce(0) { $0 + 4 * $1.work }
        workOfName = parts.reduce(1) { $0 + 1 + 8 * $1.patterns.count }
        hasDependents = parts.contains { !$0.dependents.isEmpty }
        var seen: Set<ExactString> = []
        declared = parts.flatMap { $0.declared.filter { seen.insert($0).inserted } }
        unevaluated = constraints.leavesChoicesOpen ? [] : parts.flatMap(\.unevaluated)
        let isKnown = isKept && parts.count <= Self.mostParts && parts.allSatisfy(\.patterns.isEmpty)
        let namesKnown = isKnown ? declared : []
        known = Dictionary(
            uniqueKeysWithValues: namesKnown.map { name in (name, parts.flatMap { $0.schemas(of: name) }) })
        forbidden = constraints.forbiddenNames
        refused = constraints.refusedProperties
        seen = []
        required = (parts.flatMap(\.required) + constraints.extraNames).filter { seen.insert($0).inserted }
        names = parts.flatMap(\.names)
        patterns = parts.flatMap { $0.patterns.filter { $0.schema.source.bool != false }.map(\.pattern) }
        lengthsOfNames = (
            parts.map(\.lengthsOfNames.least).max() ?? 0, parts.compactMap(\.lengthsOfNames.most).min()
        )
    }

    /// The most names that some part leaves possible.
    ///
    /// - Parameter count: How many names match a pattern; nil where that is not known.
    /// - Returns: How many, and the part; nil where none sets a limit.
    func mostNames(matching count: (ExactString) -> Int?) -> (count: Int, part: Subschema)? {
        let closed = parts.filter { part in part.additional.contains { $0.source.bool == false } }
        let counts = closed.compactMap { part -> (count: Int, part: Subschema)? in
            let patterns = part.patterns.filter { $0.schema.source.bool != false }.map { count($0.pattern) }
            guard !patterns.contains(nil) else { return nil }
            let declared = part.properties.values.count { $0.source.bool != false }
            return (patterns.reduce(declared) { $0 + ($1 ?? 0) }, part.source)
        }
        return counts.min { $0.count < $1.count }
    }

    /// Whether the object is there for names that are not declared.
    var isMap: Bool {
        guard declared.isEmpty, required.isEmpty else { return false }
        return !patterns.isEmpty || !names.isEmpty
            || parts.contains { $0.additional.contains { $0.source.bool == nil } }
    }

    func isForbidden(_ name: ExactString) -> Bool { forbidden.contains(name) }

    /// A pattern that `propertyNames` asks for outright.
    var patternOfNames: ExactString? { parts.lazy.compactMap(\.patternOfNames).first }

    /// The name with all that `dependentRequired` brings with it, but for what is there already; not all of it where
    /// the budget is used up.
    func closure(
        of name: ExactString, besides members: ObjectMembers, spending budget: inout WorkBudget
    ) -> [ExactString] {
        guard !members.contains(name) else { return [] }
        if !hasDependents {
            _ = budget.spend(steps: parts.count)
            return [name]
        }
        var closure = [name]
        var seen: Set<ExactString> = [name]
        var next = 0
        while next < closure.count {
            guard budget.spend(steps: parts.count) else { break }
            for part in parts {
                guard let others = part.dependents[closure[next]] else { continue }
                guard budget.spend(steps: 4 * others.count) else { break }
                for other in others where !members.contains(other) && seen.insert(other).inserted {
                    closure.append(other)
                }
            }
            next += 1
        }
        return closure
    }

    /// What the value of a property must follow.
    func schemas(of name: ExactString) -> [Subschema] {
        if let known = known[name] { return known }
        let schemas = parts.flatMap { $0.schemas(of: name) }
        return schemas.isEmpty ? unevaluated : schemas
    }
}
