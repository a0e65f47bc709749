import Foundation
import TestSupport
import Testing

/// What bash, zsh and fish put in after Tab, with the scripts that the tool prints.
@Suite struct ShellCompletionTests {
    /// A shell on a terminal that completes the tool, in a folder with contracts.
    struct Shell: CustomTestStringConvertible, Sendable {
        let name: String
        let options: [String]
        let setUp: String
        var testDescription: String { name }

        static let all = [
            Shell(
                name: "bash", options: ["--norc", "--noprofile", "-i"],
                setUp: "source <(clamator-repl --generate-completion-script bash); PS1='$ '"),
            Shell(
                name: "zsh", options: ["-f", "-i"],
                setUp: "autoload -U compinit && compinit -u -D; PROMPT='$ '"
                    + "; source <(clamator-repl --generate-completion-script zsh)"),
            Shell(
                name: "fish", options: ["--no-config", "-i"],
                setUp:
                    "set -g fish_autosuggestion_enabled 0; function fish_title; end; function fish_prompt; echo '$ '; end"
                    + "; clamator-repl --generate-completion-script fish | source"),
        ]

        /// Starts it; nil where it is not installed.
        func open(in folder: String) throws -> PseudoTerminal? {
            let paths = ["/bin/", "/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"].map { $0 + name }
            guard let path = paths.first(where: FileManager.default.isExecutableFile) else { return nil }
            let environment = Run.environment.merging(["HOME": folder]) { $1 }
            let terminal = try PseudoTerminal(command: [path] + options, environment: environment)
            try terminal.waitFor(timeout: .seconds(30)) { !$0.text.isEmpty }
            try terminal.send("cd \(folder); \(setUp)\n")
            try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine == "$" }
            return terminal
        }
    }

    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder(["params.json": "{}", "an order.json": "1"])
        for name in ["orders.json", "orders.handlers.json"] {
            try folder.link(name, to: Project.contracts + "/" + name)
        }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/my contracts", withIntermediateDirectories: true)
        try folder.link("my contracts/arith.json", to: Project.contracts + "/arith.json")
        try folder.link("contracts", to: ".")
        return folder
    }

    /// What is typed before Tab, and what stands there then.
    private static let lines = [
        ("clamator-repl des", "clamator-repl describe"),
        ("clamator-repl --han", "clamator-repl --handlers"),
        ("clamator-repl --color=al", "clamator-repl --color=always"),
        (#"clamator-repl my"#, #"clamator-repl my\ contracts/"#),
        (#"clamator-repl my\ contracts/ari"#, #"clamator-repl my\ contracts/arith.json"#),
        (
            #"clamator-repl my\ contracts/arith.json arith.abs"#,
            #"clamator-repl my\ contracts/arith.json arith.absolute"#
        ),
        ("clamator-repl orders.can", "clamator-repl orders.cancel"),
        ("clamator-repl orders.cancel re", "clamator-repl orders.cancel reason="),
        ("clamator-repl orders.cancel reason=ch", "clamator-repl orders.cancel reason=changed-mind"),
        ("clamator-repl orders.cancel @par", "clamator-repl orders.cancel @params.json"),
        (#"clamator-repl orders.cancel orderId=@an\ o"#, #"clamator-repl orders.cancel orderId=@an\ order.json"#),
        (#"clamator-repl call -c my\ contracts/ arith.abs"#, #"clamator-repl call -c my\ contracts/ arith.absolute"#),
    ]

    @Test(arguments: Shell.all) func `A shell completes contracts, methods, params and files`(shell: Shell) throws {
        let folder = try Self.folder()
        guard let terminal = try shell.open(in: folder.path) else {
            print("no \(shell.name) here; its completion is not tested")
            return
        }
        for (typed, completed) in Self.lines {
            try terminal.send(typed + "\t")
            try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine == "$ " + completed }
            // Takes the line away.
            try terminal.send("\u{15}")
            try terminal.waitFor { $0.cursorLine == "$" }
        }
    }

    @Test(arguments: [
        ("clamator-repl call arith.su", ["arith.subtract ", "arith.sum "]),
        ("clamator-repl call -c contracts/shop.json shop.l", ["shop.login "]),
        ("clamator-repl call --contract contracts/shop.json arith.", []),
        ("clamator-repl describe -c contracts/orders.json ord", ["orders."]),
        ("clamator-repl call -c contracts/nowhere.json ", []),
        ("clamator-repl --demo telemetry.r", ["telemetry.reading "]),
        ("clamator-repl call --color ", ["auto ", "always ", "never "]),
        ("clamator-repl call -c contracts/sho", ["contracts/shop.json "]),
        ("clamator-repl --handlers contracts/sho", ["contracts/shop.handlers.json ", "contracts/shop.json "]),
        ("clamator-repl check contracts/sho", ["contracts/shop.json "]),
        ("clamator-repl batch contracts/c", ["contracts/calls.ndjson "]),
        ("clamator-repl orders.cancel ", ["orderId=", "reason="]),
        ("clamator-repl orders.cancel reason=t", ["too-late "]),
        (#"clamator-repl orders.cancel '{"ord"#, [#"{"orderId": "#]),
        ("clamator-repl orders.cancel @contracts/sho", ["@contracts/shop.handlers.json ", "@contracts/shop.json "]),
        ("clamator-repl help man", ["manifest "]),
        ("clamator-repl export contracts/shop.json --format ", ["openrpc ", "json-schema ", "markdown ", "html "]),
        ("clamator-repl export --format=m", ["markdown "]),
        ("clamator-repl export -o contracts/calls", ["contracts/calls.ndjson "]),
        ("clamator-repl generate swift -o Documentation/p", ["Documentation/pictures/"]),
        ("clamator-repl --hello mc", ["mcp "]),
        ("clamator-repl orders.cancel orderId=@contracts/calls", ["@contracts/calls.ndjson "]),
    ]) func `Tab offers what could follow`(line: String, candidates: [String]) throws {
        let run = try Run.tool("---complete", "bash", line, "=@")
        #expect(run.lines == candidates)
        #expect(run.status == 0)
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `There is a script for each shell`(shell: String) throws {
        let run = try Run.tool("--generate-completion-script=\(shell)")
        #expect(run.status == 0)
        #expect(run.output.contains("clamator-repl"))
    }
}
