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

    /// More lines are not written out.
    private static let mostLines = 12

    init(_ invocation: ProbeInvocation) { self.invocation = invocation }

    /// The command that shows a finding.
    func text(_ finding: ProbeFinding, _ method: (ProbeCall) -> Contract.Method?, saved: String?) -> String {
        let call = finding.call
        let isSilent = finding.replyClass == .silence || call.demand == .noReply
        let words = invocation.words + (isSilent ? ["--timeout", "\(invocation.timeout)"] : [])
        let rest = words.map(Self.quoted).joined(separator: " ")
        if finding.history.isEmpty, call.kind != .protocol, let method = method(call), call.params.kind == .object {
            let name = method.fullName(in: call.service)
            let params = call.params.members.isEmpty ? "" : " " + Self.quoted(oneLine { $0.value(call.params) })
            return "clamator-repl call \(Self.quoted(name))\(params) \(rest)" + comment()
        }
        let lines = (finding.history + [call]).enumerated().map { index, call in
            ProbeLine(call, method(call)).text(id: index + 1, expecting: nil)
        }
        guard lines.count <= Self.mostLines else {
            let file = saved.map(Self.quoted) ?? "FILE"
            return "clamator-repl batch \(rest) < \(file)"
                + comment(saved == nil ? "with --save FILE, as \(lines.count - 1) calls come before it" : nil)
        }
        return "printf '%s\\n' \(lines.map(Self.quoted).joined(separator: " ")) | clamator-repl batch \(rest)"
            + comment()
    }

    /// What a command needs besides, as a comment of the shell.
    private func comment(_ need: String? = nil) -> String {
        let needs = [need, invocation.remark].compactMap(\.self)
        return needs.isEmpty ? "" : "   # " + needs.joined(separator: "; ")
    }

    /// A word as the shell takes it (POSIX.1-2024, Shell Command Language, 2.2).
    static func quoted(_ word: String) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@,+%"
        let isPlain = !word.isEmpty && word.unicodeScalars.allSatisfy(plain.unicodeScalars.contains)
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
