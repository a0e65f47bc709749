import ClamatorKit
internal import ValueGeneration

/// Answers the methods without rules from their contract: by an example, else with a value that is made up.
struct MockAnswers: Sendable {
    /// What is worked out once for a method.
    private struct Material: Sendable {
        var examples: MockExamples
        /// Made when the first value is made.
        var plan: GenerationPlan?
    }

    private var generator: ValueGenerator
    private var materials: [ExactString: Material] = [:]

    init(seed: UInt64) { generator = ValueGenerator(seed: seed) }

    /// What a method without a handler answers.
    ///
    /// - Parameters:
    ///   - params: The params with their defaults.
    ///   - sent: The params as they were sent, where that differs.
    ///   - method: The method.
    /// - Returns: The result; null for a notification.
    /// - Throws: `GenerationFailure`, where no value was found, or an example could not be judged.
    mutating func answer(to params: JSON, sent: JSON?, of method: Contract.Method) throws(GenerationFailure) -> JSON {
        guard let schema = method.result else { return .null }
        let name = ExactString(method.name)
        var material = materials.removeValue(forKey: name) ?? Material(examples: MockExamples(of: method))
        defer { materials[name] = material }
        if let result = try material.examples.result(for: sent ?? params, params, of: method) { return result }
        var plan = material.plan ?? GenerationPlan(schema.root)
        material.plan = nil
        defer { material.plan = plan }
        // Defaults are filled into the answer, and may break it: another value may lack nothing, or something else.
        for _ in 1..<Self.mostAttempts where schema.hasDefaults {
            let value = try generator.value(by: &plan)
            if schema.isCompleted(value) { return value }
        }
        return try generator.value(by: &plan)
    }

    /// How many values are made for one answer, at most.
    private static let mostAttempts = 8
}

/// The calls to learn from that a method's contract shows. Each is judged when it is first asked for.
private struct MockExamples: Sendable {
    private struct Example: Sendable {
        let params: JSON
        let result: JSON
        /// Whether the result follows the contract; nil as long as that is not known.
        var isGood: Bool?
        /// The params with their defaults; nil as long as they are not known, and `.some(nil)` where the params break
        /// the contract.
        var filled: JSON??
    }

    /// What judging examples may cost one call.
    private static let work = WorkBudget(steps: 4_000_000)

    private var examples: [Example]

    init(of method: Contract.Method) {
        examples = method.examples.compactMap { example in
            example.result.map { Example(params: example.params, result: $0) }
        }
    }

    /// The result of the example that shows a call: first by the params as they were sent, then by them as they are
    /// with their defaults. Nil where none does that keeps to the contract.
    ///
    /// - Throws: `GenerationFailure`, where a limit was reached before that was known.
    mutating func result(
        for sent: JSON, _ filled: JSON, of method: Contract.Method
    ) throws(GenerationFailure) -> JSON? {
        guard let schema = method.result else { return nil }
        var budget = Self.work
        for params in [sent, filled] {
            for index in examples.indices where examples[index].params == params {
                if try isGood(index, schema, &budget) { return examples[index].result }
            }
        }
        guard method.params.hasDefaults else { return nil }
        for index in examples.indices {
            guard try self.filled(index, method.params, &budget) == filled else { continue }
            if try isGood(index, schema, &budget) { return examples[index].result }
        }
        return nil
    }

    private mutating func isGood(
        _ index: Int, _ schema: Schema, _ budget: inout WorkBudget
    ) throws(GenerationFailure) -> Bool {
        if let known = examples[index].isGood { return known }
        let result = examples[index].result
        var isGood = schema.root.accepts(result, spending: &budget)
        if let limit = budget.reached { throw Self.undecided(at: schema.root, limit) }
        // The defaults that are filled into it may break it.
        if isGood { isGood = schema.isCompleted(result) }
        examples[index].isGood = isGood
        return isGood
    }

    private mutating func filled(
        _ index: Int, _ schema: Schema, _ budget: inout WorkBudget
    ) throws(GenerationFailure) -> JSON? {
        if let known = examples[index].filled { return known }
        let params = examples[index].params
        let isGood = schema.root.accepts(params, spending: &budget)
        if let limit = budget.reached { throw Self.undecided(at: schema.root, limit) }
        // What cannot be filled in shows no call, as none could be filled in like it.
        let filled = isGood ? try? schema.fillingDefaults(in: params) : nil
        examples[index].filled = .some(filled)
        guard budget.spend(bytes: filled?.size ?? 0) else { throw Self.undecided(at: schema.root, .bytes) }
        return filled
    }

    private static func undecided(at schema: Subschema, _ limit: WorkBudget.Limit) -> GenerationFailure {
        GenerationFailure("whether an example keeps to it was not found out in time", at: schema, limit: limit)
    }
}

extension GenerationFailure: DescribedError {
    var name: String { limit == nil ? "MockFailure" : LimitReached.wireName }

    var message: String {
        let verdict = isCertain ? "no value can be made" : "no value was found"
        let end = limit.map { " (\(LimitReached($0)))" } ?? ""
        return "\(verdict) for the result schema: \(SchemaFiles.name(at: uri))#\(location): \(reason)\(end)"
    }
}

extension Schema {
    /// Whether a value that follows the schema still does with its defaults filled in.
    fileprivate func isCompleted(_ value: JSON) -> Bool {
        guard hasDefaults else { return true }
        var filler = DefaultsFiller()
        return (try? filler.complete(value, by: self)) != nil
    }
}
