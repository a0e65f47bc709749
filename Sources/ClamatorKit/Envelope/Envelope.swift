/// A message of the protocol (JSON-RPC 2.0 §4 and §5).
public enum Envelope: Sendable {
    /// A request, which wants a reply, or a notification, which gets none.
    case request(Request)
    /// A reply with a result.
    case success(id: RpcId, result: JSON)
    /// A reply with an error; the id is nil where the request's could not be read.
    case failure(id: RpcId?, error: RpcError)
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
    public init(_ json: JSON) throws(InvalidRequest) { try self.init(json, takesAnyName: false) }

    /// The same, where a method may be called anything.
    package init(_ json: JSON, takesAnyName: Bool) throws(InvalidRequest) {
        var outline = EnvelopeOutline(json.view)
        if takesAnyName { outline.acceptAnyName(json.view) }
        let id = outline.id == 0 ? nil : RpcId(json.at(Int(outline.id)))
        switch (outline.kind, id) {
        case (.request, _), (.notification, _):
            self = .request(Request(outline, in: json, id: id))
        case (.success, let id?):
            self = .success(id: id, result: json.at(Int(outline.result)))
        case (.failure, _):
            // That code and message are there, the outline has seen to.
            let error = json.at(Int(outline.error))
            self = .failure(
                id: id,
                error: RpcError(
                    code: RpcError.Code(error["code"]?.int ?? 0), message: error["message"]?.string ?? "",
                    data: error["data"] ?? .null))
        case (.success, nil):
            throw InvalidRequest(reason: EnvelopeOutline.StructureError.responseWithoutId.rawValue)
        case (.invalid(let error), _):
            throw InvalidRequest(reason: error.rawValue, id: id)
        }
    }
}
