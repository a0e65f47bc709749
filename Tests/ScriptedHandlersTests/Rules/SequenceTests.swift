import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import TestSupport
import Testing

@Suite struct SequenceTests {
    private static let exhausted =
        #"error -32603 Internal error {"name":"SequenceExhausted","message":"the sequence has no further answer"}"#

    @Test(arguments: [
        (#"[{"result": 1}, {"result": 2}]"#, "last", "1 2 2 2 2"),
        (#"[{"result": 1}, {"result": 2}]"#, "cycle", "1 2 1 2 1"),
        (#"[{"result": 1, "times": 2}, {"result": 2}]"#, "last", "1 1 2 2 2"),
        (#"[{"result": 1, "times": 2}, {"result": 2}]"#, "cycle", "1 1 2 1 1"),
        (#"[{"result": 1}, {"result": 2, "times": 2}]"#, "cycle", "1 2 2 1 2"),
        (#"[{"result": 1, "times": 1000000000}, {"result": 2}]"#, "cycle", "1 1 1 1 1"),
        (#"[{"result": 1, "times": 2.0}, {"result": 2}]"#, "last", "1 1 2 2 2"),
        (#"[{"result": 1}]"#, "last", "1 1 1 1 1"), (#"[{"result": 1}]"#, "cycle", "1 1 1 1 1"),
    ])
    func `A sequence answers in turn`(steps: String, atEnd: String, expected: String) async throws {
        let scripted = try await ScriptedService(#"{"m": {"sequence": \#(steps), "atEnd": "\#(atEnd)"}}"#)
        #expect(try await scripted.calls(count: 5).joined(separator: " ") == expected)
    }

    @Test(arguments: ["last", "cycle"])
    func `Each step of a long sequence has its turn`(atEnd: String) async throws {
        let times = (0..<40).map { $0 % 3 + 1 }
        let steps = times.enumerated().map { #"{"result": \#($0), "times": \#($1)}"# }.joined(separator: ",")
        let scripted = try await ScriptedService(#"{"m": {"sequence": [\#(steps)], "atEnd": "\#(atEnd)"}}"#)
        let once = times.enumerated().flatMap { Array(repeating: String($0), count: $1) }
        let behind = atEnd == "last" ? ["39", "39"] : ["0", "1"]
        #expect(try await scripted.calls(count: once.count + 2) == once + behind)
    }

    @Test func `A call costs the same however many steps a sequence has`() async throws {
        func time(_ count: Int) async throws -> Duration {
            let steps = String(repeating: #"{"result": 0},"#, count: count - 1) + #"{"result": 1}"#
            let scripted = try await ScriptedService(#"{"m": {"sequence": [\#(steps)]}}"#)
            return processorTime {
                for _ in 0..<20_000 { _ = scripted.scripts.ending(of: "m", for: [:]) }
            }
        }
        let short = try await time(10)
        #expect(try await time(20_000) < short * 20)
    }

    @Test func `Without atEnd the last answer stays`() async throws {
        let scripted = try await ScriptedService(#"{"m": {"sequence": [{"result": 1}, {"result": 2}]}}"#)
        #expect(try await scripted.calls(count: 4) == ["1", "2", "2", "2"])
    }

    @Test func `A sequence that ends in an error says so, and again`() async throws {
        let scripted = try await ScriptedService(#"{"m": {"sequence": [{"result": 1, "times": 2}], "atEnd": "error"}}"#)
        #expect(try await scripted.calls(count: 4) == ["1", "1", Self.exhausted, Self.exhausted])
    }

    @Test func `Every outcome can be a step`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": {"sequence": [
              {"throw": {"name": "TimeoutError", "message": "upstream"}}, {"error": {"code": 5, "message": "m", "data": 1}},
              {"invalidResult": "x"}, {"builtin": "absolute"}, {"result": "${a}"}, {"silence": true}]}}
            """#, params: #"{"properties": {"a": {"type": "number"}}, "required": ["a"]}"#,
            result: #"{"type": "number"}"#, timeout: .milliseconds(50))
        let outcomes = try await scripted.calls("m", #"{"a": -3}"#, count: 6)
        #expect(outcomes[0] == #"error -32603 Internal error {"name":"TimeoutError","message":"upstream"}"#)
        #expect(outcomes[1] == "error 5 m 1")
        #expect(outcomes[2].hasPrefix("error -32603 Result validation failed"))
        #expect(outcomes[3...] == ["3", "-3", "ClamatorTransportError: call timeout"])
    }

    @Test func `Each step has its own delay and changes the state in its own way`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": {"sequence": [{"result": "${state.n}", "set": {"n": "${state.n + 1}"}},
                                {"result": "${state.n}", "delayMs": 40, "set": {"n": "${state.n * 10}"}},
                                {"result": "${state.n}"}]}}
            """#, state: #"{"n": 1}"#)
        #expect(try await scripted.call() == "1")
        let start = ContinuousClock.now
        #expect(try await scripted.call() == "2")
        #expect(ContinuousClock.now - start >= .milliseconds(40))
        #expect(try await scripted.calls(count: 2) == ["20", "20"])
    }

    @Test func `What stands beside a sequence holds for each step, unless the step has its own`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": {"delayMs": 40, "set": {"calls": "${state.calls + 1}", "last": "some"},
                   "sequence": [{"result": 1}, {"result": 2, "delayMs": 0, "set": {"last": "second"}}]}}
            """#, state: #"{"calls": 0, "last": null}"#)
        let start = ContinuousClock.now
        #expect(try await scripted.call() == "1")
        #expect(ContinuousClock.now - start >= .milliseconds(40))
        #expect(scripted.scripts.state.map(\.value) == [1, "some"])
        #expect(try await scripted.call() == "2")
        #expect(scripted.scripts.state.map(\.value) == [2, "second"])
    }

    @Test func `Sequences of rules go on by themselves, each only when its rule answers`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": [{"when": {"params": {"a": 1}}, "sequence": [{"result": "a1"}, {"result": "a2"}]},
                   {"sequence": [{"result": "b1"}, {"result": "b2"}, {"result": "b3"}]}]}
            """#)
        var outcomes: [String] = []
        for params in ["{}", #"{"a": 1}"#, "{}", #"{"a": 1}"#, "{}"] {
            outcomes.append(try await scripted.call("m", params))
        }
        #expect(outcomes == [#""b1""#, #""a1""#, #""b2""#, #""a2""#, #""b3""#])
    }

    @Test func `A step whose expression fails is used up`() async throws {
        let scripted = try await ScriptedService(#"{"m": {"sequence": [{"result": "${1 / a}"}, {"result": 2}]}}"#)
        #expect(try await scripted.call("m", #"{"a": 0}"#) == "error -32000 division by zero null")
        #expect(try await scripted.call("m", #"{"a": 1}"#) == "2")
    }
}
