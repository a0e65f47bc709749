internal import ClamatorSystem

/// Prints lines above what stands at the bottom of the screen, from any thread: the entry being edited, or the spinner
/// of a call; where there is neither, at once.
package final class ExternalPrinter: Sendable {
    private enum Bottom {
        case nothing
        /// Only the editor knows how its entry is drawn, so it is woken to print what waits.
        case entry(waiting: String)
        case spinner(String)
    }

    private let bottom = Monitor(Bottom.nothing)
    private let pipe: WakePipe

    init(pipe: WakePipe) {
        self.pipe = pipe
    }

    /// Prints a text, which may hold colours and newlines but must not move the cursor otherwise.
    package func print(_ text: String) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        bottom.withLock { bottom in
            switch bottom {
            case .nothing: Terminal.write(line)
            case .entry(let waiting):
                bottom = .entry(waiting: waiting + line)
                pipe.wake(.printed)
            case .spinner(let spinner): Terminal.write(Self.erase + line + spinner)
            }
        }
    }

    /// Prints a text likewise, and waits while too much waits to be shown: for what may come faster than a terminal
    /// takes it, from any thread but the editor's own.
    package func printInTurn(_ text: String) {
        bottom.wait { bottom -> Void? in
            if case .entry(let waiting) = bottom, waiting.utf8.count > Self.mostWaiting { return nil }
            return ()
        }
        print(text)
    }

    private static let mostWaiting = 64 << 10

    /// From now on, texts wait for `takeWaiting`.
    func beginEditing() {
        bottom.withLock { $0 = .entry(waiting: "") }
    }

    func takeWaiting() -> String {
        bottom.change { bottom in
            guard case .entry(let waiting) = bottom else { return "" }
            bottom = .entry(waiting: "")
            return waiting
        }
    }

    /// Writes what still waits; from now on, texts are written at once.
    func endEditing() {
        bottom.change { bottom in
            if case .entry(let waiting) = bottom { Terminal.write(waiting) }
            bottom = .nothing
        }
    }

    /// Shows a line at the bottom, instead of the one before; none leaves nothing of it. The cursor's line must be
    /// free.
    func showSpinner(_ line: String) {
        bottom.withLock { bottom in
            if case .spinner = bottom { Terminal.write(Self.erase) }
            bottom = line.isEmpty ? .nothing : .spinner(line)
            Terminal.write(line)
        }
    }

    private static let erase = "\r\u{1B}[K"
}
