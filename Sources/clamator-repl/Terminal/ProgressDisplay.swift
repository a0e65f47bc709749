internal import LineEditing
internal import ReplCore
private import Synchronization

/// The line on stderr that shows how far a batch is, where stderr is a terminal.
final class ProgressDisplay: Sendable {
    let progress = BatchProgress(size: StandardStream.input.bytesLeft)
    private let hasEnded = Mutex(false)

    private static let interval = Duration.milliseconds(200)

    /// Nil where the line is not seen, or where it would stand between replies or lines that are typed.
    init?() {
        guard StandardStream.error.isTerminal, Terminal.understandsEscapes, !StandardStream.output.isTerminal,
            !StandardStream.input.isTerminal
        else { return nil }
        Task.detached { [self] in
            // Nothing cancels this task.
            repeat { try? await Task.sleep(for: Self.interval) } while draw()
        }
    }

    /// Draws the line over the one before; false after the end.
    private func draw() -> Bool {
        hasEnded.withLock { hasEnded in
            if !hasEnded { StandardStream.error.draw("\r" + progress.line + Self.eraseToEnd) }
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
