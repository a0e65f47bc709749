/// An error that a handler answers with, or that a call was answered with (JSON-RPC 2.0 §5.1).
///
/// A handler throws it to choose what the caller sees; any other error it throws becomes −32603 "Internal error".
public struct RpcError: Error, Equatable, Sendable {
    /// What kind of error it is.
    public var code: Code
    /// A short sentence on the error.
    public var message: String
    /// What more there is to say; null where there is nothing.
    public var data: JSON {
        get { details.value }
        set { details = .value(newValue) }
    }
    private(set) var details: Details
    /// Whether a `catch` with this error takes only errors with its message, since others share its code.
    public var isToldByMessage: Bool

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: What kind of error it is.
    ///   - message: A short sentence on the error.
    ///   - data: What more there is to say; null where there is nothing.
    ///   - isToldByMessage: Whether a `catch` with this error takes only errors with its message. It is not sent.
    public init(code: Code, message: String, data: JSON = .null, isToldByMessage: Bool = false) {
        self.code = code
        self.message = message
        self.isToldByMessage = isToldByMessage
        details = .value(data)
    }

    /// Makes an error that mostly goes out as it is.
    init(code: Code, message: String, data: WrittenJSON) {
        self.init(code: code, message: message)
        details = .text(data)
    }

    /// Whether two errors say the same.
    public static func == (left: RpcError, right: RpcError) -> Bool {
        left.code == right.code && left.message.utf8.elementsEqual(right.message.utf8) && left.data == right.data
    }

    /// Whether an error is of the kind of another, as in `catch Arith.Errors.divisionByZero`: it has its code, and
    /// where others share that, its message. `data` may differ.
    public static func ~= (pattern: RpcError, error: any Error) -> Bool {
        guard let error = error as? RpcError, error.code == pattern.code else { return false }
        return !pattern.isToldByMessage || error.message.utf8.elementsEqual(pattern.message.utf8)
    }
}

extension RpcError {
    /// A value, or its text where few look into it.
    enum Details: Sendable, CustomStringConvertible {
        case value(JSON)
        case text(WrittenJSON)

        var description: String { value.description }

        var value: JSON {
            switch self {
            case .value(let value): value
            case .text(let text): text.value
            }
        }

        /// Runs the body on the value's text.
        @inline(__always)
        func withText(_ body: (ByteView) -> Void) {
            switch self {
            case .value(let value): value.withView { body($0.rawText) }
            case .text(let text): text.withBytes(body)
            }
        }
    }

    /// Whether a line break may stand in the text of `data`.
    package var mayHaveLineBreaks: Bool {
        if case .value(let value) = details { value.mayHaveLineBreaks } else { false }
    }
}

extension RpcError {
    /// A number that says what kind of error it is (JSON-RPC 2.0 §5.1).
    public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
        /// The number, as it stands on the wire.
        public var rawValue: Int

        /// Makes a code of any number.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Makes a code of any number.
        public init(_ rawValue: Int) { self.rawValue = rawValue }

        /// Makes a code of any number.
        public init(integerLiteral value: Int) { rawValue = value }

        /// −32700: the text is no JSON.
        public static let parseError: Code = -32700
        /// −32600: the JSON is no envelope.
        public static let invalidRequest: Code = -32600
        /// −32601: no such service, no such method, or no handler for it.
        public static let methodNotFound: Code = -32601
        /// −32602: the params break the method's schema.
        public static let invalidParams: Code = -32602
        /// −32603: the handler failed, or its result breaks the method's schema.
        public static let internalError: Code = -32603

        /// Whether it is one of the five that the protocol defines.
        public var isDefined: Bool {
            switch self {
            case .parseError, .invalidRequest, .methodNotFound, .invalidParams, .internalError: true
            default: false
            }
        }

        /// Whether the protocol keeps it for itself and for implementations: −32768 to −32000.
        public var isReserved: Bool { (-32768)...(-32000) ~= rawValue }

        /// The number.
        public var description: String { "\(rawValue)" }
    }

    /// Whether it says that a handler's result broke the method's schema, by the server's check or the client's: its
    /// `data` lists what is wrong. That of a handler that failed has the name of its error.
    package var isResultValidationFailure: Bool {
        guard code == .internalError, data["errors"]?.kind == .array else { return false }
        return data["name"].map { $0.exactString == "ClamatorProtocolError" } ?? true
    }
}

extension RpcError {
    /// −32700: the text is no JSON. `data` says why and where.
    public static func parseError(_ error: JSONError) -> RpcError {
        RpcError(
            code: .parseError, message: "Parse error",
            data: [
                "reason": JSON(error.reason.description), "offset": JSON(error.offset), "line": JSON(error.line),
                "column": JSON(error.column),
            ])
    }

    /// −32600: the JSON is no envelope.
    public static func invalidRequest(_ reason: String) -> RpcError {
        RpcError(code: .invalidRequest, message: "Invalid Request", data: ["reason": JSON(reason)])
    }

    /// −32601: no such service, no such method, or no handler for it.
    public static let methodNotFound = RpcError(code: .methodNotFound, message: "Method not found")

    /// −32602: the params break the method's schema. `data.errors` lists JSON Schema output units.
    public static func invalidParams(_ errors: [OutputUnit]) -> RpcError {
        RpcError(code: .invalidParams, message: "Invalid params", data: data(of: errors))
    }

    /// −32603: the handler's result breaks the method's schema. `data.errors` lists JSON Schema output units.
    public static func resultValidationFailed(_ errors: [OutputUnit]) -> RpcError {
        RpcError(code: .internalError, message: "Result validation failed", data: data(of: errors))
    }

    /// −32603: the handler failed with an error of its own. `data` has its name, its message and its attributes.
    public static func internalError(_ error: any Error) -> RpcError {
        let described = describe(error)
        let members = [("name", JSON(described.name)), ("message", JSON(described.message))] + described.attributes
        return RpcError(
            code: .internalError, message: "Internal error",
            data: JSON(members: members.map { (name: ExactString($0.0), value: $0.1) }))
    }

    /// An error as one that says what it is: itself, or its type's name and its description.
    static func describe(_ error: any Error) -> any DescribedError {
        (error as? any DescribedError) ?? UndescribedError(error)
    }

    private static func data(of errors: [OutputUnit]) -> JSON {
        JSON { writer in
            writer.object { writer in
                writer.member("errors") { writer in
                    writer.array { for error in errors { error.write(into: &$0) } }
                }
            }
        } ?? .null
    }
}

/// An error that says what stands in the `data` of a −32603.
public protocol DescribedError: Error {
    /// The error's name, as a class of errors would be named.
    var name: String { get }
    /// What went wrong, for people.
    var message: String { get }
    /// What more is worth telling, each with a name.
    var attributes: [(String, JSON)] { get }
}

extension DescribedError {
    /// Nothing more.
    public var attributes: [(String, JSON)] { [] }
}

extension LimitReached: DescribedError {
    /// What tells a limit from any other failure.
    package static let wireName = "LimitReached"

    /// The same name for every limit.
    public var name: String { Self.wireName }
    /// What was used up.
    public var message: String { description }
}

private struct UndescribedError: DescribedError {
    let name: String
    let message: String

    init(_ error: any Error) {
        name = String(describing: type(of: error))
        message = String(describing: error)
    }
}
