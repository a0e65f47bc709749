internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore

/// What the tool tells its caller, after `sysexits.h`.
enum ExitStatus {
    static let someError = ExitCode(1)
    static let usage = ExitCode(64)
    static let wrongContract = ExitCode(65)
    static let missingFile = ExitCode(66)
    static let unavailable = ExitCode(69)
    static let outputFailed = ExitCode(74)
    static let interrupted = ExitCode(130)
}

/// Ends with a message on stderr.
func fail(_ message: String, _ status: ExitCode) -> ExitCode {
    StandardStream.error.print("clamator-repl: " + Printable.escapeLines(message))
    return status
}
