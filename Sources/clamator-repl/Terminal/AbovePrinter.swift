import Synchronization

/// Prints lines above the entry being edited, from any thread; where none is edited, at once.
final class AbovePrinter: Sendable {
    private struct State {
        var isEditing = false
        var waiting = ""
    }

    private let state = Mutex(State())
    private let pipe: WakePipe

    init(pipe: WakePipe) {
        self.pipe = pipe
    }

    /// Prints a text, which may hold colours and newlines but must not move the cursor otherwise.
    func print(_ text: String) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        state.withLock { state in
            if state.isEditing {
                state.waiting += line
                pipe.wake(.printed)
            } else {
                Terminal.write(line)
            }
        }
    }

    /// From now on, texts wait for `takeWaiting`.
    func beginEditing() {
        state.withLock { $0.isEditing = true }
    }

    func takeWaiting() -> String {
        state.withLock { state in
            defer { state.waiting = "" }
            return state.waiting
        }
    }

    /// Writes what still waits; from now on, texts are written at once.
    func endEditing() {
        state.withLock { state in
            state.isEditing = false
            Terminal.write(state.waiting)
            state.waiting = ""
        }
    }
}
