import ServiceSupport
import ClamatorKit
import ClamatorRedis
import TestSupport
import Testing

/// How calls end when something breaks.
@Suite struct FaultTests {
    /// Takes as long as the params say, and counts how often it ran.
    static func slow(_ runs: Locked<Int>) -> Handler {
        .waiting { params in
            runs.update { $0 += 1 }
            try await Task.sleep(for: .milliseconds(params["ms"]?.int ?? 0))
            return params
        }
    }

    static func options(claimIdle: Int, concurrency: Int = 1) -> RedisServerOptions {
        var options = RedisServerOptions()
        options.claimIdle = .milliseconds(claimIdle)
        options.concurrency = concurrency
        return options
    }

    // MARK: Servers

    @Test func `A call that a dead server held is taken over`() async throws {
        let outcome = try await outcome(ofACallReadBy: "dead", options: Self.options(claimIdle: 300))
        #expect(outcome == #"result {"sum":2}"#)
    }

    @Test func `A server that comes back under its name goes on at once`() async throws {
        let outcome = try await outcome(ofACallReadBy: "one", instance: "one")
        #expect(outcome == #"result {"sum":2}"#)
    }

    /// How a call ends that one server read before it died, once there is another.
    private func outcome(
        ofACallReadBy dead: String, instance: String? = nil, options: RedisServerOptions = .init()
    ) async throws -> String {
        let redis = try RedisServer()
        try redis.command("XGROUP", "CREATE", "t:cmds:lab", "lab", "$", "MKSTREAM")
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", defaultTimeout: .seconds(10))
        try await client.start()
        let call = Task { await client.outcome("lab", "add", ["a": 1]) }
        while try redis.command("XREADGROUP", "GROUP", "lab", "lab:\(dead)", "STREAMS", "t:cmds:lab", ">").isEmpty {
            await Task.yield()
        }
        let server = try await RedisPair.startServer(on: redis, instance: instance, options: options)
        let outcome = await call.value
        await client.stop()
        await server.stop()
        return outcome
    }

    @Test(arguments: [400, 1500]) func `A call that runs is taken by no other server`(claimIdle: Int) async throws {
        let runs = Locked(0)
        let options = Self.options(claimIdle: claimIdle, concurrency: 4)
        let pair = try await RedisPair(["work": Self.slow(runs)], options: options)
        let other = try await RedisPair.startServer(on: pair.redis, ["work": Self.slow(runs)], options: options)
        #expect(await pair.outcome("work", ["ms": 3000]) == #"result {"ms":3000}"#)
        #expect(runs.value == 1)
        await other.stop()
        await pair.stop()
    }

    @Test func `Servers of one service share the work`() async throws {
        let here = Locked(0)
        let there = Locked(0)
        let pair = try await RedisPair(["work": Self.slow(here)])
        let other = try await RedisPair.startServer(on: pair.redis, ["work": Self.slow(there)])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { _ = await pair.outcome("work", ["ms": 10]) } }
        }
        #expect(here.value + there.value == 40)
        #expect(here.value > 0 && there.value > 0)
        await other.stop()
        await pair.stop()
    }

    // MARK: Redis

    @Test func `A reply comes though Redis was stopped meanwhile`() async throws {
        let redis = try RedisServer("--appendonly", "yes", "--appendfsync", "always")
        let pair = try await RedisPair(["work": Self.slow(Locked(0)), "add": RedisPair.adding], redis: redis)
        let call = Task { await pair.outcome("work", ["ms": 700]) }
        try await Task.sleep(for: .milliseconds(200))
        redis.stop()
        // What is sent while the connection breaks may be lost, and is answered by its time-out.
        try await Task.sleep(for: .milliseconds(400))
        let duringTheStop = Task { await pair.outcome("add", ["a": 1]) }
        try await Task.sleep(for: .milliseconds(700))
        try redis.start()
        #expect(await call.value == #"result {"ms":700}"#)
        #expect(await duringTheStop.value == #"result {"sum":2}"#)
        #expect(pair.records.contains("error redis reply loop error"))
        #expect(pair.records.contains("error redis consumer loop error: service=lab"))
        await pair.stop()
    }

    @Test func `A reply comes though connections were cut`() async throws {
        let pair = try await RedisPair(["work": Self.slow(Locked(0))])
        let call = Task { await pair.outcome("work", ["ms": 500]) }
        try await Task.sleep(for: .milliseconds(200))
        try pair.redis.command("CLIENT", "KILL", "TYPE", "normal")
        #expect(await call.value == #"result {"ms":500}"#)
        await pair.stop()
    }

    @Test(arguments: [["FLUSHALL"], ["DEL", "t:cmds:lab"], ["XGROUP", "DESTROY", "t:cmds:lab", "lab"]])
    func `A lost stream or group is made again`(command: [String]) async throws {
        let pair = try await RedisPair()
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        try pair.redis.command(command)
        #expect(await pair.outcome("add", ["a": 2]) == #"result {"sum":3}"#)
        await pair.stop()
    }

    @Test func `A slow Redis only takes longer`() async throws {
        let pair = try await RedisPair()
        try pair.redis.command("CLIENT", "PAUSE", "700")
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        await pair.stop()
    }

    @Test func `A Redis without memory delays calls and replies`() async throws {
        let pair = try await RedisPair(["work": Self.slow(Locked(0)), "add": RedisPair.adding])
        let call = Task { await pair.outcome("work", ["ms": 300]) }
        try await Task.sleep(for: .milliseconds(100))
        try pair.redis.command("CONFIG", "SET", "maxmemory", "1")
        let late = await pair.outcome("work", timeout: .milliseconds(500))
        #expect(late.hasPrefix("ClamatorTransportError: call timeout: OOM"))
        let patient = Task { await pair.outcome("add", ["a": 1]) }
        try pair.redis.command("CONFIG", "SET", "maxmemory", "0")
        #expect(await call.value == #"result {"ms":300}"#)
        #expect(await patient.value == #"result {"sum":2}"#)
        await pair.stop()
    }

    // MARK: Entries

    @Test func `What is no call is acknowledged and dropped`() async throws {
        let pair = try await RedisPair()
        let good = #"{"jsonrpc":"2.0","method":"lab.add","params":{"a":1},"id":1}"#
        for fields in [
            ["type", "rpc", "envelope", "no json"], ["envelope", "[]"], ["envelope", #"{"jsonrpc":"2.0"}"#],
            ["envelope", #"{"jsonrpc":"2.0","id":1,"result":1}"#], ["type", "rpc"],
            ["envelope", good, "reply-to", "somewhere:else"], ["envelope", good],
        ] {
            try pair.redis.command(["XADD", "t:cmds:lab", "*"] + fields)
        }
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        #expect(pair.records.filter { $0.hasPrefix("warning redis poison envelope: service=lab entry=") }.count == 4)
        #expect(pair.records.filter { $0.hasPrefix("warning redis stray reply-to: service=lab entry=") }.count == 1)
        #expect(try pair.redis.command("EXISTS", "somewhere:else") == "0")
        while try !pair.redis.command("XPENDING", "t:cmds:lab", "lab").hasPrefix("0") { await Task.yield() }
        await pair.stop()
    }

    @Test func `A reply that cannot be written blocks nothing`() async throws {
        let pair = try await RedisPair()
        try pair.redis.command("SET", "t:replies:odd", "no stream")
        let envelope = #"{"jsonrpc":"2.0","method":"lab.add","params":{"a":1},"id":1}"#
        try pair.redis.command("XADD", "t:cmds:lab", "*", "envelope", envelope, "reply-to", "t:replies:odd")
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        while try !pair.redis.command("XPENDING", "t:cmds:lab", "lab").hasPrefix("0") { await Task.yield() }
        #expect(pair.records.contains { $0.hasPrefix("warning redis reply not written: service=lab entry=") })
        await pair.stop()
    }

    @Test func `A reply that is too long is answered with an error`() async throws {
        let redis = try RedisServer("--proto-max-bulk-len", "1mb")
        let pair = try await RedisPair(
            ["work": .immediate { _ in JSON(String(repeating: "x", count: 2 << 20)) }], redis: redis)
        let outcome = await pair.outcome("work")
        #expect(
            outcome.hasPrefix(#"error -32603 Internal error {"name":"ClamatorTransportError","message":"the reply"#))
        await pair.stop()
    }

    @Test(arguments: [["DEL", "t:replies:me"], ["XTRIM", "t:replies:me", "MAXLEN", "0"]])
    func `A reply stream that is lost costs no further replies`(command: [String]) async throws {
        let pair = try await RedisPair()
        let client = try RedisRpcClient(url: pair.redis.url, keyPrefix: "t", instance: "me")
        try await client.start()
        #expect(await client.outcome("lab", "add", ["a": 1]) == #"result {"sum":2}"#)
        try pair.redis.command(command)
        #expect(await client.outcome("lab", "add", ["a": 2]) == #"result {"sum":3}"#)
        await client.stop()
        await pair.stop()
    }

    @Test(arguments: [
        (
            #"{"jsonrpc":"2.0","id":"ID"}"#,
            "invalid response envelope: envelope must be request, notification, or response"
        ),
        (#"{"jsonrpc":"1.0","id":"ID","result":1}"#, #"invalid response envelope: jsonrpc must equal "2.0""#),
        (#"{"jsonrpc":"2.0","id":"ID","method":"lab.add"}"#, "unexpected response kind: request"),
    ])
    func `A reply that is none is a protocol error`(reply: String, message: String) async throws {
        let redis = try RedisServer()
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", instance: "me")
        try await client.start()
        let call = Task { await client.outcome("lab", "add") }
        var sent = ""
        while !sent.contains("envelope") {
            await Task.yield()
            sent = try redis.command("--raw", "XRANGE", "t:cmds:lab", "-", "+")
        }
        let envelope = try #require(sent.split(separator: "\n").first { $0.hasPrefix("{") })
        let id = try #require(try JSON(parsing: String(envelope))["id"]?.string)
        try redis.command("XADD", "t:replies:me", "*", "type", "rpc", "envelope", "no json")
        try redis.command("XADD", "t:replies:me", "*", "type", "rpc", "envelope", reply.replacing("ID", with: id))
        #expect(await call.value == "ClamatorProtocolError: \(message)")
        await client.stop()
    }
}
