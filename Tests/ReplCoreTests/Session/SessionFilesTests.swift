import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

@testable import ReplCore

/// `.save` and `.read`.
@Suite struct SessionFilesTests {
    private let folder: TemporaryFolder
    private let session: Session
    private var path: String { folder.path }

    init() async throws {
        folder = try DemoService.folder()
        session = try await Self.session(in: folder)
    }

    private static func session(in folder: TemporaryFolder) async throws -> Session {
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        return Session(
            host: try await DemoService.host(in: folder),
            sources: ContractSources(contracts: [folder.path], handlers: []),
            loader: ContractLoader(), options: options)
    }

    private func run(_ entries: String...) async { for entry in entries { _ = await session.run(entry) } }
    private func error(_ entry: String) async -> String { await session.run(entry).error }
    private func read(_ name: String) throws -> String {
        String(decoding: try Files.read("\(path)/\(name)"), as: UTF8.self)
    }

    // MARK: Saving

    @Test func `Requests are saved with what came back`() async throws {
        await run(
            "demo.add a=2 b=3", "demo.add a=_.sum", ".services", "demo.tell text=hello", "demo.lost", "demo.add x",
            #"{"jsonrpc": "2.0", "method": "demo.echo", "params": {"x": [1.0, "#, #"{"jsonrpc": "1.0"}"#,
            "{\"jsonrpc\": \"2.0\", \"method\": \"demo.echo\",\n \"params\": {\"x\": 1.0}, \"id\": \"mine\", \"more\": 1}"
        )
        let output = await session.run(".save \(path)/calls.ndjson")
        #expect(output.text == "wrote 5 requests to \(path)/calls.ndjson, without 2 lines that were none")
        #expect(
            try read("calls.ndjson") == """
                {"jsonrpc":"2.0","method":"demo.add","params":{"a":2,"b":3},"id":1,"expect":{"result":{"sum":5}}}
                {"jsonrpc":"2.0","method":"demo.add","params":{"a":5},"id":2,"expect":{"error":{"code":-32602,"message":"Invalid params","data":{"errors":[{"instanceLocation":"","keywordLocation":"/required","error":"missing required \\"b\\""}]}}}}
                {"jsonrpc":"2.0","method":"demo.tell","params":{"text":"hello"}}
                {"jsonrpc":"2.0","method":"demo.lost","params":{},"id":4,"expect":{"kind":"transport-error"}}
                {"jsonrpc":"2.0","method":"demo.echo","params":{"x": 1.0},"id":"mine","expect":{"result":{"x": 1.0}}}

                """)
    }

    @Test func `A batch finds what was saved met`() async throws {
        await run("demo.add a=2 b=3", "demo.add a=2", "demo.lost", "demo.refuse", "demo.crash", "demo.lie")
        await run(".save \(path)/calls.ndjson")
        var batch = Batch()
        batch.timeout = .milliseconds(10)
        let outcome = try await batch.run(
            from: MemorySource(try read("calls.ndjson").utf8, chunk: 4096), to: MemorySink(),
            through: try await DemoService.host(in: folder).client)
        #expect(outcome.statistics.verdicts.met == 6)
        #expect(!outcome.isFailure)
    }

    @Test func `No file is written over`() async throws {
        #expect(await error(".save") == "✗ expected .save FILE")
        #expect(await error(".save \(path)/x") == "✗ there is nothing to save: no request was sent yet")
        await run("demo.refuse")
        #expect(
            await error(".save \(path)/demo.json")
                == "✗ \(path)/demo.json is there already; .save writes only new files")
        #expect(await error(".save /nowhere/x") == "✗ /nowhere/x: no such file or folder")
        #expect(
            await session.run(".save \(path)/calls.json").text
                == "wrote 1 request to \(path)/calls.json; in a folder of contracts its name should end in .ndjson")
    }

    @Test(arguments: [
        (["demo.add a=2 b=3", ".reset", "demo.refuse"], ".reset"),
        ([".on demo.lost {\"result\": 1}", "demo.lost"], ".on"),
        (["demo.refuse", ".reload", "demo.refuse"], ".reload"), (["demo.refuse", ".reset"], nil),
        ([".reset", "demo.refuse"], nil),
    ])
    func `What a batch cannot repeat is said`(entries: [String], command: String?) async throws {
        for entry in entries { #expect(await session.run(entry).error.hasPrefix("✗ no ") == false) }
        let said = "; a batch runs no \(command ?? ""), so the calls behind it may be answered otherwise"
        #expect(await session.run(".save \(path)/calls.ndjson").text.hasSuffix(said) == (command != nil))
    }

    // MARK: Reading

    @Test func `A byte-order mark before the lines of a file is no part of them`() async throws {
        try folder.write("\u{FEFF}demo.add a=2 b=3\r\n", to: "x")
        #expect(await session.run(".read \(path)/x") == Output(text: "{ \"sum\": 5 }"))
    }

    @Test func `Comments are passed over`() async throws {
        try folder.write("# first\ndemo.add a=2 b=3\n  # {\n", to: "x")
        #expect(await session.run(".read \(path)/x") == Output(text: "{ \"sum\": 5 }"))
    }

    @Test func `The lines of a file are run`() async throws {
        try folder.write(
            "demo.add a=2 b=3\r\n\n  \ndemo.add {\n\"a\": 1,\r\n\"b\": 2\n}\n.use demo\nadd a=_.sum b=1", to: "x")
        #expect(
            await session.run(".read \(path)/x")
                == Output([.text("{ \"sum\": 5 }"), .text("{ \"sum\": 3 }"), .text("{ \"sum\": 4 }")]))
    }

    @Test func `Each line is shown as it comes, and none is run once nothing more can be shown`() async throws {
        try folder.write("demo.add a=2 b=3\ndemo.refuse\ndemo.add a=1 b=1\n.quit\n", to: "x")
        var shown: [Output] = []
        session.show = {
            shown.append($0)
            return shown.count < 3
        }
        let output = await session.run(".read \(path)/x")
        #expect(shown.count == 3)
        #expect(shown.map(\.isFailure) == [false, true, false])
        #expect(shown.first == Output(text: "{ \"sum\": 5 }") && shown.last == Output(text: "{ \"sum\": 2 }"))
        #expect(output.pieces == [] && output.isFailure && !output.ends)
    }

    @Test func `The lines that fail are told`() async throws {
        try folder.write("demo.add a=2 b=3\ndemo.refuse\n.bogus\n.read \(path)/y", to: "x")
        try folder.write("\n\ndemo.lost", to: "y")
        let output = await session.run(".read \(path)/x")
        #expect(output.text == "{ \"sum\": 5 }")
        #expect(
            output.error == """
                \(path)/x:2: demo.refuse
                ✗ -32001 no
                    { "why": "be\\u001bcause" }
                \(path)/x:3: .bogus
                ✗ no command .bogus; .help lists them
                \(path)/x:4: .read \(path)/y
                \(path)/y:3: demo.lost
                ✗ ClamatorTransportError call timeout
                """)
        #expect(output.isFailure)
    }

    @Test func `Each entry is shown where the screen is a person's`() async throws {
        session.options.rows = 24
        try folder.write("demo.add a=2 b=3\ndemo.tell", to: "x")
        #expect(
            await session.run(".read \(path)/x").text == """
                \(path)/x:1: demo.add a=2 b=3
                { "sum": 5 }
                \(path)/x:2: demo.tell
                dropped: missing required "text"
                """)
    }

    @Test func `A file that quits ends the session`() async throws {
        try folder.write("demo.add a=2 b=3\n.quit\ndemo.add a=3 b=3", to: "x")
        #expect(await session.run(".read \(path)/x") == Output(text: "{ \"sum\": 5 }", ends: true))
    }

    @Test func `Files that read each other come to an end`() async throws {
        try folder.write(".read \(path)/x\n", to: "x")
        let output = await session.run(".read \(path)/x")
        #expect(output.error.hasSuffix("\n✗ \(path)/x is not read: files may read each other 8 deep"))
        #expect(output.error.split(separator: "\n").count == 9)
    }

    @Test func `Reading that is cancelled stops`() async throws {
        try folder.write("demo.add a=2 b=3", to: "x")
        let session = try await Self.session(in: DemoService.folder())
        let task = Task { [path] in
            withUnsafeCurrentTask { $0?.cancel() }
            return await session.run(".read \(path)/x")
        }
        #expect(await task.value.error == "✗ \(path)/x:1: demo.add a=2 b=3 was not run: cancelled")
    }

    @Test func `What cannot be read is refused`() async throws {
        try folder.write("x", to: "fine")
        #expect(await error(".read") == "✗ expected .read FILE")
        #expect(await error(".read /nowhere/x") == "✗ /nowhere/x: no such file or folder")
        #expect(await error(".read \(path)").hasPrefix("✗ \(path): "))
    }
}
