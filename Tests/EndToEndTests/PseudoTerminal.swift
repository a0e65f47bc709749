import CPseudoTerminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program running in a pseudo-terminal, and the screen that a person would see.
///
/// Not safe to share: one test owns it.
final class PseudoTerminal {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var screen: ScreenModel
    let process: pid_t
    private var main: Int32
    private var status: Int32?

    /// Starts a command with just this environment, beside `TERM`, `PATH`, a UTF-8 locale, and no crash reports.
    init(
        command: [String], columns: Int = 80, rows: Int = 24, reflows: Bool = true, answers: Bool = true,
        environment: [String: String] = [:]
    ) throws {
        screen = ScreenModel(columns: columns, rows: rows, reflows: reflows, answers: answers)
        var variables = [
            "TERM": "xterm-256color", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
            "SWIFT_BACKTRACE": "enable=no",
        ]
        variables.merge(environment) { $1 }
        var main: Int32 = -1
        process = unsafe Self.withCStrings(command) { arguments in
            unsafe Self.withCStrings(variables.map { "\($0)=\($1)" }) { environment in
                unsafe cpseudoterminal_spawn(&main, arguments, environment, UInt16(columns), UInt16(rows))
            }
        }
        self.main = main
        guard process > 0 else { throw Failure(description: "no pseudo-terminal: error \(errno)") }
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        if main >= 0 { close(main) }
    }

    /// Types a text. What the program writes meanwhile is taken in, so that neither side waits for the other.
    func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            var source = pollfd(fd: main, events: Int16(POLLIN | POLLOUT), revents: 0)
            guard unsafe poll(&source, 1, 5000) > 0 else { throw Failure(description: "the program takes no input") }
            if Int32(source.revents) & POLLIN != 0 { _ = takeOutput() }
            if Int32(source.revents) & POLLOUT != 0 {
                let written = unsafe rest.prefix(1024).withUnsafeBytes { unsafe write(main, $0.baseAddress, $0.count) }
                guard written > 0 else { throw Failure(description: "typing failed: error \(errno)") }
                rest = rest.dropFirst(written)
            } else if Int32(source.revents) & (POLLHUP | POLLERR) != 0 {
                throw Failure(description: "the program has gone")
            }
        }
    }

    /// Types keys one after the other: what stands behind a Tab or a line end comes when that was read.
    func type(_ keys: String) throws {
        var piece = ""
        for scalar in keys.unicodeScalars {
            piece.unicodeScalars.append(scalar)
            guard "\t\r\n".unicodeScalars.contains(scalar) else { continue }
            try sendAlone(piece)
            piece = ""
        }
        try sendAlone(piece)
    }

    /// Types a text, and waits until it was read.
    func sendAlone(_ text: String) throws {
        try send(text)
        // The system brings it to the program in its own time; most keys then change the screen.
        var source = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&source, 1, 50) > 0 { _ = takeOutput() }
        let deadline = ContinuousClock.now + .seconds(5)
        while cpseudoterminal_unread(main) > 0 {
            guard ContinuousClock.now < deadline else { throw Failure(description: "the program takes no input") }
            settle(milliseconds: 1)
        }
    }

    /// Takes output in until the screen is as wanted.
    func waitFor(timeout: Duration = .seconds(5), screen isWanted: (ScreenModel) -> Bool) throws {
        let deadline = ContinuousClock.now + timeout
        while !isWanted(screen) {
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "the screen did not come to be as wanted:\n\(screen.text)")
            }
            var source = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&source, 1, 50) > 0, !takeOutput(), !isWanted(screen) {
                throw Failure(description: "the program ended before:\n\(screen.text)")
            }
        }
    }

    /// Takes output in until there has been none for so long; at most for a second, since a spinner never rests.
    func settle(milliseconds: Int32 = 100) {
        let deadline = ContinuousClock.now + .seconds(1)
        var source = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&source, 1, milliseconds) > 0, takeOutput(), ContinuousClock.now < deadline {}
    }

    /// Changes the size of the terminal under the program.
    func resize(columns: Int, rows: Int) {
        settle()
        screen.resize(columns: columns, rows: rows)
        _ = cpseudoterminal_resize(main, UInt16(columns), UInt16(rows))
    }

    /// Closes the terminal, as a window does.
    func hangUp() {
        close(main)
        main = -1
    }

    /// Waits for the end of the program. The status is as `waitpid` gives it.
    func waitForExit(timeout: Duration = .seconds(5)) throws -> Int32 {
        let deadline = ContinuousClock.now + timeout
        while status == nil {
            guard ContinuousClock.now < deadline else { throw Failure(description: "the program does not end") }
            settle(milliseconds: 10)
            var code: Int32 = 0
            if unsafe waitpid(process, &code, WNOHANG) == process { status = code }
        }
        settle(milliseconds: 10)
        return status ?? 0
    }

    /// The terminal's modes as they are now.
    var modes: termios {
        var modes = termios()
        unsafe tcgetattr(main, &modes)
        return modes
    }

    /// False at the end of the output.
    private func takeOutput() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe read(main, &bytes, bytes.count)
        guard count > 0 else { return count < 0 && errno == EINTR }
        screen.feed(bytes[..<count])
        let answers = Array(screen.takeAnswers().utf8)
        if !answers.isEmpty { _ = unsafe answers.withUnsafeBytes { unsafe write(main, $0.baseAddress, $0.count) } }
        return true
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe body(copies + [nil])
    }
}
