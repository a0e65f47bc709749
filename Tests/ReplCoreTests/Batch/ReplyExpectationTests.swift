import ClamatorKit
import Testing

@testable import ReplCore

@Suite struct ReplyExpectationTests {
    /// Answers one call that expects something.
    private func run(
        _ method: String, _ params: String = "{}", expect: String, id: String? = "1"
    ) async throws -> (reply: JSON, isFailure: Bool) {
        let end = id.map { #","id":\#($0)}"# } ?? "}"
        let line = #"{"jsonrpc":"2.0","method":"\#(method)","params":\#(params),"expect":\#(expect)"# + end
        let sink = MemorySink()
        var batch = Batch()
        batch.timeout = .milliseconds(20)
        let outcome = try await batch.run(
            from: MemorySource(line.utf8, chunk: 100), to: sink, through: try await Demo.host().client)
        return (try JSON(parsing: sink.text), outcome.isFailure)
    }

    @Test(arguments: [
        ("demo.add", #"{"a":1,"b":2}"#, #"{"result":{"sum":3}}"#),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"result":{"sum":3.0}}"#),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"matches":{"properties":{"sum":{"minimum":3}}}}"#),
        ("demo.echo", #"{"x":1,"y":[]}"#, #"{"result":{"y":[],"x":1}}"#),
        ("demo.echo", "{}", #"{"result":{}}"#),
        ("demo.refuse", "{}", #"{"error":{}}"#),
        ("demo.refuse", "{}", #"{"error":{"code":-32001}}"#),
        ("demo.refuse", "{}", #"{"error":{"messageMatches":"^n"}}"#),
        ("demo.refuse", "{}", #"{"error":{"code":-32001,"messageMatches":"^no$"}}"#),
        ("demo.lost", "{}", #"{"error":{"code":-32603,"messageMatches":"time"}}"#),
        ("demo.nothing", "{}", #"{"error":{"code":-32601}}"#),
        ("No name", "{}", #"{"error":{"code":-32600}}"#),
    ])
    func isMet(method: String, params: String, expect: String) async throws {
        let (reply, isFailure) = try await run(method, params, expect: expect)
        #expect(reply["expect"] == ["pass": true, "diff": []])
        #expect(!isFailure)
    }

    @Test(arguments: [
        (
            "demo.add", #"{"a":1,"b":2}"#, #"{"result":{"sum":4}}"#,
            #"[{"path":"/result/sum","expected":4,"actual":3}]"#
        ),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"result":3}"#, #"[{"path":"/result","expected":3,"actual":{"sum":3}}]"#),
        (
            "demo.echo", #"{"x":[1,2,3],"y":{"a/b":null}}"#, #"{"result":{"x":[1,5],"y":{},"z":0}}"#,
            #"[{"path":"/result/x/1","expected":5,"actual":2},{"path":"/result/x/2","actual":3},"#
                + #"{"path":"/result/y/a~1b","actual":null},{"path":"/result/z","expected":0}]"#
        ),
        (
            "demo.add", #"{"a":1,"b":2}"#, #"{"matches":{"properties":{"sum":{"type":"string"}}}}"#,
            #"[{"path":"/result/sum","expected":"expected string, got number 3","actual":3}]"#
        ),
        (
            "demo.add", #"{"a":1,"b":2}"#, #"{"error":{"code":-32001}}"#,
            #"[{"path":"/error","expected":{"code":-32001}},{"path":"/result","actual":{"sum":3}}]"#
        ),
        (
            "demo.refuse", "{}", #"{"error":{"code":-32002,"messageMatches":"^yes$"}}"#,
            #"[{"path":"/error/code","expected":-32002,"actual":-32001},"#
                + #"{"path":"/error/message","expected":"expected a match of ^yes$, got \"no\"","actual":"no"}]"#
        ),
        (
            "demo.refuse", "{}", #"{"result":1}"#,
            #"[{"path":"/result","expected":1},{"path":"/error","actual":{"code":-32001,"message":"no","#
                + #""data":{"why":"be\u001bcause"}}}]"#
        ),
    ])
    func tellsWhereTheReplyDiffers(method: String, params: String, expect: String, diff: String) async throws {
        let (reply, isFailure) = try await run(method, params, expect: expect)
        #expect(reply["expect"]?["pass"] == false)
        #expect(reply["expect"]?["diff"]?.description == diff)
        #expect(isFailure)
    }

    @Test(arguments: [
        ("1", "expect: an expectation is an object with result, error, matches"),
        ("{}", "expect: expected one of result, error and matches, got 0"),
        (#"{"result":1,"error":{}}"#, "expect: expected one of result, error and matches, got 2"),
        (#"{"results":1}"#, #"expect: an expectation has no "results"; did you mean "result"?"#),
        (#"{"error":{"code":"x"}}"#, #"expect: an error's code is an integer, got "x""#),
        (#"{"error":{"message":"x"}}"#, #"expect: an expected error has no "message""#),
        (#"{"error":{"messageMatches":1}}"#, "expect: messageMatches is a pattern, got 1"),
    ])
    func isRefusedWhereItMakesNoSense(expect: String, reason: String) async throws {
        let (reply, isFailure) = try await run("demo.add", #"{"a":1,"b":2}"#, expect: expect)
        #expect(reply["id"] == 1)
        #expect(reply["error"]?["code"] == -32600)
        #expect(reply["error"]?["data"]?["reason"]?.string == reason)
        #expect(reply["expect"] == ["pass": false, "diff": []])
        #expect(isFailure)
    }

    @Test(arguments: [#"{"matches":{"type":"nonsense"}}"#, #"{"error":{"messageMatches":"("}}"#, #"{"matches":5}"#])
    func saysWhatIsWrongWithItsSchemaOrPattern(expect: String) async throws {
        let (reply, _) = try await run("demo.add", #"{"a":1,"b":2}"#, expect: expect)
        let reason = try #require(reply["error"]?["data"]?["reason"]?.string)
        #expect(reason.hasPrefix("expect: "))
        #expect(reason.contains("(at /matches") || reason.contains("(at /messageMatches"))
    }

    @Test func isRefusedForANotificationWhichHasNoReply() async throws {
        let (reply, isFailure) = try await run("demo.tell", #"{"text":"x"}"#, expect: #"{"result":1}"#, id: nil)
        #expect(reply["id"] == .null)
        #expect(reply["error"]?["data"]?["reason"]?.string == "expect: a notification has no reply")
        #expect(isFailure)
    }

    @Test func isReadThoughItsNameIsEscaped() async throws {
        let line = #"{"jsonrpc":"2.0","method":"demo.echo","id":1,"\u0065xpect":{"result":{}}}"#
        let sink = MemorySink()
        _ = try await Batch().run(
            from: MemorySource(line.utf8, chunk: 100), to: sink, through: try await Demo.host().client)
        #expect(sink.lines == [#"{"jsonrpc":"2.0","id":1,"result":{},"expect":{"pass":true,"diff":[]}}"#])
    }

    @Test func tellsNoMoreThanSoManyDifferences() async throws {
        let wanted = JSON((0..<5000).map { JSON($0) })
        let differences = Difference.all(between: wanted, and: [], at: JSONPointer())
        #expect(differences.count == Difference.maximumCount)
    }

    @Test func aloneDecidesWhetherTheBatchFailed() async throws {
        let lines = """
            {"jsonrpc":"2.0","method":"demo.refuse","id":1}
            {"jsonrpc":"2.0","method":"demo.refuse","id":2,"expect":{"error":{}}}
            """
        let outcome = try await Batch().run(
            from: MemorySource(lines.utf8, chunk: 100), to: MemorySink(), through: try await Demo.host().client)
        #expect(outcome.errors == 2)
        #expect(!outcome.isFailure)
    }

    @Test func stopsABatchAtTheFirstThatIsNotMet() async throws {
        let lines = """
            {"jsonrpc":"2.0","method":"demo.refuse","id":1,"expect":{"error":{}}}
            {"jsonrpc":"2.0","method":"demo.echo","id":2,"expect":{"error":{}}}
            {"jsonrpc":"2.0","method":"demo.echo","id":3}
            """
        var batch = Batch()
        batch.stopsAtFirstFailure = true
        let sink = MemorySink()
        _ = try await batch.run(
            from: MemorySource(lines.utf8, chunk: 100), to: sink, through: try await Demo.host().client)
        #expect(sink.lines.count == 2)
    }
}
