/// A value that is not of the type it was to be read as, and where it stands.
public struct JSONDecodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong with a value.
    public enum Reason: Equatable, Sendable {
        /// A value of another kind.
        case wrongKind(expected: JSON.Kind, got: JSON.Kind)
        /// An object without a member that it must have.
        case missingMember(ExactString)
        /// A member that the type does not have.
        case unknownMember(ExactString)
        /// A number that the type does not have: too large, or with a fraction.
        case unrepresentableNumber(type: String)
        /// None of the values that the type has.
        case unknownValue(JSON)
        /// Two names that differ, but not for Swift's `String`.
        case confusableNames(ExactString)
        /// What a `Decodable` type had against the value, in its own words.
        case other(String)
    }

    /// What is wrong.
    public var reason: Reason
    /// Where the value stands, from the one that was read.
    public var path: JSONPointer

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - reason: What is wrong.
    ///   - path: Where the value stands, from the one that is being read; the way to that is added by what reads it.
    public init(_ reason: Reason, path: JSONPointer = JSONPointer()) {
        self.reason = reason
        self.path = path
    }

    /// The error for an object without a member that it must have.
    public static func missingMember(_ name: ExactString) -> JSONDecodingError {
        JSONDecodingError(.missingMember(name))
    }

    /// The same error of a value that stands in another, by its name or index there.
    @usableFromInline
    func inside(_ token: ExactString) -> JSONDecodingError {
        JSONDecodingError(reason, path: JSONPointer([token] + path.tokens))
    }

    /// The same for the index of an element.
    @usableFromInline
    func inside(_ index: Int) -> JSONDecodingError { inside(ExactString(index)) }

    /// What is wrong, and where if that is inside the value.
    public var description: String { path.tokens.isEmpty ? "\(reason)" : "\(reason) (at \(path))" }
}

extension JSONDecodingError.Reason: CustomStringConvertible {
    /// What is wrong, without the path.
    public var description: String {
        switch self {
        case .wrongKind(let expected, let got): "expected \(expected.noun), got \(got.noun)"
        case .missingMember(let name): "missing required \"\(name)\""
        case .unknownMember(let name): "unknown member \"\(name)\""
        case .unrepresentableNumber(let type): "the number is no \(type)"
        case .unknownValue(let value): "unknown value \(value)"
        case .confusableNames(let name): "the name \"\(name)\" stands here twice, in different code points"
        case .other(let message): message
        }
    }
}

/// A value that JSON does not have.
public struct JSONEncodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public enum Reason: Equatable, Sendable {
        /// A number that is infinite or none.
        case notFinite
        /// What was written is not exactly one value, or one that nests too deep.
        case noValue(JSONError.Reason)
        /// What an `Encodable` type had against it, in its own words.
        case other(String)
    }

    /// What is wrong.
    public var reason: Reason
    /// Where the value stands, from the one that was written.
    public var path: JSONPointer

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - reason: What is wrong.
    ///   - path: Where the value stands, from the one that is being written; the way to that is added by what writes
    ///     it.
    public init(_ reason: Reason, path: JSONPointer = JSONPointer()) {
        self.reason = reason
        self.path = path
    }

    /// The same error of a value that stands in another, by its name or index there.
    func inside(_ token: ExactString) -> JSONEncodingError {
        JSONEncodingError(reason, path: JSONPointer([token] + path.tokens))
    }

    /// The same for the name of a member.
    @inline(never) @usableFromInline
    func inside(_ name: StaticString) -> JSONEncodingError { inside(ExactString("\(name)")) }

    /// The same for the index of an element.
    @usableFromInline
    func inside(_ index: Int) -> JSONEncodingError { inside(ExactString(index)) }

    /// What is wrong, and where if that is inside the value.
    public var description: String {
        let text =
            switch reason {
            case .notFinite: "JSON has no NaN and no Infinity"
            case .noValue(let reason): "what was written is no value: \(reason)"
            case .other(let message): message
            }
        return path.tokens.isEmpty ? text : "\(text) (at \(path))"
    }
}

extension JSON.Kind {
    /// The kind in words, with its article.
    var noun: String {
        switch self {
        case .null: "null"
        case .true, .false: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
