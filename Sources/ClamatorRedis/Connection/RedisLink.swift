private import ClamatorKit
private import Synchronization

/// A connection to Redis that is made again whenever it breaks, with a thread of its own. Commands go in from any thread
/// and never block it; their answers come in the same order, on the link's thread.
///
/// A command is written at once where none is on its way. Otherwise it waits for the next answer, which cannot be far, and
/// is written together with all others that wait: many calls in flight share few writes, and one alone loses no time.
final class RedisLink: Sendable {
    /// Gets the answer, which lives no longer than the closure runs; an error that Redis answered with is a failure.
    typealias Completion = @Sendable (Result<RedisReplyView, RedisError>) -> Void

    /// A command on its way, and who waits for the answer.
    struct Sending: Sendable {
        let command: RedisCommand
        /// Whether it may be sent once more where the connection broke before the answer came.
        var isRepeatable = true
        /// Whether it is not wanted any more; asked right before it is written.
        var isObsolete: (@Sendable () -> Bool)?
        let completion: Completion
    }

    private struct State: ~Copyable {
        var socket: RedisSocket?
        var waiting = Queue<Sending>()
        /// How many may wait before those are dropped that are obsolete.
        var sweepAt = 1024
        var onTheWay = Queue<Sending>()
        /// Whether the connection did not take all that there is to write.
        var isBlocked = false
        /// Whether the thread hands out answers, and will write afterwards what comes in meanwhile.
        var isDelivering = false
        /// What broke the connection, for the thread to take care of.
        var failure: RedisError?
        /// Until when commands may still be answered, once the link is to close.
        var closing: ContinuousClock.Instant?
        var isClosed = false
        var closeWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let url: RedisURL
    private let onLoss: @Sendable (RedisError) -> Void
    private let state = Mutex(State())
    private let pipe: WakePipe

    /// Makes a link that is not open yet.
    ///
    /// - Parameters:
    ///   - url: Where to.
    ///   - onLoss: Told on the link's thread whenever the connection broke, or could not be made again.
    /// - Throws: `RedisError` where the process may open no more files.
    init(to url: RedisURL, onLoss: @escaping @Sendable (RedisError) -> Void = { _ in }) throws(RedisError) {
        guard let pipe = WakePipe() else { throw RedisError(.unreachable, "no more open files are allowed") }
        self.pipe = pipe
        self.url = url
        self.onLoss = onLoss
    }

    /// Connects.
    ///
    /// - Throws: `RedisError` where that fails this first time; the link is closed then.
    func open() async throws(RedisError) {
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<RedisError?, Never>) in
            do throws(Thread.StartFailure) {
                _ = try Thread { self.run { continuation.resume(returning: $0) } }
            } catch {
                continuation.resume(returning: RedisError(.unreachable, "no more threads are allowed"))
            }
        }
        if let result { throw result }
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
            state.waiting.append(contentsOf: sendings)
            // Without a connection, calls time out and others take over.
            if state.waiting.count >= state.sweepAt {
                state.waiting.removeAll { $0.isObsolete?() ?? false }
                state.sweepAt = max(1024, 2 * state.waiting.count)
            }
            guard state.onTheWay.isEmpty, !state.isDelivering else { return (false, false) }
            Self.flush(&state)
            return (false, state.isBlocked || state.failure != nil)
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
    /// - Throws: `RedisError` for an error that Redis answered with, and where no answer came.
    func run<Value: Sendable>(
        _ command: RedisCommand, isRepeatable: Bool = true,
        read: @escaping @Sendable (RedisReplyView) -> Value
    ) async throws(RedisError) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, RedisError>, Never>) in
            send(
                Sending(command: command, isRepeatable: isRepeatable) { result in
                    continuation.resume(returning: result.map { read($0) })
                })
        }
        return try result.get()
    }

    /// Sends a command of whose answer only matters that it is no error.
    func run(_ command: RedisCommand) async throws(RedisError) {
        try await run(command) { _ in () }
    }

    /// Closes once all commands are answered, or when the time is over; those without an answer fail then.
    func close(within limit: Duration) async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                if state.isClosed { return true }
                state.closing = state.closing ?? ContinuousClock.now.advanced(by: limit)
                state.closeWaiters.append(continuation)
                return false
            }
            if isClosed { continuation.resume() } else { pipe.wake() }
        }
    }

    // MARK: The thread

    private func run(opened: @escaping @Sendable (RedisError?) -> Void) {
        var opened: (@Sendable (RedisError?) -> Void)? = opened
        var backoff = Backoff()
        while state.withLock({ $0.closing == nil }) {
            do throws(RedisError) {
                let socket = try RedisSocket.connect(to: url, waitForGreeting)
                install(socket)
            } catch {
                if let opened {
                    finish()
                    return opened(error)
                }
                if state.withLock({ $0.closing != nil }) { break }
                onLoss(error)
                wait(atMost: backoff.nextDelay())
                continue
            }
            backoff.reset()
            opened?(nil)
            opened = nil
            if let failure = serve() { onLoss(failure) }
        }
        finish()
        opened?(.closed)
    }

    /// Waits until woken, for the connection, or until the time is over.
    private func wait(for descriptor: Int32 = -1, toWrite: Bool = false, atMost limit: Duration?) {
        if pipe.wait(for: descriptor, toWrite: toWrite, atMost: limit) { pipe.takeBytes() }
    }

    /// Waits while the connection is made; not past the time at which the link is to be closed.
    private func waitForGreeting(_ descriptor: Int32, _ toWrite: Bool, _ limit: Duration) throws(RedisError) {
        let rest = state.withLock { $0.closing.map { $0 - .now } }
        if let rest, rest <= .zero { throw .closed }
        wait(for: descriptor, toWrite: toWrite, atMost: min(limit, rest ?? limit))
    }

    private func install(_ socket: consuming RedisSocket) {
        var socket = Optional(socket)
        state.withLock { state in
            state.socket = socket.take()
            Self.flush(&state)
        }
    }

    /// Carries commands and answers until the connection breaks, which is what is returned, or the link is closed.
    private func serve() -> RedisError? {
        var answers: [(Sending, RedisSocket.Answer)] = []
        while true {
            let (descriptor, isBlocked, limit) = state.withLock { state in
                let limit = state.closing.map { max($0 - ContinuousClock.now, .zero) }
                return (state.socket?.descriptor ?? -1, state.isBlocked, state.failure == nil ? limit : .zero)
            }
            wait(for: descriptor, toWrite: isBlocked, atMost: limit)
            state.withLock { state in
                state.isDelivering = true
                Self.receive(&state, into: &answers)
            }
            for (sending, answer) in answers {
                sending.completion(answer.view.error.map { .failure($0) } ?? .success(answer.view))
                answer.free()
            }
            answers.removeAll(keepingCapacity: true)
            let (isOver, failure, lost) = state.withLock { state -> (Bool, RedisError?, [Sending]) in
                state.isDelivering = false
                if state.failure == nil { Self.flush(&state) }
                if let failure = state.failure { return (true, failure, Self.breakOff(&state)) }
                guard let closing = state.closing else { return (false, nil, []) }
                return (state.onTheWay.isEmpty || ContinuousClock.now >= closing, nil, [])
            }
            for sending in lost { sending.completion(.failure(failure ?? .closed)) }
            if isOver { return failure }
        }
    }

    /// Ends for good: what has no answer will have none.
    private func finish() {
        let (unanswered, waiters) = state.withLock { state in
            _ = state.socket.take()
            state.isClosed = true
            defer { state.closeWaiters = [] }
            return (state.onTheWay.removeAll() + state.waiting.removeAll(), state.closeWaiters)
        }
        for sending in unanswered { sending.completion(.failure(.closed)) }
        for waiter in waiters { waiter.resume() }
    }

    // MARK: Under the lock

    /// Writes all that waits.
    private static func flush(_ state: inout State) {
        guard state.socket != nil, state.failure == nil else { return }
        while let sending = state.waiting.popFirst() {
            if sending.isObsolete?() ?? false { continue }
            state.socket?.append(sending.command)
            state.onTheWay.append(sending)
        }
        do throws(RedisError) {
            state.isBlocked = try state.socket?.write() == false
        } catch {
            state.failure = error
        }
    }

    /// Reads what is there, and matches answers with commands.
    private static func receive(
        _ state: inout State, into answers: inout [(Sending, RedisSocket.Answer)]
    ) {
        guard state.failure == nil else { return }
        do throws(RedisError) {
            try state.socket?.read()
            while let answer = try state.socket?.nextAnswer() {
                if let sending = state.onTheWay.popFirst() {
                    answers.append((sending, answer))
                } else {
                    answer.free()
                }
            }
        } catch {
            state.failure = error
        }
    }

    /// Lets go of a connection that broke: what may be repeated goes first over the next one.
    ///
    /// - Returns: What was on its way and is lost.
    private static func breakOff(_ state: inout State) -> [Sending] {
        _ = state.socket.take()
        state.failure = nil
        state.isBlocked = false
        let unanswered = state.onTheWay.removeAll()
        let later = state.waiting.removeAll()
        state.waiting.append(contentsOf: unanswered.filter(\.isRepeatable) + later)
        return unanswered.filter { !$0.isRepeatable }
    }
}
