/// An error that a handler answers with, or that a call was answered with (JSON-RPC 2.0 §5.1).
///
/// A handler throws it to choose what the caller sees; any other error it throws becomes −32603 "Internal error".
public struct RpcError: Error, Equatable, Sendable {
    /// A number that says what kind of error it is; −32768 to −32000 belong to the protocol.
    public var code: Int
    /// A short sentence on the error.
    public var message: String
    /// What more there is to say; null where there is nothing.
    public var data: JSON

    /// Makes an error.
    public init(code: Int, message: String, data: JSON = .null) {
        self.code = code
        self.message = message
        self.data = data
    }
}

extension RpcError {
    /// −32700: the text is no JSON. `data` says why and where.
    public static func parseError(_ error: JSONError) -> RpcError {
        RpcError(
            code: -32700, message: "Parse error",
            data: [
                "reason": JSON(error.reason.description), "offset": JSON(error.offset), "line": JSON(error.line),
                "column": JSON(error.column),
            ])
    }

    /// −32600: the JSON is no envelope.
    public static func invalidRequest(_ reason: String) -> RpcError {
        RpcError(code: -32600, message: "Invalid Request", data: ["reason": JSON(reason)])
    }

    /// −32601: no such service, no such method, or no handler for it.
    public static let methodNotFound = RpcError(code: -32601, message: "Method not found")

    /// −32602: the params break the method's schema. `data.errors` lists JSON Schema output units.
    public static func invalidParams(_ errors: [OutputUnit]) -> RpcError {
        RpcError(code: -32602, message: "Invalid params", data: data(of: errors))
    }

    /// −32603: the handler's result breaks the method's schema. `data.errors` lists JSON Schema output units.
    public static func resultValidationFailed(_ errors: [OutputUnit]) -> RpcError {
        RpcError(code: -32603, message: "Result validation failed", data: data(of: errors))
    }

    /// −32603: the handler failed with an error of its own. `data` has its name, its message and its attributes.
    public static func internalError(_ error: any Error) -> RpcError {
        let described = describe(error)
        let members = [("name", JSON(described.name)), ("message", JSON(described.message))] + described.attributes
        return RpcError(
            code: -32603, message: "Internal error",
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
