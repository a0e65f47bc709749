import Testing

/// What bash offers after Tab, with the script that the tool prints.
@Suite struct ShellCompletionTests {
    /// The candidates for the end of a command line, run in the project's folder.
    private func candidates(_ line: String) throws -> [String] {
        let script = """
            source <(clamator-repl --generate-completion-script bash)
            COMP_LINE='\(line)'
            COMP_WORDS=($COMP_LINE)
            [[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            COMP_POINT=${#COMP_LINE}
            _clamator-repl clamator-repl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        return try Run.shell("bash -s <<'END'\n\(script)\nEND").lines
    }

    @Test(arguments: [
        ("clamator-repl call arith.su", ["arith.subtract", "arith.sum"]),
        ("clamator-repl call -c contracts/shop.json shop.l", ["shop.login"]),
        ("clamator-repl call --contract contracts/shop.json arith.", []),
        (
            "clamator-repl describe -c contracts/orders.json ",
            [
                "orders", "orders.place", "orders.get", "orders.cancel", "orders.ship",
            ]
        ),
        ("clamator-repl call -c contracts/nowhere.json ", []),
        ("clamator-repl call --color ", ["auto", "always", "never"]),
        ("clamator-repl call -c contracts/sho", ["contracts/shop.handlers.json", "contracts/shop.json"]),
        ("clamator-repl desc", ["describe"]),
    ]) func `Tab offers what could follow`(line: String, candidates: [String]) throws {
        #expect(try self.candidates(line) == candidates)
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `There is a script for each shell`(shell: String) throws {
        let run = try Run.tool("--generate-completion-script", shell)
        #expect(run.status == 0)
        #expect(run.output.contains("clamator-repl"))
    }
}
