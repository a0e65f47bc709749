import ClamatorKit
import ClamatorRedis
import Foundation
import ServiceSupport
import TestSupport
import Testing

/// Servers, clients and watchers go on where streams and groups are lost, and where ids lie behind those that they saw:
/// as after a failover to a host with an earlier clock, which an entry with an id in the future is like.
@Suite(.timeLimit(.minutes(1))) struct LostDataTests {
    private static let future = "99999999999999-7"
    private static let last = "18446744073709551615-18446744073709551615"
    private static let noCall = ["type", "rpc", "envelope", "[]"]
    private static let sum = #"result {"sum":2}"#

    @Test(arguments: [["FLUSHALL"], ["DEL", "t:cmds:lab"], ["XGROUP", "DESTROY", "t:cmds:lab", "lab"]])
    func `A server that saw an id in the future hears calls after a loss`(loss: [String]) async throws {
        let pair = try await RedisPair()
        try pair.redis.command(["XADD", "t:cmds:lab", Self.future] + Self.noCall)
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        try pair.redis.command(loss)
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        await pair.stop()
    }

    @Test func `A group that is set into the future is set back with a warning, and no call is lost`() async throws {
        let pair = try await RedisPair()
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        try pair.redis.command("XGROUP", "SETID", "t:cmds:lab", "lab", Self.future)
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        #expect(pair.records.contains("warning redis group set back: service=lab"))
        await pair.stop()
    }

    @Test func `A server that joins a group in the future answers the calls that wait`() async throws {
        let redis = try RedisServer()
        try redis.command("XGROUP", "CREATE", "t:cmds:lab", "lab", Self.future, "MKSTREAM")
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", defaultTimeout: .seconds(10))
        try await client.start()
        let call = Task { await client.outcome("lab", "add", ["a": 1]) }
        while try redis.command("XLEN", "t:cmds:lab") == "0" { await Task.yield() }
        let server = try await RedisPair.startServer(on: redis)
        #expect(await call.value == Self.sum)
        await client.stop()
        await server.stop()
    }

    @Test func `A server that joins a group in the future leaves alone what is older than its claims`() async throws {
        let redis = try RedisServer()
        let envelope = #"{"jsonrpc":"2.0","method":"lab.add","params":{"a":1},"id":"old"}"#
        try redis.command("XADD", "t:cmds:lab", "1-1", "envelope", envelope, "reply-to", "t:replies:old")
        try redis.command("XGROUP", "CREATE", "t:cmds:lab", "lab", Self.future)
        let pair = try await RedisPair(redis: redis)
        // Not behind the end, for which it would be set back once more.
        #expect(try redis.command("XINFO", "GROUPS", "t:cmds:lab").contains("last-delivered-id\n1-1"))
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        #expect(try redis.command("EXISTS", "t:replies:old") == "0")
        await pair.stop()
    }

    @Test func `A stream whose last id is taken is opened again`() async throws {
        let pair = try await RedisPair()
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        try pair.redis.command(["XADD", "t:cmds:lab", Self.last] + Self.noCall)
        // Redis refuses calls until the server has seen it.
        while await pair.outcome("add", ["a": 1]) != Self.sum { try Task.checkCancellation() }
        #expect(try pair.redis.command("XPENDING", "t:cmds:lab", "lab").hasPrefix("0"))
        await pair.stop()
    }

    @Test(arguments: [
        ["XADD", "t:cmds:lab", "MAXLEN", "0", last] + noCall, ["XSETID", "t:cmds:lab", last],
    ])
    func `A stream is opened again whose last id is taken by an entry that is gone`(command: [String]) async throws {
        let pair = try await RedisPair()
        for _ in 0..<2 { #expect(await pair.outcome("add", ["a": 1]) == Self.sum) }
        try pair.redis.command(command)
        while await pair.outcome("add", ["a": 1]) != Self.sum { try Task.checkCancellation() }
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        #expect(pair.records.contains("warning redis stream opened again: service=lab"))
        // Acknowledgements may be on their way.
        while try !pair.redis.command("XPENDING", "t:cmds:lab", "lab").hasPrefix("0") { await Task.yield() }
        await pair.stop()
    }

    @Test func `A full stream is opened once Redis has memory again, and the log says once what kept it closed`()
        async throws
    {
        let pair = try await RedisPair()
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        let refusal = "error redis stream takes or gives no calls: service=lab"
        func opened() -> Int { pair.records.count { $0 == "warning redis stream opened again: service=lab" } }
        while !pair.records.contains(refusal) {
            // The server may look in between, and open it.
            let before = opened()
            try pair.redis.command("XSETID", "t:cmds:lab", Self.last)
            try pair.redis.command("CONFIG", "SET", "maxmemory", "1")
            while !pair.records.contains(refusal), opened() == before { try await Task.sleep(for: .milliseconds(10)) }
            try pair.redis.command("CONFIG", "SET", "maxmemory", "0")
        }
        while await pair.outcome("add", ["a": 1]) != Self.sum { try Task.checkCancellation() }
        for _ in 0..<3 { #expect(await pair.outcome("add", ["a": 1]) == Self.sum) }
        #expect(pair.records.count { $0 == refusal } == 1)
        await pair.stop()
    }

    @Test func `A full stream is opened while all handlers are busy`() async throws {
        let (isBusy, gate) = (Locked(false), Locked(false))
        let pair = try await RedisPair([
            "add": RedisPair.adding,
            "work": .waiting { _ in
                isBusy.value = true
                while !gate.value { try await Task.sleep(for: .milliseconds(10)) }
                return 1
            },
        ])
        let busy = Task { await pair.outcome("work") }
        while !isBusy.value { await Task.yield() }
        try pair.redis.command(["XADD", "t:cmds:lab", Self.last] + Self.noCall)
        let opened = "warning redis stream opened again: service=lab"
        while !pair.records.contains(opened) { try await Task.sleep(for: .milliseconds(10)) }
        let waiting = Task { await pair.outcome("add", ["a": 1]) }
        gate.value = true
        #expect(await busy.value == "result 1")
        #expect(await waiting.value == Self.sum)
        await pair.stop()
    }

    @Test func `A full stream with long entries in its last millisecond is opened`() async throws {
        let pair = try await RedisPair()
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        let client = try RedisRpcClient(url: pair.redis.url, keyPrefix: "t")
        try await client.start()
        // More than is deleted in one step, and than an argument of a program can be.
        let fill = """
            for number = 1, 5 do
                redis.call('XADD', KEYS[1], '18446744073709551615-' .. number, 'text', string.rep('x', 2000000))
            end
            """
        try pair.redis.command("EVAL", fill, "1", "t:cmds:lab")
        try pair.redis.command(["XADD", "t:cmds:lab", Self.last] + Self.noCall)
        while await client.outcome("lab", "add", ["a": 1], timeout: .seconds(3)) != Self.sum {
            try Task.checkCancellation()
        }
        #expect(try pair.redis.command("XLEN", "t:cmds:lab") == "2")
        await client.stop()
        await pair.stop()
    }

    @Test func `A stream with entries right before its last id takes more than one call again`() async throws {
        let pair = try await RedisPair()
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        for number in 0..<3 {
            let id = "18446744073709551615-\(UInt64.max - 4 + UInt64(number))"
            try pair.redis.command(["XADD", "t:cmds:lab", id] + Self.noCall)
        }
        // The ids that are left are soon used up.
        for _ in 0..<2 { _ = await pair.outcome("add", ["a": 1]) }
        while await pair.outcome("add", ["a": 1]) != Self.sum { try Task.checkCancellation() }
        for _ in 0..<5 { #expect(await pair.outcome("add", ["a": 1]) == Self.sum) }
        await pair.stop()
    }

    /// Answers `add`, and counts.
    private static func counting(_ runs: Locked<Int>) -> [String: Handler] {
        [
            "add": .immediate { params in
                runs.update { $0 += 1 }
                return ["sum": try JSON((params["a"]?.double ?? 0) + 1)]
            }
        ]
    }

    @Test func `A full stream that two servers open at once is opened once, and no call is run again`() async throws {
        let port = RedisServer.freePort()
        let redis = try RedisServer("--port", "\(port)")
        let runs = Locked(0)
        let pair = try await RedisPair(Self.counting(runs), redis: redis)
        for _ in 0..<3 { #expect(await pair.outcome("add", ["a": 1]) == Self.sum) }
        try redis.command(["XADD", "t:cmds:lab", Self.last] + Self.noCall)
        while try !redis.command("XINFO", "GROUPS", "t:cmds:lab").contains(Self.last) { await Task.yield() }
        // Another server has seen that the stream is full, and comes to a halt before Redis opens it.
        let (isHalted, gate) = (Locked(false), DispatchSemaphore(value: 0))
        let proxy = TCPPeer { connection in
            let server = TCPPeer.connect(to: port)
            let answers = TCPPeer.inBackground { server.pass(to: connection) }
            while true {
                let bytes = connection.read()
                if bytes.isEmpty { break }
                if String(decoding: bytes, as: UTF8.self).contains("XSETID") {
                    isHalted.value = true
                    gate.wait()
                    gate.signal()
                }
                server.write(bytes)
            }
            shutdown(server.descriptor, Int32(SHUT_RDWR))
            answers.wait()
            server.close()
        }
        let other = try RedisRpcServer(url: "redis://127.0.0.1:\(proxy.port)", keyPrefix: "t")
        try other.registerService(RedisPair.contract(), handlers: Self.counting(runs))
        let start = Task {
            // Where the stream was open before it came.
            defer { isHalted.value = true }
            try await other.start()
        }
        while !isHalted.value { await Task.yield() }
        while await pair.outcome("add", ["a": 1]) != Self.sum { try Task.checkCancellation() }
        gate.signal()
        try await start.value
        for _ in 0..<3 { #expect(await pair.outcome("add", ["a": 1]) == Self.sum) }
        #expect(runs.value == 7)
        await other.stop()
        await pair.stop()
    }

    @Test func `A group that is lost where another server opened its stream runs no call again`() async throws {
        let runs = Locked(0)
        let pair = try await RedisPair(Self.counting(runs))
        for _ in 0..<3 { #expect(await pair.outcome("add", ["a": 1]) == Self.sum) }
        let info = try pair.redis.command("XINFO", "STREAM", "t:cmds:lab").split(separator: "\n")
        let top = String(info[try #require(info.firstIndex(of: "last-generated-id")) + 1])
        let isOf7 = info.contains("max-deleted-entry-id")
        try pair.redis.command(["XADD", "t:cmds:lab", Self.last] + Self.noCall)
        while try !pair.redis.command("XINFO", "GROUPS", "t:cmds:lab").contains(Self.last) { await Task.yield() }
        try pair.redis.command("XDEL", "t:cmds:lab", Self.last)
        if isOf7 {
            try pair.redis.command(
                "XSETID", "t:cmds:lab", Self.last, "ENTRIESADDED", "3", "MAXDELETEDID", "0-1")
        }
        try pair.redis.command("XSETID", "t:cmds:lab", top)
        try pair.redis.command("XGROUP", "DESTROY", "t:cmds:lab", "lab")
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        #expect(runs.value == 4)
        await pair.stop()
    }

    @Test(arguments: [future, last])
    func `A client whose reply stream is lost, or full, gets replies again`(id: String) async throws {
        let pair = try await RedisPair()
        let client = try RedisRpcClient(url: pair.redis.url, keyPrefix: "t", instance: "me")
        try await client.start()
        #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
        try pair.redis.command(["XADD", "t:replies:me", id] + Self.noCall)
        if id == Self.future {
            #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
            try pair.redis.command("DEL", "t:replies:me")
        }
        // A reply that finds the stream full is lost.
        while await client.outcome("lab", "add", ["a": 1], timeout: .seconds(4)) != Self.sum {
            try Task.checkCancellation()
        }
        await client.stop()
        await pair.stop()
    }

    @Test func `A watch goes on in a stream that is a new one`() async throws {
        let redis = try RedisServer()
        try redis.command(["XADD", "t:cmds:lab", "*"] + Self.noCall)
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t")
        var cursor = try await watch.start(["lab"])
        try redis.command(["XADD", "t:cmds:lab", Self.future] + Self.noCall)
        #expect(try await watch.next(&cursor, within: .seconds(10)).count == 1)
        try redis.command("DEL", "t:cmds:lab")
        try redis.command(["XADD", "t:cmds:lab", "*"] + Self.noCall)
        var messages: [RedisWatch.Message] = []
        while messages.isEmpty { messages = try await watch.next(&cursor, within: .milliseconds(200)) }
        #expect(messages.count == 1)
        await watch.close()
    }

    @Test func `A watch shows nothing again of a stream that was full and is opened`() async throws {
        let pair = try await RedisPair()
        let watch = try await RedisWatch(url: pair.redis.url, keyPrefix: "t")
        var cursor = try await watch.start(["lab"])
        var seen = 0
        func see(_ count: Int) async throws {
            while seen < count {
                seen += try await watch.next(&cursor, within: .milliseconds(100)).count { $0.service != nil }
            }
        }
        for _ in 0..<3 { #expect(await pair.outcome("add", ["a": 1]) == Self.sum) }
        try await see(3)
        try pair.redis.command(["XADD", "t:cmds:lab", Self.last] + Self.noCall)
        try await see(4)
        while await pair.outcome("add", ["a": 1]) != Self.sum { try Task.checkCancellation() }
        try await see(5)
        _ = try await watch.next(&cursor, within: .milliseconds(500))
        #expect(seen == 5)
        await watch.close()
        await pair.stop()
    }

    @Test func `A watch shows the replies to calls whose ids are in the future`() async throws {
        let pair = try await RedisPair()
        let watch = try await RedisWatch(url: pair.redis.url, keyPrefix: "t")
        var cursor = try await watch.start(["lab"])
        try pair.redis.command(["XADD", "t:cmds:lab", Self.future] + Self.noCall)
        #expect(await pair.outcome("add", ["a": 1]) == Self.sum)
        var replies = 0
        while replies == 0 {
            replies = try await watch.next(&cursor, within: .milliseconds(100)).count { $0.service == nil }
        }
        await watch.close()
        await pair.stop()
    }

    @Test func `A watch shows nothing of other streams again where one is lost`() async throws {
        let redis = try RedisServer()
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t")
        var cursor = try await watch.start(["lab", "desk"])
        var seen: [String?] = []
        func see(_ count: Int) async throws {
            while seen.count < count {
                seen += try await watch.next(&cursor, within: .milliseconds(200)).map(\.service)
            }
        }
        let call = ["envelope", #"{"jsonrpc":"2.0","method":"desk.book","id":1}"#, "reply-to", "t:replies:me"]
        try redis.command(["XADD", "t:cmds:desk", "*"] + call)
        try redis.command("XADD", "t:replies:me", "*", "envelope", #"{"jsonrpc":"2.0","id":1,"result":1}"#)
        try redis.command(["XADD", "t:cmds:lab", "*"] + Self.noCall)
        try await see(3)
        try redis.command("DEL", "t:cmds:lab")
        try redis.command(["XADD", "t:cmds:lab", "5-5"] + Self.noCall)
        try await see(4)
        #expect(seen.count == 4)
        #expect(seen.last == "lab")
        await watch.close()
    }
}
