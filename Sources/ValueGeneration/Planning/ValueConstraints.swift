import ClamatorJSON
import ClamatorSchema

/// All that speaks of one value after every choice was made: the schemas, their references, `allOf`, and the branches
/// that were chosen.
struct ValueConstraints {
    var parts: [Subschema] = []
    /// What the value must not follow.
    var refused: [Subschema] = []
    var types = TypeSet.all
    /// Names that an object must have beside those that `required` names.
    var extraNames: [ExactString] = []
    /// Names that an object must not have.
    var forbiddenNames: Set<ExactString> = []
    /// What the values of properties must not follow.
    var refusedProperties: [ExactString: [Subschema]] = [:]
    /// What no element may follow.
    var refusedElements: [Subschema] = []
    /// Whether two elements must be equal.
    var repeatsElement = false
    /// Keywords that hold beside those of the parts, and the schemas on whose account.
    var additions: [(keyword: Keyword, value: JSON, part: Subschema)] = []
    /// How many choices were made; without any, another attempt meets the same constraints.
    var choices = 0
    /// Whether this is only what holds whatever is chosen, from which no value is made. What is left unevaluated is
    /// then not known.
    var leavesChoicesOpen = false
    /// The most branches of one choice.
    var branches = 1

    /// Takes up what a goal asks for beside its schemas. It is wished for, and so proves nothing.
    mutating func narrow(to narrowing: Narrowing, of subschema: Subschema?) {
        choices += 1
        types.formIntersection(narrowing.types)
        extraNames += narrowing.names
        forbiddenNames.formUnion(narrowing.forbiddenNames)
        guard let subschema else { return }
        additions += narrowing.keywords.map { ($0.keyword, $0.value, subschema) }
    }

    /// The values of a keyword with the parts they stand in.
    func all(_ keyword: Keyword) -> [(value: JSON, part: Subschema)] {
        parts.compactMap { part in part[keyword].map { ($0, part) } }
            + additions.filter { $0.keyword == keyword }.map { ($0.value, $0.part) }
    }

    /// The greatest of the counts that a keyword gives.
    func most(_ keyword: Keyword) -> (count: Int, value: JSON, part: Subschema)? {
        counts(keyword).max { $0.count < $1.count }
    }

    /// The least of the counts that a keyword gives.
    func least(_ keyword: Keyword) -> (count: Int, value: JSON, part: Subschema)? {
        counts(keyword).min { $0.count < $1.count }
    }

    private func counts(_ keyword: Keyword) -> [(count: Int, value: JSON, part: Subschema)] {
        all(keyword).map { ($0.value.clampedCount, $0.value, $0.part) }
    }

    func says(_ keywords: [Keyword]) -> Bool {
        parts.contains { part in keywords.contains { part[$0] != nil } }
    }

    /// Fails where the least count is above the greatest, or beyond what is ever made.
    func checkCounts(_ minimum: Keyword, _ maximum: Keyword, limit: Int) throws(GenerationFailure) {
        guard let least = most(minimum) else { return }
        if let greatest = self.least(maximum), least.count > greatest.count {
            throw GenerationFailure(
                "\(minimum.rawValue) \(least.value) is more than \(maximum.rawValue) \(greatest.value)", at: least.part,
                isCertain: choices == 0)
        }
        if least.count > limit {
            throw GenerationFailure(
                "\(minimum.rawValue) \(least.value) is more than the \(limit) that are ever made", at: least.part,
                limit: .bytes)
        }
    }
}

/// What one value must be.
struct ValueGoal {
    /// What it must follow.
    var schemas: [Subschema]
    /// What it must not follow.
    var refused: [Subschema] = []
    /// Values that are taken.
    var avoided: Set<JSON> = []
    /// What it is called, which tells what is meant.
    var hint = NameHint()
    /// How many objects and arrays are around it.
    var depth = 0
    /// What else it should be, which no schema says; nil where nothing.
    var narrowing: Narrowing?

    /// The schema that alone says what it must be; nil where more does, or nothing.
    var only: Subschema? { schemas.count == 1 && refused.isEmpty && narrowing == nil ? schemas[0] : nil }

    /// The schema to name where it cannot be met; nil where nothing is asked for.
    var subschema: Subschema? { schemas.first ?? refused.first }
}

/// What a value should be beside what schemas ask for. Where that cannot be, a value without it may be made.
struct Narrowing {
    /// A choice of a schema.
    struct Choice: Hashable {
        /// The schema's identity.
        var schema: Int
        var keyword: Keyword
    }

    var types = TypeSet.all
    /// Names that an object should have.
    var names: [ExactString] = []
    /// Names that an object should not have.
    var forbiddenNames: Set<ExactString> = []
    /// Keywords that should hold too.
    var keywords: [(keyword: Keyword, value: JSON)] = []
    /// The choices that are made already: what was chosen is among the schemas.
    var decided: Set<Choice> = []
}
