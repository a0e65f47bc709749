import ClamatorKit
import ScriptedHandlers
import Logging
import TestSupport
import Testing

// For `Difference` and `ReplyExpectation`, which are internal.
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
            from: MemorySource(line.utf8, chunk: 100), to: sink, through: try await DemoService.host().client)
        return (try JSON(parsing: sink.text), outcome.isFailure)
    }

    @Test(arguments: [
        ("demo.add", #"{"a":1,"b":2}"#, #"{"result":{"sum":3}}"#),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"result":{"sum":3.0}}"#),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"matches":{"properties":{"sum":{"minimum":3}}}}"#),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"matches":{"x-requried":["b"],"format":"int32"}}"#),
        ("demo.echo", #"{"x":1,"y":[]}"#, #"{"result":{"y":[],"x":1}}"#),
        ("demo.echo", "{}", #"{"result":{}}"#),
        ("demo.refuse", "{}", #"{"error":{}}"#),
        ("demo.refuse", "{}", #"{"error":{"code":-32001}}"#),
        ("demo.refuse", "{}", #"{"error":{"messageMatches":"^n"}}"#),
        ("demo.refuse", "{}", #"{"error":{"code":-32001,"messageMatches":"^no$"}}"#),
        ("demo.refuse", "{}", #"{"error":{"message":"no"}}"#),
        ("demo.refuse", "{}", #"{"error":{"messageMatches":"^N","ignoreCase":true}}"#),
        ("demo.refuse", "{}", #"{"error":{"messageMatches":"^n","ignoreCase":false}}"#),
        ("demo.refuse", "{}", #"{"error":{"data":{"why":"be\u001bcause"}}}"#),
        ("demo.nothing", "{}", #"{"error":{"data":null}}"#),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"anyOf":[{"result":1},{"result":2},{"result":{"sum":3}}]}"#),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"anyOf":[{"matches":{"type":"null"}},{"matches":{"type":"object"}}]}"#),
        ("demo.add", #"{"a":1,"b":2}"#, #"{"anyOf":[{"matches":false},{"result":{"sum":3}}]}"#),
        ("demo.refuse", "{}", #"{"anyOf":[{"result":1},{"error":{"code":1}},{"error":{"message":"no"}}]}"#),
        ("demo.lost", "{}", #"{"kind":"transport-error"}"#),
        ("demo.echo", #"{"x":-0,"y":1,"z":100}"#, #"{"result":{"x":0,"y":1.0,"z":1e2}}"#),
        ("demo.echo", #"{"x":9007199254740993}"#, #"{"result":{"x":9007199254740993.0}}"#),
        ("demo.nothing", "{}", #"{"error":{"code":-32601}}"#),
        ("No name", "{}", #"{"error":{"code":-32600}}"#),
    ])
    func `An expectation is met`(method: String, params: String, expect: String) async throws {
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
                + #"{"path":"/error/message","expected":"a match of ^yes$","actual":"no"}]"#
        ),
        (
            "demo.echo", #"{"x":9007199254740993}"#, #"{"result":{"x":9007199254740992}}"#,
            #"[{"path":"/result/x","expected":9007199254740992,"actual":9007199254740993}]"#
        ),
        (
            "demo.echo", #"{"\u00e9":1}"#, #"{"result":{"e\u0301":1}}"#,
            "[{\"path\":\"/result/e\u{301}\",\"expected\":1},{\"path\":\"/result/\u{E9}\",\"actual\":1}]"
        ),
        (
            "demo.refuse", "{}", #"{"error":{"message":"No","data":{"why":"x"}}}"#,
            #"[{"path":"/error/message","expected":"No","actual":"no"},"#
                + #"{"path":"/error/data/why","expected":"x","actual":"be\u001bcause"}]"#
        ),
        (
            "demo.refuse", "{}", #"{"error":{"messageMatches":"^N"}}"#,
            #"[{"path":"/error/message","expected":"a match of ^N","actual":"no"}]"#
        ),
        (
            "demo.nothing", "{}", #"{"kind":"transport-error"}"#,
            #"[{"path":"/error","expected":"a transport error","actual":{"code":-32601,"#
                + #""message":"Method not found","data":null}}]"#
        ),
        (
            "demo.lost", "{}", #"{"error":{"code":-32603}}"#,
            #"[{"path":"/error","expected":"an error that the service answers with; for no reply, expect "#
                + #"{\"kind\": \"transport-error\"}","actual":{"code":-32603,"message":"call timeout","#
                + #""data":{"name":"ClamatorTransportError"}}}]"#
        ),
        (
            "demo.echo", "{}", #"{"kind":"notification"}"#,
            #"[{"path":"/result","expected":"a notification that is handed over","actual":{}}]"#
        ),
        (
            "demo.refuse", "{}", #"{"result":1}"#,
            #"[{"path":"/result","expected":1},{"path":"/error","actual":{"code":-32001,"message":"no","#
                + #""data":{"why":"be\u001bcause"}}}]"#
        ),
    ])
    func `An expectation tells where the reply differs`(method: String, params: String, expect: String, diff: String)
        async throws
    {
        let (reply, isFailure) = try await run(method, params, expect: expect)
        #expect(reply["expect"]?["pass"] == false)
        #expect(reply["expect"]?["diff"]?.description == diff)
        #expect(isFailure)
    }

    @Test(arguments: [
        ("1", "expect: an expectation is an object with result, error, matches, kind or anyOf"),
        ("{}", "expect: expected one of result, error, matches, kind and anyOf, got 0"),
        (#"{"result":1,"error":{}}"#, "expect: expected one of result, error, matches, kind and anyOf, got 2"),
        (
            #"{"results":1}"#,
            #"expect: an expectation has no "results"; did you mean "result"?; it has result, error, matches, kind or anyOf"#
        ),
        (
            #"{"result":1,"kind":"notification"}"#,
            "expect: expected one of result, error, matches, kind and anyOf, got 2"
        ),
        (#"{"result":1,"result":2}"#, #"expect: "result" stands here twice"#),
        (
            #"{"re\u0301sult":1}"#,
            "expect: an expectation has no \"re\u{301}sult\"; did you mean \"result\"?; it has result, error, matches, kind or anyOf"
        ),
        (
            #"{"kind":"transport error"}"#,
            #"expect: a kind is notification or transport-error, got "transport error"; did you mean "transport-error"?"#
        ),
        (#"{"kind":1}"#, "expect: a kind is notification or transport-error, got 1"),
        (#"{"error":{"code":"x"}}"#, #"expect: an error's code is an integer, got "x""#),
        (
            #"{"error":{"cod":1}}"#,
            #"expect: an expected error has no "cod"; did you mean "code"?; "#
                + "it has code, message, messageMatches, ignoreCase or data"
        ),
        (#"{"error":{"code":1.5}}"#, "expect: an error's code is an integer, got 1.5"),
        (#"{"error":{"message":1}}"#, "expect: a message is a text, got 1"),
        (
            #"{"error":{"message":"no","messageMatches":"no"}}"#,
            "expect: an expected error has message or messageMatches, not both"
        ),
        (#"{"error":{"message":"no","ignoreCase":true}}"#, "expect: ignoreCase stands beside messageMatches alone"),
        (
            #"{"error":{"messageMatches":"\#(String(repeating: "a?", count: 32_769))"}}"#,
            "expect: a pattern under messageMatches is at most 64 KiB long"
        ),
        (#"{"error":{"ignoreCase":true}}"#, "expect: ignoreCase stands beside messageMatches alone"),
        (#"{"error":{"messageMatches":"no","ignoreCase":1}}"#, "expect: ignoreCase is true or false, got 1"),
        (#"{"error":{"messageMatches":1}}"#, "expect: messageMatches is a pattern, got 1"),
        (
            #"{"matches":{"requried":["b"]}}"#,
            #"expect: unknown keyword "requried"; did you mean "required"? (at /matches/requried)"#
        ),
        (
            #"{"matches":{"allOf":[{"format":"emial"}]}}"#,
            #"expect: unknown format "emial", which refuses nothing; did you mean "email"? (at /matches/allOf/0/format)"#
        ),
        (#"{"matches":{"sum":6}}"#, #"expect: unknown keyword "sum" (at /matches/sum)"#),
        (#"{"matches":{"min":9}}"#, #"expect: unknown keyword "min" (at /matches/min)"#),
        (#"{"matches":{"equals":3}}"#, #"expect: unknown keyword "equals" (at /matches/equals)"#),
        (
            #"{"matches":{"properties":{"a":{"max":0}}}}"#,
            #"expect: unknown keyword "max" (at /matches/properties/a/max)"#
        ),
        (
            #"{"matches":{"format":"colour"}}"#,
            #"expect: unknown format "colour", which refuses nothing (at /matches/format)"#
        ),
        (
            #"{"matches":{"extends":{}}}"#,
            #"expect: "extends" is no keyword of 2020-12; write "allOf" (at /matches/extends)"#
        ),
        (
            #"{"matches":{"const":"\#(String(repeating: "x", count: 1 << 20))"}}"#,
            "expect: a schema under matches is at most 1 MiB of text"
        ),
    ])
    func `An expectation that makes no sense is refused`(expect: String, reason: String) async throws {
        let (reply, isFailure) = try await run("demo.add", #"{"a":1,"b":2}"#, expect: expect)
        #expect(reply["id"] == 1)
        #expect(reply["error"]?["code"] == -32600)
        #expect(reply["error"]?["data"]?["reason"]?.string == reason)
        #expect(reply["expect"] == ["pass": false, "diff": []])
        #expect(isFailure)
    }

    @Test func `Of many unknown keywords the first ten are told`() async throws {
        let words = (0..<50_000).map { "\"word\($0)\":1" }.joined(separator: ",")
        let (reply, _) = try await run("demo.add", #"{"a":1,"b":2}"#, expect: #"{"matches":{\#(words)}}"#)
        let reason = try #require(reply["error"]?["data"]?["reason"]?.string)
        #expect(reason.hasSuffix(#"unknown keyword "word9" (at /matches/word9); …"#))
    }

    @Test(arguments: [
        "title", "description", "default", "examples", "$comment", "deprecated", "readOnly", "writeOnly", "example",
        "discriminator", "xml", "externalDocs", "x-more", "dependencies",
    ])
    func `An expectation may have annotations in its schema`(name: String) async throws {
        let value =
            switch name {
            case "examples": "[]"
            case "deprecated", "readOnly", "writeOnly": "true"
            case "dependencies": "{}"
            default: "\"text\""
            }
        let (reply, _) = try await run(
            "demo.add", #"{"a":1,"b":2}"#, expect: #"{"matches":{"type":["object","number"],"\#(name)":\#(value)}}"#)
        #expect(reply["expect"]?["pass"] == true)
    }

    @Test(arguments: [#"{"matches":{"type":"nonsense"}}"#, #"{"error":{"messageMatches":"("}}"#, #"{"matches":5}"#])
    func `An expectation says what is wrong with its schema or pattern`(expect: String) async throws {
        let (reply, _) = try await run("demo.add", #"{"a":1,"b":2}"#, expect: expect)
        let reason = try #require(reply["error"]?["data"]?["reason"]?.string)
        #expect(reason.hasPrefix("expect: "))
        #expect(reason.contains("(at /matches") || reason.contains("(at /messageMatches"))
    }

    @Test func `An expectation of a reply is refused for a notification`() async throws {
        let (reply, isFailure) = try await run("demo.tell", #"{"text":"x"}"#, expect: #"{"result":1}"#, id: nil)
        #expect(reply["id"] == .null)
        #expect(
            reply["error"]?["data"]?["reason"]?.string
                == "expect: a notification has no reply; of a line without an id, or with null, "
                + #"expect {"kind": "notification"}"#)
        #expect(isFailure)
    }

    /// The lines that a batch writes, and whether it failed.
    private func run(
        lines: String, _ configure: (inout Batch) -> Void = { _ in }
    ) async throws -> (replies: [String], outcome: BatchOutcome) {
        let sink = MemorySink()
        var batch = Batch()
        batch.timeout = .milliseconds(20)
        configure(&batch)
        let outcome = try await batch.run(
            from: MemorySource(lines.utf8, chunk: 4096), to: sink, through: try await DemoService.host().client)
        return (sink.lines, outcome)
    }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","method":"demo.tell","params":{"text":"x"},"expect":{"kind":"notification"}}"#,
        #"{"jsonrpc":"2.0","method":"demo.tell","params":{"text":"x"},"id":null,"expect":{"kind":"notification"}}"#,
    ])
    func `An expectation is met by a notification that a handler gets, which has no line`(line: String) async throws {
        let (replies, outcome) = try await run(lines: line)
        #expect(replies == [])
        #expect(outcome.statistics.verdicts.met == 1)
        #expect(!outcome.isFailure)
    }

    @Test(arguments: [
        (#""method":"demo.tell","params":{"text":1}"#, "its params break the contract"),
        (#""method":"demo.tel","params":{"text":"x"}"#, "there is no such method, or no handler for it"),
        (#""method":"demo.unbound","params":{}"#, "there is no such method, or no handler for it"),
        (#""method":"dmo.tell","params":{"text":"x"}"#, "there is no such method, or no handler for it"),
    ])
    func `An expectation is not met by a notification that is dropped`(members: String, reason: String) async throws {
        let (replies, outcome) = try await run(
            lines: #"{"jsonrpc":"2.0",\#(members),"expect":{"kind":"notification"}}"#)
        #expect(
            replies == [
                #"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request","data":{"reason":"#
                    + #""the notification was not handed over: \#(reason)"}},"expect":{"pass":false,"diff":[{"#
                    + #""path":"","expected":"a notification that is handed over"}]}}"#
            ])
        #expect(outcome.isFailure)
    }

    @Test func `An expected time-out is not met by an error of a handler that looks like one`() async throws {
        var batch = Batch()
        batch.timeout = .milliseconds(20)
        let sink = MemorySink()
        let folder = try TemporaryFolder([
            "sly.json": """
            {"service": "sly", "methods": {"fail": {"result": {}, "handler": {"error":
              {"code": -32603, "message": "call timeout", "data": {"name": "ClamatorTransportError"}}}}}}
            """
        ])
        let host = try await ServiceHost(
            ContractLoader().load([folder.path]).services,
            logger: Logger(label: "sly") { _ in SwiftLogNoOpLogHandler() },
            timeout: .seconds(1))
        let line = #"{"jsonrpc":"2.0","id":1,"method":"sly.fail","expect":{"kind":"transport-error"}}"#
        let outcome = try await batch.run(
            from: MemorySource(line.utf8, chunk: 100), to: sink, through: host.client)
        #expect(outcome.isFailure)
    }

    @Test func `An expectation is read though its name is escaped`() async throws {
        let (replies, _) = try await run(
            lines: #"{"jsonrpc":"2.0","method":"demo.echo","id":1,"\u0065xpect":{"result":{}}}"#)
        #expect(replies == [#"{"jsonrpc":"2.0","id":1,"result":{},"expect":{"pass":true,"diff":[]}}"#])
    }

    @Test func `An expectation that stands twice is refused`() async throws {
        let (replies, outcome) = try await run(
            lines: #"{"jsonrpc":"2.0","method":"demo.echo","id":1,"expect":{"result":1},"\u0065xpect":{"result":{}}}"#)
        #expect(replies[0].contains("expect: it stands here 2 times"))
        #expect(outcome.isFailure)
    }

    // MARK: Differences

    @Test func `An expectation tells no more than so many differences`() async throws {
        let wanted = JSON((0..<5000).map { JSON($0) })
        let differences = Difference.all(between: wanted, and: [], at: JSONPointer())
        #expect(differences.count == Difference.maximumCount)
    }

    @Test func `What is too large to go into is one difference`() async throws {
        let many = JSON((0..<200_000).map { JSON($0) })
        let differences = Difference.all(between: ["a": many, "b": 1], and: ["a": [], "b": 2], at: JSONPointer())
        #expect(differences.map(\.path.description) == ["/a", "/b"])
    }

    /// A path that was copied for each member would make this take minutes.
    @Test(.timeLimit(.minutes(1))) func `Large values are compared deep down in little time`() throws {
        let depth = 400
        func nested(_ last: Int) throws -> JSON {
            let list = String(repeating: "0,", count: 40_000) + String(last)
            let text = String(repeating: #"{"a":"#, count: depth) + "[\(list)]" + String(repeating: "}", count: depth)
            return try JSON(parsing: text)
        }
        let differences = Difference.all(between: try nested(1), and: try nested(2), at: JSONPointer())
        #expect(differences.count == 1)
        #expect(differences.first?.path.tokens.count == depth + 1)
    }

    @Test func `Of a result that breaks a schema no more than so much is quoted`() throws {
        let schema = #"{"matches":{"allOf":[\#(String(repeating: #"{"type":"string"},"#, count: 500))true]}}"#
        let expectation = try ReplyExpectation(JSON(parsing: schema), assertsFormats: true)
        let large = JSON((0..<60_000).map { JSON($0) })
        guard case .notMet(let differences) = expectation.judge(.result(large), from: .service) else {
            Issue.record("an array is no string")
            return
        }
        #expect(differences.count <= Difference.maximumCount)
        let quoted = differences.compactMap(\.actual).reduce(0) { $0 + $1.description.utf8.count }
        #expect(quoted < 2 << 20)
    }

    @Test func `An expectation whose pattern reaches a limit is not met`() throws {
        let pattern = try ReplyExpectation(
            ["error": ["messageMatches": #"^(?:(a+)+(?=\1*$))+$"#]], assertsFormats: true)
        let error = RpcError(code: 1, message: String(repeating: "a", count: 40) + "!")
        guard case .notMet(let differences) = pattern.judge(.error(error), from: .service) else {
            Issue.record("no answer is not yes")
            return
        }
        #expect(differences.map(\.text) == ["/error/message: \(LimitReached(.pattern))"])
    }

    @Test func `All choices of a line have one budget, and what is met within it is met`() throws {
        let heavy = ##"{"error":{"messageMatches":"^(?:(a+)+(?=\\1*$))+$"}}"##
        func judge(_ choices: [String]) throws -> ReplyExpectation.Verdict {
            let expectation = try JSON(parsing: #"{"anyOf":[\#(choices.joined(separator: ","))]}"#)
            let error = RpcError(code: 1, message: String(repeating: "a", count: 40) + "!")
            return try ReplyExpectation(expectation, assertsFormats: true).judge(.error(error), from: .service)
        }
        #expect(try judge([heavy, #"{"error":{"code":1}}"#]).isMet)
        guard case .notMet(let differences) = try judge(Array(repeating: heavy, count: 100)) else {
            Issue.record("no answer is not yes")
            return
        }
        #expect(differences.map(\.text) == ["\(LimitReached(.steps))"])
    }

    // MARK: The end of the batch

    @Test func `Expectations alone decide whether the batch failed`() async throws {
        let (_, outcome) = try await run(
            lines: """
                {"jsonrpc":"2.0","method":"demo.refuse","id":1}
                {"jsonrpc":"2.0","method":"demo.refuse","id":2,"expect":{"error":{}}}
                """)
        #expect(outcome.errors == 2)
        #expect(!outcome.isFailure)
    }

    @Test(arguments: [
        "nonsense", #"[{"jsonrpc":"2.0","method":"demo.echo","id":2,"expect":{"result":{}}}]"#, "5",
        #"{"jsonrpc":"2.0","method":"demo.echo","id":2.5}"#, #"{"jsonrpc":"2.0","result":1,"id":2}"#,
        String(repeating: " ", count: 300) + "x",
    ])
    func `An expectation does not hide a line that is no request`(line: String) async throws {
        let good = #"{"jsonrpc":"2.0","method":"demo.echo","id":1,"expect":{"result":{}}}"#
        for lines in ["\(line)\n\(good)", "\(good)\n\(line)"] {
            let (replies, outcome) = try await run(lines: lines) { $0.maximumLineLength = 200 }
            #expect(replies.count == 2)
            #expect(outcome.statistics.verdicts.unreadable == 1)
            #expect(outcome.isFailure)
        }
    }

    @Test func `An expectation is met by the refusal of a line that is no request`() async throws {
        let (_, outcome) = try await run(
            lines: #"{"jsonrpc":"1.0","method":"demo.echo","id":1,"expect":{"error":{"code":-32600}}}"#)
        #expect(outcome.statistics.verdicts.unreadable == 0)
        #expect(!outcome.isFailure)
    }

    @Test(arguments: [
        #"{"error":{}}"#, #"{"error":{"message":"Invalid Request"}}"#, #"{"anyOf":[{"error":{}},{"result":{}}]}"#,
    ])
    func `An expectation without the code is not met by the refusal of a line that is no request`(
        expect: String
    ) async throws {
        let (replies, outcome) = try await run(lines: #"{"method":"demo.refuse","id":1,"expect":\#(expect)}"#)
        #expect(replies.first?.contains("\"pass\":false") == true)
        #expect(outcome.isFailure)
    }

    // MARK: Stopping at the first failure

    @Test func `A batch stops at the first expectation that is not met`() async throws {
        let (replies, outcome) = try await run(
            lines: """
                {"jsonrpc":"2.0","method":"demo.refuse","id":1,"expect":{"error":{}}}
                {"jsonrpc":"2.0","method":"demo.echo","id":2,"expect":{"error":{}}}
                {"jsonrpc":"2.0","method":"demo.echo","id":3}
                """
        ) { $0.stopsAtFirstFailure = true }
        #expect(replies.count == 2)
        #expect(outcome.isFailure)
    }

    @Test func `A batch stops and fails at a line that is no request`() async throws {
        let (replies, outcome) = try await run(
            lines: """
                {"jsonrpc":"2.0","method":"demo.echo","id":1,"expect":{"result":{}}}
                nonsense
                {"jsonrpc":"2.0","method":"demo.echo","id":3,"expect":{"result":1}}
                """
        ) { $0.stopsAtFirstFailure = true }
        #expect(replies.count == 2)
        #expect(outcome.isFailure)
    }

    @Test func `An error of which nothing is expected stops no batch whose other lines expect something`() async throws
    {
        let (replies, outcome) = try await run(
            lines: """
                {"jsonrpc":"2.0","method":"demo.echo","id":1,"expect":{"result":{}}}
                {"jsonrpc":"2.0","method":"demo.refuse","id":2}
                {"jsonrpc":"2.0","method":"demo.echo","id":3,"expect":{"result":{}}}
                """
        ) { $0.stopsAtFirstFailure = true }
        #expect(replies.count == 3)
        #expect(!outcome.isFailure)
    }

    @Test func `A batch that stopped before the first expectation fails`() async throws {
        let (replies, outcome) = try await run(
            lines: """
                {"jsonrpc":"2.0","method":"demo.refuse","id":1}
                {"jsonrpc":"2.0","method":"demo.echo","id":2,"expect":{"result":{}}}
                """
        ) { $0.stopsAtFirstFailure = true }
        #expect(replies.count == 1)
        #expect(outcome.isFailure)
    }

    @Test(arguments: [1, 2, 8]) func `Nothing is counted behind the first failure`(jobs: Int) async throws {
        let good = #"{"jsonrpc":"2.0","method":"demo.echo","id":1,"expect":{"result":{}}}"# + "\n"
        let bad = #"{"jsonrpc":"2.0","method":"demo.echo","id":1,"expect":{"result":1}}"# + "\n"
        let (replies, outcome) = try await run(
            lines: String(repeating: good, count: 300) + bad + String(repeating: good, count: 3000)
        ) {
            $0.stopsAtFirstFailure = true
            $0.jobs = jobs
        }
        #expect(replies.count == 301)
        #expect(outcome.statistics.verdicts.met == 300)
        #expect(outcome.statistics.verdicts.failed == 1)
        #expect(outcome.isFailure)
    }
}
