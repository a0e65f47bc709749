import ClamatorKit
@testable import ScriptedHandlers
import ServiceSupport
import Testing

@Suite struct DynamicHandlersTests {
    private static let rules = #"""
        {"m": [{"when": {"params": {"a": 1}}, "result": 1}, {"sequence": [{"result": "first"}, {"result": "next"}]}],
         "n": {"result": "${state.x}", "set": {"x": "${state.x + 1}"}, "x-note": "kept"}}
        """#

    private func lab() async throws -> RuleLab { try await RuleLab(Self.rules, state: #"{"x": 0}"#) }

    @Test func `Rules can stand in for a method's own, and be taken back`() async throws {
        let lab = try await lab()
        #expect(try await lab.call() == #""first""#)
        #expect(lab.scripts.replace("m", with: ["error": ["code": 3, "message": "no ${a}"]]) == [])
        #expect(try await lab.call("m", #"{"a": 1}"#) == "error 3 no 1 null")
        #expect(lab.scripts.replace("m", with: [["when": ["state": ["x": 0]], "result": "zero"]]) == [])
        #expect(try await lab.call() == #""zero""#)
        #expect(lab.scripts.replace("m", with: nil) == [])
        #expect(try await lab.call() == #""next""#)
        #expect(lab.scripts.replace("n", with: nil) == [])
        #expect(try await lab.call("n") == "0")
    }

    @Test(
        "Rules that are wrong do not stand in, and say why",
        arguments: [
            ("7", ["expected object, got number 7"]),
            ("[]", ["expected at least 1 element, got 0"]),
            (#"{"reslt": 1}"#, [#"unknown property "reslt"; did you mean "result"? (at /reslt)"#]),
            (#"{"error": {"code": "x", "message": "m"}}"#, [#"expected integer, got string "x" (at /error/code)"#]),
            (#"{"result": "${state.y}"}"#, ["no state \"y\" (at /result)\n${state.y}\n        ^"]),
            (#"{"result": 1, "set": {"y": 1}}"#, [#"no "y" in "state" (at /set/y)"#]),
            (#"{"result": 1, "silence": true}"#, nil),
        ] as [(String, [String]?)])
    func refused(rules: String, problems: [String]?) async throws {
        let lab = try await lab()
        let found = lab.scripts.replace("m", with: try JSON(parsing: rules))
        if let problems { #expect(Array(found.prefix(problems.count)) == problems) } else { #expect(found.count == 1) }
        #expect(try await lab.call("m", #"{"a": 1}"#) == "1")
        #expect(!lab.scripts.usages.contains { $0.isReplacement })
    }

    @Test func `A method that is not there cannot be replaced`() async throws {
        let lab = try await RuleLab(#"{"login": {"result": 1}}"#)
        #expect(
            lab.scripts.replace("logn", with: ["result": 1]) == [#"no method "logn"; did you mean "login"?"#])
        #expect(lab.scripts.replace("logn", with: nil) == [#"no method "logn"; did you mean "login"?"#])
    }

    @Test func `A method without a handler can get one`() async throws {
        let contract = #"{"service": "lab", "methods": {"work": {"result": true}}}"#
        let scripts = try service(contract).scripts
        let lab = try await Lab(scripts.handlers, contract: contract)
        #expect(!scripts.answers("work"))
        #expect(await lab.outcome("work") == "error -32601 Method not found null")
        #expect(scripts.replace("work", with: ["result": 1]) == [])
        #expect(scripts.answers("work"))
        #expect(await lab.outcome("work") == "result 1")
        #expect(scripts.replace("work", with: nil) == [])
        #expect(await lab.outcome("work") == "error -32601 Method not found null")
    }

    @Test func `Each rule knows how often it was used`() async throws {
        let lab = try await lab()
        for params in [#"{"a": 1}"#, "{}", "{}"] { _ = try await lab.call("m", params) }
        #expect(lab.scripts.usages.map(\.uses) == [1, 2, 0])
        #expect(lab.scripts.usages.map(\.method) == ["m", "m", "n"])
        #expect(lab.scripts.usages[0].rule == ["when": ["params": ["a": 1]], "result": 1])
        _ = lab.scripts.replace("m", with: ["result": 5])
        _ = try await lab.call()
        #expect(lab.scripts.usages.map(\.uses) == [1, 0])
        #expect(lab.scripts.usages.map(\.isReplacement) == [true, false])
        _ = lab.scripts.replace("m", with: nil)
        #expect(lab.scripts.usages.map(\.uses) == [1, 2, 0])
    }

    @Test func `A reset puts state, sequences and counts back, those of replaced rules too`() async throws {
        let lab = try await lab()
        #expect(try await lab.calls(count: 2) == [#""first""#, #""next""#])
        #expect(try await lab.calls("n", count: 2) == ["0", "1"])
        _ = lab.scripts.replace("m", with: ["sequence": [["result": "one"], ["result": "two"]]])
        #expect(try await lab.calls(count: 2) == [#""one""#, #""two""#])
        lab.scripts.reset()
        #expect(lab.scripts.state.map(\.value) == [0])
        #expect(lab.scripts.usages.map(\.uses) == [0, 0])
        #expect(try await lab.call() == #""one""#)
        _ = lab.scripts.replace("m", with: nil)
        #expect(try await lab.call() == #""first""#)
    }

    @Test func `What stands can be written as a handlers file and read again`() async throws {
        let lab = try await lab()
        _ = try await lab.call("n")
        let own = try JSON(parsing: #"{"service": "s", "state": {"x": 0}, "handlers": \#(Self.rules)}"#)
        #expect(lab.scripts.file == own)
        _ = lab.scripts.replace("m", with: ["silence": true])
        #expect(lab.scripts.file["handlers"]?["m"] == ["silence": true])
        let contract = #"{"service": "s", "methods": {"m": {"result": true}, "n": {"result": true}}}"#
        #expect(try service(contract, handlers: lab.scripts.file.description).scripts.file == lab.scripts.file)
        #expect(try service(contract).scripts.file == ["service": "s", "handlers": [:]])
    }

    @Test func `It is known how a call would end, without calling`() async throws {
        let lab = try await RuleLab(
            #"""
            {"m": [{"when": {"params": {"a": 1}}, "error": {"code": 4, "message": "m"}},
                   {"when": {"params": {"a": 2}}, "throw": {"name": "E"}},
                   {"when": {"params": {"a": 3}}, "invalidResult": "x"},
                   {"when": {"params": {"a": 4}}, "silence": true},
                   {"when": {"state": {"on": true}}, "sequence": [{"result": 1}, {"silence": true}], "atEnd": "error"}]}
            """#, state: #"{"on": true}"#, result: #"{"type": "number"}"#)
        for (a, kind) in [1: OutcomeKind.rpcError(code: 4), 2: .failure, 3: .invalidResult, 4: .silence, 5: .result] {
            #expect(lab.scripts.ending(of: "m", for: ["a": JSON(a)]) == kind)
        }
        #expect(try await lab.call() == "1")
        #expect(lab.scripts.ending(of: "m", for: [:]) == .silence)
        #expect(lab.scripts.ending(of: "none", for: [:]) == nil)
        #expect(lab.scripts.wantedParams(of: "m") == [["a": 1], ["a": 2], ["a": 3], ["a": 4]])
    }
}
