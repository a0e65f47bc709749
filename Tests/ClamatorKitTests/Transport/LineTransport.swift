import ClamatorKit
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

// Transports as another package could write them: messages as lines, over one end of a pair of sockets each. They use
// what is public.

/// One end of a pair of sockets, over which lines go.
final class LineStream: Sendable {
    private let descriptor: CInt

    private init(_ descriptor: CInt) { self.descriptor = descriptor }

    /// The two ends of a pair.
    static func pair() -> (LineStream, LineStream) {
        var ends: [CInt] = [0, 0]
        #if os(Linux)
            let kind = CInt(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        unsafe precondition(socketpair(AF_UNIX, kind, 0, &ends) == 0, "no sockets")
        return (LineStream(ends[0]), LineStream(ends[1]))
    }

    deinit { _ = close(descriptor) }

    /// Writes a message. It is short, so that the socket takes it at once.
    func write(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        body(&writer)
        let line = Array((writer.text + "\n").utf8)
        _ = unsafe send(descriptor, line, line.count, 0)
    }

    /// Reads messages until one of the ends is closed, on a thread of its own.
    func read(_ take: @escaping @Sendable (JSON) -> Void) {
        DispatchQueue(label: "lines").async { [self] in
            var text: [UInt8] = []
            var bytes = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
                if count <= 0 { return }
                text += bytes[..<count]
                while let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                    if let message = try? JSON(parsing: Array(text[..<end])) { take(message) }
                    text.removeFirst(end + 1)
                }
            }
        }
    }

    /// Ends both directions, so that both ends read no more.
    func end() { _ = shutdown(descriptor, CInt(SHUT_RDWR)) }
}

/// Carries the calls of a client.
final class LineClientTransport: ClientTransport {
    private let stream: LineStream
    /// The calls that wait; nil before the start and after the end.
    private let calls = Mutex<[RpcId: PendingReply]?>(nil)

    init(_ stream: LineStream) { self.stream = stream }

    func start() {
        calls.withLock { $0 = [:] }
        stream.read { [weak self] in self?.take($0) }
    }

    func stop() {
        stream.end()
        let waiting = calls.withLock { calls in
            defer { calls = nil }
            return calls ?? [:]
        }
        for call in waiting.values { call.complete(.failure(.stopped)) }
    }

    private func take(_ message: JSON) {
        switch try? Envelope(message) {
        case .success(let id, let result): end(id, .result(result))
        case .failure(let id?, let error): end(id, .error(error))
        default: break
        }
    }

    private func end(_ id: RpcId, _ reply: Reply) {
        calls.withLock { $0?.removeValue(forKey: id) }?.complete(.success(reply))
    }

    func send(_ request: Request, timeout: Duration, in context: inout CallContext) -> SendResult {
        guard let id = request.id else { return .failed(ClamatorTransportError("a call has an id", reason: .misuse)) }
        let call = PendingReply { [weak self] _ in self?.calls.withLock { _ = $0?.removeValue(forKey: id) } }
        let isStarted = calls.withLock { calls in
            calls?[id] = call
            return calls != nil
        }
        guard isStarted else { return .failed(.notStarted("idle")) }
        call.complete(after: timeout)
        stream.write { request.write(into: &$0) }
        return .pending(call)
    }

    func notify(_ request: Request, in context: inout CallContext) throws(ClamatorTransportError) {
        guard calls.withLock({ $0 != nil }) else { throw .notStarted("idle") }
        stream.write { request.write(into: &$0) }
    }
}

/// Carries calls to the dispatchers of a server.
final class LineServerTransport: ServerTransport {
    private let stream: LineStream
    private let dispatchers = Mutex<[String: any Dispatcher]>([:])

    init(_ stream: LineStream) { self.stream = stream }

    func register(_ service: String, dispatcher: any Dispatcher) {
        dispatchers.withLock { $0[service] = dispatcher }
    }

    func start() { stream.read { [weak self] in self?.take($0) } }

    func stop() { stream.end() }

    private func take(_ message: JSON) {
        guard case .request(let request)? = try? Envelope(message) else { return }
        guard let dispatcher = dispatchers.withLock({ $0[request.service] }) else {
            return answer(request, .error(.methodNotFound))
        }
        var context = CallContext()
        switch try? dispatcher.dispatch(request, in: &context) {
        case .replied(let reply): answer(request, reply)
        case .waiting(let reply): Task { if let reply = try? await reply() { answer(request, reply) } }
        case .nothing, .silence, nil: break
        }
    }

    private func answer(_ request: Request, _ reply: Reply) {
        guard let id = request.id else { return }
        switch reply {
        case .result(let result): stream.write { Envelope.success(id: id, result: result).write(into: &$0) }
        case .error(let error): stream.write { Envelope.failure(id: id, error: error).write(into: &$0) }
        }
    }
}
