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
    private let typed: Mutex<KeyDecoder>
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - above: Shows the spinner below what else is printed.
    ///   - pipe: Woken by signals, and at the end of the call.
    ///   - readsKeys: Whether the terminal is in the editor's mode. Where it is not, there are only signals to watch.
    ///   - usesColor: Whether the spinner may be coloured.
    ///   - typed: What was typed before the call, behind its entry.
    ///   - cancel: Cancels the call.
    init(
        above: ExternalPrinter, pipe: WakePipe, readsKeys: Bool, usesColor: Bool, typed: KeyDecoder,
        cancel: @escaping @Sendable () -> Void
    ) {
        self.typed = Mutex(typed)
        self.above = above
        self.pipe = pipe
        self.readsKeys = readsKeys
        self.usesColor = usesColor
        self.cancel = cancel
    }

    /// Watches until the body has ended, and gives what was typed meanwhile.
    func during(_ body: () async -> Void) async -> KeyDecoder {
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
        TerminalSignals.letStop()
        var decoder = typed.withLock { $0 }
        defer { typed.withLock { $0 = decoder } }
        var input = TerminalInput()
        var readsKeys = readsKeys
        var next = Spinner.delay
        obey(&decoder)
        while true {
            var sources = [
                pollfd(fd: readsKeys ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let rest = Int32(max((next - (ContinuousClock.now - start)) / .milliseconds(1), 0).rounded(.up))
            // A terminal that cannot take the spinner away again gets none.
            let delay = self.readsKeys ? min(rest, decoder.millisecondsLeft ?? rest) : -1
            let count = SystemCalls.poll(&sources, milliseconds: delay)
            if count == 0 {
                decoder.expire(at: .now)
                obey(&decoder)
                let time = ContinuousClock.now - start
                if time >= next {
                    next = time + Spinner.interval
                    above.showSpinner(
                        Spinner.line(after: time, columns: Terminal.size.columns, usesColor: usesColor))
                }
            }
            if count > 0, sources[0].revents != 0 {
                switch input.read() {
                case .bytes(let bytes):
                    decoder.feed(bytes, at: .now)
                    obey(&decoder)
                case .nothing: break
                case .background: TerminalSignals.takeTerminal(fromShell: true)
                case .end:
                    // Without a terminal the call is not waited for.
                    cancel()
                    readsKeys = false
                }
            }
            if count > 0, sources[1].revents != 0 {
                let reasons = pipe.takeReasons()
                if reasons.contains(.interrupted) || reasons.contains(.ended) { cancel() }
                if reasons.contains(.continued), self.readsKeys { TerminalSignals.takeTerminal(fromShell: true) }
                if reasons.contains(.callEnded) { break }
            }
        }
        if self.readsKeys { above.showSpinner("") }
    }

    /// Does at once what Ctrl-C and Ctrl-Z ask for, and leaves the other keys for the next entry.
    private func obey(_ decoder: inout KeyDecoder) {
        var others: [Key] = []
        while let key = decoder.next() {
            switch key {
            case .scalar("\u{3}"):
                // What was typed before is not meant any more.
                others = []
                cancel()
            case .scalar("\u{1A}"):
                above.showSpinner("")
                TerminalSignals.suspend(pipe)
            default: others.append(key)
            }
        }
        decoder.giveBack(others)
    }
}
