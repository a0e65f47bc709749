internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import ReplCore

/// The exit statuses of the tool, after `sysexits.h`.
enum ExitStatus {
    static let someError = ExitCode(1)
    /// Contracts differ, and it is not known whether callers notice.
    static let possiblyBreaking = ExitCode(2)
    static let usage = ExitCode(64)
    static let wrongContract = ExitCode(65)
    static let missingFile = ExitCode(66)
    static let unavailable = ExitCode(69)
    /// The system has no descriptor, memory or thread to give.
    static let shortage = ExitCode(71)
    static let outputFailed = ExitCode(74)
    static let interrupted = ExitCode(130)
}

extension ExitStatus {
    /// The status for a file that could not be read.
    static func of(_ fault: FileError.Fault) -> ExitCode {
        switch fault {
        case .missing: missingFile
        case .wrong: wrongContract
        case .shortage: shortage
        }
    }
}

/// Ends with a message on stderr.
func fail(_ message: String, _ status: ExitCode) -> ExitCode {
    let text = "clamator-repl: " + Printable.escapeLines(message)
    let isTerminal = StandardStream.error.isTerminal
    StandardStream.error.print(
        isTerminal ? StyledText(text).brokenAtWords(to: Terminal.size.columns).plainText : text)
    return status
}
