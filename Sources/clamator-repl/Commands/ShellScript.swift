internal import ClamatorKit

/// A shell that can complete the tool's command lines.
///
/// Its script asks the tool itself: `clamator-repl ---complete SHELL LINE [BREAKS]` prints a candidate a line, behind a
/// tab what it is for. A candidate that ends its word has a space behind it.
enum ShellScript: String {
    case bash, zsh, fish

    static let request = "---complete"

    /// The script to print, where the arguments ask for one.
    static func asked(by arguments: [String]) -> ShellScript? {
        let option = "--generate-completion-script"
        if arguments == [option] {
            return Environment.value(of: "SHELL").flatMap { ShellScript(rawValue: Files.name(of: $0)) }
        }
        if arguments.count == 2, arguments[0] == option { return ShellScript(rawValue: arguments[1]) }
        guard arguments.count == 1, arguments[0].hasPrefix(option + "=") else { return nil }
        return ShellScript(rawValue: String(arguments[0].dropFirst(option.count + 1)))
    }

    /// The answer to the script, where the arguments are its question.
    static func answer(to arguments: [String]) async -> [String]? {
        guard arguments.first == request, arguments.count >= 3, let shell = ShellScript(rawValue: arguments[1]) else {
            return nil
        }
        let line = ShellLine(arguments[2], breaks: arguments.count > 3 ? arguments[3] : "")
        return await CommandLineCompleter(line).candidates().map { shell.text(of: $0, on: line) }
    }

    private func text(of candidate: CommandLineCompleter.Candidate, on line: ShellLine) -> String {
        let detail = candidate.detail.map { "\t" + Printable.escape($0) } ?? ""
        switch self {
        case .bash:
            // The shell closes an open quote by itself, behind what is put in.
            let end = candidate.endsWord && line.quote == nil ? " " : ""
            return line.escaped(candidate.text.dropFirst(line.kept)) + end
        case .zsh: return candidate.text + (candidate.endsWord ? " " : "") + detail
        case .fish: return candidate.text + detail
        }
    }

    var text: String {
        switch self {
        case .bash:
            """
            #!/bin/bash
            _clamator_repl() {
                local candidate
                COMPREPLY=()
                while IFS= read -r candidate; do
                    COMPREPLY+=("$candidate")
                done < <("${1/#\\~/$HOME}" \(Self.request) bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
            }
            complete -o nospace -F _clamator_repl clamator-repl
            """
        case .zsh:
            """
            #compdef clamator-repl
            _clamator-repl() {
                local text detail
                local -a whole wholeShown part partShown
                while IFS=$'\\t' read -r text detail; do
                    if [[ $text == *' ' ]]; then
                        whole+=("${text% }")
                        wholeShown+=("${text% }${detail:+  -- $detail}")
                    else
                        part+=("$text")
                        partShown+=("$text${detail:+  -- $detail}")
                    fi
                done < <("${(Q)words[1]/#\\~/$HOME}" \(Self.request) zsh \\
                    "${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" 2>/dev/null)
                compadd -l -d wholeShown -a whole
                compadd -l -S '' -d partShown -a part
            }
            if [[ $funcstack[1] == _clamator-repl ]]; then
                _clamator-repl "$@"
            else
                compdef _clamator-repl clamator-repl
            fi
            """
        case .fish:
            """
            function __clamator_repl_complete
                set -l words (commandline -opc)
                set -l tool (string replace -r '^~(?=/)' "$HOME" -- $words[1])
                $tool \(Self.request) fish (commandline -cp | string collect) 2>/dev/null
            end
            complete -c clamator-repl -f -a '(__clamator_repl_complete)'
            """
        }
    }
}
