import ClamatorKit
import ClamatorRedis
import Foundation
import ServiceSupport
import TestSupport
import Testing

/// What Redis refuses for a while is sent again; what it refuses for good is said.
@Suite(.timeLimit(.minutes(1))) struct RefusalTests {
    enum Refusal: CaseIterable {
        case noMemory, replica, busy

        func begin(_ redis: RedisServer) throws {
            switch self {
            case .noMemory: try redis.command("CONFIG", "SET", "maxmemory", "1")
            case .replica: try redis.command("REPLICAOF", "127.0.0.1", "1")
            case .busy:
                try redis.command("CONFIG", "SET", "lua-time-limit", "1")
                Thread.detachNewThread { _ = try? redis.command("EVAL", "while true do end", "0") }
                while try !redis.command("GET", "x").hasPrefix("BUSY") {}
            }
        }

        func end(_ redis: RedisServer) throws {
            switch self {
            case .noMemory: try redis.command("CONFIG", "SET", "maxmemory", "0")
            case .replica: try redis.command("REPLICAOF", "NO", "ONE")
            case .busy: try redis.command("SCRIPT", "KILL")
            }
        }

        var codes: [String] {
            switch self {
            case .noMemory: ["OOM"]
            case .replica: ["READONLY", "MASTERDOWN"]
            case .busy: ["BUSY"]
            }
        }
    }

    @Test(arguments: Refusal.allCases)
    func `A call and a notification are sent again, and say why they were late`(refusal: Refusal) async throws {
        let seen = Locked<[Int]>([])
        let pair = try await RedisPair([
            "add": RedisPair.adding,
            "ping": .immediate { params in
                seen.update { $0.append(params["a"]?.int ?? -1) }
                return [:]
            },
        ])
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        try refusal.begin(pair.redis)
        let call = Task { await pair.outcome("add", ["a": 1], timeout: .seconds(30)) }
        let notification = Task { try await pair.client.notify("lab", "ping", ["a": 7]) }
        let late = await pair.outcome("add", ["a": 2], timeout: .milliseconds(500))
        #expect(
            refusal.codes.contains { late.hasPrefix("ClamatorTransportError: call timeout: \($0) ") }
                || late.hasPrefix("ClamatorTransportError: call timeout: Redis is out of reach: "), "\(late)")
        try refusal.end(pair.redis)
        #expect(await call.value == #"result {"sum":2}"#)
        try await notification.value
        // Calls are answered in their order, so that the notification is done with before this one.
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        #expect(seen.value == [7])
        await pair.stop()
    }

    @Test func `A notification that Redis does not take in time fails`() async throws {
        let redis = try RedisServer()
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", defaultTimeout: .milliseconds(300))
        try await client.start()
        try redis.command("CONFIG", "SET", "maxmemory", "1")
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.notify("lab", "ping") }
        #expect(error?.reason == .notSent)
        #expect(error?.description.hasPrefix("ClamatorTransportError: notification not sent: OOM") ?? false)
        await client.stop()
    }

    @Test func `A start waits for a Redis that has as many connections as it takes, and says so`() async throws {
        let redis = try RedisServer("--maxclients", "2")
        let first = try RedisRpcClient(url: redis.url, keyPrefix: "t")
        try await first.start()
        let late = try RedisRpcClient(url: redis.url, keyPrefix: "t", defaultTimeout: .milliseconds(300))
        let error = await #expect(throws: ClamatorTransportError.self) { try await late.start() }
        #expect(error?.description.hasSuffix(": ERR max number of clients reached") == true)
        let second = try RedisRpcClient(url: redis.url, keyPrefix: "t")
        let start = Task { try await second.start() }
        await first.stop()
        try await start.value
        await second.stop()
    }

    @Test func `What Redis refuses for good fails at once`() async throws {
        let redis = try RedisServer()
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t")
        try await client.start()
        try redis.command("SET", "t:cmds:lab", "no stream")
        #expect(
            await client.outcome("lab", "add").hasPrefix(
                "ClamatorTransportError: xadd failed: t:cmds:lab: WRONGTYPE "))
        await #expect(throws: ClamatorTransportError.self) { try await client.notify("lab", "ping") }
        await client.stop()
    }

    @Test func `A server that finds another key in its place says which`() async throws {
        let redis = try RedisServer()
        try redis.command("SET", "t:cmds:lab", "no stream")
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        try server.registerService(RedisPair.contract(), handlers: [:])
        let error = await #expect(throws: ClamatorTransportError.self) { try await server.start() }
        #expect(error?.message == "Redis refuses at \(redis.url)")
        #expect((error?.cause as? RedisError)?.message.hasPrefix("t:cmds:lab: WRONGTYPE ") == true)
    }

    @Test(arguments: ["xgroup", "xreadgroup", "xautoclaim", "xack", "xadd"])
    func `A server does not start that may not do what it needs`(command: String) async throws {
        let redis = try RedisServer()
        try redis.command(["ACL", "SETUSER", "ada", "on", ">s3cret", "~*", "&*", "+@all", "-\(command)"])
        let server = try RedisRpcServer(
            url: redis.url.replacing("unix://", with: "unix://ada:s3cret@"), keyPrefix: "t")
        try server.registerService(RedisPair.contract(), handlers: [:])
        let error = await #expect(throws: ClamatorTransportError.self) { try await server.start() }
        let message = (error?.cause as? RedisError)?.message ?? ""
        #expect(message.hasPrefix(command == "xadd" ? "t:replies:" : "t:cmds:lab: NOPERM "), "\(message)")
        #expect(message.contains(": NOPERM ") && message.contains(command), "\(message)")
        redis.stop()
    }

    @Test func `A client does not start that may not read its replies`() async throws {
        let redis = try RedisServer()
        try redis.command("ACL", "SETUSER", "ada", "on", ">s3cret", "~*", "&*", "+@all", "-xread")
        let client = try RedisRpcClient(
            url: redis.url.replacing("unix://", with: "unix://ada:s3cret@"), keyPrefix: "t")
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.start() }
        #expect((error?.cause as? RedisError)?.message.contains(#/^t:replies:[^ ]*: NOPERM /#) == true)
        redis.stop()
    }

    @Test func `A time-out says that replies may not be read any more`() async throws {
        let redis = try RedisServer()
        try redis.command("ACL", "SETUSER", "ada", "on", ">s3cret", "~*", "&*", "+@all")
        let client = try RedisRpcClient(
            url: redis.url.replacing("unix://", with: "unix://ada:s3cret@"), keyPrefix: "t")
        try await client.start()
        try redis.command("ACL", "SETUSER", "ada", "-xread")
        // The read that waits already ends within a second.
        let outcome = await client.outcome("lab", "add", timeout: .seconds(3))
        #expect(outcome.hasPrefix("ClamatorTransportError: call timeout: NOPERM "))
        await client.stop()
    }

    @Test func `A cluster is explained`() async throws {
        let redis = try RedisServer("--cluster-enabled", "yes")
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", defaultTimeout: .milliseconds(500))
        try await client.start()
        // A node without slots.
        #expect(await client.outcome("lab", "add").contains("CLUSTERDOWN"))
        await client.stop()
    }

    @Test func `No more calls are in flight than replies are kept`() async throws {
        let redis = try RedisServer()
        try redis.command("XGROUP", "CREATE", "t:cmds:lab", "lab", "$", "MKSTREAM")
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", defaultTimeout: .seconds(50))
        try await client.start()
        let calls = Task {
            await withTaskGroup(of: String.self) { group in
                for _ in 0..<2000 { group.addTask { await client.outcome("lab", "add", ["a": 1]) } }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
        }
        while try redis.command("XLEN", "t:cmds:lab") != "768" { await Task.yield() }
        // What is sent later by another client finds no more before it.
        let other = try RedisRpcClient(url: redis.url, keyPrefix: "t")
        try await other.start()
        try await other.notify("lab", "ping", ["a": 1])
        #expect(try redis.command("XLEN", "t:cmds:lab") == "769")
        let server = try await RedisPair.startServer(on: redis)
        #expect(await calls.value == [#"result {"sum":2}"#: 2000])
        await other.stop()
        await client.stop()
        await server.stop()
    }
}
