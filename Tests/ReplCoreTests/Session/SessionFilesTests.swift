import ClamatorKit
import Foundation
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `Output`, which is internal.
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
                {"jsonrpc":"2.0","method":"demo.tell","params":{"text":"hello"},"expect":{"kind":"notification"}}
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
        (["demo.add a=2 b=3", ".reset", "demo.refuse"], [(2, ".reset")]),
        ([".on demo.lost {\"result\": 1}", "demo.lost"], [(1, ".on demo.lost")]),
        (["demo.refuse", ".reload", "demo.refuse"], []), (["demo.refuse", ".reset"], []),
        ([".reset", "demo.refuse"], []),
        (
            [
                "nosuch.method", ".on demo.lost {\"result\": 1}", "nosuch.method", "demo.lost", ".off demo.lost",
                "demo.add",
                "demo.add",
            ], [(3, ".on demo.lost"), (4, ".off demo.lost")]
        ),
        (["demo.refuse", ".repeat 3", "demo.refuse"], [(2, ".repeat 3")]),
    ])
    func `What a batch cannot repeat is said with its line`(
        entries: [String], told: [(line: Int, command: String)]
    ) async throws {
        for entry in entries { #expect(await session.run(entry).error.hasPrefix("✗ no ") == entry.isEmpty) }
        let lines = await session.run(".save \(path)/calls.ndjson").text.split(separator: "\n").dropFirst()
        let warnings = told.map {
            "\(path)/calls.ndjson:\($0.line): answered behind \($0.command), which a batch does not run"
        }
        let advice = [".save NAME.repl keeps these commands too, for .read"]
        #expect(lines.map(String.init) == (told.isEmpty ? [] : warnings + advice))
    }

    @Test func `Lines of the prompt are saved with the commands between them`() async throws {
        await run(
            "demo.add a=2 b=3", ".use demo", ".on lost {\"result\":\n 1}", "lost", ".services", ".off lost",
            "X = demo.echo x=_ y=\"_1\"", "demo.tell text=hello", #"{"jsonrpc": "1.0"}"#, "nosuch.method a=1",
            #"{"jsonrpc": "2.0", "method": "demo.echo", "params": {"x": [1.0"#)
        let output = await session.run(".save \(path)/calls.repl")
        #expect(output.text == "wrote 9 entries to \(path)/calls.repl, without 1 line of JSON that has no end")
        #expect(
            try read("calls.repl") == """
                demo.add a=2 b=3
                .use demo
                .on lost {"result":
                 1}
                demo.lost
                .off lost
                demo.echo { "x": 1, "y": "_1" }
                demo.tell text=hello
                {"jsonrpc": "1.0"}
                nosuch.method {"a":1}

                """)
        let again = try await Self.session(in: folder)
        let replayed = await again.run(".read \(path)/calls.repl")
        #expect(replayed.text.contains("{ \"x\": 1, \"y\": \"_1\" }"))
        #expect(replayed.text.hasPrefix("{ \"sum\": 5 }"))
    }

    // MARK: Recording

    @Test func `Calls are recorded as they are made`() async throws {
        await run("demo.add a=1 b=1")
        #expect(
            await session.run(".record \(path)/calls.ndjson").text
                == "recording to \(path)/calls.ndjson; .record off ends it")
        await run("demo.add a=2 b=3", ".services", "demo.tell", "demo.tell text=hello", "demo.lost")
        #expect(
            try read("calls.ndjson") == """
                {"jsonrpc":"2.0","method":"demo.add","params":{"a":2,"b":3},"id":1,"expect":{"result":{"sum":5}}}
                {"jsonrpc":"2.0","method":"demo.tell","params":{}}
                {"jsonrpc":"2.0","method":"demo.tell","params":{"text":"hello"},"expect":{"kind":"notification"}}
                {"jsonrpc":"2.0","method":"demo.lost","params":{},"id":4,"expect":{"kind":"transport-error"}}

                """)
        #expect(
            await session.run(".record").text == "recorded so far: 4 calls to \(path)/calls.ndjson; .record off ends it"
        )
        #expect(
            await error(".record \(path)/more.ndjson")
                == "✗ recorded so far: 4 calls to \(path)/calls.ndjson; .record off ends it")
        #expect(await session.run(".record off").text == "recorded 4 calls to \(path)/calls.ndjson")
        await run("demo.refuse")
        #expect(try read("calls.ndjson").split(separator: "\n").count == 4)
        #expect(await error(".record off") == "✗ there is no recording to end; .record FILE begins one")
        #expect(await session.run(".record").text == "no calls are recorded; .record FILE begins")
    }

    @Test func `What a batch cannot repeat is said with the call that is recorded`() async throws {
        await run(".record \(path)/calls.ndjson", "demo.refuse", ".reset")
        #expect(
            await error("demo.refuse").hasSuffix(
                "\n\(path)/calls.ndjson:2: answered behind .reset, which a batch does not run"))
        #expect(await error("demo.add a=1 b=1") == "")
    }

    @Test func `No file is recorded over`() async throws {
        #expect(
            await error(".record \(path)/demo.json")
                == "✗ \(path)/demo.json is there already; .record writes only new files")
        #expect(await error(".record /nowhere/x") == "✗ /nowhere/x: no such file or folder")
    }

    @Test func `A recording that cannot be written any more ends`() async throws {
        await run(".record \(path)/calls.ndjson")
        try folder.remove("calls.ndjson")
        let output = await session.run("demo.add a=1 b=1")
        #expect(output.text == "{ \"sum\": 2 }")
        #expect(output.error == "✗ \(path)/calls.ndjson: no such file or folder; the recording has ended")
        #expect(output.isFailure)
        #expect(await error("demo.add a=1 b=1") == "")
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
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await session.run(".read \(path)/x")
        }
        #expect(await task.value.error == "✗ \(path)/x:1: demo.add a=2 b=3 was not run: cancelled")
    }

    @Test func `A file that is no UTF-8 text is refused with the line`() async throws {
        try Files.write("demo.add a=1 b=1\ndemo.lost \u{FF}", to: "\(path)/x")
        var bytes = try Files.read("\(path)/x")
        bytes.removeLast()
        try Data(bytes).write(to: URL(filePath: "\(path)/x"))
        #expect(await error(".read \(path)/x") == "✗ \(path)/x:2: no UTF-8 text")
    }

    @Test func `What cannot be read is refused`() async throws {
        try folder.write("x", to: "fine")
        #expect(await error(".read") == "✗ expected .read FILE")
        #expect(await error(".read /nowhere/x") == "✗ /nowhere/x: no such file or folder")
        #expect(await error(".read \(path)").hasPrefix("✗ \(path): "))
    }
}
