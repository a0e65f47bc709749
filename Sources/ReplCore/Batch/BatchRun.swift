internal import ClamatorKit
private import Synchronization

/// One run of a batch: its threads, and what they share.
///
/// Threads and not tasks, since reading and writing block: on a task they would hold up one of the few threads on which
/// handlers go on and time-outs come. A batch with one job has one thread; with more there is one for each core that
/// jobs can use, and one that writes replies that come late.
final class BatchRun: Sendable {
    typealias Send = @Sendable (Request, inout Workspace) -> Sent

    let batch: Batch
    /// The client's `send` and `notify`: with them and not with a client of some type, nothing here need be generic.
    let send: Send
    let notify: @Sendable (Request, inout Workspace) -> Void
    let traffic: BatchTraffic
    /// Whether calls could overtake each other at all.
    let keepsTurns: Bool
    private let orderedServices: [[UInt8]]
    private let input: Mutex<LineReader>
    private let statistics = Mutex(BatchStatistics())
    private let begin = ContinuousClock.now

    init<Carrier: Transport>(
        _ batch: Batch, from source: any ByteSource, to sink: any ByteSink, through client: RpcClientCore<Carrier>
    ) {
        self.batch = batch
        send = { [timeout = batch.timeout] in client.send($0, timeout: timeout, in: &$1) }
        // Nobody is told of a notification that could not be sent.
        notify = { try? client.notify($0, in: &$1) }
        traffic = BatchTraffic(jobs: batch.jobs, keepsOrder: batch.keepsOrder, sink: sink)
        orderedServices = batch.orderedServices.map { Array($0.utf8) }
        keepsTurns = batch.jobs > 1 && !orderedServices.isEmpty
        input = Mutex(LineReader(source, maximumLength: batch.maximumLineLength))
    }

    /// Starts the threads.
    ///
    /// - Throws: `StreamError` where the system has none to give.
    func start() throws(StreamError) {
        do throws(Thread.StartFailure) {
            for _ in 0..<min(batch.jobs, Thread.cores) {
                _ = try Thread { [self] in
                    var worker = BatchWorker(self)
                    worker.work()
                }
            }
            if batch.jobs > 1 { _ = try Thread { [traffic] in traffic.writeLateReplies() } }
        } catch {
            throw StreamError(operation: "start a thread", code: error.code)
        }
    }

    /// Fills a block with the lines that come next.
    ///
    /// - Returns: Whether there were some.
    func read(_ block: inout LineBlock) -> Bool {
        input.withLock { input in
            do throws(StreamError) {
                if !traffic.needsNoInput, try input.fill(&block) {
                    traffic.openBlock()
                    return true
                }
                traffic.endInput()
            } catch {
                traffic.endInput(error)
            }
            return false
        }
    }

    /// Whether the calls of the request's service begin in the order of the lines.
    func isOrdered(_ request: Request) -> Bool {
        request.withServiceName { name in orderedServices.contains { $0.elementsEqual(name) } }
    }

    /// Lets a call go on by itself.
    func leave(_ call: BatchCall, _ pending: PendingReply, of block: Int) {
        let gap = traffic.leave(pending, of: block)
        pending.whenOver { [self] end in
            let reply: Reply
            switch end {
            case .success(let itsReply): reply = itsReply
            case .failure(let error): reply = .error(RpcError(error))
            }
            var output = JSONWriter()
            let isFailure = statistics.withLock { call.answer(reply, into: &output, &$0, at: now) }
            batch.progress?.countReply()
            traffic.arrive(
                pending, at: gap, of: block,
                with: ReplyQueue.Replies(
                    bytes: output.withBytes { Array($0) }, isLast: isFailure && batch.stopsAtFirstFailure))
        }
    }

    /// The nanoseconds since the batch began. Asked for only where calls are measured, so a function of its own.
    @inline(never)
    var now: Int { begin.duration(to: .now).nanoseconds }

    /// Adds to what is counted.
    func add(_ part: BatchStatistics) { statistics.withLock { $0.merge(part) } }

    /// What was counted so far.
    var counted: BatchStatistics { statistics.withLock { $0 } }
}
