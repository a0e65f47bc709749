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
        guard case .limitReached(let limit) = schema.validate(value) else { return value }
        throw MockFailure(limit.description, at: schema.root, isCertain: false)
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

/// Why no value was made for a schema.
struct MockFailure: DescribedError, Sendable, Equatable, CustomStringConvertible {
    /// The part of the schema that could not be satisfied.
    var location: JSONPointer
    /// The document it stands in; empty for the contract's own.
    var uri: String
    /// What is in the way.
    var reason: String
    /// Whether no other choice can help.
    var isCertain: Bool

    init(_ reason: String, at schema: Subschema?, isCertain: Bool = true) {
        location = schema?.location ?? JSONPointer()
        uri = schema?.uri ?? ""
        self.reason = reason
        self.isCertain = isCertain
    }

    var name: String { "MockFailure" }
    var message: String { "no value can be made for the result schema: \(description)" }

    /// The place and what is in the way there.
    var description: String { "\(uri)#\(location): \(reason)" }
}
