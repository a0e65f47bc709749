internal import LineEditing
internal import ReplCore
private import Synchronization

/// The line on stderr that shows how far a batch or a probe is, where stderr is a terminal.
final class ProgressDisplay: Sendable {
    private let line: @Sendable () -> String
    private let hasEnded = Mutex(false)

    private static let interval = Duration.milliseconds(200)

    /// Shows how far a batch is. Nil where the line is not seen, or where it would stand between replies or lines that
    /// are typed.
    convenience init?(_ progress: BatchProgress) {
        guard !StandardStream.output.isTerminal, !StandardStream.input.isTerminal else { return nil }
        self.init { progress.line }
    }

    /// Shows how far a probe is, which writes at its end alone. Nil where the line is not seen.
    convenience init?(_ progress: ProbeProgressLine) { self.init { progress.line } }

    private init?(line: @escaping @Sendable () -> String) {
        guard StandardStream.error.isTerminal, Terminal.understandsEscapes else { return nil }
        self.line = line
        Task.detached { [self] in
            // Nothing cancels this task.
            repeat { try? await Task.sleep(for: Self.interval) } while draw()
        }
    }

    /// Draws the line over the one before; false after the end.
    private func draw() -> Bool {
        hasEnded.withLock { hasEnded in
            if !hasEnded { StandardStream.error.draw("\r" + line() + Self.eraseToEnd) }
            return !hasEnded
        }
    }

    /// Takes the line away.
    func end() {
        hasEnded.withLock { hasEnded in
            hasEnded = true
            StandardStream.error.draw("\r" + Self.eraseToEnd)
        }
    }

    private static let eraseToEnd = "\u{1B}[K"
}
