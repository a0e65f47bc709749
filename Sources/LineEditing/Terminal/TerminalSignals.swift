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
/// Unsafe code: signal handlers read the static variables, without a lock, which none may take. Each is written before
/// the handler that reads it is set, by the one thread that edits; a handler only reads.
package enum TerminalSignals {
    /// The modes that the shell left the terminal in; `isOtherCurrent` tells which of the two counts, so that a handler
    /// never reads what is being written.
    nonisolated(unsafe) private static var saved = termios()
    nonisolated(unsafe) private static var otherSaved = termios()
    nonisolated(unsafe) private static var isOtherCurrent = false
    nonisolated(unsafe) private static var pipe: WakePipe?
    /// The modes that the editor works in. Written once by `install`, before there is a second thread that could
    /// read it.
    nonisolated(unsafe) private static var editing = termios()

    private static let fatal = [
        SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE,
    ]

    /// Waits for the foreground, where the modes are those of the user's, and remembers them. To be called before
    /// anything changes them, by the thread that edits.
    static func remember() {
        awaitForeground()
        var modes = termios()
        if unsafe tcgetattr(STDIN_FILENO, &modes) == 0 { unsafe saved = modes }
    }

    /// Lets `prepare` put the terminal into the editor's modes, and takes the signals over. To be called once, by the
    /// thread that edits.
    static func install(waking pipe: WakePipe, prepare: () -> Void) {
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

    /// Lets the signals reach this thread that stop a process in the background which uses the terminal. Threads that
    /// Swift's tasks run on keep them away.
    static func letStop() {
        for signal in [SIGTTIN, SIGTTOU, SIGTSTP] { SystemCalls.unblock(signal) }
    }

    /// Waits for the terminal's foreground: stops, as any program in the background that uses the terminal, until the
    /// shell brings the process back.
    ///
    /// - Returns: False where no shell can.
    @discardableResult
    static func awaitForeground() -> Bool {
        letStop()
        let stops = !Terminal.isOurs
        // Does nothing but what each change of a terminal does first. In the background it is begun anew after each
        // stop.
        while tcdrain(STDIN_FILENO) != 0 {
            if errno != EINTR { return false }
        }
        if stops, let pipe = unsafe pipe { takeContinuation(from: pipe) }
        return true
    }

    /// Waits for SIGCONT to be noted, and takes the note: the signal may reach another thread, a little later than this
    /// one goes on.
    private static func takeContinuation(from pipe: WakePipe) {
        let deadline = ContinuousClock.now + .milliseconds(100)
        var reasons: Set<WakePipe.Reason> = []
        while !reasons.contains(.continued), ContinuousClock.now < deadline {
            pipe.wait(atMost: deadline - .now)
            reasons.formUnion(pipe.takeReasons())
        }
        for reason in reasons where reason != .continued { pipe.wake(reason) }
    }

    /// Puts the terminal into the editor's modes, with pastes in brackets.
    ///
    /// - Parameter fromShell: Whether a shell has had it, which may have other modes now to be put back later.
    static func takeTerminal(fromShell: Bool = false) {
        awaitForeground()
        if fromShell { saveModes() }
        unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &editing)
        Terminal.write("\u{1B}[?2004h")
    }

    /// Notes the modes as they are. A shell gives the terminal over in modes for lines; in others, it was taken by a
    /// signal that none can see.
    private static func saveModes() {
        var modes = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &modes) == 0, modes.c_lflag & tcflag_t(ICANON) != 0 else { return }
        if unsafe isOtherCurrent {
            unsafe saved = modes
            unsafe isOtherCurrent = false
        } else {
            unsafe otherSaved = modes
            unsafe isOtherCurrent = true
        }
    }

    /// Puts the terminal back as it was.
    static func giveTerminalBack() {
        Terminal.write("\u{1B}[?2004l")
        restoreModes(TCSADRAIN)
    }

    private static func restoreModes(_ when: Int32) {
        var modes = unsafe isOtherCurrent ? otherSaved : saved
        unsafe tcsetattr(STDIN_FILENO, when, &modes)
    }

    /// Gives the terminal back to the shell until the process is continued. The whole process group stops, as it would
    /// if the terminal had seen Ctrl-Z; a group without a shell to continue it does not stop at all.
    static func suspend(_ pipe: WakePipe) {
        giveTerminalBack()
        letStop()
        kill(0, SIGTSTP)
        // This one, too, may stop a little later.
        takeContinuation(from: pipe)
        takeTerminal(fromShell: true)
    }

    // The handlers call nothing but what POSIX allows in one: tcgetpgrp, getpgrp, tcsetattr, write, signal, raise.

    private static let restoreAndDie: @convention(c) (Int32) -> Void = { number in
        // In the background the terminal is another's.
        if Terminal.isOurs {
            restoreModes(TCSANOW)
            // Bracketed paste off, colours off.
            var sequence: (UInt64, UInt32) = (0x6C34_3030_323F_5B1B, 0x6D30_5B1B)
            _ = unsafe write(STDOUT_FILENO, &sequence, 12)
        }
        signal(number, SIG_DFL)
        raise(number)
    }

    private static func wake(_ reason: WakePipe.Reason) {
        let error = errno
        unsafe pipe?.wake(reason)
        errno = error
    }
}
