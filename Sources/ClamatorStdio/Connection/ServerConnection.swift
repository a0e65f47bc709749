internal import ClamatorKit
internal import ClamatorSystem
private import Synchronization
private import SystemPackage

/// One run of a server's command: the calls that wait for its replies, and what is still to be written to it. A thread
/// of its own reads and writes (`ServerPump`), until the server and all of its process group have ended.
final class ServerConnection: Sendable {
    /// What is done with what the server sends. Called by the connection's thread, which reads no more meanwhile.
    struct Receiver: Sendable {
        /// Gets each message, as text.
        var message: @Sendable (ServerConnection, ArraySlice<UInt8>) -> Void
        /// Gets each line of the server's standard error.
        var logLine: @Sendable (String) -> Void
        /// Is told that calls failed since the server is not there any more.
        var lostCalls: @Sendable () -> Void
    }

    private struct State {
        var queue = OutputQueue()
        /// Whether the thread knows that there is something to do.
        var isWoken = false
        /// Handlers that are about to answer the server.
        var runningHandlers = 0
        var failure: ClamatorTransportError?
        var mustStop = false
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// The calls that wait.
    let calls = CallTable()
    /// Is completed once calls can go out, or never can.
    let greeted = PendingReply()
    let process: ChildProcess
    let wakePipe: WakePipe
    private let receiver: Receiver
    private let state = Mutex(State())

    /// How much may wait to be written before more is refused. A batch holds itself back long before.
    private static let mostBytes = 64 << 20
    /// How much the server may ask for without reading the answers.
    private static let mostAnswerBytes = 16 << 20
    private static let mostHandlers = 1024

    /// Starts the command.
    ///
    /// - Throws: `ClamatorTransportError` where it cannot be started.
    init(_ server: StdioServer, _ receiver: Receiver) throws(ClamatorTransportError) {
        self.receiver = receiver
        do throws(ChildProcess.StartFailure) {
            do throws(Errno) { wakePipe = try WakePipe() } catch { throw ChildProcess.StartFailure(error) }
            process = try ChildProcess(server.words)
        } catch {
            throw .cannotStart(server, "\(error)")
        }
        let reader = FrameReader(server.framing, maximumLength: server.maximumMessageLength)
        do throws(Thread.StartFailure) {
            _ = try Thread { [self] in
                var pump = ServerPump(self, reader, receiver)
                pump.run()
            }
        } catch {
            process.finish()
            throw .cannotStart(server, "there is no thread for it")
        }
    }

    /// Why it carries no more; nil while it does.
    var failure: ClamatorTransportError? { state.withLock { $0.failure } }

    /// Whether the server was asked to end.
    var mustStop: Bool { state.withLock { $0.mustStop } }

    /// Whether nothing of it is left.
    var isOver: Bool { state.withLock { $0.isOver } }

    // MARK: Writing

    /// Has a message written.
    ///
    /// - Throws: `ClamatorTransportError` where it never will be.
    func send(_ frame: OutputQueue.Frame, number: Int) throws(ClamatorTransportError) {
        let (failure, mustWake) = state.withLock { state -> (ClamatorTransportError?, Bool) in
            if let failure = state.failure { return (failure, false) }
            if frame.kind == .call, state.queue.byteCount > Self.mostBytes { return (.readsTooSlowly, false) }
            state.queue.append(frame, number: number)
            defer { state.isWoken = true }
            return (nil, !state.isWoken)
        }
        if mustWake { wakePipe.wake() }
        if let failure { throw failure }
    }

    /// Takes back what was not written yet.
    func drop(_ number: Int) { state.withLock { $0.queue.drop(number) } }

    /// Lets calls go out.
    func open() {
        state.withLock { $0.queue.isOpen = true }
        wakePipe.wake()
        greeted.complete(.success(.result(.null)))
    }

    /// What is to be written next.
    func next(atLeast count: Int) -> [UInt8] {
        state.withLock { state in
            state.isWoken = false
            return state.queue.next(atLeast: count)
        }
    }

    // MARK: The server's own requests

    /// A handler begins to answer the server.
    func beginHandler() { state.withLock { $0.runningHandlers += 1 } }

    func endHandler() {
        state.withLock { $0.runningHandlers -= 1 }
        wakePipe.wake()
    }

    /// Whether the server is to be read no more for now, since it asks for more than it takes.
    var owesTooMuch: Bool {
        state.withLock {
            $0.queue.answerByteCount > Self.mostAnswerBytes || $0.runningHandlers >= Self.mostHandlers
        }
    }

    // MARK: The end

    /// Fails all calls, those that come too, and ends the server. The first failure counts.
    func fail(_ failure: ClamatorTransportError) {
        let isFirst = state.withLock { state in
            guard state.failure == nil else { return false }
            state.failure = failure
            state.queue.clear()
            return true
        }
        guard isFirst else { return }
        if calls.hasCalls, failure.reason == .unreachable { receiver.lostCalls() }
        calls.stop(failure)
        greeted.complete(.failure(failure))
        wakePipe.wake()
    }

    /// Begins to end the server: what is to be written may still be, within a second.
    func beginStopping() {
        state.withLock { $0.mustStop = true }
        calls.stop()
        wakePipe.wake()
    }

    /// Ends the server and waits for that.
    func stop() async {
        beginStopping()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    /// Nothing of the server is left.
    func finish() {
        fail(.stopped)
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

extension ClamatorTransportError {
    fileprivate static let readsTooSlowly = ClamatorTransportError(
        "the server does not read what is sent to it", reason: .notSent)

    static func cannotStart(_ server: StdioServer, _ why: String) -> ClamatorTransportError {
        ClamatorTransportError("cannot start \(server.words.first ?? ""): \(why)", reason: .unreachable)
    }

    /// Says what a server did that ends the conversation.
    static func server(_ sentence: String) -> ClamatorTransportError {
        ClamatorTransportError("the server \(sentence)", reason: .unreachable)
    }
}
