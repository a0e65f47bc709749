import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `Output`, which is internal.
@testable import ReplCore

@Suite struct ReloadTests {
    private static let brokenJSON = "{"

    // MARK: .reload

    @Test func `A reload says that nothing changed`() async throws {
        let opened = try await FolderSession()
        _ = await opened.session.run("till.ring")
        #expect(await opened.session.run(".reload") == Output(text: "nothing changed"))
        #expect(await opened.text("till.ring") == "1")
    }

    @Test func `Changed services begin anew, and the others go on`() async throws {
        let opened = try await FolderSession()
        _ = await opened.session.run("till.ring")
        try opened.folder.write(FolderSession.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        #expect(await opened.text(".reload") == "clock changed; its state begins anew")
        #expect(await opened.text("clock.zone") == "\"CET\"")
        #expect(await opened.text("till.ring") == "1")
        try opened.folder.write(FolderSession.handlers.replacing("red", with: "blue"), to: "till.handlers.json")
        #expect(await opened.text(".reload") == "till changed; its state begins anew")
        #expect(await opened.text("till.ring") == "0")
        #expect(await opened.text("till.turn") == "\"blue\"")
    }

    @Test func `A reload says which replacements it drops and which it keeps`() async throws {
        let opened = try await FolderSession()
        _ = await opened.session.run(".on till.turn {\"result\": 1}")
        _ = await opened.session.run(".reload")
        #expect(await opened.text("till.turn") == "1")
        try opened.folder.write(FolderSession.handlers.replacing("red", with: "blue"), to: "till.handlers.json")
        #expect(await opened.text(".reload") == "till changed; its state begins anew, without its .on rules")
        #expect(await opened.text("till.turn") == "\"blue\"")
    }

    /// A file of the service `till` that goes bad in some way.
    private static let bad: [(file: String, text: String, message: String)] = [
        ("till.json", brokenJSON, "till.json:1:2: no JSON: the text ends too early"),
        ("till.json", FolderSession.contract.replacing("methods", with: "metods"), "unknown property \"metods\""),
        ("till.handlers.json", brokenJSON, "till.handlers.json:1:2: no JSON: the text ends too early"),
        (
            "till.handlers.json", FolderSession.handlers.replacing("\"ring\"", with: "\"rung\""),
            "has no method \"rung\""
        ),
        (
            "till.handlers.json", FolderSession.handlers.replacing("till", with: "tall"),
            "expected service \"till\", got \"tall\""
        ),
        (
            "till.json", FolderSession.contract.replacing("\"till\"", with: "\"tall\""),
            "expected service \"tall\", got \"till\""
        ),
    ]

    @Test(arguments: bad.indices) func `The last good version of a service with problems is kept`(index: Int)
        async throws
    {
        let (file, text, message) = Self.bad[index]
        let opened = try await FolderSession()
        _ = await opened.session.run("till.ring")
        try opened.folder.write(text, to: file)
        try opened.folder.write(FolderSession.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        let output = await opened.session.run(".reload")
        #expect(output.text == "clock changed; its state begins anew\ntill keeps its last good version")
        #expect(output.error.contains("\(opened.folder.path)/"))
        #expect(output.error.contains(message))
        #expect(output.isFailure)
        #expect(await opened.text("clock.zone") == "\"CET\"")
        #expect(await opened.text("till.ring") == "1")
    }

    @Test func `A service whose file is good again goes on`() async throws {
        let opened = try await FolderSession()
        _ = await opened.session.run("till.ring")
        try opened.folder.write(Self.brokenJSON, to: "till.handlers.json")
        _ = await opened.session.run(".reload")
        try opened.folder.write(FolderSession.handlers, to: "till.handlers.json")
        #expect(await opened.session.run(".reload") == Output(text: "nothing changed"))
        #expect(await opened.text("till.ring") == "1")
    }

    @Test func `A file that a contract refers to is taken in`() async throws {
        let opened = try await FolderSession()
        try opened.folder.write(#"{ "type": "string", "minLength": 2 }"#, to: "zones.schema.json")
        #expect(await opened.text(".reload") == "clock changed; its state begins anew")
        try opened.folder.write(#"{ "type": "string", "minLength": 4 }"#, to: "zones.schema.json")
        let output = await opened.session.run(".reload")
        #expect(output.text == "clock keeps its last good version")
        #expect(output.error.contains("clock.handlers.json:"))
        #expect(await opened.text("clock.zone") == "\"UTC\"")
    }

    @Test func `Order is taken in where it matters`() async throws {
        let opened = try await FolderSession()
        func contract(_ properties: String) -> String {
            """
            {"service": "less", "methods": {"it": {"params": {"type": "object", "properties": {\(properties)},
             "required": ["a", "b"]}, "result": {"type": "number"}, "handler": {"builtin": "subtract"}}}}
            """
        }
        let (a, b) = (#""a": {"type": "number"}"#, #""b": {"type": "number"}"#)
        try opened.folder.write(contract("\(a), \(b)"), to: "less.json")
        #expect(await opened.text(".reload") == "less is new")
        #expect(await opened.text("less.it a=5 b=3") == "2")
        try opened.folder.write(contract("\(b), \(a)"), to: "less.json")
        #expect(await opened.text(".reload") == "less changed; its state begins anew")
        #expect(await opened.text("less.it a=5 b=3") == "-2")
    }

    @Test func `New files are taken in, and those that are gone dropped`() async throws {
        let opened = try await FolderSession()
        try opened.folder.write(#"{"service": "extra", "methods": {"it": {"result": {}}}}"#, to: "extra.json")
        #expect(await opened.text(".reload") == "extra is new")
        #expect(await opened.error("extra.it").contains("extra.it has no handler"))
        try opened.folder.write(
            #"{"service": "extra", "handlers": {"it": {"result": 1}}}"#, to: "extra.handlers.json")
        #expect(await opened.text(".reload") == "extra changed; its state begins anew")
        #expect(await opened.text("extra.it") == "1")
        _ = await opened.session.run(".use extra")
        try opened.folder.remove("extra.json")
        #expect(await opened.text(".reload") == "extra is gone")
        #expect(opened.session.prompt.plainText == "clamator> ")
        #expect(await opened.error("extra.it").contains("no service or method \"extra.it\""))
    }

    @Test func `A service is kept apart from a second contract of its name`() async throws {
        let opened = try await FolderSession()
        _ = await opened.session.run("till.ring")
        try opened.folder.write(FolderSession.contract, to: "again.json")
        let output = await opened.session.run(".reload")
        #expect(output.text == "till keeps its last good version")
        #expect(output.error.contains("till.json:2:14: service \"till\" is in \(opened.folder.path)/again.json too"))
        #expect(await opened.text("till.ring") == "1")
    }

    @Test func `Where a named file is gone the others are taken in`() async throws {
        let opened = try await FolderSession(["till.json", "clock.json"], handlers: ["given"])
        #expect(await opened.text("till.turn") == "\"given\"")
        try opened.folder.remove("given")
        try opened.folder.write(FolderSession.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        let output = await opened.session.run(".reload")
        #expect(output.text == "clock changed; its state begins anew\ntill keeps its last good version")
        #expect(output.error == "\(opened.folder.path)/given: no such file or folder")
        #expect(await opened.text("till.turn") == "\"given\"")
        try opened.folder.remove("clock.json")
        #expect(await opened.text(".reload") == "till keeps its last good version\nclock keeps its last good version")
    }

    @Test(arguments: ["", "/"]) func `Where a folder holds no contract any more what was loaded is kept`(slash: String)
        async throws
    {
        let opened = try await FolderSession(slash.isEmpty ? [] : [""])
        for name in ["till.json", "clock.json"] { try opened.folder.remove(name) }
        let output = await opened.session.run(".reload")
        #expect(output.text == "clock keeps its last good version\ntill keeps its last good version")
        #expect(output.error == "\(opened.folder.path)\(slash): the folder holds no contract (*.json, *.yaml)")
        #expect(await opened.text("clock.zone") == "\"UTC\"")
    }

    // MARK: .load

    @Test func `State is kept where more is loaded`() async throws {
        let opened = try await FolderSession(["till.json"])
        _ = await opened.session.run("till.ring")
        let output = await opened.session.run(".load \(opened.folder.path)")
        #expect(output == Output(text: "Services: till clock. .help helps, .quit leaves."))
        #expect(await opened.text("till.ring") == "1")
        #expect(await opened.text("clock.zone") == "\"UTC\"")
    }

    @Test func `A file of a loaded folder is loaded once`() async throws {
        let opened = try await FolderSession()
        _ = await opened.session.run("till.ring")
        for path in ["\(opened.folder.path)/till.json", "\(opened.folder.path)/./till.json", opened.folder.path] {
            let output = await opened.session.run(".load \(path)")
            #expect(output == Output(text: "Services: clock till. .help helps, .quit leaves."))
        }
        #expect(await opened.text("till.ring") == "1")
    }

    @Test func `A file that is named twice is loaded once`() async throws {
        let opened = try await FolderSession(["till.json", "till.json", "./till.json"])
        #expect(opened.session.greeting == "Services: till. .help helps, .quit leaves.")
        #expect(await opened.session.run(".reload") == Output(text: "nothing changed"))
    }

    @Test func `Changes are taken in at a load`() async throws {
        let opened = try await FolderSession(["till.json"])
        try opened.folder.write(Self.brokenJSON, to: "till.json")
        let output = await opened.session.run(".load \(opened.folder.path)/clock.json")
        #expect(output.text == "Services: till clock. .help helps, .quit leaves.")
        #expect(output.error.contains("till.json:1:2: no JSON"))
        #expect(await opened.text("till.turn") == "\"red\"")
        try opened.folder.write(FolderSession.contract.replacing("price", with: "cost"), to: "till.json")
        #expect(
            await opened.text(".load \(opened.folder.path)/till.json") == """
                till changed; its state begins anew
                Services: till clock. .help helps, .quit leaves.
                """)
    }

    // MARK: Watching

    @Test func `Changes are taken in before the next entry`() async throws {
        let opened = try await FolderSession(watches: true)
        #expect(await opened.text("till.ring") == "0")
        try opened.folder.write(FolderSession.clockHandlers.replacing("UTC", with: "CEST"), to: "clock.handlers.json")
        #expect(await opened.text("clock.zone") == "clock changed; its state begins anew\n\"CEST\"")
        #expect(await opened.text("clock.zone") == "\"CEST\"")
        #expect(await opened.text("till.ring") == "1")
    }

    @Test func `What is saved after services began anew by themselves tells of that`() async throws {
        let opened = try await FolderSession(watches: true)
        _ = await opened.session.run("till.ring")
        try opened.folder.write(FolderSession.handlers.replacing("free", with: "gratis"), to: "till.handlers.json")
        #expect(await opened.text("till.ring") == "till changed; its state begins anew\n0")
        let saved = await opened.text(".save \(opened.folder.path)/calls.ndjson")
        #expect(saved.contains("calls.ndjson:2: answered behind .reload, which a batch does not run"))
        _ = await opened.session.run(".save \(opened.folder.path)/calls.repl")
        let entries = String(decoding: try Files.read("\(opened.folder.path)/calls.repl"), as: UTF8.self)
        #expect(entries == "till.ring\n.reload\ntill.ring\n")
    }

    @Test func `What is saved tells of a reload that changed something`() async throws {
        let opened = try await FolderSession()
        let path = opened.folder.path
        for entry in ["till.ring", ".reload", "till.ring"] { _ = await opened.session.run(entry) }
        #expect(await opened.text(".save \(path)/a.ndjson") == "wrote 2 requests to \(path)/a.ndjson")
        try opened.folder.write(FolderSession.handlers.replacing("free", with: "gratis"), to: "till.handlers.json")
        for entry in [".reload", "till.ring"] { _ = await opened.session.run(entry) }
        let saved = await opened.text(".save \(path)/b.ndjson")
        #expect(saved.contains("b.ndjson:3: answered behind .reload, which a batch does not run"))
        _ = await opened.session.run(".save \(path)/c.repl")
        let entries = String(decoding: try Files.read("\(path)/c.repl"), as: UTF8.self)
        #expect(entries == "till.ring\ntill.ring\n.reload\ntill.ring\n")
    }

    @Test(arguments: ["till.handlers.json", "./till.handlers.json"])
    func `What a session writes of its own handlers is no change`(name: String) async throws {
        let opened = try await FolderSession(watches: true)
        #expect(await opened.text("till.ring") == "0")
        _ = await opened.session.run(".on till.turn {\"result\": 1}")
        _ = await opened.session.run(".use till")
        #expect(await opened.text(".save-handlers \(opened.folder.path)/\(name)").hasPrefix("wrote the handlers"))
        #expect(await opened.text("ring") == "1")
        #expect(await opened.text("turn") == "1")
        #expect(await opened.text(".reload") == "nothing changed")
        try opened.folder.write(FolderSession.handlers, to: "till.handlers.json")
        #expect(await opened.text("ring") == "till changed; its state begins anew, without its .on rules\n0")
    }

    @Test func `Handlers that are written where there were none are no change`() async throws {
        let opened = try await FolderSession(["clock.json"], watches: true)
        try Files.remove("\(opened.folder.path)/clock.handlers.json")
        #expect(await opened.text("clock.zone") == "clock changed; its state begins anew")
        _ = await opened.session.run(".on clock.zone {\"result\": \"CET\"}")
        _ = await opened.session.run(".save-handlers \(opened.folder.path)/clock.handlers.json")
        #expect(await opened.text("clock.zone") == "\"CET\"")
    }

    @Test func `A file that was written as it was is no change`() async throws {
        let opened = try await FolderSession(watches: true)
        try opened.folder.write(FolderSession.handlers, to: "till.handlers.json")
        try opened.folder.write("not of interest", to: "notes.txt")
        #expect(await opened.session.run("") == Output())
    }

    @Test func `What is wrong is said once`() async throws {
        let opened = try await FolderSession(watches: true)
        try opened.folder.write(Self.brokenJSON, to: "till.handlers.json")
        let output = await opened.session.run("clock.zone")
        #expect(output.text == "till keeps its last good version\n\"UTC\"")
        #expect(output.error.contains("till.handlers.json:1:2: no JSON"))
        #expect(await opened.session.run("clock.zone") == Output(text: "\"UTC\""))
        try opened.folder.write(FolderSession.handlers, to: "till.handlers.json")
        #expect(await opened.text("clock.zone") == "the files are right again\n\"UTC\"")
        #expect(await opened.session.run("clock.zone") == Output(text: "\"UTC\""))
        try opened.folder.write(FolderSession.handlers.replacing("red", with: "blue"), to: "till.handlers.json")
        #expect(await opened.text("till.turn") == "till changed; its state begins anew\n\"blue\"")
    }

    /// No service came of the file yet, and its folder does not change when it is written in place.
    @Test func `A new file with problems is looked at again`() async throws {
        let opened = try await FolderSession(watches: true)
        try opened.folder.write(Self.brokenJSON, to: "extra.json")
        #expect(await opened.error("").contains("extra.json:1:2: no JSON"))
        try Files.write(
            #"{"service": "extra", "methods": {"it": {"result": {}}}}"#, to: "\(opened.folder.path)/extra.json")
        #expect(await opened.session.run("") == Output(text: "extra is new"))
    }

    /// The file that a contract refers to lies where nothing was read before.
    @Test func `A reference that led nowhere is looked at again`() async throws {
        let opened = try await FolderSession(watches: true)
        try opened.folder.write(FolderSession.clock.replacing("zones", with: "places"), to: "clock.json")
        let output = await opened.session.run("clock.zone")
        #expect(output.text == "clock keeps its last good version\n\"UTC\"")
        #expect(output.error.contains("clock.json:1:"))
        try opened.folder.write(FolderSession.zones, to: "places.schema.json")
        #expect(await opened.text("clock.zone") == "clock changed; its state begins anew\n\"UTC\"")
    }

    @Test func `Where only a new file is wrong nothing is said of services`() async throws {
        let opened = try await FolderSession(watches: true)
        try opened.folder.write(Self.brokenJSON, to: "extra.json")
        #expect(await opened.session.run("").text == "")
    }

    @Test func `That files were loaded again is said once`() async throws {
        let opened = try await FolderSession(watches: true)
        try opened.folder.write(FolderSession.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        #expect(await opened.session.run(".reload") == Output(text: "clock changed; its state begins anew"))
    }

    @Test func `Files are watched only where that is asked for`() async throws {
        let opened = try await FolderSession()
        try opened.folder.write(FolderSession.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        #expect(await opened.session.run("clock.zone") == Output(text: "\"UTC\""))
    }

    // MARK: Mocks

    private func options(seed: UInt64) -> HandlerOptions {
        var options = HandlerOptions()
        (options.seed, options.mocks) = (seed, true)
        return options
    }

    @Test func `The same seed gives the same answers`() async throws {
        var answers: [UInt64: Set<String>] = [:]
        for seed: UInt64 in [1, 1, 2] {
            let opened = try await FolderSession(options: options(seed: seed))
            let both = await opened.text("till.idle") + opened.text("till.idle")
            answers[seed, default: []].insert(both)
        }
        #expect(answers[1]?.count == 1)
        #expect(answers[1] != answers[2])
    }

    @Test func `Rules go before mocks`() async throws {
        let opened = try await FolderSession(options: options(seed: 1))
        #expect(await opened.text("till.turn") == "\"red\"")
        #expect(await opened.text(".handlers till.idle").contains("  idle  answered from the contract"))
        _ = await opened.session.run(".on till.idle {\"result\": {\"id\": \"mine\"}}")
        #expect(await opened.text("till.idle") == "{ \"id\": \"mine\" }")
        #expect(await opened.text(".off till.idle") == "till.idle answers as before")
        #expect(await opened.session.run("till.idle").text.hasPrefix("{ \"id\": \""))
    }
}
