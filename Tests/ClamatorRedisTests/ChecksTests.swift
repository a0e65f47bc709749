import ServiceSupport
import ClamatorKit
import ClamatorRedis
import InMemoryLogging
import Logging
import TestSupport
import Testing

/// What a client checks on its side of the wire, and what a server makes of nulls.
@Suite struct ChecksTests {
    @Test func `Params that do not fit are not sent`() async throws {
        let pair = try await RedisPair(checks: true)
        let outcome = await pair.outcome("add", ["a": "x"])
        #expect(outcome.hasPrefix("error -32602 Invalid params"))
        #expect(outcome.hasSuffix(#""sent":false}"#))
        await #expect(throws: ClamatorTransportError.self) { try await pair.client.notify("lab", "ping", ["a": "x"]) }
        #expect(try pair.redis.command("XLEN", "t:cmds:lab") == "0")
        await pair.stop()
    }

    /// Another server, which has a contract of its own, or none.
    @Test func `A result that does not fit is an error`() async throws {
        let redis = try RedisServer()
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        let other = try contract(
            #"{"service": "lab", "methods": {"add": {"result": true}, "work": {"result": true}}}"#)
        try server.registerService(
            other, handlers: ["add": .immediate { _ in ["sum": "many"] }, "work": .immediate { _ in 1 }])
        try await server.start()
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", contracts: [RedisPair.contract()])
        try await client.start()
        let outcome = await client.outcome("lab", "add", ["a": 1])
        #expect(outcome.hasPrefix(#"error -32603 Result validation failed {"name":"ClamatorProtocolError""#))
        #expect(await client.outcome("lab", "work") == "result 1")
        await client.stop()
        await server.stop()
    }

    /// On both sides: params by the server, results by the client, whose contract is its own.
    @Test func `What breaks the contract once it has its defaults is refused`() async throws {
        let redis = try RedisServer()
        let schema = #"{"properties": {"x": {"default": 1}}, "dependentRequired": {"x": ["y"]}}"#
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        let theirs = try contract(
            #"{"service": "lab", "methods": {"in": {"params": \#(schema), "result": true}, "out": {"result": true}}}"#)
        try server.registerService(theirs, handlers: ["in": .immediate { $0 }, "out": .immediate { $0 }])
        try await server.start()
        let own = try contract(#"{"service": "lab", "methods": {"out": {"result": \#(schema)}}}"#)
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", contracts: [own])
        try await client.start()
        #expect(await client.outcome("lab", "in").hasPrefix(#"error -32602 Invalid params {"errors":[{"#))
        #expect(await client.outcome("lab", "in", ["y": 2]) == #"result {"y":2,"x":1}"#)
        let outcome = await client.outcome("lab", "out")
        #expect(outcome.hasPrefix(#"error -32603 Result validation failed {"name":"ClamatorProtocolError""#))
        #expect(outcome.contains(", with the declared defaults filled in"))
        #expect(await client.outcome("lab", "out", ["y": 2]) == #"result {"y":2,"x":1}"#)
        await client.stop()
        await server.stop()
    }

    @Test func `A limit that the client reaches is an internal error`() async throws {
        let redis = try RedisServer()
        // Rules nested deeper than a check goes.
        let branches = (0..<2600).map { ##""b\##($0)": {"anyOf": [{"$ref": "#/$defs/b\##($0 + 1)"}, false]}"## }
        let schema = ##"{"$ref": "#/$defs/b0", "$defs": {\##(branches.joined(separator: ",")), "b2600": true}}"##
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        let theirs = try contract(#"{"service": "lab", "methods": {"out": {"result": true}}}"#)
        try server.registerService(theirs, handlers: ["out": .immediate { $0 }])
        try await server.start()
        let own = try contract(
            #"{"service": "lab", "methods": {"in": {"params": \#(schema), "result": true}, "out": {"result": \#(schema)}}}"#
        )
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", contracts: [own])
        try await client.start()
        for method in ["in", "out"] {
            let outcome = await client.outcome("lab", method)
            #expect(outcome.hasPrefix(#"error -32603 Internal error {"name":"LimitReached""#))
        }
        await client.stop()
        await server.stop()
    }

    /// As generated Python clients send them.
    @Test func `A null that may be absent counts as absent, which is said once for each method`() async throws {
        let pair = try await RedisPair(["tag": .immediate { $0 }, "add": RedisPair.adding])
        for _ in 0..<2 { #expect(await pair.outcome("tag", ["tag": .null]) == "result {}") }
        #expect(await pair.outcome("tag", ["tag": "x", "other": .null]) == #"result {"tag":"x","other":null}"#)
        #expect(await pair.outcome("add", ["a": .null]).contains("-32602"))
        #expect(await pair.outcome("add", ["a": 1, "other": .null]).contains("-32602"))
        #expect(pair.records == ["warning lab.tag: null taken as absent at /tag"] + pair.records.dropFirst())
        #expect(pair.records.filter { $0.contains("null taken") }.count == 1)
        await pair.stop()
    }

    @Test func `A null in the way is explained where nulls are refused`() async throws {
        var options = RedisServerOptions()
        options.strictNulls = true
        let pair = try await RedisPair(["tag": .immediate { $0 }, "add": RedisPair.adding], options: options)
        let outcome = await pair.outcome("tag", ["tag": .null])
        #expect(outcome.contains("-32602"))
        #expect(
            outcome.contains("a member that is optional is left out (without --strict-nulls null counts as absent)"))
        // Neither would pass without the option.
        for params: JSON in [["a": .null], ["a": 1, "other": .null]] {
            #expect(await !pair.outcome("add", params).contains("--strict-nulls"))
        }
        await pair.stop()
    }

    /// As generated Python servers write them.
    @Test(arguments: [false, true])
    func `A null in a result counts as absent, unless nulls are refused`(isStrict: Bool) async throws {
        let redis = try RedisServer()
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        let theirs = try contract(#"{"service": "lab", "methods": {"out": {"result": true}}}"#)
        try server.registerService(theirs, handlers: ["out": .immediate { $0 }])
        try await server.start()
        let own = try contract(
            #"{"service": "lab", "methods": {"out": {"result": {"properties": {"tag": {"type": "string"}}}}}}"#)
        let log = InMemoryLogHandler()
        let client = try RedisRpcClient(
            url: redis.url, keyPrefix: "t", contracts: [own], strictNulls: isStrict,
            logger: Logger(label: "lab") { _ in log })
        try await client.start()
        for _ in 0..<2 {
            let outcome = await client.outcome("lab", "out", ["tag": .null])
            if isStrict {
                #expect(outcome.hasPrefix("error -32603 Result validation failed"))
                #expect(outcome.contains("without --strict-nulls null counts as absent"))
            } else {
                #expect(outcome == "result {}")
            }
        }
        let told = log.entries.map { "\($0.message)" }
        #expect(told == (isStrict ? [] : ["lab.out: null taken as absent at /tag"]))
        await client.stop()
        await server.stop()
    }
}
