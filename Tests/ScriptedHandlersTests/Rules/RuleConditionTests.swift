import ClamatorKit
import ScriptedHandlers
import Testing

@Suite struct RuleConditionTests {
    private static let params = #"""
        {"properties": {"n": {"default": 7}, "o": {"properties": {"k": {"default": "d"}}}}}
        """#

    @Test(arguments: [
        (#"{"params": {"a": 1}}"#, #"{"a": 1}"#), (#"{"params": {"a": 1}}"#, #"{"a": 1.0, "b": 2}"#),
        (#"{"params": {"a": null}}"#, #"{"a": null}"#), (#"{"params": {"a": "é"}}"#, #"{"a": "\u00e9"}"#),
        (#"{"params": {"o": {"k": true}}}"#, #"{"o": {"k": true, "l": 1}}"#),
        (#"{"params": {"o": {}}}"#, #"{"o": {"k": 1}}"#), (#"{"params": {"l": []}}"#, #"{"l": []}"#),
        (#"{"params": {"l": [1, {"k": 2}]}}"#, #"{"l": [1, {"k": 2, "x": 3}]}"#),
        (#"{"params": {"l": [[1], null]}}"#, #"{"l": [[1], null]}"#),
        (#"{"params": {"b": 12345678901234567890}}"#, #"{"b": 12345678901234567890}"#),
        (#"{"params": {"n": 7}}"#, "{}"), (#"{"params": {"o": {"k": "d"}}}"#, #"{"o": {}}"#),
        (#"{"schema": {"required": ["a"]}}"#, #"{"a": 1}"#), (#"{"schema": {"required": ["n"]}}"#, "{}"),
        (#"{"schema": true}"#, "{}"), ("{}", "{}"), (#"{"params": {}}"#, #"{"a": 1}"#),
        (#"{"state": {"user": null}}"#, "{}"), (#"{"state": {"cart": {"items": [1, 2]}}}"#, "{}"),
        (#"{"state": {"user": null, "level": 3}}"#, "{}"), (#"{"state": {}}"#, "{}"),
        (
            #"{"params": {"a": 1}, "schema": {"maxProperties": 3}, "state": {"level": 3}}"#, #"{"a": 1}"#
        ),
    ])
    func `A condition holds`(when: String, params: String) async throws {
        #expect(try await answer(when: when, params) == "true")
    }

    @Test(arguments: [
        (#"{"params": {"a": 1}}"#, #"{"a": 2}"#), (#"{"params": {"a": 1}}"#, #"{"a": "1"}"#),
        (#"{"params": {"a": null}}"#, "{}"), (#"{"params": {"a": 0}}"#, #"{"a": null}"#),
        (#"{"params": {"a": false}}"#, #"{"a": null}"#),
        (#"{"params": {"o": {"k": null}}}"#, #"{"o": {"j": 1, "k": 1}}"#),
        (#"{"params": {"o": {"j": null}}}"#, #"{"o": {}}"#), (#"{"params": {"o": {}}}"#, #"{"o": []}"#),
        (#"{"params": {"o": {"k": 1}}}"#, #"{"o": 1}"#), (#"{"params": {"l": []}}"#, #"{"l": [1]}"#),
        (#"{"params": {"l": [1]}}"#, #"{"l": [1, 2]}"#), (#"{"params": {"l": [1, 2]}}"#, #"{"l": [2, 1]}"#),
        (#"{"params": {"l": [{"k": 1}]}}"#, #"{"l": [{"k": 2}]}"#), (#"{"params": {"l": [1]}}"#, #"{"l": 1}"#),
        (#"{"params": {"b": 12345678901234567890}}"#, #"{"b": 12345678901234567891}"#),
        (#"{"params": {"n": 7}}"#, #"{"n": 8}"#), (#"{"schema": {"required": ["a"]}}"#, "{}"),
        (#"{"schema": false}"#, "{}"), (#"{"schema": {"properties": {"a": {"minimum": 5}}}}"#, #"{"a": 4}"#),
        (#"{"state": {"user": "ada"}}"#, "{}"), (#"{"state": {"cart": {"items": [1]}}}"#, "{}"),
        (#"{"state": {"cart": {"owner": null}}}"#, "{}"),
        (#"{"params": {"a": 1}, "schema": {"maxProperties": 1}}"#, #"{"a": 1, "b": 2}"#),
        (#"{"params": {"a": 1}, "state": {"user": "ada"}}"#, #"{"a": 1}"#),
        (#"{"schema": {"required": ["a"]}, "state": {"user": null}}"#, "{}"),
    ])
    func `A condition does not hold`(when: String, params: String) async throws {
        #expect(try await answer(when: when, params) == "false")
    }

    private func answer(when: String, _ params: String) async throws -> String {
        let scripted = try await ScriptedService(
            #"{"m": [{"when": \#(when), "result": true}, {"result": false}]}"#,
            state: #"{"user": null, "level": 3, "cart": {"items": [1, 2], "total": 5}}"#, params: Self.params)
        return try await scripted.call("m", params)
    }

    @Test func `The first rule that holds answers`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": [{"when": {"params": {"a": 1, "b": 2}}, "result": "both"}, {"when": {"params": {"a": 1}}, "result": "a"},
                   {"when": {"params": {"b": 2}}, "result": "b"}, {"result": "none"}]}
            """#)
        for (params, expected) in [
            (#"{"a": 1, "b": 2}"#, "both"), (#"{"a": 1}"#, "a"), (#"{"b": 2}"#, "b"), ("{}", "none"),
            (#"{"a": 1, "b": 3}"#, "a"),
        ] {
            #expect(try await scripted.call("m", params) == "\"\(expected)\"")
        }
        #expect(scripted.scripts.usages.map(\.uses) == [1, 2, 1, 1])
    }

    @Test func `Where no rule holds, the reply tells what of each held and what did not`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": [{"when": {"params": {"b": 0, "c": "x"}}, "result": 1},
                   {"when": {"params": {"o": {"kind": "card", "lines": [{"sku": "A"}]}}}, "result": 1},
                   {"when": {"schema": {"required": ["b"], "properties": {"b": {"minimum": 5}, "c": {"type": "string"}}},
                             "params": {"b": 2}}, "result": 1},
                   {"when": {"schema": {"required": ["b"]}, "state": {"user": "ada", "cart": {"total": 0, "owner": null}}},
                    "result": 1}]}
            """#, state: #"{"user": null, "cart": {"total": 0}}"#)
        do {
            _ = try await scripted.client.call("s", "m", ["b": 2, "c": 7, "o": ["kind": "cash", "lines": []]])
            Issue.record("a rule answered")
        } catch let error as RpcError {
            #expect(error.code == -32603)
            #expect(error.message == "Internal error")
            #expect(error.data["name"] == "NoMatchingRule")
            #expect(error.data["message"] == "no rule matches these params and this state")
            let lines = error.data["nearest"]?.elements.flatMap { rule in
                rule["conditions"]?.elements.map { "\(rule["rule"] ?? .null): \(Self.line($0))" } ?? []
            }
            let text = (lines ?? []).joined(separator: "\n")
            #expect(text == Self.nearest, "\(text)")
        }
    }

    private static func line(_ finding: JSON) -> String {
        finding.members.map { name, value in
            ["holds", "path"].contains(name) ? value.string ?? "?" : "\(name) \(value)"
        }.joined(separator: " ")
    }

    private static let nearest = """
        0: ✗ params.b expected 0 actual 2
        0: ✗ params.c expected "x" actual 7
        1: ✗ params.o.kind expected "card" actual "cash"
        1: ✗ params.o.lines expected [{"sku": "A"}] actual []
        2: ✓ params.b expected 2 actual 2
        2: ✗ params.b error "expected at least 5, got 2"
        2: ✗ params.c error "expected string, got number 7"
        3: ✓ params
        3: ✗ state.user expected "ada" actual null
        3: ✓ state.cart.total expected 0 actual 0
        3: ✗ state.cart.owner expected null
        """

    @Test func `A rule without conditions never lacks a match`() async throws {
        #expect(try await ScriptedService(#"{"m": {"when": {}, "result": 1}}"#).call() == "1")
    }
}
