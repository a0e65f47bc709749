import ClamatorKit
import ClamatorRedis
import Foundation
import TestSupport
import Testing

@Suite struct RedisWatchTests {
    @Test func `A service without a stream, or with a stream but no group, has no group yet`() async throws {
        let redis = try RedisServer()
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t")
        #expect(try await watch.group(of: "lab")?.pending == nil)
        try redis.command("XADD", "t:cmds:lab", "*", "type", "rpc")
        #expect(try await watch.group(of: "lab")?.pending == nil)
        try redis.command("XGROUP", "CREATE", "t:cmds:lab", "lab", "$")
        #expect(try await watch.group(of: "lab")?.pending == 0)
        await watch.close()
    }

    @Test func `A key that is no stream is an error, and no service without a server`() async throws {
        let redis = try RedisServer()
        try redis.command("SET", "t:cmds:lab", "text")
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t")
        await #expect(throws: ClamatorTransportError.self) { _ = try await watch.group(of: "lab") }
        await watch.close()
    }

    private static let call = [
        "XADD", "t:cmds:lab", "*", "envelope", #"{"jsonrpc":"2.0","method":"lab.add","id":1}"#, "reply-to",
        "t:replies:me",
    ]

    @Test func `A key that is no stream is left out, said once, and read once it is a stream`() async throws {
        let redis = try RedisServer()
        try redis.command("SET", "t:cmds:odd", "text")
        let notes = Locked<[String]>([])
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t") { note in notes.update { $0.append(note) } }
        var cursor = try await watch.start(["lab", "odd"])
        while notes.value.isEmpty { _ = try await watch.next(&cursor, within: .milliseconds(100)) }
        try redis.command(Self.call)
        #expect(try await watch.next(&cursor, within: .seconds(10)).count == 1)
        // A client's replies may not be a stream either.
        try redis.command("SET", "t:replies:me", "text")
        while notes.value.count < 2 { _ = try await watch.next(&cursor, within: .milliseconds(100)) }
        try redis.command("DEL", "t:cmds:odd")
        try redis.command("XADD", "t:cmds:odd", "*", "envelope", "[]")
        var messages: [RedisWatch.Message] = []
        while messages.isEmpty { messages = try await watch.next(&cursor, within: .milliseconds(100)) }
        #expect(messages.map(\.service) == ["odd"])
        #expect(
            notes.value == [
                "t:cmds:odd is no stream, and left out until it is one",
                "t:replies:me is no stream, and left out until it is one",
            ])
        await watch.close()
    }

    @Test func `Odd ids and numbers of a server are taken as they are`() async throws {
        let redis = try RedisServer()
        let last = "18446744073709551615-18446744073709551615"
        try redis.command(["XADD", "t:cmds:lab", last] + Self.call.dropFirst(3))
        try redis.command("XADD", "t:replies:me", last, "envelope", #"{"jsonrpc":"2.0","id":1,"result":1}"#)
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t")
        let messages = try await watch.last(["lab"], count: 10)
        #expect(messages.map(\.time) == [.max, .max])
        try redis.command("XGROUP", "CREATE", "t:cmds:lab", "lab", "0")
        try redis.command("XREADGROUP", "GROUP", "lab", "lab:x", "STREAMS", "t:cmds:lab", ">")
        #expect(try await watch.group(of: "lab")?.oldest == .zero)
        await watch.close()
    }

    @Test func `The last messages are looked at up to a number of bytes`() async throws {
        let redis = try RedisServer()
        let notes = Locked<[String]>([])
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t") { note in notes.update { $0.append(note) } }
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t")
        try await client.start()
        let text = JSON(String(repeating: "x", count: 6 << 20))
        for _ in 0..<8 { try await client.notify("lab", "ping", ["text": text]) }
        let messages = try await watch.last(["lab"], count: 10)
        #expect((6...7).contains(messages.count))
        #expect(notes.value == ["the last 32 MiB were looked at, and no more"])
        await client.stop()
        await watch.close()
    }

    @Test func `A watch goes on after Redis was away`() async throws {
        let redis = try RedisServer()
        let notes = Locked<[String]>([])
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t") { note in notes.update { $0.append(note) } }
        var cursor = try await watch.start(["lab"])
        redis.stop()
        try redis.start()
        try redis.command(Self.call)
        var messages: [RedisWatch.Message] = []
        while messages.isEmpty { messages = try await watch.next(&cursor, within: .milliseconds(100)) }
        #expect(messages.count == 1)
        #expect(notes.value.first?.hasPrefix("Redis is out of reach: ") ?? false)
        await watch.close()
    }

    @Test(arguments: [["REPLICAOF", "127.0.0.1", "1"], ["CLIENT", "UNBLOCK", "ID", "ERROR"]])
    func `A watch goes on after a failover`(command: [String]) async throws {
        let redis = try RedisServer()
        let notes = Locked<[String]>([])
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t") { note in notes.update { $0.append(note) } }
        var cursor = try await watch.start(["lab"])
        let waiting = Task { [cursor] in
            var cursor = cursor
            return try await watch.next(&cursor, within: .seconds(10))
        }
        var reader: Substring?
        while reader == nil {
            await Task.yield()
            let clients = try redis.command("CLIENT", "LIST").split(separator: "\n")
            reader = clients.first { $0.contains(" flags=b") }?.firstMatch(of: /id=(\d+)/)?.output.1
        }
        try redis.command(command.map { $0 == "ID" ? String(reader ?? "") : $0 })
        #expect(try await waiting.value.isEmpty)
        try redis.command("REPLICAOF", "NO", "ONE")
        try redis.command(Self.call)
        var messages: [RedisWatch.Message] = []
        while messages.isEmpty { messages = try await watch.next(&cursor, within: .milliseconds(100)) }
        #expect(messages.count == 1)
        // A Redis that becomes a replica closes the connection, too, which may be seen first.
        #expect(notes.value.count { $0.contains(": UNBLOCKED ") } == 1, "\(notes.value)")
        await watch.close()
    }

    @Test func `A refusal is told once until Redis answers again`() async throws {
        let redis = try RedisServer("--lua-time-limit", "1")
        let notes = Locked<[String]>([])
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t") { note in notes.update { $0.append(note) } }
        var cursor = try await watch.start(["lab"])
        Thread.detachNewThread { _ = try? redis.command("EVAL", "while true do end", "0") }
        while try !redis.command("GET", "x").hasPrefix("BUSY") {}
        for _ in 0..<2 { #expect(try await watch.next(&cursor, within: .milliseconds(100)).isEmpty) }
        #expect(notes.value.count == 1)
        #expect(notes.value.first?.hasPrefix("Redis refuses for a while: BUSY ") == true)
        try redis.command("SCRIPT", "KILL")
        await watch.close()
    }

    @Test func `What is known of a service's servers is said`() async throws {
        let redis = try RedisServer()
        func presence() async -> String? {
            await ServicePresence.look(for: ["lab"], at: redis.url, keyPrefix: "t").first?.description
        }
        #expect(await presence() == "no server has ever served lab under prefix t")
        try redis.command("XGROUP", "CREATE", "t:cmds:lab", "lab", "0", "MKSTREAM")
        #expect(await presence() == "no server of lab is there under prefix t, 0 pending")
        for _ in 0..<3 { try redis.command(Self.call) }
        try redis.command("XREADGROUP", "GROUP", "lab", "lab:x", "COUNT", "2", "STREAMS", "t:cmds:lab", ">")
        let text = await presence() ?? ""
        // Redis tells what is unread from 7.0 on.
        #expect(text.wholeMatch(of: /1 consumer, 2 pending, the oldest \d+ s(, 1 unread)?/) != nil, "\(text)")
        redis.hang()
        #expect(await presence() == nil)
    }
}
