internal import ClamatorKit
private import Synchronization

/// Holds calls back while too many are in flight: fewer than a reply stream is bounded to, so that no reply is trimmed
/// before it was read, however slow this side is.
final class SendWindow: Sendable {
    /// How many calls may be in flight. The rest of the 1024 replies that a server keeps is for those that come late.
    private static let size = 768

    private struct State {
        var inFlight: Set<ObjectIdentifier> = []
        var waiting = Queue<(PendingReply, @Sendable () -> Void)>()
    }

    private let state = Mutex(State())

    /// Sends a call now, or once others have come to their end.
    func enter(_ pending: PendingReply, _ send: @escaping @Sendable () -> Void) {
        let mayEnter = state.withLock { state in
            guard state.inFlight.count < Self.size else {
                state.waiting.append((pending, send))
                return false
            }
            state.inFlight.insert(ObjectIdentifier(pending))
            return true
        }
        guard mayEnter else { return }
        send()
        // Its end may have come before it entered.
        if pending.isOver { leave(pending) }
    }

    /// Sends none of those that wait.
    func close() { state.withLock { $0.waiting = Queue() } }

    /// A call has come to its end.
    func leave(_ pending: PendingReply) {
        let next = state.withLock { state -> (PendingReply, @Sendable () -> Void)? in
            guard state.inFlight.remove(ObjectIdentifier(pending)) != nil else { return nil }
            while let next = state.waiting.popFirst() {
                if next.0.isOver { continue }
                state.inFlight.insert(ObjectIdentifier(next.0))
                return next
            }
            return nil
        }
        guard let next else { return }
        next.1()
        if next.0.isOver { leave(next.0) }
    }
}
