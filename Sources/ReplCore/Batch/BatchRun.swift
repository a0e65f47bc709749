internal import ClamatorKit
private import Synchronization
private import SystemPackage

/// One run of a batch: its threads, and what they share.
///
/// Threads and not tasks, since reading and writing block: on a task they would hold up one of the few threads on which
/// handlers go on and time-outs come. A batch with one job has one thread; with more there is one for each core that
/// jobs can use, and one that writes replies that come late.
final class BatchRun: Sendable {
    let batch: Batch
    let client: RpcClientCore
    let traffic: BatchTraffic
    /// Whether calls are timed.
    let measures: Bool
    /// Whether calls could overtake each other at all.
    let keepsTurns: Bool
    /// Whether some line expects something, as far as is known.
    private let hasExpectations = Atomic(false)
    private let orderedServices: [[UInt8]]
    private let input: Mutex<LineReader>
    private let statistics = Mutex(BatchStatistics())
    private let begin = ContinuousClock.now

    init(
        _ batch: Batch, from source: any ByteSource, to sink: any ByteSink, through client: RpcClientCore
    ) throws(StreamError) {
        self.batch = batch
        measures = batch.measures || batch.report != nil
        self.client = client
        let report = try batch.report.map { (file) throws(StreamError) in try JUnitReport(to: file) }
        traffic = BatchTraffic(jobs: batch.jobs, keepsOrder: batch.keepsOrder, sink: sink, report: report)
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
            throw StreamError(operation: "start a thread", code: error.error.rawValue)
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
        request.withServiceName { name in orderedServices.contains { $0.elementsEqual(name.bytes) } }
    }

    /// Lets a call go on by itself.
    func leave(_ call: BatchCall, _ pending: PendingReply, of block: Int) {
        let gap = traffic.leave(pending, of: block)
        pending.whenOver { [self] end in
            let (reply, origin) = Self.reply(of: end)
            var output = JSONWriter()
            let (standing, verdicts) = statistics.withLock { statistics in
                if let details = call.details { statistics.noteTimeout(end, of: details.method) }
                let standing = call.answer(reply, from: origin, into: &output, &statistics, at: now)
                return (standing, statistics.verdicts.take())
            }
            batch.progress?.countReply()
            traffic.arrive(
                pending, at: gap, of: block,
                with: ReplyQueue.Replies(
                    bytes: output.copy, verdicts: verdicts, isLast: isLast(standing)))
        }
    }

    /// The reply that a call came to in the end, and who made it.
    static func reply(of end: PendingReply.End) -> (Reply, ReplyExpectation.Origin) {
        switch end {
        case .success(let reply): (reply, .service)
        case .failure(let error): reply(of: error)
        }
    }

    /// What stands for the reply if there is none. A message that breaks the protocol came from the other side, so the
    /// transport did what it should.
    static func reply(of error: ClamatorTransportError) -> (Reply, ReplyExpectation.Origin) {
        (.error(RpcError(error)), error.cause is ClamatorProtocolError ? .service : .transport)
    }

    /// Whether nothing is to follow a reply.
    func isLast(_ standing: BatchCall.Standing) -> Bool {
        guard batch.stopsAtFirstFailure else { return false }
        switch standing {
        case .good: return false
        // A report is of expectations, which may come on later lines.
        case .error: return batch.report == nil && !hasExpectations.load(ordering: .relaxed)
        case .failure: return true
        }
    }

    /// A line expects something: from now on errors of which nothing is expected are no failures.
    func noteExpectation() { hasExpectations.store(true, ordering: .relaxed) }

    /// The nanoseconds since the batch began. Asked for only where calls are measured, so a function of its own.
    @inline(never)
    var now: Int { begin.duration(to: .now).nanoseconds }

    /// Adds to what is counted.
    func add(_ part: BatchStatistics) { statistics.withLock { $0.merge(part) } }

    /// What was counted so far.
    var counted: BatchStatistics { statistics.withLock { $0 } }
}
