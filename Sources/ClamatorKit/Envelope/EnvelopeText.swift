extension Envelope {
    /// Writes the envelope as JSON text, members in the order jsonrpc, method, params, id, result, error.
    public func write(into writer: inout JSONWriter) {
        switch self {
        case .request(let request): request.write(into: &writer)
        case .success(let id, let result): writer.success(id: id.json, result: result)
        case .failure(let id, let error): writer.failure(id: id?.json ?? .null, error: error)
        }
    }
}

extension Request {
    /// Writes the request as JSON text; a notification has no id.
    public func write(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("jsonrpc") { $0.string("2.0") }
            writer.member("method") { writer in withName { writer.string(utf8: $0.bytes) } }
            writer.member("params") { $0.value(params) }
            if let id { writer.member("id") { $0.value(id.json) } }
        }
    }
}

extension JSONWriter {
    /// Writes a reply with a result.
    package mutating func success(id: JSON, result: JSON) {
        id.withView { success(id: $0.rawText, result: result) }
    }

    /// Writes a reply with an error; `data` is always written.
    package mutating func failure(id: JSON, error: RpcError) {
        id.withView { failure(id: $0.rawText, error: error) }
    }

    /// Writes a reply with a result; the id is given as JSON text.
    package mutating func success(id: ByteView, result: JSON) {
        beginValue()
        append("{\"jsonrpc\":\"2.0\",\"id\":")
        append(id)
        append(",\"result\":")
        append(result.view.rawText)
        append(UInt8(ascii: "}"))
    }

    /// Writes a reply with an error; the id is given as JSON text.
    package mutating func failure(id: ByteView, error: RpcError) {
        beginValue()
        append("{\"jsonrpc\":\"2.0\",\"id\":")
        append(id)
        append(",\"error\":{\"code\":")
        appendDecimal(error.code.rawValue)
        append(",\"message\":\"")
        error.message.withBytes { appendEscaped($0) }
        append("\",\"data\":")
        error.details.withText { append($0) }
        append("}}")
    }
}
