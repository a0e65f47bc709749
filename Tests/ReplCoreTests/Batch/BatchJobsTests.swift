import ClamatorKit
import ReplCore
import Synchronization
import Testing

/// Batches with several calls in flight.
@Suite struct BatchJobsTests {
    /// Calls that wait and calls that do not, bad lines and notifications, and for each line what its reply holds.
    private static func mixedCalls(_ count: Int) -> (input: String, replies: [String]) {
        var random = SystemRandomNumberGenerator()
        var input = ""
        var replies: [String] = []
        for id in 0..<count {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...3:
                let wait = Int.random(in: 0...4, using: &random)
                input += WaitingServices.call(id, "work.wait", #"{"ms":\#(wait),"value":\#(id)}"#)
                replies.append(#"{"jsonrpc":"2.0","id":\#(id),"result":\#(id)}"#)
            case 4:
                input += WaitingServices.call(id, "work.fail")
                replies.append(#"{"jsonrpc":"2.0","id":\#(id),"error":{"code":-32001,"#)
            case 5:
                input += "{\"broken\": \(id)\n"
                replies.append(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#)
            case 6: input += #"{"jsonrpc":"2.0","method":"work.grow","params":{"size":3}}"# + "\n"
            default:
                input += WaitingServices.call(id, "work.grow", #"{"size":\#(id % 40)}"#)
                replies.append(
                    #"{"jsonrpc":"2.0","id":\#(id),"result":"\#(String(repeating: "x", count: id % 40))"}"#)
            }
        }
        return (input, replies)
    }

    @Test(arguments: [(1, 4096), (2, 100), (2, 4096), (8, 64), (8, 4096), (100, 1_000_000)])
    func `Every line is answered once and in order`(jobs: Int, chunk: Int) async throws {
        let (input, replies) = Self.mixedCalls(400)
        let (lines, _) = try await WaitingServices().run(input.utf8, jobs: jobs, chunk: chunk)
        try #require(lines.count == replies.count)
        for (line, reply) in zip(lines, replies) { #expect(line.hasPrefix(reply)) }
    }

    @Test(arguments: [2, 8]) func `Every line is answered once where the order does not matter`(jobs: Int) async throws
    {
        let (input, replies) = Self.mixedCalls(400)
        let (lines, _) = try await WaitingServices().run(input.utf8, jobs: jobs) { $0.keepsOrder = false }
        try #require(lines.count == replies.count)
        for (line, reply) in zip(lines.sorted(), replies.sorted()) { #expect(line.hasPrefix(reply)) }
    }

    @Test(arguments: [1, 2, 5]) func `No more calls are in flight than jobs`(jobs: Int) async throws {
        let services = try await WaitingServices()
        let input = (0..<60).map { WaitingServices.call($0, "work.wait", #"{"ms":5}"#) }.joined()
        let (lines, _) = try await services.run(input.utf8, jobs: jobs, chunk: 200)
        #expect(lines.count == 60)
        #expect(services.mostAtOnce == jobs)
    }

    @Test func `A reply is written before a slower one behind it is there`() async throws {
        let sink = MemorySink()
        let input = WaitingServices.call(1, "work.wait", #"{"ms":1}"#) + WaitingServices.call(2, "work.never")
        let services = try await WaitingServices()
        let task = Task { try await services.run(input.utf8, jobs: 4, to: sink) { $0.grace = .zero } }
        while sink.lines.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        #expect(sink.lines == [#"{"jsonrpc":"2.0","id":1,"result":null}"#])
        task.cancel()
        _ = try await task.value
    }

    @Test func `A slow call is overtaken where the order does not matter`() async throws {
        let input =
            WaitingServices.call(1, "work.wait", #"{"ms":200}"#) + WaitingServices.call(2, "work.wait", #"{"ms":1}"#)
        let (lines, _) = try await WaitingServices().run(input.utf8, jobs: 2) { $0.keepsOrder = false }
        #expect(
            lines == [#"{"jsonrpc":"2.0","id":2,"result":null}"#, #"{"jsonrpc":"2.0","id":1,"result":null}"#])
    }

    @Test func `Where a slow call holds too much back, no more is read`() async throws {
        let slow = WaitingServices.call(0, "work.wait", #"{"ms":300}"#)
        let call = WaitingServices.call(1, "work.grow", #"{"size":250000}"#)
        let sink = MemorySink()
        let readBeforeTheFirstReply = Mutex(0)
        var source = MemorySource((slow + String(repeating: call, count: 40)).utf8, chunk: call.utf8.count)
        source.waits = true
        source.onRead = { if sink.writes.isEmpty { readBeforeTheFirstReply.withLock { $0 += 1 } } }
        var batch = Batch()
        batch.jobs = 4
        let services = try await WaitingServices()
        _ = try await batch.run(from: source, to: sink, through: services.client)
        #expect(sink.lines.count == 41)
        // A quarter of a megabyte is held back for each job, then nothing more is read.
        #expect(readBeforeTheFirstReply.withLock { $0 } < 16)
    }

    @Test(arguments: [1, 4]) func `Nothing is lost to a slow reader`(jobs: Int) async throws {
        let input = (0..<300).map { WaitingServices.call($0, "work.grow", #"{"size":2000}"#) }.joined()
        let (lines, _) = try await WaitingServices().run(
            input.utf8, jobs: jobs, chunk: 500, to: MemorySink(delay: .microseconds(300)))
        #expect(lines.count == 300)
    }

    @Test func `A service with state answers alike however many calls are in flight`() async throws {
        let input = (0..<2000).map { id in
            switch id % 3 {
            case 0: WaitingServices.call(id, "counter.light")
            case 1: WaitingServices.call(id, "work.grow", #"{"size":7}"#)
            default: id % 20 == 2 ? WaitingServices.call(id, "counter.next") : WaitingServices.call(id, "counter.light")
            }
        }.joined()
        let alone = try await WaitingServices().run(input.utf8, jobs: 1, chunk: 500).lines
        #expect(alone.count == 2000)
        for _ in 0..<5 { #expect(try await WaitingServices().run(input.utf8, jobs: 8, chunk: 500).lines == alone) }
    }

    @Test(arguments: [1, 2, 8]) func `A batch stops behind the first failure in the order of the lines`(jobs: Int)
        async throws
    {
        let good = (0..<30).map { WaitingServices.call($0, "work.wait", #"{"ms":\#($0 % 3)}"#) }.joined()
        let input =
            good + WaitingServices.call(30, "work.fail", #"{"ms":20}"#) + WaitingServices.call(31, "work.fail")
            + "nonsense\n" + good
        let (lines, _) = try await WaitingServices().run(input.utf8, jobs: jobs, chunk: 100) {
            $0.stopsAtFirstFailure = true
        }
        #expect(lines.count == 31)
        #expect(lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":30,"error""#) == true)
    }

    // MARK: Services that take their calls in order

    /// Runs a batch whose blocks have so many bytes each, and whose calls begin in order.
    private func runInOrder(
        _ input: String, in services: WaitingServices, block: Int, _ configure: (inout Batch) -> Void = { _ in }
    ) async throws -> [String] {
        var source = MemorySource(input.utf8, chunk: block)
        source.waits = true
        var batch = Batch()
        batch.jobs = 2
        batch.orderedServices = ["work"]
        configure(&batch)
        let sink = MemorySink()
        _ = try await batch.run(from: source, to: sink, through: services.client)
        return sink.lines
    }

    @Test func `As many calls are in flight as jobs though a later block waits for its turn`() async throws {
        let services = try await WaitingServices()
        let calls = (10..<50).map { WaitingServices.call($0, "work.wait", #"{"ms":40}"#) }
        let lines = try await runInOrder(calls.joined(), in: services, block: calls[0].utf8.count * 38)
        #expect(lines.count == 40)
        #expect(services.mostAtOnce == 2)
        // One after another, those of the first block would begin beside none; of two at once each other does.
        #expect(services.begunBesideAnother > 10)
    }

    @Test func `A batch that is cancelled begins no line from further on`() async throws {
        let services = try await WaitingServices()
        let calls = (100..<140).map { WaitingServices.call($0, "work.wait", #"{"ms":50,"value":\#($0)}"#) }
        let task = Task {
            try await runInOrder(calls.joined(), in: services, block: calls[0].utf8.count * 20)
        }
        while services.calls < 4 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        let lines = try await task.value
        #expect(lines == (0..<services.calls).map { #"{"jsonrpc":"2.0","id":\#(100 + $0),"result":\#(100 + $0)}"# })
        #expect(services.calls < 20)
    }

    @Test func `No line from further on is begun behind a failure`() async throws {
        let services = try await WaitingServices()
        let start =
            WaitingServices.call(0, "work.fail", #"{"ms":20}"#) + WaitingServices.call(1, "work.wait", #"{"ms":100}"#)
            + WaitingServices.call(2, "work.wait")
        let calls = (3..<9).map { WaitingServices.call($0, "work.wait") }.joined()
        let lines = try await runInOrder(start + calls, in: services, block: start.utf8.count) {
            $0.stopsAtFirstFailure = true
        }
        #expect(lines.count == 1)
        try await Task.sleep(for: .milliseconds(150))
        #expect(services.calls == 1)
    }

    // MARK: Cancellation

    @Test(arguments: [1, 3]) func `A batch that is cancelled lets calls in flight finish`(jobs: Int) async throws {
        let services = try await WaitingServices()
        let input = (0..<50).map { WaitingServices.call($0, "work.wait", #"{"ms":100,"value":1}"#) }.joined()
        let task = Task { try await services.run(input.utf8, jobs: jobs) }
        while services.calls < jobs { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        let (lines, outcome) = try await task.value
        #expect(lines == (0..<jobs).map { #"{"jsonrpc":"2.0","id":\#($0),"result":1}"# })
        #expect(outcome.errors == 0)
    }

    @Test(arguments: [1, 3]) func `Calls in flight are waited for no longer than the grace`(jobs: Int) async throws {
        let services = try await WaitingServices()
        let input = (0..<50).map { WaitingServices.call($0, "work.wait", #"{"ms":3600000}"#) }.joined()
        let task = Task { try await services.run(input.utf8, jobs: jobs) { $0.grace = .milliseconds(20) } }
        while services.calls < jobs { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        let (lines, _) = try await task.value
        #expect(lines.count == jobs)
        for line in lines { #expect(line.contains(#""message":"transport stopped""#)) }
    }
}
