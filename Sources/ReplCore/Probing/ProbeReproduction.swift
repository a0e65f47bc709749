internal import ClamatorKit
internal import ContractTesting

/// How the commands of the tool that show findings again are begun.
public struct ProbeInvocation: Sendable {
    /// The words that name contracts, handlers and where live services are, as they are given to `call` and `batch`.
    public var words: [String]
    /// How long a call may take, to be said where one is not answered.
    public var timeout: Int
    /// What else a command needs, as a comment behind it; nil for nothing.
    public var remark: String?

    /// Takes the words.
    public init(words: [String], timeout: Int) {
        self.words = words
        self.timeout = timeout
    }
}

/// A finding as lines for the shell that show it again.
struct ProbeReproduction {
    private let invocation: ProbeInvocation

    /// Up to so many equal lines in a row are each written out.
    private static let mostAlike = 4

    init(_ invocation: ProbeInvocation) { self.invocation = invocation }

    /// The command that shows a finding.
    func text(_ finding: ProbeFinding, _ method: (ProbeCall) -> Contract.Method?) -> String {
        let call = finding.call
        let isSilent = finding.replyClass == .silence || call.demand == .noReply
        let words = invocation.words + (isSilent ? ["--timeout", "\(invocation.timeout)"] : [])
        let rest = words.map(Self.quoted).joined(separator: " ")
        if finding.history.isEmpty, call.kind != .protocol, let method = method(call), call.params.kind == .object {
            let name = method.fullName(in: call.service)
            let params = call.params.members.isEmpty ? "" : " " + Self.quoted(oneLine { $0.value(call.params) })
            return "clamator-repl call \(Self.quoted(name))\(params) \(rest)\(remark)"
        }
        return Self.input(finding.history + [call], method) + " | clamator-repl batch \(rest)\(remark)"
    }

    /// What a command needs besides, as a comment of the shell.
    private var remark: String { invocation.remark.map { "   # \($0)" } ?? "" }

    /// What writes the lines of calls; those of many that are alike have one id.
    private static func input(_ calls: [ProbeCall], _ method: (ProbeCall) -> Contract.Method?) -> String {
        /// Commands, and the lines that are still to be printed by one.
        var (commands, lines): ([String], [String]) = ([], [])
        func print() {
            if !lines.isEmpty { commands.append("printf '%s\\n' \(lines.map(quoted).joined(separator: " "))") }
            lines = []
        }
        var next = 0
        while next < calls.count {
            let first = ProbeLine(calls[next], method(calls[next]))
            let text = first.text(id: 1, expecting: nil)
            let count = calls[next...].prefix { call in
                ExactString(ProbeLine(call, method(call)).text(id: 1, expecting: nil)) == ExactString(text)
            }.count
            if count > mostAlike {
                print()
                commands.append("yes \(quoted(first.text(id: next + 1, expecting: nil))) | head -n \(count)")
                next += count
            } else {
                lines.append(first.text(id: next + 1, expecting: nil))
                next += 1
            }
        }
        print()
        return commands.count == 1 ? commands[0] : "{ \(commands.joined(separator: "; ")); }"
    }

    /// A word as the shell takes it (POSIX.1-2024, Shell Command Language, 2.2).
    static func quoted(_ word: String) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@,+%"
        let isPlain = !word.isEmpty && word.unicodeScalars.allSatisfy(plain.unicodeScalars.contains)
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
