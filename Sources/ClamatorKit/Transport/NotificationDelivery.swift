private import Synchronization

/// Waits until one notification was taken, where another process has to take it.
package final class NotificationDelivery: Backlog {
    private let reply = PendingReply()
    private let isSending = Atomic(false)

    /// Waits for nothing yet.
    package init() {}

    package func begin(bytes: Int) {}
    package func end(bytes: Int) {}

    package func beginSending(bytes: Int) { isSending.store(true, ordering: .relaxed) }

    package func endSending(bytes: Int, failure: ClamatorTransportError?) {
        reply.complete(failure.map { .failure($0) } ?? .success(.result(.null)))
    }

    /// What ends with the outcome; nil where nothing is on its way.
    package var pending: PendingReply? { isSending.load(ordering: .relaxed) ? reply : nil }

    /// Waits for the end; not at all where nothing is on its way.
    ///
    /// - Throws: `ClamatorTransportError` where the notification could not be sent, or the task was cancelled.
    func end() async throws(ClamatorTransportError) {
        _ = try await pending?.reply()
    }
}
