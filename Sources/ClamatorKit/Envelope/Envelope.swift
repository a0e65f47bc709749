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
    /// The params as they came; an empty object where there were none.
    public let params: JSON
    /// The full name, `service.method`. The view leads into the params' document, or into the one beside it; neither ever
    /// changes, and the request keeps both.
    @usableFromInline nonisolated(unsafe) let name: JSONView
    /// The document with the name, where that is not the params'.
    @usableFromInline let nameDocument: JSON?
    /// How many bytes of the name's value are the service's.
    @usableFromInline let serviceLength: Int

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
        let name = JSON("\(service).\(method)")
        self.id = id
        self.params = params
        self.name = name.view
        nameDocument = name
        serviceLength = service.utf8.count
    }

    @inlinable @inline(__always)
    init(id: RpcId?, params: JSON, name: JSONView, nameDocument: JSON?, serviceLength: Int) {
        self.id = id
        self.params = params
        self.name = name
        self.nameDocument = nameDocument
        self.serviceLength = serviceLength
    }

    @usableFromInline static let noParams: JSON = [:]

    /// Whether no reply is wanted.
    public var isNotification: Bool { id == nil }

    /// The service's name.
    public var service: String { withServiceName { String(decoding: $0, as: UTF8.self) } }

    /// The method's name, without the service's.
    public var method: String { withMethodName { String(decoding: $0, as: UTF8.self) } }

    /// Runs the body on the bytes of the full name.
    @inline(__always)
    package func withName<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result { name.withUTF8(body) }

    /// Runs the body on the bytes of the service's name.
    @inline(__always)
    package func withServiceName<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withName { body(UnsafeBufferPointer(rebasing: $0[..<serviceLength])) }
    }

    /// Runs the body on the bytes of the method's name.
    @inline(__always)
    func withMethodName<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withName { body(UnsafeBufferPointer(rebasing: $0[(serviceLength + 1)...])) }
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

extension EnvelopeOutline {
    /// The request or notification that a message is.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - id: The id it is to have; nil for a notification.
    /// - Returns: The request, which keeps the message.
    @inlinable @inline(__always)
    package func request(in message: JSON, id: RpcId?) -> Request {
        // For the document there is not nil, which as a literal is JSON's null.
        Request(
            id: id, params: params == 0 ? Request.noParams : message.at(params), name: message.view.at(name),
            nameDocument: params == 0 ? message : .none, serviceLength: serviceLength)
    }
}

extension Envelope {
    /// Reads an envelope; unknown members are ignored, of a repeated one the last counts.
    ///
    /// - Parameter json: The message.
    /// - Throws: `InvalidRequest`, with the id where it could be read.
    public init(_ json: JSON) throws(InvalidRequest) {
        let outline = json.withView { EnvelopeOutline($0) }
        let id = outline.id == 0 ? nil : RpcId(json.at(outline.id))
        switch (outline.kind, id) {
        case (.request, _), (.notification, _):
            self = .request(outline.request(in: json, id: id))
        case (.success, let id?):
            self = .success(id: id, result: json.at(outline.result))
        case (.failure, _):
            // That code and message are there, the outline has seen to.
            let error = json.at(outline.error)
            self = .failure(
                id: id,
                error: RpcError(
                    code: error["code"]?.int ?? 0, message: error["message"]?.string ?? "",
                    data: error["data"] ?? .null))
        case (.success, nil):
            throw InvalidRequest(reason: "response must have id")
        case (.invalid(let reason), _):
            throw InvalidRequest(reason: "\(reason)", id: id)
        }
    }
}
