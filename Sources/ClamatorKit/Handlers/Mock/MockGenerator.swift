/// Makes values for schemas: realistic ones, as far as formats and names tell what is meant.
///
/// Deterministic: equal seeds and equal schemas give equal values, call by call.
struct MockGenerator: Sendable {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// A value that follows a schema.
    ///
    /// - Throws: `MockFailure`, where there is none, or none was found within the bounds on work and size.
    mutating func value(for schema: Schema) throws(MockFailure) -> JSON {
        // One number a call, so that what a value took does not move the values after it.
        var maker = MockMaker(random: SplitMix64(seed: random.next()))
        let value = try maker.make(MockGoal(schemas: [schema.root]))
        guard case .gaveUp(let reason) = schema.validate(value) else { return value }
        throw MockFailure(reason, at: schema.root, isCertain: false)
    }

    /// What a method without a handler answers: the result of its first example with these params, else a value made
    /// from its result schema; null for a notification.
    ///
    /// - Throws: `MockFailure`, where no value was found.
    mutating func mockAnswer(to params: JSON, of method: Contract.Method) throws(MockFailure) -> JSON {
        let example = method.examples.first { $0.result != nil && $0.params == params }
        if let result = example?.result { return result }
        guard let schema = method.result else { return .null }
        return try value(for: schema)
    }
}
