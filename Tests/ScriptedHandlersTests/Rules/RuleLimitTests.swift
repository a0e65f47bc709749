import ClamatorKit
import ServiceSupport
import Testing

// For `StateChange`, `StateLimit`, `ServiceState` and `StateValue`, which are internal.
@testable import ScriptedHandlers

/// What a call to scripted handlers may cost, however its file and its params are made.
@Suite struct RuleLimitTests {
    private static let mebibyte = 1 << 20

    /// Fails where a call takes more than a second; without optimisation, and beside other tests, there is a minute.
    private func timed(_ body: () async throws -> String) async throws -> String {
        let start = ContinuousClock.now
        let outcome = try await body()
        #expect(ContinuousClock.now - start < .seconds(_isDebugAssertConfiguration() ? 60 : 1))
        return outcome
    }

    private func isLimit(_ outcome: String, at location: String? = nil) -> Bool {
        outcome.hasPrefix(#"error -32603 Internal error {"name":"LimitReached","message":"limit reached: "#)
            && (location.map { outcome.contains(#""location":"\#($0)""#) } ?? true)
    }

    @Test(arguments: [
        (#"{"result": {"list": [\#(copies)]}}"#, "/handlers/m/result/list/1"),
        (#"{"result": "\#(joined)"}"#, "/handlers/m/result"),
        (#"{"error": {"code": 1, "message": "\#(joined)"}}"#, "/handlers/m/error/message"),
        (#"{"error": {"code": 1, "message": "m", "data": [\#(copies)]}}"#, "/handlers/m/error/data/1"),
        (#"{"throw": {"name": "E", "message": "\#(joined)"}}"#, "/handlers/m/throw/message"),
        (#"{"invalidResult": [\#(copies)]}"#, "/handlers/m/invalidResult/1"),
        (#"{"result": 1, "set": {"k": [\#(copies)]}}"#, "/handlers/m/set/k/1"),
        (#"{"result": "${state.k + state.k}"}"#, "/handlers/m/result"),
    ])
    func `A small file cannot make a large value of its state, wherever it is to stand`(rule: String, location: String)
        async throws
    {
        let state = #"{"k": "\#(String(repeating: "x", count: 700_000))"}"#
        let scripted = try await ScriptedService(#"{"m": \#(rule)}"#, state: state)
        let outcome = try await timed { try await scripted.call() }
        #expect(isLimit(outcome, at: location), "\(outcome.prefix(200))")
        #expect(scripted.scripts.state.first?.value.string?.utf8.count == 700_000)
    }

    private static let copies = Array(repeating: #""${state.k}""#, count: 1000).joined(separator: ",")
    private static let joined = String(repeating: "${state.k}", count: 1000)

    @Test func `A value without expressions is of any size, and one with too much text is refused at load`()
        async throws
    {
        let text = String(repeating: "x", count: Self.mebibyte + 1)
        #expect(try await ScriptedService(#"{"m": {"result": "\#(text)"}}"#).call().utf8.count == text.utf8.count + 2)
        let diagnostics = try await #require(throws: BrokenContract.self) {
            try await ScriptedService(#"{"m": {"result": ["\#(text)", "${1}"]}}"#)
        }.diagnostics
        #expect(diagnostics.count == 1)
        #expect(diagnostics[0].contains("a value with expressions may have 1 MiB"))
    }

    @Test func `Steps through what is long or has many members are counted`() async throws {
        let elements = "[" + Array(repeating: "1", count: 100_000).joined(separator: ",") + "]"
        let members = (0..<100_000).map { #""m\#($0)": 1"# }.joined(separator: ",")
        let many = { (text: String) in Array(repeating: "\"\(text)\"", count: 1000).joined(separator: ",") }
        let scripted = try await ScriptedService(
            #"{"m": {"result": [\#(many("${x[99999]}"))]}, "n": {"result": [\#(many("${o.m99999}"))]}}"#)
        for method in ["m", "n"] {
            let outcome = try await timed {
                try await scripted.call(method, #"{"x": \#(elements), "o": {\#(members)}}"#)
            }
            #expect(isLimit(outcome))
        }
    }

    @Test func `Many rules that look for a member among many are counted`() async throws {
        let rules = (0..<2000).map { #"{"when": {"params": {"z": \#($0)}}, "result": 1}"# }.joined(separator: ",")
        let members = (0..<50_000).map { #""m\#($0)": 1"# }.joined(separator: ",")
        let scripted = try await ScriptedService(#"{"m": [\#(rules)]}"#)
        #expect(isLimit(try await timed { try await scripted.call("m", "{\(members)}") }))
        #expect(scripted.scripts.ending(of: "m", for: try JSON(parsing: "{\(members)}")) == .failure)
    }

    @Test func `Checks of many schemas against long params are counted together`() async throws {
        let rules = (0..<1000).map {
            #"{"when": {"schema": {"properties": {"a": {"contains": {"const": \#(-1 - $0)}}}}}, "result": 1}"#
        }.joined(separator: ",")
        let elements = (0..<20_000).map(String.init).joined(separator: ",")
        let scripted = try await ScriptedService(#"{"m": [\#(rules)]}"#)
        #expect(isLimit(try await timed { try await scripted.call("m", #"{"a": [\#(elements)]}"#) }))
    }

    @Test func `A schema that gives no answer fails the call, and the next rule does not answer it`() async throws {
        let schema = #"{"properties": {"x": {"not": {"pattern": "^(?=(a|aa)+$)(a|aa)+\\1$"}}}}"#
        let scripted = try await ScriptedService(
            #"{"m": [{"when": {"schema": \#(schema)}, "result": 1}, {"result": 2}]}"#)
        let params = #"{"x": "\#(String(repeating: "a", count: 60))b"}"#
        let outcome = try await timed { try await scripted.call("m", params) }
        #expect(isLimit(outcome), "\(outcome)")
        #expect(outcome.contains("a pattern has to try too much"))
        #expect(scripted.scripts.ending(of: "m", for: try JSON(parsing: params)) == .failure)
    }

    @Test func `Reading long numbers is counted`() async throws {
        let decimal = "1." + String(repeating: "0", count: Self.mebibyte - 100)
        let integer = String(repeating: "9", count: 10_000)
        for (formula, number, count) in [("min(1,x)", decimal, 1000), ("min(1,abs(x))", integer, 5000)] {
            let result = Array(repeating: "\"${\(formula)}\"", count: count).joined(separator: ",")
            let scripted = try await ScriptedService(#"{"m": {"result": [\#(result)]}}"#)
            #expect(isLimit(try await timed { try await scripted.call("m", #"{"x": \#(number)}"#) }))
        }
        let schema = #"{"properties": {"xs": {"type": "array", "items": {"type": "number"}}}, "required": ["xs"]}"#
        let list = Array(repeating: String(repeating: "9", count: 9000), count: 1500).joined(separator: ",")
        let scripted = try await ScriptedService(
            #"{"m": {"builtin": "maximum"}}"#, params: schema, result: #"{"type": "number"}"#)
        #expect(isLimit(try await timed { try await scripted.call("m", #"{"xs": [\#(list)]}"#) }))
    }

    @Test func `Many faulty expressions do not hold up the load`() async throws {
        let source = "${min(1," + String(repeating: "-", count: 200) + "a)}"
        let faults = Array(repeating: "\"\(source)\"", count: 4000).joined(separator: ",")
        _ = try await timed {
            let diagnostics = try await #require(throws: BrokenContract.self) {
                try await ScriptedService(#"{"m": {"result": [\#(faults)]}}"#)
            }.diagnostics
            #expect(diagnostics.count == 4000)
            return ""
        }
    }

    @Test func `Arithmetic on a long list of large numbers is counted`() async throws {
        let schema = #"{"properties": {"xs": {"type": "array", "items": {"type": "number"}}}, "required": ["xs"]}"#
        let ones = String(repeating: ",1", count: 20_000)
        let doubles = String(repeating: ",1e20", count: 60_000)
        for list in ["1" + String(repeating: "0", count: 9999) + ones, "1" + doubles] {
            let scripted = try await ScriptedService(
                #"{"m": {"builtin": "sum"}}"#, params: schema, result: #"{"type": "number"}"#)
            #expect(isLimit(try await timed { try await scripted.call("m", #"{"xs": [\#(list)]}"#) }))
        }
    }

    @Test func `A product of large numbers in a long expression is counted`() async throws {
        let factors = String(repeating: " + x * x", count: 1000)
        let scripted = try await ScriptedService(#"{"m": {"result": "${0\#(factors)}"}}"#)
        let outcome = try await timed {
            try await scripted.call("m", #"{"x": \#(String(repeating: "9", count: 4000))}"#)
        }
        #expect(isLimit(outcome, at: "/handlers/m/result"))
    }

    @Test(arguments: [
        (#"{"result": \#(nested("${x}", 400))}"#, "/handlers/m/result"),
        (#"{"error": {"code": 1, "message": "m", "data": \#(nested("${x}", 400))}}"#, "/handlers/m/error/data"),
        (#"{"result": 1, "set": {"k": \#(nested("${x}", 400))}}"#, "/handlers/m/set/k"),
    ])
    func `What nests too deep is told as that, and nothing becomes null`(rule: String, location: String) async throws {
        let scripted = try await ScriptedService(#"{"m": \#(rule)}"#, state: #"{"k": 1}"#)
        let deep = String(repeating: "[", count: 505) + String(repeating: "]", count: 505)
        let outcome = try await scripted.call("m", #"{"x": \#(deep)}"#)
        #expect(isLimit(outcome, at: location), "\(outcome.prefix(200))")
        #expect(outcome.contains("nested deeper than 512 levels"))
        #expect(try await scripted.call("m", #"{"x": 5}"#).hasPrefix("error -32603") == false)
    }

    private static func nested(_ text: String, _ levels: Int) -> String {
        String(repeating: "[", count: levels) + "\"\(text)\"" + String(repeating: "]", count: levels)
    }

    @Test func `A state that grows with each call ends at the limit, and stays as it was`() async throws {
        let scripted = try await ScriptedService(
            #"{"m": {"result": 1, "set": {"k": ["${state.k}"]}}, "n": {"result": "${length(state.k)}"}}"#,
            state: #"{"k": []}"#)
        for _ in 0..<511 { #expect(try await scripted.call() == "1") }
        #expect(isLimit(try await scripted.call(), at: "/handlers/m/set/k"))
        #expect(try await scripted.call("n") == "1")
    }

    @Test func `The state takes no more than 64 MiB, and a call that would exceed it changes nothing`() throws {
        let large = JSON(String(repeating: "x", count: 15 * Self.mebibyte))
        var state = ServiceState(["small": 1])
        for name in ["a", "b", "c", "d"] { try state.apply([assign(large, to: ExactString(name))]) }
        #expect(throws: StateLimit.self) { try state.apply([assign(2, to: "small"), assign(large, to: "e")]) }
        #expect(state.values["small"]?.json == 1)
        #expect(state.values["e"] == nil)
        try state.apply([assign(0, to: "a"), assign(large, to: "e")])
        #expect(RpcError.internalError(StateLimit()).data["name"] == "LimitReached")
    }

    @Test func `What is put into an object counts, and what is taken out is free again`() throws {
        let large = JSON(String(repeating: "x", count: 15 * Self.mebibyte))
        var state = ServiceState(["map": [:]])
        func put(_ key: ExactString) throws {
            try state.apply([StateChange(name: "map", kind: .put(large, as: key))])
        }
        for key: ExactString in ["a", "b", "c", "d", "a"] { try put(key) }
        #expect(throws: StateLimit.self) { try put("e") }
        #expect(state.values["map"]?.json.count == 4)
        try state.apply([StateChange(name: "map", kind: .delete("a"))])
        try put("e")
        #expect(throws: StateLimit.self) { try put("a") }
    }

    @Test func `The parts of a value count, as they take memory too`() throws {
        var state = ServiceState([:])
        let parts = JSON(Array(repeating: 1, count: 3_000_000))
        try state.apply([assign(parts, to: "a")])
        #expect(throws: StateLimit.self) { try state.apply([assign(parts, to: "b")]) }
    }

    @Test func `What is pushed counts, and a push that would exceed the limit changes nothing`() throws {
        let large = JSON(String(repeating: "x", count: 15 * Self.mebibyte))
        var state = ServiceState(["list": [], "n": 0])
        for _ in 0..<4 { try state.apply([StateChange(name: "list", kind: .push(large))]) }
        #expect(throws: StateLimit.self) {
            try state.apply([assign(1, to: "n"), StateChange(name: "list", kind: .push(large))])
        }
        #expect(state.values["list"]?.json.count == 4)
        #expect(state.values["n"]?.json == 0)
    }

    private func assign(_ value: JSON, to name: ExactString) -> StateChange {
        StateChange(name: name, kind: .value(StateValue(value)))
    }

    @Test func `What no rule matched is told as far as 1 MiB goes, however deep and large the params are`() async throws
    {
        let rules = (0..<100).map { #"{"when": {"params": {"x": \#($0)}}, "result": 1}"# }.joined(separator: ",")
        let scripted = try await ScriptedService(#"{"m": [\#(rules)]}"#)
        let deep = String(repeating: "[", count: 505) + String(repeating: "]", count: 505)
        let told = try await scripted.call("m", #"{"x": \#(deep)}"#)
        #expect(told.hasPrefix(#"error -32603 Internal error {"name":"NoMatchingRule""#))
        #expect(told.contains(#""rule":99"#))
        let large = try await scripted.call("m", #"{"x": "\#(String(repeating: "x", count: 100_000))"}"#)
        #expect(large.contains("not all is told here"))
        #expect(large.utf8.count < 2 * Self.mebibyte)
        #expect(large.contains(#""rule":9,"#))
    }

    @Test func `A schema that leads on in ever more ways does not hold up the load`() async throws {
        let branches = Array(repeating: ##"{"$ref": "#/$defs/n"}"##, count: 8).joined(separator: ",")
        let schema = ##"""
            {"$ref": "#/$defs/n",
             "$defs": {"n": {"type": "object", "properties": {"a": {"oneOf": [\##(branches)]}}}}}
            """##
        let path = Array(repeating: "a", count: 30).joined(separator: ".")
        let nested = String(repeating: #"{"a": "#, count: 30)
        let closing = String(repeating: "}", count: 30)
        let rule = #"{"when": {"params": \#(nested)1\#(closing)}, "result": \#(nested)"${\#(path)}"\#(closing)}"#
        _ = try await timed {
            _ = try? await ScriptedService(#"{"m": \#(rule)}"#, params: schema, result: schema)
            return ""
        }
    }
}
