/// Answers the methods without rules from their contract: by an example, else with a value that is made up.
struct MockAnswers: Sendable {
    /// What is worked out once for a method.
    private struct Material: Sendable {
        /// A call to learn from that keeps to the contract.
        struct Example: Sendable {
            let params: JSON
            let filled: JSON
            let result: JSON
        }

        let examples: [Example]
        /// Made when the first value is made.
        var plan: MockPlan?

        init(_ method: Contract.Method) {
            // Enough for thousands of usual examples; those that are left are taken for broken.
            var budget = WorkBudget(steps: 4_000_000)
            examples = method.examples.compactMap { example in
                guard let result = example.result,
                    method.params.root.accepts(example.params, spending: &budget),
                    method.result?.root.accepts(result, spending: &budget) ?? false,
                    let filled = try? method.params.fillingDefaults(in: example.params)
                else { return nil }
                return Example(params: example.params, filled: filled, result: result)
            }
        }

        /// The result of the example that shows a call: first by the params as they were sent, then by them as they are
        /// with their defaults.
        func result(for sent: JSON, _ filled: JSON) -> JSON? {
            let example =
                examples.first { $0.params == sent } ?? examples.first { $0.params == filled }
                ?? examples.first { $0.filled == filled }
            return example?.result
        }
    }

    private var generator: MockGenerator
    private var materials: [ExactString: Material] = [:]

    init(seed: UInt64) { generator = MockGenerator(seed: seed) }

    /// What a method without a handler answers.
    ///
    /// - Parameters:
    ///   - params: The params with their defaults.
    ///   - sent: The params as they were sent, where that differs.
    ///   - method: The method.
    /// - Returns: The result; null for a notification.
    /// - Throws: `MockFailure`, where no value was found.
    mutating func answer(to params: JSON, sent: JSON?, of method: Contract.Method) throws(MockFailure) -> JSON {
        guard let schema = method.result else { return .null }
        let name = ExactString(method.name)
        var material = materials.removeValue(forKey: name) ?? Material(method)
        defer { materials[name] = material }
        if let result = material.result(for: sent ?? params, params) { return result }
        var plan = material.plan ?? MockPlan(schema.root)
        material.plan = nil
        defer { material.plan = plan }
        return try generator.value(by: &plan)
    }
}
