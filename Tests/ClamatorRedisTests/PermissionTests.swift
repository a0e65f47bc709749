import ClamatorKit
import ClamatorRedis
import InMemoryLogging
import Logging
import ServiceSupport
import TestSupport
import Testing

/// Users of Redis who may do no more than they must: as the manual lists it.
@Suite(.timeLimit(.minutes(1))) struct PermissionTests {
    private static let server = ["+xadd", "+xreadgroup", "+xack", "+xautoclaim", "+xgroup"]
    private static let sum = #"result {"sum":2}"#

    /// Makes a user, and says where it enters.
    private static func url(_ redis: RedisServer, _ permissions: [String]) throws -> String {
        try redis.command(["ACL", "SETUSER", "ada", "on", ">s3cret", "~t:*", "-@all"] + permissions)
        return redis.url.replacing("unix://", with: "unix://ada:s3cret@")
    }

    private static func startServer(
        _ redis: RedisServer, _ permissions: [String] = server, runs: Locked<Int> = Locked(0)
    ) async throws -> RedisRpcServer {
        let server = try RedisRpcServer(url: url(redis, permissions), keyPrefix: "t")
        let adding = Handler.immediate { params in
            runs.update { $0 += 1 }
            return ["sum": try JSON((params["a"]?.double ?? 0) + 1)]
        }
        try server.registerService(RedisPair.contract(), handlers: ["add": adding])
        try await server.start()
        return server
    }

    private static func startClient(_ url: String) async throws -> RedisRpcClient {
        let client = try RedisRpcClient(url: url, keyPrefix: "t", defaultTimeout: .seconds(20))
        try await client.start()
        return client
    }

    @Test func `A server serves that may only do what it needs, also after a loss`() async throws {
        let redis = try RedisServer()
        let server = try await Self.startServer(redis)
        let client = try await Self.startClient(redis.url)
        #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
        for loss in [["FLUSHALL"], ["DEL", "t:cmds:lab"], ["XGROUP", "DESTROY", "t:cmds:lab", "lab"]] {
            try redis.command(loss)
            #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
        }
        await client.stop()
        await server.stop()
    }

    @Test(arguments: [[], ["+time"], ["+xinfo"]])
    func `A group that is lost is made again without running what ran`(more: [String]) async throws {
        let redis = try RedisServer()
        let runs = Locked(0)
        let server = try await Self.startServer(redis, Self.server + more, runs: runs)
        let client = try await Self.startClient(redis.url)
        for _ in 0..<3 { #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum) }
        try redis.command("XGROUP", "DESTROY", "t:cmds:lab", "lab")
        #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
        #expect(runs.value == 4)
        await client.stop()
        await server.stop()
    }

    @Test(arguments: [[], ["+time"], ["+xinfo"]])
    func `A server that saw an id in the future hears calls after a loss`(more: [String]) async throws {
        let redis = try RedisServer()
        let server = try await Self.startServer(redis, Self.server + more)
        let client = try await Self.startClient(redis.url)
        try redis.command("XADD", "t:cmds:lab", "99999999999999-7", "type", "rpc")
        #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
        try redis.command("DEL", "t:cmds:lab")
        #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
        await client.stop()
        await server.stop()
    }

    @Test func `A full stream is opened once the user may, and the log says once that he may not`() async throws {
        let redis = try RedisServer()
        let rights = Self.server + ["+eval", "+xinfo", "+xrange", "+xdel"]
        let log = InMemoryLogHandler()
        let server = try RedisRpcServer(
            url: Self.url(redis, rights), keyPrefix: "t", logger: Logger(label: "lab") { _ in log })
        try server.registerService(RedisPair.contract(), handlers: ["add": RedisPair.adding])
        try await server.start()
        let client = try await Self.startClient(redis.url)
        #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
        try redis.command("XSETID", "t:cmds:lab", "18446744073709551615-18446744073709551615")
        let refusal = "redis stream takes or gives no calls: service=lab"
        func refusals() -> Int { log.entries.count { "\($0.message)" == refusal } }
        while refusals() == 0 { try await Task.sleep(for: .milliseconds(10)) }
        try redis.command("ACL", "SETUSER", "ada", "+xsetid")
        while await client.outcome("lab", "add", ["a": 1]) != Self.sum { try Task.checkCancellation() }
        #expect(refusals() == 1)
        await client.stop()
        await server.stop()
    }

    @Test func `A watch leaves out a key that its user may not read, and needs no right to tell types`() async throws {
        let redis = try RedisServer()
        try redis.command("ACL", "SETUSER", "bob", "on", ">s3cret", "~t:cmds:*", "-@all", "+xread", "+xinfo")
        let url = redis.url.replacing("unix://", with: "unix://bob:s3cret@")
        let notes = Locked<[String]>([])
        let watch = try await RedisWatch(url: url, keyPrefix: "t") { note in notes.update { $0.append(note) } }
        try redis.command("SET", "t:cmds:odd", "text")
        var cursor = try await watch.start(["lab", "odd"])
        let call = ["envelope", #"{"jsonrpc":"2.0","method":"lab.add","id":1}"#, "reply-to", "t:replies:me"]
        while notes.value.isEmpty { _ = try await watch.next(&cursor, within: .milliseconds(100)) }
        for _ in 0..<2 {
            try redis.command(["XADD", "t:cmds:lab", "*"] + call)
            var messages: [RedisWatch.Message] = []
            while messages.isEmpty { messages = try await watch.next(&cursor, within: .milliseconds(100)) }
        }
        #expect(
            notes.value == [
                "t:cmds:odd is no stream, and left out until it is one",
                "t:replies:me may not be read, and is left out until it may",
            ])
        await watch.close()
    }

    @Test func `A client calls that may only add and read`() async throws {
        let redis = try RedisServer()
        let server = try await RedisPair.startServer(on: redis)
        let client = try await Self.startClient(Self.url(redis, ["+xadd", "+xread"]))
        #expect(await client.outcome("lab", "add", ["a": 1]) == Self.sum)
        await client.stop()
        await server.stop()
    }

    @Test func `A watch that may not learn where a stream ends does not show its past`() async throws {
        let redis = try RedisServer()
        try redis.command("XADD", "t:cmds:lab", "*", "envelope", "[]")
        let watch = try await RedisWatch(url: Self.url(redis, ["+xread"]), keyPrefix: "t")
        let error = await #expect(throws: ClamatorTransportError.self) { _ = try await watch.start(["lab"]) }
        #expect((error?.cause as? RedisError)?.message.hasPrefix("NOPERM ") == true)
        await watch.close()
    }
}
