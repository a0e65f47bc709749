import ClamatorKit
import Dispatch
import InMemoryLogging
import Logging
import ServiceSupport
import TestSupport
import Testing

// For `RedisLink` and `RedisCommand`, which are internal.
@testable import ClamatorRedis

/// Refusals that a Redis of the test's own is not easily brought to, by one that answers as the test says.
@Suite(.timeLimit(.minutes(1))) struct ScriptedRefusalTests {
    /// Refuses the first commands of a kind.
    private static func redis(
        refusing kind: String, times: Int = .max, _ refusal: String, asked: Locked<Int> = Locked(0)
    ) -> ScriptedRedis {
        ScriptedRedis { words in
            guard words[0] == kind, !words.contains("NOMKSTREAM") else { return ScriptedRedis.answer(words) }
            let count = asked.update { count in
                count += 1
                return count
            }
            return count <= times ? "-\(refusal)\r\n" : ScriptedRedis.answer(words)
        }
    }

    private static func client(_ redis: ScriptedRedis, timeout: Duration = .seconds(20)) throws -> RedisRpcClient {
        try RedisRpcClient(url: redis.url, keyPrefix: "t", defaultTimeout: timeout)
    }

    private static let passing = [
        "LOADING Redis is loading the dataset in memory",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "BUSY Redis is busy running a script.", "MISCONF Errors writing to the AOF file: No space left on device",
        "TRYAGAIN Multiple keys request during rehashing of slot", "CLUSTERDOWN Hash slot not served",
        "NOREPLICAS Not enough good replicas to write.", "OOM command not allowed when used memory > 'maxmemory'.",
        "READONLY You can't write against a read only replica.",
    ]

    @Test(arguments: passing) func `What passes is sent again until Redis takes it`(refusal: String) async throws {
        let asked = Locked(0)
        let redis = Self.redis(refusing: "XADD", times: 2, refusal, asked: asked)
        let client = try Self.client(redis)
        try await client.start()
        try await client.notify("lab", "ping", ["a": 1])
        #expect(asked.value == 3)
        await client.stop()
    }

    @Test(arguments: passing) func `A time-out says what kept a call away`(refusal: String) async throws {
        let redis = Self.redis(refusing: "XADD", refusal)
        let client = try Self.client(redis)
        try await client.start()
        let outcome = await client.outcome("lab", "add", timeout: .milliseconds(300))
        #expect(outcome == "ClamatorTransportError: call timeout: \(refusal)")
        await client.stop()
    }

    @Test func `What answers reads at once with nothing is asked at growing intervals, and told of once`()
        async throws
    {
        let reads = Locked<[String: [ContinuousClock.Instant]]>([:])
        let redis = ScriptedRedis { words in
            guard words.contains("BLOCK") else { return ScriptedRedis.answer(words) }
            reads.update { $0[words[0], default: []].append(.now) }
            return "*-1\r\n"
        }
        let log = InMemoryLogHandler()
        let logger = Logger(label: "lab") { _ in log }
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t", logger: logger)
        try server.registerService(RedisPair.contract(), handlers: [:])
        try await server.start()
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", logger: logger)
        try await client.start()
        let notes = Locked<[String]>([])
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "u") { note in notes.update { $0.append(note) } }
        var cursor = RedisWatch.Cursor()
        watch.add("lab", to: &cursor)
        for kind in ["XREADGROUP", "XREAD"] {
            while reads.value[kind]?.count ?? 0 < 12 { try await Task.sleep(for: .milliseconds(10)) }
        }
        for (_, times) in reads.value { #expect(times[11] - times[9] > .milliseconds(100)) }
        await client.stop()
        await server.stop()
        #expect(
            log.entries.map { "\($0.message)" }.sorted() == [
                "redis consumer loop error: service=lab", "redis reply loop error",
            ])
        for _ in 0..<11 { _ = try await watch.next(&cursor, within: .seconds(1)) }
        #expect(notes.value == ["Redis is in disorder: reads that wait are answered at once, with nothing new"])
        await watch.close()
    }

    @Test func `What hands out the same broken entry for ever is asked at growing intervals`() async throws {
        let reads = Locked(0)
        let redis = ScriptedRedis { words in
            guard words[0] == "XREADGROUP" else { return ScriptedRedis.answer(words) }
            if words.contains("BLOCK") { reads.update { $0 += 1 } }
            return "*1\r\n*2\r\n$1\r\ns\r\n*1\r\n*2\r\n$3\r\nxyz\r\n*-1\r\n"
        }
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        try server.registerService(RedisPair.contract(), handlers: [:])
        try await server.start()
        while reads.value < 10 { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(500))
        #expect(reads.value < 20)
        await server.stop()
    }

    @Test func `A reply that is refused for a while is warned of once`() async throws {
        let pair = try await RedisPair([
            "work": .waiting { _ in
                try await Task.sleep(for: .milliseconds(200))
                return 1
            }
        ])
        let call = Task { await pair.outcome("work") }
        try await Task.sleep(for: .milliseconds(100))
        try pair.redis.command("CONFIG", "SET", "maxmemory", "1")
        try await Task.sleep(for: .milliseconds(1500))
        try pair.redis.command("CONFIG", "SET", "maxmemory", "0")
        #expect(await call.value == "result 1")
        #expect(pair.records.count { $0.hasPrefix("warning redis reply not written") } == 1)
        await pair.stop()
    }

    @Test(arguments: [
        "MOVED 3999 10.0.0.1:6381", "ASK 3999 10.0.0.1:6381", "CROSSSLOT Keys don't hash to the same slot",
    ])
    func `A cluster's answer says to wrap the prefix in a hash tag`(refusal: String) async throws {
        let redis = Self.redis(refusing: "XADD", refusal)
        let client = try Self.client(redis)
        try await client.start()
        let outcome = await client.outcome("lab", "add")
        #expect(
            outcome.hasPrefix(
                "ClamatorTransportError: xadd failed: t:cmds:lab: \(refusal): this Redis is a cluster. Wrap the prefix in braces, as "
                    + "--prefix '{demo}', "))
        await client.stop()
    }

    // MARK: At the start

    @Test func `A client waits for a Redis that is loading`() async throws {
        let asked = Locked(0)
        let redis = Self.redis(refusing: "PING", times: 2, Self.passing[0], asked: asked)
        let client = try Self.client(redis)
        try await client.start()
        #expect(asked.value >= 3)
        await client.stop()
    }

    @Test func `A client waits no longer than a call may take`() async throws {
        let redis = Self.redis(refusing: "PING", Self.passing[0])
        let client = try Self.client(redis, timeout: .milliseconds(300))
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.start() }
        #expect(error?.description.hasSuffix(": \(Self.passing[0])") == true)
    }

    @Test(arguments: ["PING", "SCAN"]) func `A watch waits for a Redis that is loading, and says so`(kind: String)
        async throws
    {
        let redis = Self.redis(refusing: kind, times: 2, Self.passing[0])
        let notes = Locked<[String]>([])
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t", waitingAtMost: nil) { note in
            notes.update { $0.append(note) }
        }
        #expect(try await watch.services() == [])
        #expect(notes.value.count == 1)
        #expect(notes.value.first?.contains(Self.passing[0]) == true)
        await watch.close()
    }

    @Test(arguments: ["PING", "SCAN"]) func `A watch waits no longer than it is told to`(kind: String) async throws {
        let redis = Self.redis(refusing: kind, Self.passing[0])
        let error = await #expect(throws: ClamatorTransportError.self) {
            let watch = try await RedisWatch(url: redis.url, keyPrefix: "t", waitingAtMost: .milliseconds(300))
            _ = try await watch.services()
        }
        #expect(error?.description.hasSuffix(": \(Self.passing[0])") == true)
    }

    @Test(arguments: ["PING", "XGROUP"]) func `A server waits for a Redis that refuses for a while`(kind: String)
        async throws
    {
        let redis = Self.redis(refusing: kind, times: 3, kind == "PING" ? Self.passing[0] : Self.passing[7])
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        try server.registerService(RedisPair.contract(), handlers: [:])
        try await server.start()
        await server.stop()
    }

    // MARK: Replies and acknowledgements

    /// Hands out one call.
    private static func answer(_ words: [String], isRead: Locked<Bool>) -> String? {
        guard words[0] == "XREADGROUP", words.last == ">" else { return ScriptedRedis.answer(words) }
        let isFirst = isRead.update { isRead in
            defer { isRead = true }
            return !isRead
        }
        return isFirst ? call("5-1") : nil
    }

    /// An answer that hands a call out.
    private static func call(_ id: String) -> String {
        let fields = [
            "envelope", #"{"jsonrpc":"2.0","method":"lab.add","params":{"a":1},"id":1}"#, "reply-to", "t:replies:me",
        ]
        let entry = "*2\r\n" + ScriptedRedis.bulk(id) + "*4\r\n" + fields.map(ScriptedRedis.bulk).joined()
        return "*1\r\n*2\r\n" + ScriptedRedis.bulk("t:cmds:lab") + "*1\r\n" + entry
    }

    private static func startServer(_ redis: ScriptedRedis) async throws -> RedisRpcServer {
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        try server.registerService(RedisPair.contract(), handlers: ["add": RedisPair.adding])
        try await server.start()
        return server
    }

    @Test func `A reply that breaks each connection is given up, and the caller gets an error`() async throws {
        let isRead = Locked(false)
        let (replies, replied) = AsyncStream.makeStream(of: String.self)
        let redis = ScriptedRedis { words in
            if words[0] == "XADD", words[1] == "t:replies:me", let text = words.last {
                if text.contains("sum") { return ScriptedRedis.hangUp }
                replied.yield(text)
            }
            return Self.answer(words, isRead: isRead)
        }
        let server = try await Self.startServer(redis)
        var iterator = replies.makeAsyncIterator()
        let reply = await iterator.next()
        #expect(reply?.contains(#""code":-32603"#) == true)
        #expect(reply?.contains("the reply could not be written: ") == true)
        await server.stop()
    }

    @Test func `A reply stream is set to expire when it is made, and not at each reply`() async throws {
        let acknowledged = DispatchSemaphore(value: 0)
        acknowledged.signal()
        let (count, written) = (Locked(0), Locked<[String]>([]))
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let redis = ScriptedRedis { words in
            switch (words[0], words.last) {
            case ("XREADGROUP", ">"):
                acknowledged.wait()
                let number = count.update { count in
                    count += 1
                    return count
                }
                guard number <= 3 else {
                    end.yield()
                    return nil
                }
                return Self.call("\(number)-1")
            case ("XACK", let id?) where id != "0-0": acknowledged.signal()
            case ("XADD", _) where words[1] == "t:replies:me", ("EXPIRE", _):
                let lasts = words.contains("NOMKSTREAM")
                written.update { $0.append(words[0] + (lasts ? " NOMKSTREAM" : "")) }
                // The stream is gone by then.
                if lasts, count.value == 3 { return "$-1\r\n" }
                return words[0] == "XADD" ? "$3\r\n1-1\r\n" : ":1\r\n"
            default: break
            }
            return ScriptedRedis.answer(words)
        }
        let server = try await Self.startServer(redis)
        for await _ in ends { break }
        #expect(written.value == ["XADD", "EXPIRE", "XADD NOMKSTREAM", "XADD NOMKSTREAM", "XADD", "EXPIRE"])
        await server.stop()
    }

    @Test func `An acknowledgement that Redis refuses for a while is sent again`() async throws {
        let acknowledged = Locked<[[String]]>([])
        let isRead = Locked(false)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let redis = ScriptedRedis { words in
            guard words[0] == "XACK", words.last == "5-1" else { return Self.answer(words, isRead: isRead) }
            let count = acknowledged.update { acknowledged in
                acknowledged.append(words)
                return acknowledged.count
            }
            if count < 3 { return "-BUSY Redis is busy running a script.\r\n" }
            end.yield()
            return ":1\r\n"
        }
        let server = try await Self.startServer(redis)
        for await _ in ends { break }
        #expect(acknowledged.value.count == 3)
        await server.stop()
    }

    // MARK: Answers that are none

    /// What is wrong with them is said in the words of hiredis, which differ from version to version.
    @Test(arguments: [
        "*2147483647\r\n", String(repeating: "*1\r\n", count: 100), "$9223372036854775808\r\n",
        ":9223372036854775808\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n",
    ])
    func `An answer that is out of bounds, or none, breaks the connection`(answer: String) async throws {
        let redis = ScriptedRedis { words in words[0] == "XADD" ? answer : ScriptedRedis.answer(words) }
        let client = try Self.client(redis)
        try await client.start()
        let outcome = await client.outcome("lab", "add", timeout: .milliseconds(500))
        #expect(
            outcome.hasPrefix(
                "ClamatorTransportError: call timeout: the connection broke while the message was sent, and whether it "
                    + "arrived is not known: "))
        await client.stop()
    }

    /// Bytes that go on for ever, and values that take much more memory than the bytes that they are.
    @Test(arguments: [
        ("+", "x"), ("$", "1"), ("$999999999999\r\n", "x"), ("*9000\r\n", "*9000\r\n"),
        ("*100\r\n$1\r\nx\r\n$99999999\r\n", "\r\n"),
    ])
    func `An answer that takes too much memory breaks the connection`(start: String, rest: String) async throws {
        let peer = TCPPeer { connection in
            _ = connection.read()
            connection.write(Array("+PONG\r\n:1\r\n\(start)".utf8))
            let more = Array(String(repeating: rest, count: 1 << 16).utf8)
            while connection.write(more) {}
        }
        let url = try RedisURL(given: "redis://127.0.0.1:\(peer.port)", RedisAccess())
        let (losses, loss) = AsyncStream.makeStream(of: RedisError.self)
        let link = try RedisLink(to: url, largestAnswer: 2 << 20) { loss.yield($0) }
        try await link.open(until: nil)
        let error = await #expect(throws: RedisError.self) {
            try await link.run(RedisCommand("XREAD"), isRepeatable: false) { _ in () }
        }
        #expect(error?.message == "out of memory, or an answer of more than 2 MiB")
        for await loss in losses {
            #expect(loss.message == error?.message)
            break
        }
        await link.close(within: .zero)
    }

    /// What is asked for by a command that waits, in turn, by a Redis that hangs up where it is more than one.
    private static func counts(
        of kind: String, _ start: (ScriptedRedis) async throws -> () async -> Void
    ) async throws -> [String] {
        let (counts, asked) = AsyncStream.makeStream(of: String.self)
        let redis = ScriptedRedis { words in
            guard words[0] == kind, let name = words.firstIndex(of: "COUNT"), words.last != "$" else {
                return ScriptedRedis.answer(words)
            }
            if words.contains("BLOCK") || words[name + 1] == "1" { asked.yield(words[name + 1]) }
            return words[name + 1] == "1" ? "*-1\r\n" : words.contains("BLOCK") ? ScriptedRedis.hangUp : "*-1\r\n"
        }
        let stop = try await start(redis)
        var found: [String] = []
        for await count in counts {
            found.append(count)
            if found.count == 3 { break }
        }
        await stop()
        return found
    }

    @Test func `After an answer that may have been too large, replies and calls are asked for one by one`() async throws
    {
        let replies = try await Self.counts(of: "XREAD") { redis in
            let client = try Self.client(redis)
            try await client.start()
            return { await client.stop() }
        }
        #expect(replies == ["128", "1", "128"])
        let calls = try await Self.counts(of: "XREADGROUP") { redis in
            let server = try await Self.startServer(redis)
            return { await server.stop() }
        }
        // The first is what a server asks for to see whether it may.
        #expect(calls == ["1", "16", "1"])
    }
}
