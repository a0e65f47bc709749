internal import ClamatorKit

/// An entry of a service's command stream.
struct StreamEntry: Sendable {
    /// What the entry asks for.
    enum Content: Sendable {
        case call(Request, replyTo: String?)
        /// Nothing: it has no envelope, or was deleted meanwhile.
        case nothing
        /// What is no message, and why.
        case poison(String)
        /// A call whose reply would go to a key that is no reply stream.
        case strayReply(to: String)
    }

    let id: String
    let content: Content

    /// Reads an entry: its id, and its fields as names and values in turn. What each field is called decides, not where
    /// it stands, and `type` is never looked at.
    ///
    /// - Returns: Nil where there is no id, as for entries that were deleted.
    init?(_ view: RedisReplyView, repliesUnder prefix: String, parser: inout JSONParser) {
        guard let id = view[0]?.text, !id.isEmpty else { return nil }
        self.id = id
        guard let fields = view[1], let envelope = fields.value(of: "envelope") else {
            content = .nothing
            return
        }
        let replyTo = fields.value(of: "reply-to")?.text
        if let replyTo, !replyTo.isEmpty, !replyTo.utf8.starts(with: prefix.utf8) {
            content = .strayReply(to: replyTo)
            return
        }
        do {
            guard case .request(let request) = try Envelope(try parser.parse(envelope.bytes)) else {
                content = .poison("a response is no request")
                return
            }
            content = .call(request, replyTo: replyTo?.isEmpty ?? true ? nil : replyTo)
        } catch let error as InvalidRequest {
            content = .poison(error.reason)
        } catch {
            content = .poison("\(error)")
        }
    }
}
