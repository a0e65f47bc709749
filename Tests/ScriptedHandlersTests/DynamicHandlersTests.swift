import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import Testing

@Suite struct DynamicHandlersTests {
    private static let rules = #"""
        {"m": [{"when": {"params": {"a": 1}}, "result": 1}, {"sequence": [{"result": "first"}, {"result": "next"}]}],
         "n": {"result": "${state.x}", "set": {"x": "${state.x + 1}"}, "x-note": "kept"}}
        """#

    private func scripted() async throws -> ScriptedService {
        try await ScriptedService(Self.rules, state: #"{"x": 0}"#)
    }

    @Test func `Rules can stand in for a method's own, and be taken back`() async throws {
        let scripted = try await scripted()
        #expect(try await scripted.call() == #""first""#)
        #expect(scripted.scripts.replace("m", with: ["error": ["code": 3, "message": "no ${a}"]]) == [])
        #expect(try await scripted.call("m", #"{"a": 1}"#) == "error 3 no 1 null")
        #expect(scripted.scripts.replace("m", with: [["when": ["state": ["x": 0]], "result": "zero"]]) == [])
        #expect(try await scripted.call() == #""zero""#)
        #expect(scripted.scripts.replace("m", with: nil) == [])
        #expect(try await scripted.call() == #""next""#)
        #expect(scripted.scripts.replace("n", with: nil) == [])
        #expect(try await scripted.call("n") == "0")
    }

    @Test(
        arguments: [
            ("7", ["expected object, got number 7"]),
            ("[]", ["expected at least 1 element, got 0"]),
            (#"{"reslt": 1}"#, [#"unknown property "reslt"; did you mean "result"? (at /reslt)"#]),
            (#"{"error": {"code": "x", "message": "m"}}"#, [#"expected integer, got string "x" (at /error/code)"#]),
            (#"{"result": "${state.y}"}"#, ["no state \"y\" (at /result)\n${state.y}\n        ^"]),
            (#"{"result": 1, "set": {"y": 1}}"#, [#"no "y" in "state" (at /set/y)"#]),
            (#"{"result": 1, "silence": true}"#, nil),
        ] as [(String, [String]?)])
    func `Rules that are wrong do not stand in, and say why`(rules: String, diagnostics: [String]?) async throws {
        let scripted = try await scripted()
        let found = scripted.scripts.replace("m", with: try JSON(parsing: rules))
        if let diagnostics {
            #expect(Array(found.prefix(diagnostics.count)) == diagnostics)
        } else {
            #expect(found.count == 1)
        }
        #expect(try await scripted.call("m", #"{"a": 1}"#) == "1")
        #expect(!scripted.scripts.usages.contains { $0.isReplacement })
    }

    @Test func `A method that is not there cannot be replaced`() async throws {
        let scripted = try await ScriptedService(#"{"login": {"result": 1}}"#)
        #expect(
            scripted.scripts.replace("logn", with: ["result": 1]) == [#"no method "logn"; did you mean "login"?"#])
        #expect(scripted.scripts.replace("logn", with: nil) == [#"no method "logn"; did you mean "login"?"#])
    }

    @Test func `A method without a handler can get one`() async throws {
        let contract = #"{"service": "lab", "methods": {"work": {"result": true}}}"#
        let scripts = try service(contract).scripts
        let scripted = try await MemoryPair(scripts.handlers, contract: contract)
        #expect(!scripts.answers("work"))
        #expect(await scripted.outcome("work") == "error -32601 Method not found null")
        #expect(scripts.replace("work", with: ["result": 1]) == [])
        #expect(scripts.answers("work"))
        #expect(await scripted.outcome("work") == "result 1")
        #expect(scripts.replace("work", with: nil) == [])
        #expect(await scripted.outcome("work") == "error -32601 Method not found null")
    }

    @Test func `Each rule knows how often it was used`() async throws {
        let scripted = try await scripted()
        for params in [#"{"a": 1}"#, "{}", "{}"] { _ = try await scripted.call("m", params) }
        #expect(scripted.scripts.usages.map(\.uses) == [1, 2, 0])
        #expect(scripted.scripts.usages.map(\.method) == ["m", "m", "n"])
        #expect(scripted.scripts.usages[0].rule == ["when": ["params": ["a": 1]], "result": 1])
        _ = scripted.scripts.replace("m", with: ["result": 5])
        _ = try await scripted.call()
        #expect(scripted.scripts.usages.map(\.uses) == [1, 0])
        #expect(scripted.scripts.usages.map(\.isReplacement) == [true, false])
        _ = scripted.scripts.replace("m", with: nil)
        #expect(scripted.scripts.usages.map(\.uses) == [1, 2, 0])
    }

    @Test func `A reset puts state, sequences and counts back, those of replaced rules too`() async throws {
        let scripted = try await scripted()
        #expect(try await scripted.calls(count: 2) == [#""first""#, #""next""#])
        #expect(try await scripted.calls("n", count: 2) == ["0", "1"])
        _ = scripted.scripts.replace("m", with: ["sequence": [["result": "one"], ["result": "two"]]])
        #expect(try await scripted.calls(count: 2) == [#""one""#, #""two""#])
        scripted.scripts.reset()
        #expect(scripted.scripts.state.map(\.value) == [0])
        #expect(scripted.scripts.usages.map(\.uses) == [0, 0])
        #expect(try await scripted.call() == #""one""#)
        _ = scripted.scripts.replace("m", with: nil)
        #expect(try await scripted.call() == #""first""#)
    }

    @Test func `What stands can be written as a handlers file and read again`() async throws {
        let scripted = try await scripted()
        _ = try await scripted.call("n")
        let own = try JSON(parsing: #"{"service": "s", "state": {"x": 0}, "handlers": \#(Self.rules)}"#)
        #expect(scripted.scripts.file == own)
        _ = scripted.scripts.replace("m", with: ["silence": true])
        #expect(scripted.scripts.file["handlers"]?["m"] == ["silence": true])
        let contract = #"{"service": "s", "methods": {"m": {"result": true}, "n": {"result": true}}}"#
        #expect(
            try service(contract, handlers: scripted.scripts.file.description).scripts.file == scripted.scripts.file)
        #expect(try service(contract).scripts.file == ["service": "s", "handlers": [:]])
    }

    @Test func `It is known how a call would end, without calling`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": [{"when": {"params": {"a": 1}}, "error": {"code": 4, "message": "m"}},
                   {"when": {"params": {"a": 2}}, "throw": {"name": "E"}},
                   {"when": {"params": {"a": 3}}, "invalidResult": "x"},
                   {"when": {"params": {"a": 4}}, "silence": true},
                   {"when": {"state": {"on": true}}, "sequence": [{"result": 1}, {"silence": true}], "atEnd": "error"}]}
            """#, state: #"{"on": true}"#, result: #"{"type": "number"}"#)
        for (a, kind) in [1: OutcomeKind.rpcError(code: 4), 2: .failure, 3: .invalidResult, 4: .silence, 5: .result] {
            #expect(scripted.scripts.ending(of: "m", for: ["a": JSON(a)]) == kind)
        }
        #expect(try await scripted.call() == "1")
        #expect(scripted.scripts.ending(of: "m", for: [:]) == .silence)
        #expect(scripted.scripts.ending(of: "none", for: [:]) == nil)
        #expect(scripted.scripts.wantedParams(of: "m") == [["a": 1], ["a": 2], ["a": 3], ["a": 4]])
    }
}
