public import ClamatorKit
internal import Logging
private import Synchronization

/// Carries requests into the streams of services, and replies out of a stream of its own.
public final class RedisClientTransport: ClientTransport {
    private let url: RedisURL
    private let keys: RedisKeys
    private let replyStream: String
    private let checks: ContractChecks
    private let defaultTimeout: Duration
    private let logger: Logger
    private let attributesStrays: Bool
    private let calls = CallTable()
    private let window = SendWindow()
    private let state = Mutex(State.idle)

    private enum State: Sendable {
        case idle
        case started(commands: RedisLink, replies: ReplyReader, adder: CommandAdder)
        case stopped

        var name: String {
            switch self {
            case .idle: "idle"
            case .started: "started"
            case .stopped: "stopped"
            }
        }
    }

    /// Makes a transport; `RedisRpcClient` says what the parameters are.
    init(
        url: RedisURL, keyPrefix: String, instance: String?, contracts: [Contract], nulls: NullMembers,
        attributesStrays: Bool = false, defaultTimeout: Duration, logger: Logger
    ) {
        self.attributesStrays = attributesStrays
        self.url = url
        keys = RedisKeys(prefix: keyPrefix)
        replyStream = keys.replies(to: instance ?? RpcId().description)
        checks = ContractChecks(contracts, nulls: nulls)
        self.defaultTimeout = defaultTimeout
        self.logger = logger
    }

    /// Connects, and begins to wait for replies. Where Redis refuses for a while, as one that is loading its data does,
    /// or does not answer, that is waited for as long as a call may take.
    ///
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached, or refuses the login or the reply stream.
    public func start() async throws(ClamatorTransportError) {
        let logger = logger
        do throws(RedisError) {
            let deadline = ContinuousClock.now.advanced(by: defaultTimeout)
            let commands = try RedisLink(to: url)
            try await commands.open(until: deadline)
            let replies = try ReplyReader(
                of: replyStream, at: url, for: calls, checks: checks, attributesStrays: attributesStrays,
                logger: logger)
            do throws(RedisError) {
                try await replies.start(until: deadline)
            } catch {
                await commands.close(within: .zero)
                throw error
            }
            let isStopped = state.withLock { state in
                if case .stopped = state { return true }
                state = .started(commands: commands, replies: replies, adder: CommandAdder(commands, replies))
                return false
            }
            guard isStopped else { return }
            await replies.stop()
            await commands.close(within: .zero)
        } catch {
            throw .unreachable(url, error)
        }
        throw ClamatorTransportError.hasBeenStopped
    }

    /// Ends: calls that wait fail with "transport stopped". What was sent before is written first, where Redis takes it
    /// within a second.
    public func stop() async {
        let before = state.withLock { state in
            defer { state = .stopped }
            return state
        }
        window.close()
        let hasUnanswered = calls.stop()
        guard case .started(let commands, let replies, _) = before else { return }
        async let stopping: Void = replies.stop()
        for command in Self.deleteReplyStream(replyStream, hasUnanswered: hasUnanswered) {
            commands.send(RedisLink.Sending(command: command) { _ in })
        }
        await commands.close(within: .seconds(1))
        await stopping
    }

    /// Ends the reply stream. Redis deletes it two seconds later, so that a watcher of the traffic can still
    /// read what came last. A reply that comes after that would make the stream anew, to stay for ever: where one may
    /// come, an empty stream is left for it that lives an hour.
    private static func deleteReplyStream(_ stream: String, hasUnanswered: Bool) -> [RedisCommand] {
        guard hasUnanswered else { return [RedisCommand("EXPIRE", stream, "2")] }
        return [
            RedisCommand("XADD", stream, "MAXLEN", "0", "*", "type", "rpc"),
            RedisCommand("EXPIRE", stream, "\(ReplyStream.lifetime)"),
        ]
    }

    /// Sends a request into its service's stream. Where the connection is broken it is sent once there is another, if
    /// that is before its time-out.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - timeout: How long to wait for the reply.
    ///   - context: The caller's context.
    /// - Returns: A reply to await; −32602 at once where the params break a contract that this client has.
    public func send(_ request: Request, timeout: Duration, in context: inout CallContext) -> SendResult {
        context.trace.stage = .params
        let adder: CommandAdder
        do throws(ClamatorTransportError) { adder = try self.adder() } catch { return .failed(error) }
        guard let id = request.id else {
            return .failed(ClamatorTransportError("send requires a request envelope", reason: .misuse))
        }
        let method = checks.method(of: request)
        if let refusal = method.flatMap({ ContractChecks.refusal(of: request.params, by: $0) }) {
            return .replied(.error(refusal))
        }
        context.trace.stage = .handler
        guard let pending = calls.begin(id, method: method, whenOver: { [window] in window.leave($0) }) else {
            return .failed(ClamatorTransportError("a call with the id \(id) waits already", reason: .misuse))
        }
        if pending.isOver { return .pending(pending) }
        Deadlines.shared.arm(pending, after: timeout)
        let command = command(for: request, wantsReply: true)
        let stream = keys.commands(of: request.service)
        window.enter(pending) { adder.add(command, to: stream, for: pending) }
        return .pending(pending)
    }

    /// Sends a notification into its service's stream.
    ///
    /// - Parameters:
    ///   - request: A request without an id.
    ///   - context: The caller's context.
    /// - Throws: `ClamatorTransportError` where the transport is not started, or the params break a contract that this
    ///   client has. What Redis refuses later the context's backlog gets to know; without one it is logged.
    public func notify(_ request: Request, in context: inout CallContext) throws(ClamatorTransportError) {
        context.trace.stage = .params
        let adder = try self.adder()
        if let method = checks.method(of: request),
            let refusal = ContractChecks.refusal(of: request.params, by: method)
        {
            throw ClamatorTransportError("notification not sent", reason: .notSent, cause: refusal)
        }
        context.trace.stage = .handler
        let logger = logger
        let service = request.service
        let backlog = context.backlog
        let bytes = backlog == nil ? 0 : request.byteCount
        backlog?.beginSending(bytes: bytes)
        let pending = PendingReply()
        pending.whenOver { end in
            var failure: ClamatorTransportError?
            if case .failure(let error) = end {
                let cause = error.cause ?? RedisError(.unreachable, "Redis did not take it in time")
                failure = ClamatorTransportError("notification not sent", reason: .notSent, cause: cause)
            }
            if let backlog { return backlog.endSending(bytes: bytes, failure: failure) }
            guard let cause = failure?.cause else { return }
            logger.critical(
                "redis notification not sent: service=\(service)",
                metadata: ["service": "\(service)", "error": "\(cause)"])
        }
        Deadlines.shared.arm(pending, after: context.timeout ?? defaultTimeout)
        let command = command(for: request, wantsReply: false)
        adder.add(command, to: keys.commands(of: service), for: pending) { error in
            pending.complete(
                error.map { .failure(ClamatorTransportError("xadd failed", reason: .notSent, cause: $0)) }
                    ?? .success(.result(.null)))
        }
    }

    private func adder() throws(ClamatorTransportError) -> CommandAdder {
        let (adder, phase) = state.withLock { state -> (CommandAdder?, String) in
            if case .started(_, _, let adder) = state { return (adder, state.name) }
            return (nil, state.name)
        }
        guard let adder else { throw .notStarted(phase) }
        return adder
    }

    private func command(for request: Request, wantsReply: Bool) -> RedisCommand {
        var writer = JSONWriter()
        request.write(into: &writer)
        var command = RedisCommand("XADD", keys.commands(of: request.service), "*", "type", "rpc", "envelope")
        writer.withBytes { command.append($0) }
        if wantsReply { command.append(contentsOf: ["reply-to", replyStream]) }
        return command
    }
}
