import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import Testing

/// Names in handlers files and in params are equal where their code points are, and no otherwise.
@Suite struct HandlerNameTests {
    @Test func `Two names that differ by normalisation alone are two params and two names of the state`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": [{"when": {"params": {"\u00e9": 1}}, "result": "composed"},
                   {"when": {"params": {"e\u0301": 1}}, "result": "decomposed"},
                   {"when": {"state": {"\u212b": 5}}, "result": "state"},
                   {"result": {"\u00e9": "${params[\"\u00e9\"]}", "e\u0301": "${params[\"e\u0301\"]}"}}],
             "n": {"result": ["${state[\"\u00c5\"]}", "${state[\"A\u030a\"]}", "${state[\"\u212b\"]}"],
                   "set": {"A\u030a": "${state[\"\u00c5\"] + 10}"}}}
            """#, state: #"{"\u00c5": 1, "A\u030a": 2, "\u212b": 3}"#)
        #expect(try await scripted.call("m", #"{"\u00e9": 1}"#) == #""composed""#)
        #expect(try await scripted.call("m", #"{"e\u0301": 1}"#) == #""decomposed""#)
        let both = try JSON(parsing: try await scripted.call("m", #"{"\u00e9": 2, "e\u0301": 3}"#))
        #expect(both.members.map(\.name) == ["\u{E9}", "e\u{301}"])
        #expect(both.members.map(\.value) == [2, 3])
        #expect(try await scripted.calls("n", count: 2) == ["[1,2,3]", "[1,11,3]"])
        #expect(scripted.scripts.state.map(\.name) == ["A\u{30A}", "\u{C5}", "\u{212B}"])
    }

    @Test func `Text that is equal after normalisation does not meet a condition`() async throws {
        let scripted = try await ScriptedService(
            #"{"m": [{"when": {"params": {"x": "\u00e9"}}, "result": 1}, {"when": {"params": {"x": "e\u0301"}}, "result": 2}]}"#
        )
        #expect(try await scripted.call("m", #"{"x": "e\u0301"}"#) == "2")
        #expect(try await scripted.call("m", #"{"x": "\u00E9"}"#) == "1")
    }

    @Test(arguments: [
        (##"${v}\u0301"##, "1\u{301}"), (##"$\u0301{v}"##, "$\u{301}{v}"), (##"\u0301${v}"##, "\u{301}1"),
        (##"$${v}\u0301"##, "${v}\u{301}"), (##"${v}\u0000${v}"##, "1\01"), (##"$\u200d${v}"##, "$\u{200D}1"),
    ])
    func `A mark that combines hides no expression and makes none`(text: String, expected: String) async throws {
        let scripted = try await ScriptedService(#"{"m": {"result": "\#(text)"}}"#)
        let result = try JSON(parsing: try await scripted.call("m", #"{"v": 1}"#))
        #expect(result.string.map { ExactString($0) } == ExactString(expected))
    }

    @Test func `A name that the state has only in another normal form is unknown`() async throws {
        let diagnostics = try await #require(throws: BrokenContract.self) {
            try await ScriptedService(
                #"{"m": {"result": "${state.e\u0301}", "set": {"e\u0301": 1}}}"#, state: #"{"\u00e9": 1}"#)
        }.diagnostics
        #expect(diagnostics.count == 2)
        #expect(
            diagnostics.allSatisfy { $0.contains("no state \"e\u{301}\"") || $0.contains("no \"e\u{301}\" in") },
            "\(diagnostics)")
    }
}
