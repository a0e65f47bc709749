import ServiceSupport
import ClamatorKit
import ClamatorRedis
import Logging
import TestSupport
import Testing

/// Calls that pass over Redis.
@Suite struct CallTests {
    static let handlers: [String: Handler] = [
        "add": RedisPair.adding,
        "work": .waiting { params in
            switch params["how"]?.string {
            case "refuse": throw RpcError(code: -32001, message: "refused", data: ["why": "no"])
            case "fail": throw Failure()
            case "wait":
                try await Task.sleep(for: .milliseconds(params["ms"]?.int ?? 0))
                return params
            default: return params
            }
        },
    ]

    struct Failure: DescribedError {
        let name = "TimeoutError"
        let message = "upstream"
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let method: String
        let params: JSON
        let outcome: String
        var testDescription: String { "\(method) \(params)" }
    }

    static let cases = [
        Case(method: "add", params: ["a": 2, "b": 3], outcome: #"result {"sum":5}"#),
        Case(method: "add", params: ["a": 2], outcome: #"result {"sum":3}"#),
        Case(
            method: "work", params: ["text": "Grüße, 世界 \u{1F30D}", "nul": "\u{0}"],
            outcome: #"result {"text":"Grüße, 世界 🌍","nul":"\u0000"}"#),
        Case(
            method: "add", params: ["a": "x"],
            outcome:
                #"error -32602 Invalid params {"errors":[{"instanceLocation":"/a","keywordLocation":"/properties/a/type","error":"expected number, got string \"x\""}]}"#
        ),
        Case(method: "gone", params: [:], outcome: "error -32601 Method not found null"),
        Case(method: "work", params: ["how": "refuse"], outcome: #"error -32001 refused {"why":"no"}"#),
        Case(
            method: "work", params: ["how": "fail"],
            outcome: #"error -32603 Internal error {"name":"TimeoutError","message":"upstream"}"#),
    ]

    @Test func `What is no reply ends the call that waits longest by then, where servers are tested`() async throws {
        let redis = try RedisServer()
        let client = try RedisRpcClient(
            testingAt: redis.url, access: RedisAccess(), keyPrefix: "t", defaultTimeout: .seconds(20),
            logger: Logger(label: "lab"))
        try await client.start()
        let first = Task { await client.outcome("lab", "add") }
        while try redis.command("XLEN", "t:cmds:lab") != "1" { await Task.yield() }
        let second = Task { await client.outcome("lab", "add") }
        while try redis.command("XLEN", "t:cmds:lab") != "2" { await Task.yield() }
        let entries = try redis.command("--raw", "XRANGE", "t:cmds:lab", "-", "+")
        let fields = entries.split(separator: "\n").map(String.init)
        let call = try #require(fields.first { $0.hasPrefix("{") })
        let id = try #require(try JSON(parsing: call)["id"]?.string)
        let stream = try #require(fields.first { $0.hasPrefix("t:replies:") })
        // At once, so that both come with one answer.
        let script = """
            redis.call('XADD', KEYS[1], '*', 'type', 'rpc', 'envelope', ARGV[1])
            redis.call('XADD', KEYS[1], '*', 'type', 'rpc', 'envelope', 'no json')
            """
        try redis.command("EVAL", script, "1", stream, #"{"jsonrpc":"2.0","id":"\#(id)","result":1}"#)
        #expect(await first.value == "result 1")
        #expect(await second.value.hasPrefix("ClamatorProtocolError: invalid response envelope: "))
        await client.stop()
    }

    @Test func `Calls are answered with results and errors`() async throws {
        let pair = try await RedisPair(Self.handlers)
        for expected in Self.cases {
            let outcome = await pair.outcome(expected.method, expected.params)
            #expect(outcome == expected.outcome)
        }
        await pair.stop()
    }

    @Test func `A call may be a megabyte long`() async throws {
        let pair = try await RedisPair(Self.handlers)
        let text = JSON(String(repeating: "ö", count: 700_000))
        #expect(try await pair.client.call("lab", "work", ["text": text])["text"] == text)
        await pair.stop()
    }

    @Test func `Many calls at a time are each answered`() async throws {
        let pair = try await RedisPair(Self.handlers)
        let sums = try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
            for index in 0..<500 {
                group.addTask { (index, try await pair.client.call("lab", "add", ["a": JSON(index)])["sum"]?.int) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(sums == Dictionary(uniqueKeysWithValues: (0..<500).map { ($0, $0 + 1) }))
        await pair.stop()
    }

    @Test func `A call times out where no server answers it`() async throws {
        let pair = try await RedisPair(Self.handlers)
        #expect(
            await pair.client.outcome("nowhere", "add", timeout: .milliseconds(50))
                == "ClamatorTransportError: call timeout")
        #expect(
            await pair.outcome("work", ["how": "wait", "ms": 200], timeout: .milliseconds(50))
                == "ClamatorTransportError: call timeout")
        // A notification method runs, and answers nothing.
        #expect(
            await pair.outcome("ping", ["a": 1], timeout: .milliseconds(50)) == "ClamatorTransportError: call timeout")
        await pair.stop()
    }

    @Test func `A call with an ill-formed name is refused before it is sent`() async throws {
        let pair = try await RedisPair()
        await #expect(throws: InvalidRequest.self) { try await pair.client.call("Lab", "add") }
        #expect(try pair.redis.command("XLEN", "t:cmds:Lab") == "0")
        await pair.stop()
    }

    @Test func `Calls of one service are answered in their order`() async throws {
        let order = Locked<[Int]>([])
        let pair = try await RedisPair([
            "work": .waiting { params in
                let number = params["n"]?.int ?? 0
                // The later a call, the shorter it takes.
                try await Task.sleep(for: .milliseconds(30 - 3 * number))
                order.update { $0.append(number) }
                return params
            }
        ])
        var calls: [Task<Void, any Error>] = []
        for number in 0..<8 {
            calls.append(Task { _ = try await pair.client.call("lab", "work", ["n": JSON(number)]) })
            try await Task.sleep(for: .milliseconds(3))
        }
        for call in calls { try await call.value }
        #expect(order.value == Array(0..<8))
        await pair.stop()
    }

    @Test func `Calls, refused ones and notifications that follow each other at once come to their own ends`()
        async throws
    {
        let pings = Locked(0)
        let pair = try await RedisPair([
            "add": RedisPair.adding,
            "ping": .immediate { _ in
                pings.update { $0 += 1 }
                return JSON.null
            },
        ])
        try pair.redis.command("SET", "t:cmds:odd", "no stream")
        for number in 0..<100 {
            for addend in 0..<3 {
                let outcome = await pair.outcome("add", ["a": JSON(number), "b": JSON(addend)])
                #expect(outcome == #"result {"sum":\#(number + addend)}"#)
            }
            #expect(await pair.client.outcome("odd", "add").contains("xadd failed: t:cmds:odd: WRONGTYPE"))
            try await pair.client.notify("lab", "ping", ["a": 1])
        }
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        #expect(pings.value == 100)
        await pair.stop()
        // Nothing is left that was answered and not acknowledged.
        #expect(try pair.redis.command("XPENDING", "t:cmds:lab", "lab").hasPrefix("0"))
    }

    @Test func `Calls of one service run side by side where that is wanted`() async throws {
        var options = RedisServerOptions()
        options.concurrency = 8
        let pair = try await RedisPair(Self.handlers, options: options)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask { _ = try await pair.client.call("lab", "work", ["how": "wait", "ms": 200]) }
            }
            try await group.waitForAll()
        }
        #expect(ContinuousClock.now - start < .milliseconds(1600))
        await pair.stop()
    }

    @Test func `A notification runs and is not answered`() async throws {
        let seen = Locked<[Int]>([])
        let pair = try await RedisPair([
            "add": RedisPair.adding,
            "ping": .immediate { params in
                seen.update { $0.append(params["a"]?.int ?? -1) }
                return [:]
            },
        ])
        try await pair.client.notify("lab", "ping", ["a": 7])
        _ = try await pair.client.call("lab", "add", ["a": 1])
        #expect(seen.value == [7])
        #expect(try pair.redis.command("XLEN", "t:cmds:lab") == "2")
        await pair.stop()
    }
}
