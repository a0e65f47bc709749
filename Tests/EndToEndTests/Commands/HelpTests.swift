import Foundation
import TestSupport
import Testing

/// The forms and examples that `--help` prints.
@Suite struct HelpTests {
    /// What stands for a placeholder.
    private static let words = [
        "CONTRACT...": "contracts", "CONTRACT": "contracts", "METHOD": "errors.works", "ARG...": "{}",
        "CALLS.ndjson": "calls.ndjson",
        "OPTION...": "--color never", "PREFIX": "p --redis redis://127.0.0.1:1", "LINE": "'arith.add a=1 b=2'",
        "OLD": "contracts", "NEW": "contracts", "FILE...": "documents/wallet.json", "FORMAT": "openrpc",
        "FOLDER": "made", "FILE": "made/out",
    ]

    /// The lines of a command's help that are commands.
    private static func commands(_ name: String) throws -> [String] {
        try Run.tool(name.isEmpty ? ["--help"] : [name, "--help"]).lines
            .map { $0.replacing("USAGE: ", with: "").trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix("clamator-repl ") && $0 != "clamator-repl SUBCOMMAND ..." }
    }

    /// A form without what is optional, and with all of it.
    private static func variants(of form: String, _ command: String) -> Set<String> {
        let name = command == "describe" ? "arith" : "greeter"
        func filled(_ text: String) -> String {
            text.split(separator: " ").map { words[String($0)] ?? ($0 == "NAME" ? name : String($0)) }
                .joined(separator: " ")
        }
        let least = form.replacing(#/ \[[^\]]*\]/#, with: "")
        return [filled(least), filled(form.replacing("[", with: "").replacing("]", with: ""))]
    }

    @Test(arguments: [
        "", "prompt", "batch", "call", "describe", "check", "serve", "tail", "init", "handlers", "import", "export",
        "manifest", "diff",
    ])
    func `Every form that the help prints works`(command: String) throws {
        let forms = try Self.commands(command)
        #expect(!forms.isEmpty)
        for line in Set(forms.flatMap { Self.variants(of: $0, command) }) {
            let folder = try TemporaryFolder([
                "calls.ndjson": #"{"jsonrpc":"2.0","id":1,"method":"arith.add","params":{}}"#
            ])
            // Those that the examples name; to load all takes twice as long.
            for file in ["arith.json", "arith.handlers.json", "errors.json", "errors.handlers.json"] {
                try folder.write(
                    String(contentsOfFile: "\(Project.contracts)/\(file)", encoding: .utf8), to: "contracts/\(file)")
            }
            try folder.link("documents", to: Project.path + "/Documentation/examples")
            try FileManager.default.createDirectory(atPath: folder.path + "/made", withIntermediateDirectories: false)
            let live = line.replacing("redis://localhost", with: "redis://127.0.0.1:1")
            let run = try Run.shell("cd \(folder.path) && \(live) </dev/null")
            // No Redis is there; and a call of the batch is refused.
            let status: Int32 = live.contains("--redis") ? 69 : line.contains("calls.ndjson") ? 1 : 0
            #expect(run.status == status, "\(line): \(run.error)")
        }
    }
}
