private import ClamatorSystem
private import SystemPackage

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The terminal on the standard descriptors.
package enum Terminal {
    /// Whether there is no terminal, or none that understands escape sequences.
    package static var isDumb: Bool { isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1 || !understandsEscapes }

    /// Whether the terminal is said to understand escape sequences.
    package static var understandsEscapes: Bool { Environment.value(of: "TERM").map { $0 != "dumb" } ?? false }

    /// The size as the terminal tells it; 80 by 24 where it does not.
    package static var size: TerminalSize {
        guard let (columns, rows) = SystemCalls.windowSize(of: STDOUT_FILENO), columns > 0, rows > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: columns, rows: rows)
    }

    /// Whether the process is in the terminal's foreground, or has no terminal to be in the background of.
    static var isOurs: Bool {
        let group = tcgetpgrp(STDIN_FILENO)
        return group < 0 || group == getpgrp()
    }

    /// Writes a text to standard output. A terminal that is gone is noticed when it is read from, so what cannot be
    /// written is dropped.
    package static func write(_ text: String) {
        TerminalSignals.letStop()
        try? FileDescriptor.standardOutput.writeAll(Array(text.utf8).span)
    }

    /// Uses the user's character encoding where it is UTF-8, else UTF-8 itself. Nothing but the encoding is taken
    /// from the locale, so that numbers keep their decimal point.
    static func useUTF8() {
        SystemCalls.setEncoding(ofLocale: "")
        if SystemCalls.encoding != "UTF-8" { SystemCalls.setEncoding(ofLocale: "C.UTF-8") }
    }
}
