import ClamatorKit
import ReplCore
import ScriptedHandlers
import Testing

/// What is recorded and turned into handlers passes when it is replayed against them.
@Suite struct RecordedHandlersTests {
    private static let entries: [(what: String, entries: [String])] = [
        ("results", ["lab.echo a=1", "lab.echo b=2", "lab.echo"]),
        ("errors", ["lab.fail", "lab.crash", "lab.lie", "lab.fail x=1"]),
        ("time-outs", ["lab.lost", "lab.lost x=1", "lab.echo"]),
        ("notifications", ["lab.tell text=a", "lab.next", "lab.tell", "lab.tell text=b"]),
        ("methods called by notifications alone", [#"{"jsonrpc": "2.0", "method": "lab.crash", "params": {"a": 1}}"#]),
        ("states and repeated calls", ["lab.next", "lab.next", "lab.fail", "lab.next", "lab.fail", "lab.next x=1"]),
        ("equal calls", ["lab.echo a=1", "lab.echo a=1.0", "lab.echo a=1e0", "lab.echo a=1"]),
        (
            "defaults",
            [
                "lab.find text=a", "lab.find text=a limit=5", "lab.find text=a limit=10", "lab.find text=a page.from=0",
                "lab.find text=a page.from=3", "lab.find text=b limit=10",
            ]
        ),
        ("params within others", ["lab.echo", "lab.echo a.b=1", "lab.echo a={}", "lab.echo a.b=1 a.c=2 d=[]"]),
        ("arrays", [#"lab.echo {"a": [{"x": 1}]}"#, #"lab.echo {"a": [{"x": 1, "y": 2}]}"#, #"lab.echo {"a": []}"#]),
        (
            "names that look the same",
            [#"lab.echo {"é": 1}"#, "lab.echo {\"e\u{301}\": 1}", "lab.echo {\"e\u{301}\": 1, \"é\": 2}"]
        ),
        ("long integers", ["lab.echo n=123456789012345678901234567890", "lab.echo n=1234567890123456789012345678901"]),
        ("null", ["lab.echo a=null", "lab.echo a=0", "lab.echo"]),
        ("wire names and positions", ["lab/pick x", "lab/pick x 2", "lab/pick x 1", "lab/pick"]),
        (
            "texts like templates",
            [
                "lab.echo t=${x}", "lab.echo t=$${x}", "lab.echo t=${absent}", #"lab.echo {"${t}": "a$$${b}${"}"#,
                #"lab.echo {"t": "\u0024\u007bx}"}"#, "lab.echo t=${\u{301}x}",
            ]
        ),
        ("what the protocol answers", ["lab.none", "none.none", "lab.unbound", "lab.find", "lab.find text=1"]),
        (
            "lines",
            [
                #"{"jsonrpc": "2.0", "id": "a", "method": "lab.echo", "params": {"a": 1, "a": 2}}"#,
                #"{"jsonrpc": "2.0", "method": "lab.next"}"#, "lab.next",
            ]
        ),
        ("replaced rules", [#".on lab.unbound {"error": {"code": -32601, "message": "x"}}"#, "lab.unbound"]),
    ]

    @Test(arguments: entries.indices) func `A recording passes against its handlers`(index: Int) async throws {
        let (what, entries) = Self.entries[index]
        let recording = try await RecordedLab().recording(of: entries)
        let lines = recording.split(separator: "\n").count { $0.contains(#""expect""#) }
        let made = try RecordedLab.made(of: recording, RecordedLab().services)
        #expect(made.leftOut.isEmpty, "\(what)")
        let handlers = made.file(of: "lab").text
        for jobs in [1, 3] {
            let replay = try await RecordedLab(handlers: handlers).replay(recording, jobs: jobs)
            #expect(replay.notMet == [], "\(what): \(handlers)")
            #expect(replay.met == lines, "\(what)")
        }
    }

    /// What only the contract tells: which members are defaults, what methods and params are called, and which are
    /// notifications.
    private static let needsContract: Set = [
        "defaults", "wire names and positions", "methods called by notifications alone",
    ]

    @Test(arguments: entries.indices.filter { !needsContract.contains(entries[$0].what) })
    func `Without the contract it passes too, where names and params are the service's`(index: Int) async throws {
        let (what, entries) = Self.entries[index]
        let recording = try await RecordedLab().recording(of: entries.filter { !$0.contains("none") })
        let made = try RecordedLab.made(of: recording)
        #expect(made.leftOut.isEmpty, "\(what)")
        let replay = try await RecordedLab(handlers: made.file(of: "lab").text).replay(recording)
        #expect(replay.notMet == [], "\(what): \(made.file(of: "lab").text)")
    }

    @Test func `All of them one after another pass`() async throws {
        let entries = (Self.entries + Self.entries.reversed()).flatMap(\.entries)
        let recording = try await RecordedLab().recording(of: entries)
        let made = try RecordedLab.made(of: recording, RecordedLab().services)
        let replay = try await RecordedLab(handlers: made.file(of: "lab").text).replay(recording)
        #expect(replay.notMet == [])
        #expect(made.leftOut.isEmpty)
    }

    // MARK: The rules

    private static func line(_ method: String, _ params: String, _ expect: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"lab.\#(method)","params":\#(params),"expect":\#(expect)}"# + "\n"
    }

    @Test func `Rules with more members come first, and equal calls are answered in turn`() throws {
        let recording =
            Self.line("next", "{}", #"{"result":1}"#) + Self.line("next", #"{"a":1}"#, #"{"result":2}"#)
            + Self.line("next", "{}", #"{"result":1}"#) + Self.line("next", "{}", #"{"kind":"transport-error"}"#)
            + Self.line("next", #"{"a":1,"b":{"c":2}}"#, #"{"error":{"code":-1,"message":"m","data":[1]}}"#)
            + Self.line("next", #"{"a":1}"#, #"{"result":2}"#)
        let made = try RecordedLab.made(of: recording)
        #expect(
            made.file(of: "lab").text == """
                {
                  "service": "lab",
                  "handlers": {
                    "next": [
                      {
                        "when": { "params": { "a": 1, "b": { "c": 2 } } },
                        "error": { "code": -1, "message": "m", "data": [1] }
                      },
                      { "when": { "params": { "a": 1 } }, "result": 2 },
                      { "sequence": [{ "result": 1, "times": 2 }, { "silence": true }] }
                    ]
                  }
                }
                """)
        #expect(made.file(of: "lab").rules == 3)
        #expect(made.services == ["lab"])
    }

    @Test func `Of several answers that are expected the first that says what to answer is taken`() throws {
        let either = #"{"anyOf":[{"error":{"code":1,"messageMatches":"x"}},{"result":3},{"error":{"code":-32009}}]}"#
        let made = try RecordedLab.made(of: Self.line("next", "{}", either) + Self.line("echo", "{}", #"{"result":1}"#))
        #expect(made.file(of: "lab").text.contains(#""next": { "result": 3 }"#))
        #expect(made.leftOut.isEmpty)
    }

    @Test func `A default that is never given tells no call from another`() throws {
        let recording =
            Self.line("find", #"{"text":"a"}"#, #"{"result":1}"#)
            + Self.line("find", #"{"text":"b","page":{"from":0}}"#, #"{"result":2}"#)
        let made = try RecordedLab.made(of: recording, RecordedLab().services)
        #expect(!made.file(of: "lab").text.contains("limit"))
    }

    @Test func `A line that says nothing of its answer takes its turn`() throws {
        let silent = #"{"jsonrpc":"2.0","id":1,"method":"lab.next"}"# + "\n"
        let one = Self.line("next", "{}", #"{"result":1}"#)
        let two = Self.line("next", "{}", #"{"result":2}"#)
        let made = try RecordedLab.made(of: silent + one + silent + two)
        #expect(
            made.file(of: "lab").text.contains(
                #""sequence": [{ "result": 1, "times": 3 }, { "result": 2 }]"#))
    }

    @Test func `A line that is sent several times is answered as often`() throws {
        let line = #"{"jsonrpc":"2.0","id":1,"method":"lab.next","expect":{"result":1},"repeat":3}"# + "\n"
        let made = try RecordedLab.made(of: line + Self.line("next", "{}", #"{"result":2}"#))
        #expect(made.file(of: "lab").text.contains(#"{ "result": 1, "times": 3 }"#))
    }

    // MARK: How much there may be

    @Test func `Reading ends where the rules of a service are larger than a file may be`() throws {
        let text = String(repeating: "x", count: 9000)
        let lines = (0..<30).map { Self.line("next", #"{"n":\#($0)}"#, #"{"result":"\#(text)"}"#) }
        let bad = "nonsense\n"
        let made = try RecordedLab.made(of: lines.joined() + bad, maximumSize: 160_000)
        #expect(made.outgrown == "lab")
        #expect(made.leftOut.isEmpty)
        #expect(made.services.isEmpty)
    }

    @Test func `Calls with the same answers take no more room, and other services none`() throws {
        let text = String(repeating: "x", count: 9000)
        let line = Self.line("next", #"{"n":1}"#, #"{"result":"\#(text)"}"#)
        let others = (0..<30).map {
            #"{"jsonrpc":"2.0","id":1,"method":"other.m","params":{"n":\#($0)},"expect":{"result":"\#(text)"}}"# + "\n"
        }
        let recording = String(repeating: line, count: 30) + others.joined()
        let made = try RecordedLab.made(of: recording, only: "lab", maximumSize: 160_000)
        #expect(made.outgrown == nil)
        #expect(made.services == ["lab"])
        #expect(made.file(of: "lab").rules == 1)
    }

    @Test(arguments: [
        (#""method":"lab.m","params":{"n":INDEX}"#, "calls that get no answer"),
        (#""method":"lab.mINDEX""#, "methods"),
    ])
    func `What may become rules takes room too`(call: String, what: String) throws {
        let line = #"{"jsonrpc":"2.0",\#(call)}"# + "\n"
        let lines = (0..<3000).map { line.replacing("INDEX", with: String($0)) }
        #expect(try RecordedLab.made(of: lines.joined(), maximumSize: 160_000).outgrown == nil, "\(what)")
        #expect(try RecordedLab.made(of: lines.joined(), maximumSize: 40_000).outgrown == "lab", "\(what)")
    }

    // MARK: What is left out

    @Test func `Of many lines that are left out the first are told, and how many there are`() throws {
        let made = try RecordedLab.made(of: String(repeating: "nonsense\n", count: 5000))
        #expect(made.leftOut.map(\.line) == Array(1...20))
        #expect(made.leftOutCount == 5000)
    }

    @Test func `Reading ends at a line without an end, and goes on behind one that is only too long`() throws {
        func made(_ length: Int) throws -> RecordedHandlers {
            try RecordedHandlers(
                reading: EndlessLine(length: length, rest: "\n" + Self.line("next", "{}", #"{"result":1}"#)), [],
                maximumLineLength: 1000, maximumSize: 1 << 20, mostSkipped: 2 << 20)
        }
        let endless = try made(.max)
        #expect(endless.isCutOff)
        #expect(endless.leftOut.map(\.reason) == ["longer than 1000 bytes"])
        let long = try made(1 << 20)
        #expect(!long.isCutOff)
        #expect(long.services == ["lab"])
    }

    @Test(arguments: [
        ("nonsense", "no JSON: expected null, got 'o'"),
        (#"{"jsonrpc":"2.0","id":1,"result":1}"#, "a response is no request"),
        (#"{"jsonrpc":"2.0","id":1,"method":"lab.next","expect":{"resul":1}}"#, "expect: an expectation has no"),
        (#"{"jsonrpc":"2.0","id":1,"method":"lab.none","expect":{"result":1}}"#, #"no service or method "lab.none""#),
        (line("next", "{}", #"{"anyOf":[{"matches":{}}]}"#), "a schema under matches does not say which result"),
        (line("next", "{}", #"{"matches":{}}"#), "a schema under matches does not say which result"),
        (
            line("next", "{}", #"{"error":{"code":1,"messageMatches":"x"}}"#),
            "messageMatches does not say which message"
        ),
        (line("next", "{}", #"{"error":{"message":"x"}}"#), "the expected error does not say its code"),
        (
            line("next", "{}", #"{"error":{"code":9007199254740992,"message":"x"}}"#),
            "the code of a rule's error is an integer of 53 bits, got 9007199254740992"
        ),
        (
            line("lie", "{}", #"{"result":"x"}"#),
            #"the result breaks the contract: result: expected number, got string "x""#
        ),
        (
            line("find", #"{"text":1}"#, #"{"result":1}"#),
            "the contract refuses these params with an answer of its own: text: expected string, got number 1"
        ),
        (
            line("find", #"{"text":1}"#, #"{"error":{"code":-32602,"message":"Invalid params","data":"of others"}}"#),
            "the contract refuses these params with an answer of its own: text: expected string, got number 1"
        ),
        (
            #"{"jsonrpc":"2.0","id":1,"method":"lab/pick","params":{"key":"x"},"expect":{"result":1}}"#,
            "no rule answers this: Invalid params"
        ),
    ])
    func `What no rule can answer is told with its line`(line: String, reason: String) throws {
        let made = try RecordedLab.made(of: "\n" + line, RecordedLab().services)
        #expect(made.leftOut.map(\.line) == [2])
        #expect(made.leftOut.first?.reason.hasPrefix(reason) == true, "\(made.leftOut)")
        #expect(made.services.isEmpty)
    }

    @Test(arguments: [
        ("next", "[1]", "params by position need the contract, which names them: -c CONTRACT"),
        (
            "/pick", "{}",
            "no request: invalid method segment; where contracts name methods otherwise, name them: -c CONTRACT"
        ),
    ])
    func `What only a contract tells is asked for`(method: String, params: String, reason: String) throws {
        let made = try RecordedLab.made(of: Self.line(method, params, #"{"result":1}"#))
        #expect(made.leftOut.map(\.reason) == [reason])
    }
}
