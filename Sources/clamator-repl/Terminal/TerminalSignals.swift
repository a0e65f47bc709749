#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Puts the terminal back before a signal ends the process, and tells the editor of those that only concern the
/// screen.
enum TerminalSignals {
    /// What the handlers need. Written once by `install`, before any handler that reads it is set.
    nonisolated(unsafe) private static var saved = termios()
    nonisolated(unsafe) private static var pipe: WakePipe?

    private static let fatal = [
        SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE,
    ]

    /// Remembers the terminal as it is, and takes the signals over. To be called once, by the thread that edits.
    static func install(waking pipe: WakePipe) {
        tcgetattr(STDIN_FILENO, &saved)
        self.pipe = pipe
        for number in fatal { signal(number, restoreAndDie) }
        signal(SIGWINCH) { _ in TerminalSignals.wake(.resized) }
        signal(SIGCONT) { _ in TerminalSignals.wake(.continued) }
    }

    // The handlers call nothing but what POSIX allows in one: tcsetattr, write, signal, raise.

    private static let restoreAndDie: @convention(c) (Int32) -> Void = { number in
        tcsetattr(STDIN_FILENO, TCSANOW, &saved)
        // Bracketed paste off, colours off.
        var sequence: (UInt64, UInt32) = (0x6C34_3030_323F_5B1B, 0x6D30_5B1B)
        write(STDOUT_FILENO, &sequence, 12)
        signal(number, SIG_DFL)
        raise(number)
    }

    private static func wake(_ reason: WakePipe.Reason) {
        let error = errno
        pipe?.wake(reason)
        errno = error
    }
}
