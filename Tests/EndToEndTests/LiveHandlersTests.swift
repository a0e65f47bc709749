import TestSupport
import Testing

/// Handlers that are looked at, replaced and loaded again while they answer.
@Suite struct LiveHandlersTests {
    private static let contract = """
        {"service": "till", "methods": {
          "ring": {"result": {}},
          "greet": {
            "params": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
            "result": {"type": "object", "properties": {"text": {"type": "string"}, "email": {"type": "string", "format": "email"}},
                       "required": ["text", "email"]},
            "examples": [{"params": {"name": "Ada"}, "result": {"text": "Hello Ada", "email": "ada@example.org"}}]
          }
        }}
        """
    private static let handlers = """
        {"service": "till", "state": {"count": 0},
         "handlers": {"ring": {"result": "${state.count}", "set": {"count": "${state.count + 1}"}}}}
        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder(["till.json": Self.contract, "till.handlers.json": Self.handlers])
    }

    private func run(_ entries: String..., options: [String] = []) throws -> Run {
        try Run.tool([folder.path] + options + entries.flatMap { ["-e", $0] })
    }

    @Test func `Rules are replaced and taken back`() throws {
        let run = try run(
            ".on till.ring {\"result\": \"mine\"}", "till.ring", ".handlers till.ring", ".off till.ring", "till.ring")
        #expect(
            run.lines == [
                "till.ring answers by this rule; .off till.ring takes it back", "\"mine\"", "till",
                "  ring      1×  { \"result\": \"mine\" } (.on)", "  state.count = 0", "till.ring answers as before",
                "0",
            ])
        #expect(run.error == "")
        #expect(run.status == 0)
    }

    @Test func `A bad rule is a failure`() throws {
        let run = try run(".on till.ring {\"result\": 1, \"silence\": true}", "till.ring")
        #expect(run.lines == ["0"])
        #expect(run.error.hasPrefix("✗ expected exactly one of \"builtin\", "))
        #expect(run.status == 1)
    }

    @Test func `What was saved starts alike`() throws {
        let saved = folder.path + "/saved.handlers.json"
        let first = try run(
            ".on till.ring {\"result\": \"${state.count + 7}\"}", ".save-handlers \(saved)", "till.ring")
        #expect(first.lines.last == "7")
        let second = try run("till.ring", options: ["--handlers", saved])
        #expect(second.lines == ["7"])
        #expect(second.error == "")
    }

    @Test func `A file that may not be written is named`() throws {
        let run = try run(".save-handlers /nowhere/saved.json")
        #expect(run.error == "✗ /nowhere/saved.json: no such file or folder\n")
        #expect(run.status == 1)
    }

    @Test func `State is reset and files are loaded again`() throws {
        let run = try run("till.ring", "till.ring", ".reload", "till.ring", ".reset", "till.ring")
        #expect(
            run.lines == ["0", "1", "nothing changed", "2", "state and sequences of till are at their start", "0"])
    }

    @Test func `What is named twice is loaded once`() throws {
        let file = folder.path + "/till.json"
        let run = try Run.tool([folder.path, file, file, "-e", "till.ring", "-e", ".load \(file)", "-e", "till.ring"])
        #expect(run.lines == ["0", "Services: till. .help helps, .quit leaves.", "1"])
        #expect(run.error == "")
    }

    // MARK: Mocks

    @Test func `A mock answers from the contract`() throws {
        #expect(try run("till.greet name=Ada").error.contains("till.greet has no handler"))
        let run = try run("till.ring", "till.greet name=Ada", "till.greet name=Bob", options: ["--mock"])
        #expect(run.lines.prefix(2) == ["0", "{ \"text\": \"Hello Ada\", \"email\": \"ada@example.org\" }"])
        #expect(run.lines.last?.contains("Hello Ada") == false)
        #expect(run.output.contains("@"))
        #expect(run.status == 0)
    }

    @Test func `The same seed gives the same answers`() throws {
        func answers(_ seed: String) throws -> String {
            try run("till.greet name=Bob", "till.greet name=Cem", options: ["--mock", "--seed", seed]).output
        }
        let first = try answers("7")
        #expect(try answers("7") == first)
        #expect(try answers("8") != first)
    }

    @Test func `Single calls and batches are mocked too`() throws {
        let call = try Run.tool("call", "till.greet", "name=Ada", "--mock", "-c", folder.path)
        #expect(call.output == "{\"text\": \"Hello Ada\", \"email\": \"ada@example.org\"}\n")
        let line = #"{"jsonrpc":"2.0","method":"till.greet","params":{"name":"Ada"},"id":1}"#
        let batch = try Run.tool("batch", "--mock", folder.path, input: Array(line.utf8))
        #expect(batch.output.contains("Hello Ada"))
        #expect(batch.status == 0)
    }

    @Test(arguments: ["x", "-1", "1.5"]) func `What is no seed is refused`(seed: String) throws {
        #expect(try run("till.ring", options: ["--seed=\(seed)"]).status == 64)
    }

    // MARK: Watching

    @Test func `Changes are taken in at the prompt`() throws {
        let terminal = try PseudoTerminal(
            command: [Tool.path, folder.path, "--watch"], columns: 120,
            environment: ["HOME": folder.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.modes.contains(2004) }
        func enter(_ entry: String) throws -> [String] {
            let before = terminal.screen.cursorRow
            try terminal.send(entry + "\r")
            try terminal.waitFor { $0.cursorRow > before && $0.cursorLine == "clamator>" }
            // Without the time.
            return terminal.screen.lines[(before + 1)..<terminal.screen.cursorRow].map {
                $0.hasSuffix(" ms") ? String($0.prefix { $0 != " " }) : $0
            }
        }
        #expect(try enter("till.ring") == ["0"])
        #expect(try enter("till.ring") == ["1"])

        try folder.write("{", to: "till.handlers.json")
        #expect(
            try enter("till.ring") == [
                "till keeps its last good version",
                "\(folder.path)/till.handlers.json:1:2: no JSON: the text ends too early", "2",
            ])
        #expect(try enter("till.ring") == ["3"])

        try folder.write(Self.handlers.replacing("0", with: "40"), to: "till.handlers.json")
        #expect(try enter("till.ring") == ["till changed; its state begins anew", "40"])

        try folder.write(#"{"service": "more", "methods": {}}"#, to: "more.json")
        #expect(try enter("") == ["more is new"])
        try folder.remove("more.json")
        #expect(try enter("") == ["more is gone"])
        #expect(try enter("") == [])
        #expect(try enter("till.ring") == ["41"])
    }
}
