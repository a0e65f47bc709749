internal import ClamatorKit
private import Synchronization

/// What the threads of a batch share: who may begin a call, whose turn it is, and what may go out.
///
/// - *Permits*: a call in flight holds one of `jobs` permits, and so does a thread while it answers lines. A call whose
///   reply is still to come takes its thread's permit along, and the thread waits for another before it goes on; so
///   with one job a call begins when the one before is over, and with N jobs there are never more than N in flight.
/// - *Turns*: a thread may ask to go on only when all lines of all blocks before its own have begun. It has no permit
///   while it waits, since those lines need them, and finds out whether its own may still begin.
/// - *Replies*: a `ReplyQueue`, which one thread at a time writes out. A thread whose replies are next writes them
///   itself. Where more than so much is held back, threads wait, and so nothing more is read.
///
/// No two of these can wait for each other for ever: blocks are handed out in order, so the thread of the first open
/// block has its turn and is next to write; it waits for a permit at most, of which the other threads hold no more than
/// one each, fewer than there are, and calls theirs until their time-out.
final class BatchTraffic: Sendable {
    fileprivate struct State {
        var freePermits: Int
        /// How many blocks were handed out and have lines that are to begin.
        var openBlocks = 0
        /// The calls in flight whose replies are still to come.
        var waiting: [ObjectIdentifier: PendingReply] = [:]
        /// The first block of which not all lines have begun, and those behind it of which all have.
        var turn = 0
        var begunAhead: Set<Int> = []
        var replies: ReplyQueue
        var isWriting = false
        /// What came of the lines whose replies are out.
        var verdicts = BatchVerdicts()
        /// Whether what went out last was a failure, behind which nothing may follow.
        var isCut = false
        /// Whether no further block will come.
        var isInputOver = false
        /// Why the input ended early.
        var inputFailure: StreamError?
        /// Whether those who are in flight must not wait any longer.
        var isImpatient = false
        var end: Result<Void, StreamError>?
        var whenEnded: (@Sendable (Result<Void, StreamError>) -> Void)?
    }

    private let keepsOrder: Bool
    private let monitor: Monitor<State>
    /// Whether a late reply has come since the thread that writes them looked. Apart from the rest, so that this thread
    /// sleeps on while others do all there is to do.
    private let lateReplies = Monitor(false)
    private let output: Mutex<Output>
    /// What was begun and goes on though its line is done with.
    let backlog: BatchBacklog
    /// Lines of this block and those behind it need not begin any more.
    private let stop = Atomic(Int.max)

    /// How many bytes of replies may be held back before nothing more is begun: for each job about what a block is
    /// answered with, and 8 MB at most.
    private let maximumHeld: Int

    /// Where replies go, and the report on them.
    private struct Output {
        var sink: any ByteSink
        var report: JUnitReport?

        /// The report comes first: when stdout is closed, writing replies may end the process.
        mutating func write(
            _ bytes: ByteView, _ verdicts: BatchVerdicts
        ) throws(StreamError) {
            try report?.append(verdicts)
            if bytes.isEmpty { return }
            try bytes.withSpan { (bytes) throws(StreamError) in try sink.write(bytes) }
        }
    }

    init(jobs: Int, keepsOrder: Bool, sink: any ByteSink, report: JUnitReport?) {
        self.keepsOrder = keepsOrder
        output = Mutex(Output(sink: sink, report: report))
        backlog = BatchBacklog(calls: jobs)
        maximumHeld = min(jobs, 32) * (256 << 10)
        monitor = Monitor(State(freePermits: jobs, replies: ReplyQueue(keepsOrder: keepsOrder)))
    }

    // MARK: Beginning

    /// A block is handed out. To be told before the input may be over.
    func openBlock() { monitor.withLock { $0.openBlocks += 1 } }

    /// Waits until a call may begin. The permit ends with `endBlock`, or goes along with a call by `leave`.
    func waitForPermit() {
        monitor.wait { state -> Void? in
            guard state.freePermits > 0 || state.end != nil else { return nil }
            state.freePermits -= 1
            return ()
        }
    }

    /// Waits until all lines before the block have begun, and for a permit again.
    ///
    /// - Returns: Whether further lines of the block may begin.
    func waitForTurn(of block: Int) -> Bool {
        let hasTurn = change { state in
            let hasTurn = state.turn == block
            if !hasTurn { state.freePermits += 1 }
            return hasTurn
        }
        if !hasTurn {
            monitor.wait { state -> Void? in
                guard state.turn == block && state.freePermits > 0 || state.end != nil else { return nil }
                state.freePermits -= 1
                return ()
            }
        }
        return !isStopped(block)
    }

    /// Whether no further line of the block is to begin.
    @inline(__always)
    func isStopped(_ block: Int) -> Bool { block >= stop.load(ordering: .relaxed) }

    /// Whether no further block is wanted.
    var needsNoInput: Bool { stop.load(ordering: .relaxed) < Int.max }

    /// Begins no further lines, because of what a line of the block came to.
    private func stopBehind(_ block: Int) {
        stop.min(keepsOrder ? block : -1, ordering: .relaxed)
    }

    // MARK: Replies

    /// Hands on what lines of a block were answered with, and what came of them; behind what is last nothing is
    /// written. Waits where too much is held back.
    func write(_ output: inout JSONWriter, _ verdicts: BatchVerdicts, of block: Int, isLast: Bool = false) {
        if output.byteCount > 0 || isLast || !verdicts.isEmpty {
            if isLast { stopBehind(block) }
            output.withBytes { put($0, verdicts, of: block, isLast: isLast) }
            output.removeAll()
        }
        writeReady()
        monitor.wait { state in
            state.replies.heldBytes <= maximumHeld || state.replies.isNext(block) || state.end != nil ? () : nil
        }
    }

    private func put(
        _ bytes: ByteView, _ verdicts: BatchVerdicts, of block: Int, isLast: Bool
    ) {
        let isNext = monitor.withLock { state in
            guard state.end == nil else { return false }
            if !state.isWriting, state.replies.isNext(block) {
                state.isWriting = true
                return true
            }
            state.replies.append(
                ReplyQueue.Replies(bytes: Array(bytes), verdicts: verdicts, isLast: isLast), to: block)
            return false
        }
        if isNext { write(bytes, verdicts, isLast: isLast) }
    }

    /// Writes what may go out, unless another thread is writing.
    private func writeReady() {
        while let replies = monitor.withLock({ $0.takeReady() }) {
            replies.bytes.withBytes { write($0, replies.verdicts, isLast: replies.isLast) }
        }
    }

    /// Writes late replies as they come, until the end. For a thread of its own: the thread that brings a reply must
    /// not be kept waiting by who reads it. What others bring they write themselves.
    func writeLateReplies() {
        repeat {
            lateReplies.wait { hasCome -> Void? in
                guard hasCome else { return nil }
                hasCome = false
                return ()
            }
            writeReady()
        } while monitor.withLock { $0.end == nil }
    }

    /// Writes, after `isWriting` was set.
    private func write(_ bytes: ByteView, _ verdicts: BatchVerdicts, isLast: Bool) {
        let result = output.withLock { output in
            Result { () throws(StreamError) in try output.write(bytes, verdicts) }
        }
        change { state in
            state.isWriting = false
            if case .failure = result {
                stop.store(-1, ordering: .relaxed)
                return state.end = result
            }
            state.verdicts.addCounts(of: verdicts)
            if isLast { (state.end, state.isCut) = (.success(()), true) }
        }
    }

    /// What came of the lines whose replies are out, and whether a failure was the last of them by intent.
    var verdicts: (counts: BatchVerdicts, areCut: Bool) { monitor.withLock { ($0.verdicts, $0.isCut) } }

    /// Ends the report.
    ///
    /// - Throws: `StreamError` where it cannot be written.
    func finishReport() throws(StreamError) {
        try output.withLock { output in
            Result { () throws(StreamError) in try output.report?.finish() }
        }.get()
    }

    // MARK: Calls in flight

    /// A call of the block goes on by itself, with its thread's permit.
    ///
    /// - Returns: The number of the gap that its reply fills.
    func leave(_ pending: PendingReply, of block: Int) -> Int {
        let (gap, isImpatient) = monitor.withLock { state in
            state.waiting[ObjectIdentifier(pending)] = pending
            return (state.replies.appendGap(to: block), state.isImpatient)
        }
        if isImpatient { pending.complete(.failure(.stopped)) }
        return gap
    }

    /// Waits until a call is over, with its thread and permit.
    func wait(for pending: PendingReply) -> PendingReply.End {
        let isImpatient = monitor.withLock { state in
            state.waiting[ObjectIdentifier(pending)] = pending
            return state.isImpatient
        }
        if isImpatient { pending.complete(.failure(.stopped)) }
        let end = Monitor<PendingReply.End?>(nil)
        pending.whenOver { itsEnd in end.change { $0 = itsEnd } }
        defer { change { $0.waiting[ObjectIdentifier(pending)] = nil } }
        return end.wait { $0 }
    }

    /// The reply of such a call is there. Never waits.
    func arrive(_ pending: PendingReply, at gap: Int, of block: Int, with replies: ReplyQueue.Replies) {
        if replies.isLast { stopBehind(block) }
        change { state in
            state.waiting[ObjectIdentifier(pending)] = nil
            state.freePermits += 1
            state.replies.fill(gap, with: replies)
        }
        lateReplies.change { $0 = true }
    }

    // MARK: Ending

    /// All lines of a block have begun that ever will.
    func endBlock(_ block: Int) {
        change { state in
            state.freePermits += 1
            state.openBlocks -= 1
            state.replies.close(block)
            state.begunAhead.insert(block)
            while state.begunAhead.remove(state.turn) != nil { state.turn += 1 }
        }
        writeReady()
    }

    /// There is nothing more to read.
    func endInput(_ failure: StreamError? = nil) {
        change { state in
            state.isInputOver = true
            state.inputFailure = state.inputFailure ?? failure
        }
    }

    /// Begins nothing more; what is in flight goes on.
    func interrupt() {
        stop.store(-1, ordering: .relaxed)
        backlog.open()
        endInput()
    }

    /// Ends the wait of all calls in flight.
    func abandon() {
        let waiting = monitor.withLock { state in
            state.isImpatient = true
            return state.waiting.values
        }
        for pending in waiting { pending.complete(.failure(.stopped)) }
    }

    /// Runs a body when the batch is over. A thread that waits for input then may go on waiting.
    func whenEnded(_ body: @escaping @Sendable (Result<Void, StreamError>) -> Void) {
        change { $0.whenEnded = body }
    }

    /// Changes the state, and sees whether that was the end.
    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        let (result, ended) = monitor.change { state in (body(&state), state.takeEnd()) }
        if let ended {
            backlog.open()
            lateReplies.change { $0 = true }
            ended()
        }
        return result
    }
}

extension BatchTraffic.State {
    mutating func takeReady() -> ReplyQueue.Replies? {
        guard end == nil, !isWriting, let replies = replies.takeReady() else { return nil }
        isWriting = true
        return replies
    }

    /// What to run where this is the end, once.
    mutating func takeEnd() -> (() -> Void)? {
        if end == nil, isInputOver, openBlocks == 0, waiting.isEmpty, !isWriting, replies.isEmpty {
            end = inputFailure.map { .failure($0) } ?? .success(())
        }
        guard let end, let body = whenEnded else { return nil }
        whenEnded = nil
        return { body(end) }
    }
}
