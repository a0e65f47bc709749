import ClamatorKit
import InMemoryLogging
import Logging
import Synchronization
import ServiceSupport
import Testing

@Suite struct DispatchTests {
    private struct Broken: DescribedError {
        let name = "DiskError"
        let message = "no space"
        let attributes: [(String, JSON)] = [("path", "/tmp")]
    }
    private struct Plain: Error, CustomStringConvertible { let description = "plain failure" }

    @Test func `1: A service that is not on the bus is not found`() async throws {
        let pair = try await MemoryPair([:])
        #expect(await pair.outcome("add", service: "other") == "error -32601 Method not found null")
        #expect(pair.records == [])
    }

    @Test func `1: A method that the service has not is not found`() async throws {
        let pair = try await MemoryPair([:])
        #expect(await pair.outcome("nope") == "error -32601 Method not found null")
        #expect(pair.records == [])
    }

    @Test func `2: Params that break the schema are refused before the handler, and before its absence`() async throws {
        let pair = try await MemoryPair([:])
        let errors =
            #"[{"instanceLocation":"","keywordLocation":"/$ref/required","#
            + #""absoluteKeywordLocation":"contract:///c.json#/$defs/pair/required","error":"missing required \"a\""}]"#
        #expect(await pair.outcome("add") == #"error -32602 Invalid params {"errors":\#(errors)}"#)
        #expect(pair.records == ["warning RPC params validation failed: lab.add id=I"])
        let metadata = try #require(pair.log.entries.first?.metadata)
        #expect(Set(metadata.keys) == ["service", "method", "rpc_id", "errors"])
        #expect(metadata["service"] == "lab" && metadata["method"] == "add")
        #expect(metadata["errors"] == .array([": missing required \"a\""]))
    }

    @Test func `3: A method without a handler is not found, once its params are right`() async throws {
        let pair = try await MemoryPair([:])
        #expect(await pair.outcome("add", ["a": 1]) == "error -32601 Method not found null")
        #expect(pair.records == [])
    }

    @Test(arguments: [true, false])
    func `4: An RpcError that a handler throws is the reply, and is not logged`(isWaiting: Bool) async throws {
        let error = RpcError(code: 42, message: "denied", data: ["why": "because"])
        let pair = try await MemoryPair([
            "work": isWaiting ? .waiting { _ in throw error } : .immediate { _ in throw error }
        ])
        #expect(await pair.outcome("work") == #"error 42 denied {"why":"because"}"#)
        #expect(pair.records == [])
    }

    @Test(arguments: [true, false])
    func `4: Anything else that a handler throws is an internal error, and is logged`(isWaiting: Bool) async throws {
        let handler: (any Error) -> Handler = { error in
            isWaiting ? .waiting { _ in throw error } : .immediate { _ in throw error }
        }
        let pair = try await MemoryPair(["work": handler(Broken()), "add": handler(Plain())])
        #expect(
            await pair.outcome("work")
                == #"error -32603 Internal error {"name":"DiskError","message":"no space","path":"/tmp"}"#)
        #expect(
            await pair.outcome("add", ["a": 1])
                == #"error -32603 Internal error {"name":"Plain","message":"plain failure"}"#)
        #expect(
            pair.records == ["error RPC handler raised: lab.work id=I", "error RPC handler raised: lab.add id=I"])
        let errors = pair.log.entries.map { [$0.metadata["error_type"], $0.metadata["error"]] }
        #expect(errors == [["DiskError", "no space"], ["Plain", "plain failure"]])
        #expect(
            pair.log.entries.allSatisfy {
                Set($0.metadata.keys) == ["service", "method", "rpc_id", "error_type", "error"]
            })
    }

    @Test func `5: A notification's method called with an id runs its handler and is answered by nothing`() async throws
    {
        let taken = Mutex(0)
        let pair = try await MemoryPair([
            "ping": .immediate { _ in
                taken.withLock { $0 += 1 }; return .null
            }
        ])
        #expect(
            await pair.outcome("ping", ["a": 1]) == "ClamatorTransportError: dispatcher returned None for a request")
        #expect(taken.withLock { $0 } == 1)
        #expect(await pair.outcome("ping", ["a": "x"]).hasPrefix("error -32602 Invalid params"))
    }

    @Test(arguments: [true, false])
    func `6: A result that breaks the schema is refused, and is logged with its errors`(isWaiting: Bool) async throws {
        let pair = try await MemoryPair([
            "add": isWaiting ? .waiting { _ in ["sum": "x"] } : .immediate { _ in ["sum": "x"] }
        ])
        let errors =
            #"[{"instanceLocation":"/sum","keywordLocation":"/properties/sum/type","#
            + #""error":"expected number, got string \"x\""}]"#
        #expect(await pair.outcome("add", ["a": 1]) == #"error -32603 Result validation failed {"errors":\#(errors)}"#)
        #expect(
            pair.records == [
                #"error RPC result validation failed: lab.add id=I errors=["/sum: expected number, got string \"x\""]"#
            ])
        let metadata = try #require(pair.log.entries.first?.metadata)
        #expect(Set(metadata.keys) == ["service", "method", "rpc_id", "errors"])
    }

    @Test func `A notification gets no reply whatever fails, and failures are logged all the same`() async throws {
        let pair = try await MemoryPair([
            "ping": .immediate { _ in throw Plain() }, "add": .immediate { _ in ["sum": "x"] },
            "work": .waiting { _ in throw RpcError(code: 1, message: "m") },
        ])
        try await pair.client.notify("lab", "ping", ["a": "x"])
        try await pair.client.notify("lab", "ping", ["a": 1])
        try await pair.client.notify("lab", "add", ["a": 1])
        try await pair.client.notify("lab", "work")
        try await pair.client.notify("lab", "nope")
        try await pair.client.notify("other", "ping")
        #expect(
            pair.records == [
                "warning RPC params validation failed: lab.ping id=I", "error RPC handler raised: lab.ping id=I",
            ])
    }

    @Test func `A handler sees its params with their defaults, and a result is given its own`() async throws {
        let contract = #"""
            {"service": "lab", "methods": {"work": {
              "params": {"properties": {"a": {"default": 7}, "b": {"properties": {"c": {"default": []}}}}},
              "result": {"properties": {"got": true, "note": {"default": "none"}}}}}}
            """#
        let pair = try await MemoryPair(["work": .immediate { ["got": $0] }], contract: contract)
        #expect(await pair.outcome("work") == #"result {"got":{"a":7},"note":"none"}"#)
        #expect(
            await pair.outcome("work", ["b": [:], "x": 1])
                == #"result {"got":{"b":{"c":[]},"x":1,"a":7},"note":"none"}"#)
    }

    @Test(arguments: [true, false])
    func `Params that break the schema once they have their defaults do not reach the handler`(isWaiting: Bool)
        async throws
    {
        let contract = #"""
            {"service": "lab", "methods": {"work": {
              "params": {"properties": {"x": {"default": 1}}, "dependentRequired": {"x": ["y"]}},
              "result": {"properties": {"x": {"default": 1}}, "dependentRequired": {"x": ["y"]}}}}}
            """#
        let taken = Mutex(0)
        let answer: @Sendable (JSON) -> JSON = { params in
            taken.withLock { $0 += 1 }
            return params["z"] == nil ? params : [:]
        }
        let pair = try await MemoryPair(
            ["work": isWaiting ? .waiting { answer($0) } : .immediate { answer($0) }], contract: contract)
        let refused = await pair.outcome("work")
        #expect(refused.hasPrefix(#"error -32602 Invalid params {"errors":[{"instanceLocation":"","#))
        #expect(refused.contains(", with the declared defaults filled in"))
        #expect(taken.withLock { $0 } == 0)
        #expect(await pair.outcome("work", ["y": 2]) == #"result {"y":2,"x":1}"#)
        let result = await pair.outcome("work", ["y": 2, "z": 3])
        #expect(result.hasPrefix(#"error -32603 Result validation failed {"errors":[{"#))
        #expect(
            pair.log.entries.map { "\($0.level)" } == ["warning", "error"]
                && pair.records.allSatisfy { $0.contains("validation failed: lab.work id=I") })
    }

    @Test func `A limit on work is an internal error, for params and for results, and never says that they are wrong`()
        async throws
    {
        let types = (0..<30).map {
            ##""a\##($0)": {"default": {}, "properties": {"x": {"$ref": "#/$defs/a\##($0 + 1)"}, "##
                + ##""y": {"$ref": "#/$defs/a\##($0 + 1)"}}}"##
        }
        // Rules nested deeper than a check goes.
        let branches = (0..<2600).map { ##""b\##($0)": {"anyOf": [{"$ref": "#/$defs/b\##($0 + 1)"}, false]}"## }
        let shared = (types + branches).joined(separator: ",")
        let contract = ##"""
            {"service": "lab", "methods": {
              "checkParams": {"params": {"$ref": "#/$defs/b0"}, "result": true},
              "checkResult": {"result": {"$ref": "#/$defs/b0"}},
              "fillParams": {"params": {"$ref": "#/$defs/a0"}, "result": true},
              "fillResult": {"result": {"$ref": "#/$defs/a0"}}
            }, "$defs": {\##(shared), "a30": {"type": "object"}, "b2600": true}}
            """##
        let handler = Handler.immediate { $0 }
        let pair = try await MemoryPair(
            ["checkParams": handler, "checkResult": handler, "fillParams": handler, "fillResult": handler],
            contract: contract)
        for method in ["checkParams", "checkResult", "fillParams", "fillResult"] {
            let outcome = await pair.outcome(method)
            #expect(outcome.hasPrefix(#"error -32603 Internal error {"name":"LimitReached","message":"limit reached"#))
        }
        #expect(pair.log.entries.allSatisfy { $0.level == .error && $0.metadata["error_type"] == "LimitReached" })
        #expect(
            pair.records.map { $0.prefix { $0 != ":" } } == [
                "error RPC params could not be validated", "error RPC result could not be validated",
                "error RPC params could not be validated", "error RPC result could not be validated",
            ])
    }

    @Test func `Nothing is evaluated for a level that is off`() async throws {
        struct Watched: Error, CustomStringConvertible {
            var description: String {
                Issue.record("a message was made for a level that is off")
                return ""
            }
        }
        let pair = try await MemoryPair(["add": .immediate { _ in ["sum": "x"] }], logLevel: .critical)
        _ = await pair.outcome("add", ["a": "x"])
        _ = await pair.outcome("add", ["a": 1])
        #expect(pair.records == [])
        let quiet = try await MemoryPair(["ping": .immediate { _ in throw Watched() }], logLevel: .critical)
        try await quiet.client.notify("lab", "ping", ["a": 1])
        #expect(quiet.records == [])
        let warnings = try await MemoryPair(["add": .immediate { _ in ["sum": "x"] }], logLevel: .error)
        _ = await warnings.outcome("add", ["a": "x"])
        _ = await warnings.outcome("add", ["a": 1])
        #expect(warnings.log.entries.map(\.level) == [.error])
    }
}
