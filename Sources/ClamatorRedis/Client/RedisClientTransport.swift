public import ClamatorKit
internal import Logging
private import Synchronization

/// Carries requests into the streams of services, and replies out of a stream of its own.
public final class RedisClientTransport: ClientTransport {
    private let url: RedisURL
    private let keys: RedisKeys
    private let replyStream: String
    private let checks: ContractChecks
    private let logger: Logger
    private let attributesStrays: Bool
    private let calls = CallTable()
    private let state = Mutex(State.idle)

    private enum State: Sendable {
        case idle
        case started(commands: RedisLink, replies: ReplyReader)
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
        url: RedisURL, keyPrefix: String, instance: String?, contracts: [Contract], attributesStrays: Bool = false,
        logger: Logger
    ) {
        self.attributesStrays = attributesStrays
        self.url = url
        keys = RedisKeys(prefix: keyPrefix)
        replyStream = keys.replies(to: instance ?? RpcId().description)
        checks = ContractChecks(contracts)
        self.logger = logger
    }

    /// Connects, and begins to wait for replies.
    ///
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached or refuses the login.
    public func start() async throws(ClamatorTransportError) {
        let logger = logger
        do throws(RedisError) {
            let commands = try RedisLink(to: url)
            try await commands.open()
            let replies = try ReplyReader(
                of: replyStream, at: url, for: calls, attributesStrays: attributesStrays, logger: logger)
            do throws(RedisError) {
                try await replies.start()
            } catch {
                await commands.close(within: .zero)
                throw error
            }
            let isStopped = state.withLock { state in
                if case .stopped = state { return true }
                state = .started(commands: commands, replies: replies)
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
        let hasUnanswered = calls.stop()
        guard case .started(let commands, let replies) = before else { return }
        await replies.stop()
        for command in Self.deleteReplyStream(replyStream, hasUnanswered: hasUnanswered) {
            commands.send(RedisLink.Sending(command: command) { _ in })
        }
        await commands.close(within: .seconds(1))
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

    /// Sends a request into its service's stream. Where the connection is broken it is sent once there is another, if that
    /// is before its time-out.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - timeout: How long to wait for the reply.
    ///   - context: The caller's context.
    /// - Returns: A reply to await; −32602 at once where the params break a contract that this client has.
    public func send(_ request: Request, timeout: Duration, in context: inout CallContext) -> SendResult {
        context.trace.stage = .params
        let commands: RedisLink
        do throws(ClamatorTransportError) { commands = try link() } catch { return .failed(error) }
        guard let id = request.id else {
            return .failed(ClamatorTransportError("send requires a request envelope", reason: .misuse))
        }
        let method = checks.method(of: request)
        if let refusal = method.flatMap({ ContractChecks.refusal(of: request.params, by: $0) }) {
            return .replied(.error(refusal))
        }
        context.trace.stage = .handler
        guard let pending = calls.begin(id, method: method) else {
            return .failed(ClamatorTransportError("a call with the id \(id) waits already", reason: .misuse))
        }
        if pending.isOver { return .pending(pending) }
        Deadlines.shared.arm(pending, after: timeout)
        // Written a second time, a call would run a second time; so where the connection breaks in between, its reply comes
        // if Redis has it, and else its time-out does.
        let sending = RedisLink.Sending(
            command: command(for: request, wantsReply: true), isRepeatable: false, isObsolete: { pending.isOver },
            completion: { result in
                if case .failure(let error) = result, error.kind != .lost {
                    pending.complete(.failure(ClamatorTransportError("xadd failed", reason: .notSent, cause: error)))
                }
            })
        commands.send(sending)
        return .pending(pending)
    }

    /// Sends a notification into its service's stream.
    ///
    /// - Parameters:
    ///   - request: A request without an id.
    ///   - context: The caller's context.
    /// - Throws: `ClamatorTransportError` where the transport is not started, or the params break a contract that this
    ///   client has. What Redis refuses later is logged.
    public func notify(_ request: Request, in context: inout CallContext) throws(ClamatorTransportError) {
        context.trace.stage = .params
        let commands = try link()
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
        backlog?.begin(bytes: bytes)
        commands.send(
            RedisLink.Sending(command: command(for: request, wantsReply: false), isRepeatable: false) { result in
                backlog?.end(bytes: bytes)
                guard case .failure(let error) = result else { return }
                logger.critical(
                    "redis notification not sent: service=\(service)",
                    metadata: ["service": "\(service)", "error": "\(error)"])
            })
    }

    private func link() throws(ClamatorTransportError) -> RedisLink {
        let (link, phase) = state.withLock { state -> (RedisLink?, String) in
            if case .started(let commands, _) = state { return (commands, state.name) }
            return (nil, state.name)
        }
        guard let link else { throw .notStarted(phase) }
        return link
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
