package import ClamatorKit

/// Makes the calls that lines ask for, and writes the replies that are there at once.
///
/// It holds the memory that a call takes, so each thread has one of its own; the client may be shared.
struct LineCaller: ~Copyable {
    private let timeout: Duration
    private var parser = JSONParser()
    private var workspace = Workspace()

    init(timeout: Duration) { self.timeout = timeout }

    /// What a line came to, before anything is waited for.
    enum Step {
        /// The reply was written, with its line's end.
        case answered(isError: Bool)
        /// The reply will come, under the line's id.
        case waiting(id: JSON, PendingReply)
        /// A notification, which has no reply.
        case silent
    }

    /// Makes the call that a line asks for.
    ///
    /// - Parameters:
    ///   - line: The line, without its end.
    ///   - number: The line's number, from 1.
    ///   - client: Calls the services.
    ///   - output: Gets the reply, if it is there at once.
    /// - Returns: What it came to.
    mutating func call<Carrier: Transport>(
        _ line: UnsafeBufferPointer<UInt8>, number: Int, through client: RpcClientCore<Carrier>,
        into output: inout JSONWriter
    ) -> Step {
        let message: JSON
        do throws(JSONError) {
            message = try parser.parse(line)
        } catch {
            var error = error
            error.line = number
            return Self.answer(.error(.parseError(error)), id: .null, into: &output)
        }
        let outline = message.withView { EnvelopeOutline($0) }
        switch outline.kind {
        case .request:
            // Each call travels under an id of its own, so that equal ids of two lines never meet.
            let request = Request(outline, in: message, id: workspace.freshId())
            switch client.send(request, timeout: timeout, in: &workspace) {
            case .replied(let reply): return Self.answer(reply, id: message.at(outline.id), into: &output)
            case .failed(let error):
                return Self.answer(.error(RpcError(error)), id: message.at(outline.id), into: &output)
            case .pending(let pending): return .waiting(id: message.at(outline.id), pending)
            }
        case .notification:
            // Nobody is told of a notification that could not be sent.
            try? client.notify(Request(outline, in: message, id: nil), in: &workspace)
            return .silent
        case .success, .failure: return refuse("a response is no request", message, outline, into: &output)
        case .invalid(let reason): return refuse("\(reason)", message, outline, into: &output)
        }
    }

    private func refuse(
        _ reason: String, _ message: JSON, _ outline: EnvelopeOutline, into output: inout JSONWriter
    ) -> Step {
        let id = outline.id == 0 ? .null : message.at(outline.id)
        return Self.answer(.error(.invalidRequest(reason)), id: id, into: &output)
    }

    /// Writes a reply on a line of its own.
    static func answer(_ reply: Reply, id: JSON, into output: inout JSONWriter) -> Step {
        let start = output.byteCount
        defer { output.endLine(from: start) }
        switch reply {
        case .result(let result):
            output.success(id: id, result: result)
            return .answered(isError: false)
        case .error(let error):
            output.failure(id: id, error: error)
            return .answered(isError: true)
        }
    }
}

extension PendingReply {
    /// Waits for the reply; what came instead of one is told as an error.
    func replyOrError() async -> Reply {
        do throws(ClamatorTransportError) {
            return try await reply()
        } catch {
            return .error(RpcError(error))
        }
    }
}

extension RpcError {
    /// How a failure of the transport is shown where only a reply can be: −32603 with the failure's name in `data`.
    package init(_ error: ClamatorTransportError) {
        self.init(code: -32603, message: error.message, data: ["name": "ClamatorTransportError"])
    }
}
