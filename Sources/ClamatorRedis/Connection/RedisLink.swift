internal import ClamatorKit
private import Synchronization

/// A connection to Redis that is made again whenever it breaks, with a thread of its own. Commands go in from any
/// thread and never block it; their answers come in the same order, on the link's thread.
///
/// A command is written at once where none is on its way. Otherwise it waits for the next answer, which cannot be far,
/// and is written together with all others that wait: many calls in flight share few writes, and one alone loses no
/// time. Where one follows the other without such a crowd, and nothing waits for the answers themselves, the thread
/// reads those of a few milliseconds together: it would be woken for each just when the other threads have to run.
final class RedisLink: Sendable {
    /// Gets the answer, which lives no longer than the closure runs; an error that Redis answered with is a failure.
    typealias Completion = @Sendable (Result<RedisReplyView, RedisError>) -> Void

    /// A command on its way, and who waits for the answer.
    struct Sending: Sendable {
        let command: RedisCommand
        /// Whether it may be sent once more where the connection broke before the answer came.
        var isRepeatable = true
        /// Whether it may wait for a moment, so that it is written together with the next command.
        var mayWait = false
        /// Whether its answer may be read a moment later, together with the next ones.
        var answerMayWait = false
        /// Whether it is not wanted any more; asked right before it is written.
        var isObsolete: (@Sendable () -> Bool)?
        let completion: Completion
        /// How many connections broke while its answer was awaited.
        var losses = 0

        /// About how much memory it takes, in bytes.
        var size: Int { command.byteCount + 1024 }
    }

    private let url: RedisURL
    private let largestAnswer: Int
    private let onLoss: @Sendable (RedisError) -> Void
    private let state = Mutex(LinkState())
    private let pipe: WakePipe
    /// Runs tasks on the link's thread, between answers: for those that mostly wait for one.
    let executor: ThreadExecutor

    /// How long a connection must have lasted to count as good.
    private static let shortestGoodLife = Duration.seconds(1)

    /// How long a server may take to answer over the first connection, unless the caller of `open` has set a time.
    private static let patience = Duration.seconds(5)
    /// The same however little time is left.
    private static let shortestPatience = Duration.seconds(1)

    /// Makes a link that is not open yet.
    ///
    /// - Parameters:
    ///   - url: Where to.
    ///   - largestAnswer: How much memory an answer may take, in bytes, until the connection is given up.
    ///   - onLoss: Gets on the link's thread why the connection broke, or could not be made again: each kind of failure
    ///     once, until a connection was good; nothing of one that was given up by `reconnect`.
    /// - Throws: `RedisError` where the process may open no more files.
    init(
        to url: RedisURL, largestAnswer: Int = RedisSocket.largestAnswer,
        onLoss: @escaping @Sendable (RedisError) -> Void = { _ in }
    ) throws(RedisError) {
        guard let pipe = try? WakePipe() else { throw RedisError(.unreachable, "no more open files are allowed") }
        self.pipe = pipe
        executor = ThreadExecutor { pipe.wake() }
        self.url = url
        self.largestAnswer = largestAnswer
        self.onLoss = onLoss
    }

    /// Connects.
    ///
    /// - Parameter deadline: Until when to try again where Redis refuses for a while, as when it is loading its data,
    ///   or does not answer; nil for as long as it takes.
    /// - Throws: `RedisError` where that fails this first time, or the task is cancelled; the link is closed then.
    func open(until deadline: ContinuousClock.Instant?) async throws(RedisError) {
        let opened = Awaited<RedisError?>()
        let failure = await opened.wait(cancelled: .cancelled) {
            do throws(Thread.StartFailure) {
                _ = try Thread { self.run(until: deadline) { opened.end($0) } }
            } catch {
                opened.end(RedisError(.unreachable, "no more threads are allowed"))
            }
        }
        guard let failure else { return }
        // The thread may still try to connect.
        beginClosing(within: .zero)
        throw failure
    }

    /// Why nothing can be sent now: Redis is out of reach, or does not answer; nil where neither is known.
    var failure: RedisError? {
        state.withLock { state in
            if let trouble = state.trouble { return RedisError(.unreachable, "Redis is out of reach: \(trouble)") }
            guard !state.onTheWay.isEmpty, state.lastHeard + .seconds(2) < .now else { return nil }
            return RedisError(.unreachable, "Redis does not answer")
        }
    }

    /// What Redis calls the connection now.
    var clientId: Int? {
        state.withLock { state in
            if state.socket == nil { return nil }
            return state.socket?.clientId
        }
    }

    // MARK: Sending

    /// Sends commands, in this order with none between them. While there is no connection they wait for one.
    func send(_ sendings: [Sending]) {
        let (isRefused, mustWake) = state.withLock { state -> (Bool, Bool) in
            guard state.closing == nil, !state.isClosed else { return (true, false) }
            return (false, state.send(sendings))
        }
        if isRefused { for sending in sendings { sending.completion(.failure(.closed)) } }
        if mustWake { pipe.wake() }
    }

    func send(_ sending: Sending) { send([sending]) }

    /// Sends a command and waits for its answer.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - isRepeatable: Whether it may be sent once more where the connection broke before the answer came.
    ///   - read: Takes from the answer what is needed, on the link's thread.
    /// - Returns: What was taken.
    /// - Throws: `RedisError` for an error that Redis answered with, and where no answer came or the task was
    ///   cancelled.
    func run<Value: Sendable>(
        _ command: RedisCommand, isRepeatable: Bool = true,
        read: @escaping @Sendable (RedisReplyView) -> Value
    ) async throws(RedisError) -> Value {
        let answer = Awaited<Result<Value, RedisError>>()
        let sending = Sending(command: command, isRepeatable: isRepeatable, isObsolete: { answer.isOver }) { result in
            answer.end(result.map { read($0) })
        }
        return try await answer.wait(cancelled: .failure(.cancelled)) { send(sending) }.get()
    }

    /// Sends a command of whose answer only matters that it is no error.
    func run(_ command: RedisCommand) async throws(RedisError) {
        try await run(command) { _ in () }
    }

    /// Closes once all commands are answered, or when the time is over; those without an answer fail then.
    func close(within limit: Duration) async {
        beginClosing(within: limit)
        // The thread may be held up: by a connection that is being made, or by the closure that gets a loss.
        let abandoning = Task {
            try? await Task.sleep(for: limit + .milliseconds(100))
            if !Task.isCancelled { end() }
        }
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                if !state.isClosed { state.closeWaiters.append(continuation) }
                return state.isClosed
            }
            if isClosed { continuation.resume() }
        }
        abandoning.cancel()
    }

    private func beginClosing(within limit: Duration) {
        state.withLock { $0.closing = $0.closing ?? ContinuousClock.now.advanced(by: limit) }
        pipe.wake()
    }

    /// Breaks the connection, so that another is made: to whichever server has the name by then.
    func reconnect(because error: RedisError) {
        state.withLock { state in
            guard state.socket != nil, state.failure == nil else { return }
            state.failure = .givenUp(because: error)
        }
        pipe.wake()
    }

    // MARK: The thread

    private func run(
        until deadline: ContinuousClock.Instant?, opened: @escaping @Sendable (RedisError?) -> Void
    ) {
        var opened: (@Sendable (RedisError?) -> Void)? = opened
        var backoff = Backoff.refusals
        var told = ToldFailures()
        while state.withLock({ $0.closing == nil }) {
            let failure: RedisError
            do throws(RedisError) {
                // A Redis whose clients are paused takes connections, and answers later.
                let patience = deadline.map { max($0 - .now, Self.shortestPatience) } ?? Self.patience
                let socket = try RedisSocket.connect(
                    to: url, greetingWithin: opened == nil ? LinkState.longestSilence : patience,
                    largestAnswer: largestAnswer, waitForGreeting)
                let start = ContinuousClock.now
                install(socket)
                opened?(nil)
                if opened.take() != nil { backoff = Backoff() }
                guard let broken = serve() else { break }
                // One that closes right after the greeting is no better than none.
                if state.withLock({ $0.hasAnswered }), ContinuousClock.now - start >= Self.shortestGoodLife {
                    backoff.reset()
                    told.reset()
                }
                failure = broken
            } catch {
                let mayWait = error.isPassing && deadline.map { ContinuousClock.now < $0 } ?? true
                if let opened, !mayWait {
                    self.end()
                    return opened(error)
                }
                if state.withLock({ $0.closing != nil }) { break }
                failure = error
            }
            state.withLock { $0.trouble = failure }
            if !failure.isGivenUp, told.isNew(failure) { onLoss(failure) }
            let delayed = ContinuousClock.now.advanced(by: backoff.nextDelay())
            let next = opened == nil ? delayed : min(delayed, deadline ?? delayed)
            while state.withLock({ $0.closing == nil }), ContinuousClock.now < next {
                wait(atMost: next - ContinuousClock.now)
                executor.run()
            }
        }
        state.withLock { _ = $0.socket.take() }
        self.end()
        opened?(.closed)
    }

    /// Waits until woken, for the connection, or until the time is over.
    ///
    /// - Returns: Whether the connection has something to read, or takes something.
    @discardableResult
    private func wait(for descriptor: Int32 = -1, toWrite: Bool = false, atMost limit: Duration?) -> Bool {
        let start = ContinuousClock.now
        if pipe.wait(for: descriptor, toWrite: toWrite, atMost: limit) {
            pipe.takeBytes()
            return false
        }
        return limit.map { ContinuousClock.now - start < $0 } ?? true
    }

    /// Waits while the connection is made; not past the time at which the link is to be closed.
    private func waitForGreeting(_ descriptor: Int32, _ toWrite: Bool, _ limit: Duration) throws(RedisError) {
        let rest = state.withLock { $0.closing.map { $0 - .now } }
        if let rest, rest <= .zero { throw .closed }
        wait(for: descriptor, toWrite: toWrite, atMost: min(limit, rest ?? limit))
        executor.run()
    }

    private func install(_ socket: consuming RedisSocket) {
        var socket = Optional(socket)
        state.withLock { state in
            state.socket = socket.take()
            state.hasAnswered = false
            state.flush()
        }
    }

    /// Carries commands and answers until the connection breaks, which is what is returned, or the link is closed.
    private func serve() -> RedisError? {
        var answers: [(Sending, RedisSocket.Answer)] = []
        while true {
            let (descriptor, isBlocked, limit) = state.withLock { state in
                (state.isResting ? -1 : state.socket?.descriptor ?? -1, state.isBlocked, state.longestWait)
            }
            let isReady = wait(for: descriptor, toWrite: isBlocked, atMost: limit)
            executor.awaken()
            state.withLock { state in
                state.isDelivering = true
                state.receive(into: &answers)
                if isReady || !answers.isEmpty { state.lastHeard = .now }
                if !answers.isEmpty { (state.hasAnswered, state.trouble) = (true, nil) }
                state.noteSilence()
            }
            for (sending, answer) in answers {
                sending.completion(answer.view.error.map { .failure($0) } ?? .success(answer.view))
                answer.free()
            }
            let count = answers.count
            answers.removeAll(keepingCapacity: true)
            executor.run()
            let (isOver, failure, lost) = state.withLock { state -> (Bool, RedisError?, [Sending]) in
                state.isDelivering = false
                if state.failure == nil { state.flushInTime() }
                state.restOrNot(after: count)
                if let failure = state.failure { return (true, failure, state.breakOff()) }
                guard let closing = state.closing else { return (false, nil, []) }
                return (state.onTheWay.isEmpty || ContinuousClock.now >= closing, nil, [])
            }
            for sending in lost { sending.completion(.failure(failure ?? .closed)) }
            if isOver { return failure }
        }
    }

    /// Ends for good: what has no answer will have none. The socket stays with the thread, which may be using it.
    private func end() {
        let (unanswered, waiters) = state.withLock { state in
            state.isClosed = true
            defer { state.closeWaiters = [] }
            return (state.removeAll(), state.closeWaiters)
        }
        for sending in unanswered { sending.completion(.failure(.closed)) }
        for waiter in waiters { waiter.resume() }
        executor.close()
    }
}
