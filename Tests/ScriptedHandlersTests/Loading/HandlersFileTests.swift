import TestSupport
import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct HandlersFileTests {
    private static let contract = #"""
        {"service": "s", "methods": {
          "m": {"result": {"type": "number"}},
          "ping": {"notification": true}}}
        """#

    private func diagnostics(_ handlers: String) throws -> [String] {
        let folder = try TemporaryFolder(["c.json": Self.contract, "c.handlers.json": handlers])
        return folder.diagnostics(in: try folder.load("c.json")).filter { !$0.contains("no handler for") }
    }

    private static let outcomes = #""builtin", "result", "error", "throw", "invalidResult", "silence", "sequence""#

    @Test(arguments: [
        (
            #"{"result": "x"}"#,
            #"the result breaks the contract: expected number, got string "x" (at /handlers/m/result)"#
        ),
        (
            #"{"invalidResult": 1}"#,
            #"this result fits the contract; "invalidResult" is for one that does not (at /handlers/m/invalidResult)"#
        ),
        ("{}", "expected exactly one of \(outcomes), got none (at /handlers/m)"),
        (
            #"{"result": 1, "silence": true}"#,
            #"expected exactly one of \#(outcomes), got "result" and "silence" (at /handlers/m)"#
        ),
        (
            #"{"result": 1, "delaysMs": 1}"#,
            #"unknown property "delaysMs"; did you mean "delayMs"? (at /handlers/m/delaysMs)"#
        ),
        (#"{"result": 1, "delayMs": -1}"#, "expected at least 0, got -1 (at /handlers/m/delayMs)"),
        (
            #"{"error": {"code": "x", "message": "m"}}"#,
            #"expected integer, got string "x" (at /handlers/m/error/code)"#
        ),
        (#"{"error": {"code": 1}}"#, #"missing required "message" (at /handlers/m/error)"#),
        (
            #"{"error": {"code": 1, "mesage": "", "message": ""}}"#,
            #"unknown property "mesage"; did you mean "message"? (at /handlers/m/error/mesage)"#
        ),
        (#"{"throw": {}}"#, #"missing required "name" (at /handlers/m/throw)"#),
        ("7", "expected object, got number 7 (at /handlers/m)"),
    ])
    func `What is wrong with a rule is told with its place`(rule: String, message: String) throws {
        let diagnostics = try diagnostics(#"{"service": "s", "handlers": {"m": \#(rule)}}"#)
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.hasSuffix(message) == true, "\(diagnostics)")
        #expect(diagnostics.first?.hasPrefix("c.handlers.json:1:") == true)
    }

    @Test func `What is wrong with the file is told with its place`() throws {
        #expect(
            try diagnostics(#"{"service": "s", "handlers": {"n": {"result": 1}, "pong": {}}}"#) == [
                #"c.handlers.json:1:36: service "s" has no method "n" (at /handlers/n)"#,
                #"c.handlers.json:1:59: service "s" has no method "pong"; did you mean "ping"? (at /handlers/pong)"#,
            ])
        #expect(
            try diagnostics(#"{"service": "t", "handlers": {}}"#)
                == [#"c.handlers.json:1:13: expected service "s", got "t" (at /service)"#])
        #expect(try diagnostics(#"{"handlers": {}}"#) == [#"c.handlers.json:1:1: missing required "service""#])
        #expect(
            try diagnostics(#"{"service": "s", "handlers": {"ping": {"result": 1}}}"#) == [
                "c.handlers.json:1:50: ping is a notification and has no result; an empty rule takes it in (at /handlers/ping/result)"
            ])
        #expect(try diagnostics("{").count == 1)
    }

    @Test func `A handlers file for a service that is not loaded is an error`() throws {
        let folder = try TemporaryFolder(["c.json": Self.contract, "h.json": #"{"service": "other", "handlers": {}}"#])
        let loaded = try folder.load("c.json", handlers: ["h.json"])
        #expect(
            folder.diagnostics(in: loaded).first
                == #"h.json:1:13: no contract for service "other" is loaded (at /service)"#)
    }

    @Test func `The handlers of a contract that cannot be used are checked all the same, as far as that goes`() throws {
        let folder = try TemporaryFolder([
            "c.json": #"{"service": "s"}"#, "c.handlers.json": #"{"service": "s", "handlers": {"m": {"reslt": 1}}}"#,
        ])
        #expect(
            folder.diagnostics(in: try folder.load("c.json")) == [
                #"c.json:1:1: missing required "methods""#,
                #"c.handlers.json:1:46: unknown property "reslt"; did you mean "result"? (at /handlers/m/reslt)"#,
            ])
    }

    @Test func `A broken handler is one problem, not a missing handler as well`() throws {
        let text = #"{"service": "s", "methods": {"m": {"result": true, "handler": {"builtin": "add"}}}}"#
        #expect(try ServiceSupport.diagnostics(of: text).count == 1)
    }
}
