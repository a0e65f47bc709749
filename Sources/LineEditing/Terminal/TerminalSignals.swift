package import ClamatorSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Puts the terminal back before a signal ends or stops the process, and tells the editor of those that only concern
/// the screen or what is being done.
///
/// Unsafe code: signal handlers read the static variables, without a lock, which none may take. Each is written before the
/// handler that reads it is set, by the one thread that edits; a handler only reads.
package enum TerminalSignals {
    /// What the handlers need. Written once by `install`, before any handler that reads it is set.
    nonisolated(unsafe) private static var saved = termios()
    nonisolated(unsafe) private static var pipe: WakePipe?
    /// The modes that the editor works in. Written once by `install`, before there is a second thread that could
    /// read it.
    nonisolated(unsafe) private static var editing = termios()

    private static let fatal = [
        SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE,
    ]

    /// Remembers the terminal as it is, lets `prepare` put it into the editor's modes, and takes the signals over. To
    /// be called once, by the thread that edits.
    static func install(waking pipe: WakePipe, prepare: () -> Void) {
        unsafe tcgetattr(STDIN_FILENO, &saved)
        unsafe self.pipe = pipe
        for number in fatal { signal(number, restoreAndDie) }
        prepare()
        unsafe tcgetattr(STDIN_FILENO, &editing)
        signal(SIGWINCH) { _ in TerminalSignals.wake(.resized) }
        signal(SIGCONT) { _ in TerminalSignals.wake(.continued) }
        interrupt(waking: pipe)
    }

    /// Takes an interruption as Ctrl-C; without a pipe, it ends the process again.
    package static func interrupt(waking pipe: WakePipe?) {
        unsafe self.pipe = pipe
        if pipe == nil {
            signal(SIGINT, SIG_DFL)
        } else {
            signal(SIGINT) { _ in TerminalSignals.wake(.interrupted) }
        }
    }

    /// Puts the terminal into the editor's modes, with pastes in brackets.
    static func takeTerminal() {
        unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &editing)
        Terminal.write("\u{1B}[?2004h")
    }

    /// Puts the terminal back as it was.
    static func giveTerminalBack() {
        Terminal.write("\u{1B}[?2004l")
        unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &saved)
    }

    /// Gives the terminal back to the shell until the process is continued. The whole process group stops, as it would
    /// if the terminal had seen Ctrl-Z; a group without a shell to continue it does not stop at all.
    static func suspend() {
        giveTerminalBack()
        kill(0, SIGTSTP)
    }

    // The handlers call nothing but what POSIX allows in one: tcsetattr, write, signal, raise.

    private static let restoreAndDie: @convention(c) (Int32) -> Void = { number in
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &saved)
        // Bracketed paste off, colours off.
        var sequence: (UInt64, UInt32) = (0x6C34_3030_323F_5B1B, 0x6D30_5B1B)
        _ = unsafe write(STDOUT_FILENO, &sequence, 12)
        signal(number, SIG_DFL)
        raise(number)
    }

    private static func wake(_ reason: WakePipe.Reason) {
        let error = errno
        unsafe pipe?.wake(reason)
        errno = error
    }
}
