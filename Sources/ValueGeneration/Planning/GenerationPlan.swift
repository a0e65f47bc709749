import ClamatorJSON
package import ClamatorSchema
import ECMAPattern

/// What is worked out once for a schema, for all the values that are made for it.
package struct GenerationPlan: Sendable {
    /// What is made: the schema that the plan is for, or one that it leads to.
    package internal(set) var root: Subschema
    let sizes: LeastSizes
    private var types: [Int: TypeSet] = [:]
    private var conjuncts: [Int: [Subschema]] = [:]
    private var lists: [Keyword: [Int: [JSON]]] = [:]
    private var objectParts: [Int: ObjectPart] = [:]
    private var samplers: [ExactString: PatternSampler] = [:]
    private var automata: [ExactString: PatternAutomaton?] = [:]
    private var words: [ExactString: [String]] = [:]
    private var settled: [Int: SettledConstraints] = [:]

    /// How many schemas for one value are kept: together they can be as many as the square of the schemas.
    static let mostParts = 64

    /// Made-up names are looked at anew from this many on.
    private static let mostWords = 500

    package init(_ schema: Subschema) {
        root = schema
        sizes = LeastSizes(from: root)
    }

    /// The types of value that a schema may accept.
    mutating func types(of schema: Subschema) -> TypeSet { schema.types(remembering: &types) }

    /// The schema and those that hold for the same value whatever it is.
    mutating func conjuncts(of schema: Subschema) -> [Subschema] {
        if let known = conjuncts[schema.identity] { return known }
        let found = schema.conjuncts
        if found.count <= Self.mostParts { conjuncts[schema.identity] = found }
        return found
    }

    /// What speaks of the values of a schema, where it is known that it leaves nothing to choose.
    func settledConstraints(of schema: Subschema) -> SettledConstraints? { settled[schema.identity] }

    /// Keeps what speaks of the values of a schema.
    mutating func keep(_ found: SettledConstraints, of schema: Subschema) {
        settled[schema.identity] = found
    }

    /// The elements of a keyword's array.
    mutating func list(_ keyword: Keyword, of schema: Subschema) -> [JSON] {
        if let known = lists[keyword]?[schema.identity] { return known }
        let found = schema[keyword]?.elements ?? []
        lists[keyword, default: [:]][schema.identity] = found
        return found
    }

    /// What a schema says about the members of objects.
    mutating func objectPart(of schema: Subschema) -> ObjectPart {
        if let known = objectParts[schema.identity] { return known }
        let found = ObjectPart(schema)
        objectParts[schema.identity] = found
        return found
    }

    /// What makes up texts that a pattern of the schema matches.
    mutating func sampler(_ pattern: ExactString) -> PatternSampler? {
        if let known = samplers[pattern] { return known }
        guard let sampler = root.sampler(ofPattern: pattern) else { return nil }
        samplers[pattern] = sampler
        return sampler
    }

    /// The automaton of a pattern of the schema, where it has one. What it costs to make one is spent from the budget.
    mutating func automaton(_ pattern: ExactString, spending budget: inout WorkBudget) -> PatternAutomaton? {
        if let known = automata[pattern] { return known }
        guard budget.spend(steps: 5000) else { return nil }
        let automaton = root.automaton(ofPattern: pattern)
        automata[pattern] = .some(automaton)
        return automaton
    }

    /// The words of a property's name.
    mutating func words(of name: ExactString) -> [String] {
        if let known = words[name] { return known }
        let found = NameHint.words(of: name)
        if words.count < Self.mostWords { words[name] = found }
        return found
    }
}
