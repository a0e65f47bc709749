internal import ClamatorSystem
private import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Looks after the terminal while a call runs: Ctrl-C cancels the call, Ctrl-Z suspends the tool, a spinner shows that
/// it goes on, and what else is typed is kept for the next entry.
///
/// The terminal stays in the editor's mode meanwhile, so that nothing typed is echoed into the output, and Ctrl-C
/// comes as a key: as a signal it would go to all that runs in the terminal's foreground, `make` for one.
final class CallWatch: Sendable {
    private let above: ExternalPrinter
    private let pipe: WakePipe
    private let readsKeys: Bool
    private let usesColor: Bool
    private let cancel: @Sendable () -> Void
    private let typedBefore: [UInt8]
    private let typed = Mutex<[UInt8]>([])
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - above: Shows the spinner below what else is printed.
    ///   - pipe: Woken by signals, and at the end of the call.
    ///   - readsKeys: Whether the terminal is in the editor's mode. Where it is not, there are only signals to watch.
    ///   - usesColor: Whether the spinner may be coloured.
    ///   - typed: What was typed before the call, behind its entry.
    ///   - cancel: Cancels the call.
    init(
        above: ExternalPrinter, pipe: WakePipe, readsKeys: Bool, usesColor: Bool, typed: [UInt8],
        cancel: @escaping @Sendable () -> Void
    ) {
        typedBefore = typed
        self.above = above
        self.pipe = pipe
        self.readsKeys = readsKeys
        self.usesColor = usesColor
        self.cancel = cancel
    }

    /// Watches until the body has ended, and gives what was typed meanwhile.
    func during(_ body: () async -> Void) async -> [UInt8] {
        // What a signal before the call asked for is not meant for it.
        _ = pipe.takeReasons()
        // Without a thread, the call is not watched.
        let thread = try? Thread(watch)
        await body()
        if let thread {
            pipe.wake(.callEnded)
            thread.join()
        }
        return typed.withLock { $0 }
    }

    private func watch() {
        take(typedBefore[...])
        var readsKeys = readsKeys
        var next = Spinner.delay
        while true {
            var sources = [
                pollfd(fd: readsKeys ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let rest = max((next - (ContinuousClock.now - start)) / .milliseconds(1), 0)
            // A terminal that cannot take the spinner away again gets none.
            let count = SystemCalls.poll(&sources, milliseconds: self.readsKeys ? Int32(rest.rounded(.up)) : -1)
            if count == 0 {
                let time = ContinuousClock.now - start
                next = time + Spinner.interval
                above.showSpinner(
                    Spinner.line(after: time, columns: Terminal.size.columns, usesColor: usesColor))
            }
            if count > 0, sources[0].revents != 0 { readsKeys = takeKeys() }
            if count > 0, sources[1].revents != 0 {
                let reasons = pipe.takeReasons()
                if reasons.contains(.interrupted) { cancel() }
                if reasons.contains(.continued) { TerminalSignals.takeTerminal() }
                if reasons.contains(.callEnded) { break }
            }
        }
        if self.readsKeys { above.showSpinner("") }
    }

    /// Takes in what was typed; false where the input has ended, for then the call is not waited for.
    private func takeKeys() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = SystemCalls.read(STDIN_FILENO, into: &bytes)
        if count <= 0 {
            if count < 0, errno == EINTR || errno == EAGAIN { return true }
            cancel()
            return false
        }
        take(bytes[..<count])
        return true
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            switch byte {
            case 0x03:
                // What was typed before is not meant any more.
                typed.withLock { $0 = [] }
                cancel()
            case 0x1A: suspend()
            default: typed.withLock { $0.append(byte) }
            }
        }
    }

    private func suspend() {
        above.showSpinner("")
        TerminalSignals.suspend()
        pipe.wait(atMost: .milliseconds(100))
        TerminalSignals.takeTerminal()
    }
}
