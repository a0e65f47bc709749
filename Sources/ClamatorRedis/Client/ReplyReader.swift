internal import ClamatorKit
internal import Logging
private import Synchronization

/// Reads a client's reply stream over a connection of its own, and hands the replies to the calls that wait for them.
///
/// It remembers the last reply it saw, so that after a loss of the connection none is missed that Redis still has.
final class ReplyReader: Sendable {
    private let stream: String
    private let calls: CallTable
    private let checks: ContractChecks
    private let logger: Logger
    /// Whether what is no reply, and names no call that waits, is taken for the reply to the call that waits longest.
    private let attributesStrays: Bool
    private let link: RedisLink
    private let state = Mutex(State())

    private struct State {
        var lastId = "0"
        /// How many replies to ask for at a time.
        var count = ReplyReader.mostReplies
        var isStopped = false
        var backoff = Backoff.refusals
        var told = ToldFailures()
        var fruitless = FruitlessReads()
        /// What Redis refused the last read with.
        var refusal: RedisError?
        /// When to see, where nothing comes, whether anything can.
        var lookAt = ContinuousClock.now
    }

    /// How many replies are asked for at a time; one alone after an answer that may have been too large.
    private static let mostReplies = 128

    /// How often a reader that waits in vain sees whether its stream is still the one that it reads.
    private static let lookInterval = Duration.seconds(2)

    init(
        of stream: String, at url: RedisURL, for calls: CallTable, checks: ContractChecks, attributesStrays: Bool,
        logger: Logger
    ) throws(RedisError) {
        self.attributesStrays = attributesStrays
        self.stream = stream
        self.calls = calls
        self.checks = checks
        self.logger = logger
        link = try RedisLink(to: url) { error in
            logger.error("redis reply loop error", metadata: ["error": "\(error)"])
        }
    }

    /// Connects, and begins to read.
    ///
    /// - Parameter deadline: Until when to try again where Redis refuses for a while.
    /// - Throws: `RedisError` where that fails, or Redis refuses to let the stream be read; then nothing is left
    ///   behind.
    func start(until deadline: ContinuousClock.Instant) async throws(RedisError) {
        try await link.open(until: deadline)
        let refusal = await within(.seconds(1)) { await self.refusalForGood() }
        if let refusal, let refusal {
            await link.close(within: .zero)
            throw refusal
        }
        // One that was to be deleted soon, since a client of this name has just stopped.
        link.send(RedisLink.Sending(command: RedisCommand("EXPIRE", stream, "\(ReplyStream.lifetime)")) { _ in })
        readNext()
    }

    /// Why Redis lets the stream not be read, as where a user may not: each call would time out.
    private func refusalForGood() async -> RedisError? {
        let command = RedisCommand("XREAD", "COUNT", "1", "STREAMS", stream, "$")
        do throws(RedisError) {
            try await link.run(command, isRepeatable: false) { _ in () }
            return nil
        } catch {
            return error.isForGood ? error.about(stream) : nil
        }
    }

    /// Why no reply can be read now; nil where no reason is known.
    var failure: RedisError? { state.withLock { $0.refusal } ?? link.failure }

    /// Makes the connection again, to whichever server has the name by then.
    func reconnect(because error: RedisError) { link.reconnect(because: error) }

    func stop() async {
        state.withLock { $0.isStopped = true }
        await link.close(within: .zero)
    }

    private func readNext() {
        let (lastId, count) = state.withLock { ($0.lastId, $0.count) }
        let start = ContinuousClock.now
        let command = RedisCommand("XREAD", "COUNT", "\(count)", "BLOCK", "1000", "STREAMS", stream, lastId)
        link.send(
            RedisLink.Sending(command: command, isRepeatable: false) { [self] result in
                switch result {
                case .success(let reply):
                    take(reply)
                    do throws(RedisError) {
                        try state.withLock { state throws(RedisError) in
                            state.count = ReplyReader.mostReplies
                            try state.fruitless.note(isFruitful: state.lastId != lastId, since: start)
                            state.backoff.reset()
                            state.told.reset()
                            state.refusal = nil
                        }
                    } catch {
                        return readLater(because: error)
                    }
                    if reply.count == 0, mustLook() { lookAndRead() } else { readNext() }
                case .failure(let error):
                    guard !state.withLock({ $0.isStopped }) else { return }
                    guard error.kind == .lost else { return readLater(because: error) }
                    // The link has logged it, and comes back by itself. The answer may have been too large.
                    state.withLock { $0.count = 1 }
                    readNext()
                }
            })
    }

    private func mustLook() -> Bool {
        guard calls.hasCalls else { return false }
        return state.withLock { state in
            guard ContinuousClock.now >= state.lookAt else { return false }
            state.lookAt = ContinuousClock.now.advanced(by: Self.lookInterval)
            return true
        }
    }

    /// Begins again at the start of the stream where it is not the one whose replies were read: after a loss of data,
    /// its ids may be behind those that it had.
    private func lookAndRead() {
        Task {
            do throws(RedisError) {
                let generated = try await link.lastID(of: stream)
                let lastId = StreamID(state.withLock { $0.lastId }) ?? .zero
                // A stream that has given its last id takes no reply any more.
                if generated == .last { try await link.run(RedisCommand("DEL", stream)) }
                if generated == .last || lastId > generated ?? .zero { state.withLock { $0.lastId = "0" } }
            } catch {
                if error.kind == .unreachable { return }
            }
            readNext()
        }
    }

    /// Redis would not let us read: not a matter of the connection, which the link makes again by itself.
    private func readLater(because error: RedisError) {
        if error.hasFailedOver { link.reconnect(because: error) }
        let (isNew, delay) = state.withLock { state in
            state.refusal = error
            return (state.told.isNew(error), state.backoff.nextDelay())
        }
        if isNew { logger.error("redis reply loop error", metadata: ["error": "\(error)"]) }
        Task {
            try? await Task.sleep(for: delay)
            readNext()
        }
    }

    /// Takes messages. All are read before the first call is told, since that wakes a thread: one that has no other
    /// call to go on with by then sleeps again, and waking it costs more than the call.
    private func take(_ reply: RedisReplyView) {
        guard let entries = reply[0]?[1] else { return }
        var parser = JSONParser()
        var messages: [Result<JSON, JSONError>] = []
        for entry in entries.elements {
            guard let id = entry[0]?.text else { continue }
            state.withLock { $0.lastId = id }
            guard let text = entry[1]?.value(of: "envelope") else { continue }
            do throws(JSONError) {
                messages.append(.success(try parser.parse(text.bytes)))
            } catch {
                logger.warning("redis reply parse failed", metadata: ["entry_id": "\(id)", "error": "\(error)"])
                messages.append(.failure(error))
            }
        }
        for message in messages {
            switch message {
            case .success(let message): take(message)
            case .failure(let error): refuse(nil, "invalid response envelope: \(error)", .null)
            }
        }
    }

    /// Takes a message. Where it is no envelope, but has the id of a call, that call is told.
    private func take(_ message: JSON) {
        do throws(InvalidRequest) {
            switch try Envelope(message) {
            case .success(let id, let result): calls.answer(id, .result(result), in: message, checkedBy: checks)
            case .failure(let id?, let error): calls.answer(id, .error(error), in: message, checkedBy: checks)
            case .failure(nil, _): break
            case .request(let request):
                if let id = request.id { refuse(id, "unexpected response kind: request", message) }
            }
        } catch {
            refuse(error.id, "invalid response envelope: \(error.reason)", message)
        }
    }

    private func refuse(_ id: RpcId?, _ reason: String, _ message: JSON) {
        let error = ClamatorTransportError(
            "invalid reply", reason: .invalidReply, cause: ClamatorProtocolError(reason))
        let isAnswer = id.map { calls.fail($0, error, received: message) } ?? false
        if !isAnswer, attributesStrays { calls.endOldest(.failure(error)) }
    }
}
