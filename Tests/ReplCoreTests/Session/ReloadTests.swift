import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

@testable import ReplCore

@Suite struct ReloadTests {
    private static let brokenJSON = "{"

    // MARK: .reload

    @Test func saysThatNothingChanged() async throws {
        let shop = try await Shop()
        _ = await shop.session.run("till.ring")
        #expect(await shop.session.run(".reload") == Output(text: "nothing changed"))
        #expect(await shop.text("till.ring") == "1")
    }

    @Test func beginsChangedServicesAnewAndKeepsTheOthers() async throws {
        let shop = try await Shop()
        _ = await shop.session.run("till.ring")
        try shop.folder.write(Shop.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        #expect(await shop.text(".reload") == "clock changed; its state begins anew")
        #expect(await shop.text("clock.zone") == "\"CET\"")
        #expect(await shop.text("till.ring") == "1")
        try shop.folder.write(Shop.handlers.replacing("red", with: "blue"), to: "till.handlers.json")
        #expect(await shop.text(".reload") == "till changed; its state begins anew")
        #expect(await shop.text("till.ring") == "0")
        #expect(await shop.text("till.turn") == "\"blue\"")
    }

    @Test func saysWhatBecomesOfReplacements() async throws {
        let shop = try await Shop()
        _ = await shop.session.run(".on till.turn {\"result\": 1}")
        _ = await shop.session.run(".reload")
        #expect(await shop.text("till.turn") == "1")
        try shop.folder.write(Shop.handlers.replacing("red", with: "blue"), to: "till.handlers.json")
        #expect(await shop.text(".reload") == "till changed; its state begins anew, without its .on rules")
        #expect(await shop.text("till.turn") == "\"blue\"")
    }

    /// A file of the service `till` that goes bad in some way.
    private static let bad: [(file: String, text: String, message: String)] = [
        ("till.json", brokenJSON, "till.json:1:2: no JSON: the text ends too early"),
        ("till.json", Shop.contract.replacing("methods", with: "metods"), "unknown property \"metods\""),
        ("till.handlers.json", brokenJSON, "till.handlers.json:1:2: no JSON: the text ends too early"),
        ("till.handlers.json", Shop.handlers.replacing("\"ring\"", with: "\"rung\""), "has no method \"rung\""),
        (
            "till.handlers.json", Shop.handlers.replacing("till", with: "tall"),
            "expected service \"till\", got \"tall\""
        ),
        ("till.json", Shop.contract.replacing("\"till\"", with: "\"tall\""), "expected service \"tall\", got \"till\""),
    ]

    @Test(arguments: bad.indices) func keepsTheLastGoodVersionOfAServiceWithProblems(index: Int) async throws {
        let (file, text, message) = Self.bad[index]
        let shop = try await Shop()
        _ = await shop.session.run("till.ring")
        try shop.folder.write(text, to: file)
        try shop.folder.write(Shop.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        let output = await shop.session.run(".reload")
        #expect(output.text == "clock changed; its state begins anew\ntill keeps its last good version")
        #expect(output.error.contains("\(shop.folder.path)/"))
        #expect(output.error.contains(message))
        #expect(output.isFailure)
        #expect(await shop.text("clock.zone") == "\"CET\"")
        #expect(await shop.text("till.ring") == "1")
    }

    @Test func goesOnWithAServiceWhoseFileIsGoodAgain() async throws {
        let shop = try await Shop()
        _ = await shop.session.run("till.ring")
        try shop.folder.write(Self.brokenJSON, to: "till.handlers.json")
        _ = await shop.session.run(".reload")
        try shop.folder.write(Shop.handlers, to: "till.handlers.json")
        #expect(await shop.session.run(".reload") == Output(text: "nothing changed"))
        #expect(await shop.text("till.ring") == "1")
    }

    @Test func takesInAFileThatAContractRefersTo() async throws {
        let shop = try await Shop()
        try shop.folder.write(#"{ "type": "string", "minLength": 2 }"#, to: "zones.schema.json")
        #expect(await shop.text(".reload") == "clock changed; its state begins anew")
        try shop.folder.write(#"{ "type": "string", "minLength": 4 }"#, to: "zones.schema.json")
        let output = await shop.session.run(".reload")
        #expect(output.text == "clock keeps its last good version")
        #expect(output.error.contains("clock.handlers.json:"))
        #expect(await shop.text("clock.zone") == "\"UTC\"")
    }

    @Test func takesInOrderWhereItMatters() async throws {
        let shop = try await Shop()
        func contract(_ properties: String) -> String {
            """
            {"service": "less", "methods": {"it": {"params": {"type": "object", "properties": {\(properties)},
             "required": ["a", "b"]}, "result": {"type": "number"}, "handler": {"builtin": "subtract"}}}}
            """
        }
        let (a, b) = (#""a": {"type": "number"}"#, #""b": {"type": "number"}"#)
        try shop.folder.write(contract("\(a), \(b)"), to: "less.json")
        #expect(await shop.text(".reload") == "less is new")
        #expect(await shop.text("less.it a=5 b=3") == "2")
        try shop.folder.write(contract("\(b), \(a)"), to: "less.json")
        #expect(await shop.text(".reload") == "less changed; its state begins anew")
        #expect(await shop.text("less.it a=5 b=3") == "-2")
    }

    @Test func takesInNewFilesAndDropsThoseThatAreGone() async throws {
        let shop = try await Shop()
        try shop.folder.write(#"{"service": "extra", "methods": {"it": {"result": {}}}}"#, to: "extra.json")
        #expect(await shop.text(".reload") == "extra is new")
        #expect(await shop.error("extra.it").contains("extra.it has no handler"))
        try shop.folder.write(
            #"{"service": "extra", "handlers": {"it": {"result": 1}}}"#, to: "extra.handlers.json")
        #expect(await shop.text(".reload") == "extra changed; its state begins anew")
        #expect(await shop.text("extra.it") == "1")
        _ = await shop.session.run(".use extra")
        try shop.folder.remove("extra.json")
        #expect(await shop.text(".reload") == "extra is gone")
        #expect(shop.session.prompt.plainText == "clamator> ")
        #expect(await shop.error("extra.it").contains("no service or method \"extra.it\""))
    }

    @Test func keepsAServiceApartFromASecondContractOfItsName() async throws {
        let shop = try await Shop()
        _ = await shop.session.run("till.ring")
        try shop.folder.write(Shop.contract, to: "again.json")
        let output = await shop.session.run(".reload")
        #expect(output.text == "till keeps its last good version")
        #expect(output.error.contains("till.json:2:14: service \"till\" is in \(shop.folder.path)/again.json too"))
        #expect(await shop.text("till.ring") == "1")
    }

    @Test func takesTheOthersInWhereANamedFileIsGone() async throws {
        let shop = try await Shop(["till.json", "clock.json"], handlers: ["given"])
        #expect(await shop.text("till.turn") == "\"given\"")
        try shop.folder.remove("given")
        try shop.folder.write(Shop.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        let output = await shop.session.run(".reload")
        #expect(output.text == "clock changed; its state begins anew\ntill keeps its last good version")
        #expect(output.error == "\(shop.folder.path)/given: no such file or folder")
        #expect(await shop.text("till.turn") == "\"given\"")
        try shop.folder.remove("clock.json")
        #expect(await shop.text(".reload") == "till keeps its last good version\nclock keeps its last good version")
    }

    @Test(arguments: ["", "/"]) func keepsWhatItHasWhereAFolderHoldsNoContractAnyMore(slash: String) async throws {
        let shop = try await Shop(slash.isEmpty ? [] : [""])
        for name in ["till.json", "clock.json"] { try shop.folder.remove(name) }
        let output = await shop.session.run(".reload")
        #expect(output.text == "clock keeps its last good version\ntill keeps its last good version")
        #expect(output.error == "\(shop.folder.path)\(slash): the folder holds no contract (*.json)")
        #expect(await shop.text("clock.zone") == "\"UTC\"")
    }

    // MARK: .load

    @Test func keepsStateWhereMoreIsLoaded() async throws {
        let shop = try await Shop(["till.json"])
        _ = await shop.session.run("till.ring")
        let output = await shop.session.run(".load \(shop.folder.path)")
        #expect(output == Output(text: "Services: till clock. .help helps, .quit leaves."))
        #expect(await shop.text("till.ring") == "1")
        #expect(await shop.text("clock.zone") == "\"UTC\"")
    }

    @Test func loadsAFileOfALoadedFolderOnce() async throws {
        let shop = try await Shop()
        _ = await shop.session.run("till.ring")
        for path in ["\(shop.folder.path)/till.json", "\(shop.folder.path)/./till.json", shop.folder.path] {
            let output = await shop.session.run(".load \(path)")
            #expect(output == Output(text: "Services: clock till. .help helps, .quit leaves."))
        }
        #expect(await shop.text("till.ring") == "1")
    }

    @Test func loadsAFileThatIsNamedTwiceOnce() async throws {
        let shop = try await Shop(["till.json", "till.json", "./till.json"])
        #expect(shop.session.greeting == "Services: till. .help helps, .quit leaves.")
        #expect(await shop.session.run(".reload") == Output(text: "nothing changed"))
    }

    @Test func takesInChangesAtALoad() async throws {
        let shop = try await Shop(["till.json"])
        try shop.folder.write(Self.brokenJSON, to: "till.json")
        let output = await shop.session.run(".load \(shop.folder.path)/clock.json")
        #expect(output.text == "Services: till clock. .help helps, .quit leaves.")
        #expect(output.error.contains("till.json:1:2: no JSON"))
        #expect(await shop.text("till.turn") == "\"red\"")
        try shop.folder.write(Shop.contract.replacing("price", with: "cost"), to: "till.json")
        #expect(
            await shop.text(".load \(shop.folder.path)/till.json") == """
                till changed; its state begins anew
                Services: till clock. .help helps, .quit leaves.
                """)
    }

    // MARK: Watching

    @Test func takesChangesInBeforeTheNextEntry() async throws {
        let shop = try await Shop(watches: true)
        #expect(await shop.text("till.ring") == "0")
        try shop.folder.write(Shop.clockHandlers.replacing("UTC", with: "CEST"), to: "clock.handlers.json")
        #expect(await shop.text("clock.zone") == "clock changed; its state begins anew\n\"CEST\"")
        #expect(await shop.text("clock.zone") == "\"CEST\"")
        #expect(await shop.text("till.ring") == "1")
    }

    @Test func isQuietWhereAFileWasWrittenAsItWas() async throws {
        let shop = try await Shop(watches: true)
        try shop.folder.write(Shop.handlers, to: "till.handlers.json")
        try shop.folder.write("not of interest", to: "notes.txt")
        #expect(await shop.session.run("") == Output())
    }

    @Test func saysOnceWhatIsWrong() async throws {
        let shop = try await Shop(watches: true)
        try shop.folder.write(Self.brokenJSON, to: "till.handlers.json")
        let output = await shop.session.run("clock.zone")
        #expect(output.text == "till keeps its last good version\n\"UTC\"")
        #expect(output.error.contains("till.handlers.json:1:2: no JSON"))
        #expect(await shop.session.run("clock.zone") == Output(text: "\"UTC\""))
        try shop.folder.write(Shop.handlers.replacing("red", with: "blue"), to: "till.handlers.json")
        #expect(await shop.text("till.turn") == "till changed; its state begins anew\n\"blue\"")
    }

    /// No service came of the file yet, and its folder does not change when it is written in place.
    @Test func looksAgainAtANewFileWithProblems() async throws {
        let shop = try await Shop(watches: true)
        try shop.folder.write(Self.brokenJSON, to: "extra.json")
        #expect(await shop.error("").contains("extra.json:1:2: no JSON"))
        try Files.write(
            #"{"service": "extra", "methods": {"it": {"result": {}}}}"#, to: "\(shop.folder.path)/extra.json")
        #expect(await shop.session.run("") == Output(text: "extra is new"))
    }

    /// The file that a contract refers to lies where nothing was read before.
    @Test func looksAgainAtAReferenceThatLeadNowhere() async throws {
        let shop = try await Shop(watches: true)
        try shop.folder.write(Shop.clock.replacing("zones", with: "places"), to: "clock.json")
        let output = await shop.session.run("clock.zone")
        #expect(output.text == "clock keeps its last good version\n\"UTC\"")
        #expect(output.error.contains("clock.json:1:"))
        try shop.folder.write(Shop.zones, to: "places.schema.json")
        #expect(await shop.text("clock.zone") == "clock changed; its state begins anew\n\"UTC\"")
    }

    @Test func saysNothingOfServicesWhereOnlyANewFileIsWrong() async throws {
        let shop = try await Shop(watches: true)
        try shop.folder.write(Self.brokenJSON, to: "extra.json")
        #expect(await shop.session.run("").text == "")
    }

    @Test func saysOnceThatItReloaded() async throws {
        let shop = try await Shop(watches: true)
        try shop.folder.write(Shop.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        #expect(await shop.session.run(".reload") == Output(text: "clock changed; its state begins anew"))
    }

    @Test func looksAtNothingUnlessTold() async throws {
        let shop = try await Shop()
        try shop.folder.write(Shop.clockHandlers.replacing("UTC", with: "CET"), to: "clock.handlers.json")
        #expect(await shop.session.run("clock.zone") == Output(text: "\"UTC\""))
    }

    // MARK: Mocks

    private func options(seed: UInt64) -> HandlerOptions {
        var options = HandlerOptions()
        (options.seed, options.mocks) = (seed, true)
        return options
    }

    @Test func answersAlikeWhereTheSeedIsTheSame() async throws {
        var answers: [UInt64: Set<String>] = [:]
        for seed: UInt64 in [1, 1, 2] {
            let shop = try await Shop(options: options(seed: seed))
            let both = await shop.text("till.idle") + shop.text("till.idle")
            answers[seed, default: []].insert(both)
        }
        #expect(answers[1]?.count == 1)
        #expect(answers[1] != answers[2])
    }

    @Test func letsRulesGoBeforeMocks() async throws {
        let shop = try await Shop(options: options(seed: 1))
        #expect(await shop.text("till.turn") == "\"red\"")
        #expect(await shop.text(".handlers till.idle").contains("  idle  answered from the contract"))
        _ = await shop.session.run(".on till.idle {\"result\": {\"id\": \"mine\"}}")
        #expect(await shop.text("till.idle") == "{ \"id\": \"mine\" }")
        #expect(await shop.text(".off till.idle") == "till.idle answers as before")
        #expect(await shop.session.run("till.idle").text.hasPrefix("{ \"id\": \""))
    }
}
