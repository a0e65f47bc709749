internal import ClamatorKit

/// A call as a line of a batch, with what came of it as its `expect`. Whatever keeps calls for a batch writes them so.
struct RecordedCall {
    /// What came of a call.
    enum Outcome {
        case reply(Reply)
        /// A request got no reply: it timed out, or the transport was stopped.
        case noReply
        /// A notification was handed over.
        case handedOver
        /// It is not known: a notification was dropped, or the reply was not waited for.
        case unknown
    }

    /// The method's name as others call it.
    let name: String
    /// The params as a batch takes them.
    let params: JSON
    /// The id; nil for a notification.
    let id: JSON?
    let outcome: Outcome

    /// Takes a request down.
    ///
    /// - Parameters:
    ///   - request: The request, by the names that services know.
    ///   - id: The id that the line is to have, where the request is no notification.
    ///   - outcome: What came of it.
    ///   - catalogue: Knows what the method is called elsewhere, and how its params are given there.
    init(_ request: Request, id: JSON, _ outcome: Outcome, _ catalogue: ServiceCatalogue) {
        let known = catalogue.method(request.method, of: request.service)
        name = known?.name ?? "\(request.service).\(request.method)"
        // Within, params always have names; a batch takes those of such a method by position alone.
        let isByPosition = known?.method.paramStructure == .byPosition
        params = isByPosition ? known?.method.positionalParams(request.params) ?? request.params : request.params
        self.id = request.isNotification ? .none : id
        self.outcome = outcome
    }

    /// The line, with its end.
    var line: String {
        oneLine { writer in
            writer.object { writer in
                writer.member("jsonrpc") { $0.string("2.0") }
                writer.member("method") { $0.string(name) }
                writer.member("params") { $0.value(params) }
                if let id { writer.member("id") { $0.value(id) } }
                writeExpectation(into: &writer)
            }
        } + "\n"
    }

    /// Writes what a batch is to expect: all that it would compare.
    private func writeExpectation(into writer: inout JSONWriter) {
        switch outcome {
        case .unknown: break
        case .noReply: Self.write(.transportError, into: &writer)
        case .handedOver: Self.write(.notification, into: &writer)
        case .reply(.result(let result)):
            writer.member("expect") { $0.object { $0.member("result") { $0.value(result) } } }
        case .reply(.error(let error)):
            writer.member("expect") { $0.object { $0.member("error") { Self.write(error, into: &$0) } } }
        }
    }

    private static func write(_ kind: ReplyExpectation.Kind, into writer: inout JSONWriter) {
        writer.member("expect") { $0.object { $0.member("kind") { $0.string(kind.rawValue) } } }
    }

    private static func write(_ error: RpcError, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("code") { $0.value(JSON(error.code.rawValue)) }
            writer.member("message") { $0.string(error.message) }
            // Where a client refuses params before they are sent, its data says so; a server's refusal does not.
            if !error.wasNotSent { writer.member("data") { $0.value(error.data) } }
        }
    }
}

extension RecordedCall.Outcome {
    /// What a call came to that was waited for.
    init(_ end: PendingReply.End) {
        if case .failure(let error) = end, error.reason == .cancelled {
            self = .unknown
            return
        }
        let (reply, origin) = BatchRun.reply(of: end)
        self = origin == .transport ? .noReply : .reply(reply)
    }
}

extension RpcError {
    /// Whether a client refused the params before they were sent.
    fileprivate var wasNotSent: Bool { code == .invalidParams && data["sent"]?.bool == false }
}
