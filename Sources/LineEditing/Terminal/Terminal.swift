private import ClamatorSystem

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
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: Int(window.ws_col), rows: Int(window.ws_row))
    }

    /// Writes a text to standard output. A terminal that is gone is noticed when it is read from, so what cannot be
    /// written is dropped.
    package static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                #if canImport(Darwin)
                    let written = Darwin.write(STDOUT_FILENO, start, rest.count)
                #elseif canImport(Musl)
                    let written = Musl.write(STDOUT_FILENO, start, rest.count)
                #else
                    let written = Glibc.write(STDOUT_FILENO, start, rest.count)
                #endif
                if written >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
                } else if errno == EAGAIN {
                    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                    poll(&output, 1, -1)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }

    /// Uses the user's character encoding where it is UTF-8, else UTF-8 itself. Nothing but the encoding is taken
    /// from the locale, so that numbers keep their decimal point.
    static func useUTF8() {
        setlocale(LC_CTYPE, "")
        guard let name = nl_langinfo(nl_item(CODESET)), String(cString: name) == "UTF-8" else {
            setlocale(LC_CTYPE, "C.UTF-8")
            return
        }
    }
}
