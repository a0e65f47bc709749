/// A message of the protocol (JSON-RPC 2.0 §4 and §5).
public enum Envelope: Sendable {
    /// A request, which wants a reply, or a notification, which gets none.
    case request(Request)
    /// A reply with a result.
    case success(id: RpcId, result: JSON)
    /// A reply with an error; the id is nil where the request's could not be read.
    case failure(id: RpcId?, error: RpcError)
}

/// A request or, where it has no id, a notification.
public struct Request: Sendable {
    /// The id; nil makes it a notification.
    public var id: RpcId?
    /// The full name, `service.method`, as a string value without escapes.
    package let name: JSON
    /// How many bytes of the name are the service's.
    private let serviceLength: Int
    /// Where the params stand in the name's document: a request that was read is one document, and holds it once.
    private let paramsNode: Int
    /// The params, where they stand elsewhere.
    private let otherParams: JSON?

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - method: The method's name.
    ///   - params: The params.
    ///   - id: The request's id; nil for a notification.
    /// - Throws: `InvalidRequest` where a name is ill-formed.
    public init(service: String, method: String, params: JSON, id: RpcId?) throws(InvalidRequest) {
        guard Names.isService(service.utf8) else { throw InvalidRequest(reason: "invalid service \"\(service)\"") }
        guard Names.isMethod(method.utf8) else { throw InvalidRequest(reason: "invalid method \"\(method)\"") }
        self.id = id
        name = JSON("\(service).\(method)")
        serviceLength = service.utf8.count
        paramsNode = 0
        otherParams = params
    }

    /// Takes a request from the envelope it was read from.
    fileprivate init(name: JSON, serviceLength: Int, params: Int?, in envelope: JSON, id: RpcId?) {
        self.name = name
        self.serviceLength = serviceLength
        self.id = id
        paramsNode = params ?? 0
        let isElsewhere = params == nil || !name.sharesDocument(with: envelope)
        otherParams = isElsewhere ? params.map { envelope.at($0) } ?? Self.noParams : nil
    }

    private static let noParams: JSON = [:]

    /// The params as they came; an empty object where there were none.
    public var params: JSON { otherParams ?? name.at(paramsNode) }

    /// Whether no reply is wanted.
    public var isNotification: Bool { id == nil }

    /// The service's name.
    public var service: String { withServiceName { String(decoding: $0, as: UTF8.self) } }

    /// The method's name, without the service's.
    public var method: String { withMethodName { String(decoding: $0, as: UTF8.self) } }

    /// Runs the body on the bytes of the service's name.
    @inline(__always)
    func withServiceName<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        name.withView { body(UnsafeBufferPointer(rebasing: $0.bytes[..<serviceLength])) }
    }

    /// Runs the body on the bytes of the method's name.
    @inline(__always)
    func withMethodName<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        name.withView { body(UnsafeBufferPointer(rebasing: $0.bytes[(serviceLength + 1)...])) }
    }

    /// The same request under another id.
    package consuming func with(id: RpcId) -> Request {
        self.id = id
        return self
    }
}

/// JSON that is no envelope (−32600).
public struct InvalidRequest: Error, Equatable, Sendable {
    /// What is wrong with it.
    public var reason: String
    /// The id, where it could be read.
    public var id: RpcId?

    init(reason: String, id: RpcId? = nil) {
        self.reason = reason
        self.id = id
    }
}

extension Envelope {
    /// Reads an envelope; unknown members are ignored, of a repeated one the last counts.
    ///
    /// - Parameter json: The message.
    /// - Throws: `InvalidRequest`, with the id where it could be read.
    public init(_ json: JSON) throws(InvalidRequest) {
        if json.kind == .array { throw InvalidRequest(reason: "batch requests not supported") }
        guard json.kind == .object else { throw InvalidRequest(reason: "not an object") }
        let members = json.withView { EnvelopeMembers($0) }
        let id = members.id.flatMap { RpcId(json.at($0)) }
        func invalid(_ reason: String) -> InvalidRequest { InvalidRequest(reason: reason, id: id) }

        guard json.withView({ members.isVersion2(in: $0) }) else { throw invalid("jsonrpc must equal \"2.0\"") }
        let hasId = json.withView { view in members.id.map { view.at($0).kind != .null } ?? false }
        if let method = members.method, json.at(method).kind == .string {
            let name = json.at(method).unescaped
            let length: Int
            switch Self.serviceLength(in: name) {
            case .failure(let reason): throw invalid(reason.text)
            case .success(let service): length = service
            }
            if hasId && id == nil { throw invalid("id must be a string or an integer") }
            self = .request(Request(name: name, serviceLength: length, params: members.params, in: json, id: id))
            return
        }
        switch (members.result, members.error) {
        case (let result?, nil):
            guard hasId else { throw invalid("response must have id") }
            guard let id else { throw invalid("id must be a string or an integer") }
            self = .success(id: id, result: json.at(result))
        case (nil, let error?):
            let error = json.at(error)
            guard let code = error["code"], code.withView({ $0.kind == .number && $0.node.isPlainInteger }),
                let number = code.int, let message = error["message"]?.string
            else { throw invalid("error must have numeric code + string message") }
            self = .failure(
                id: id, error: RpcError(code: number, message: message, data: error["data"] ?? .null))
        default:
            throw invalid("envelope must be request, notification, or response")
        }
    }

    private struct Reason: Error { let text: String }

    /// How long the service's part of a method's full name is, or why the name is none.
    private static func serviceLength(in name: JSON) -> Result<Int, Reason> {
        name.withView { view in
            let bytes = view.bytes
            guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")), dot > 0, dot + 1 < bytes.count else {
                return .failure(Reason(text: "method must be \"<service>.<method>\""))
            }
            guard Names.isService(bytes[..<dot]) else { return .failure(Reason(text: "invalid service segment")) }
            guard Names.isMethod(bytes[(dot + 1)...]) else { return .failure(Reason(text: "invalid method segment")) }
            return .success(dot)
        }
    }
}

/// Where the members of an envelope stand on the tape.
private struct EnvelopeMembers {
    var version: Int?
    var method: Int?
    var params: Int?
    var id: Int?
    var result: Int?
    var error: Int?

    @inline(__always)
    init(_ view: JSONView) {
        for (key, value) in view.members {
            switch key.node.isEscaped ? 0 : key.node.length {
            case 2 where key.stringEquals("id"): id = value.index
            case 6 where key.stringEquals("method"): method = value.index
            case 6 where key.stringEquals("params"): params = value.index
            case 7 where key.stringEquals("jsonrpc"): version = value.index
            case 6 where key.stringEquals("result"): result = value.index
            case 5 where key.stringEquals("error"): error = value.index
            case 0 where key.node.isEscaped: setEscaped(key.string, value.index)
            default: break
            }
        }
    }

    private mutating func setEscaped(_ name: String, _ index: Int) {
        switch name {
        case "id": id = index
        case "method": method = index
        case "params": params = index
        case "jsonrpc": version = index
        case "result": result = index
        case "error": error = index
        default: break
        }
    }

    func isVersion2(in view: JSONView) -> Bool {
        guard let version else { return false }
        let value = view.at(version)
        return value.kind == .string && value.stringEquals("2.0")
    }
}
