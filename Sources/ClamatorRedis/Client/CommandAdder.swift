internal import ClamatorKit
private import Synchronization

/// Adds messages to command streams, again and again where Redis does not take one for a while.
final class CommandAdder: Sendable {
    private let commands: RedisLink
    private let replies: ReplyReader

    init(_ commands: RedisLink, _ replies: ReplyReader) {
        self.commands = commands
        self.replies = replies
    }

    /// Adds a message, unless its wait is over before.
    ///
    /// - Parameters:
    ///   - command: The command that adds it.
    ///   - stream: The stream that it is added to.
    ///   - pending: What waits for the outcome: it fails where Redis refuses the message for good, and its time-out
    ///     says what kept the message away.
    ///   - onEnd: Gets the outcome once it is known: nil for a message that Redis has taken, and what is known of one
    ///     that was on its way when the connection broke. Without it, for a call, that may be a moment later.
    func add(
        _ command: RedisCommand, to stream: String, for pending: PendingReply,
        onEnd: (@Sendable (RedisError?) -> Void)? = nil
    ) {
        let obstacle = Obstacle()
        pending.explainTimeout { [commands, replies] in obstacle.error ?? commands.failure ?? replies.failure }
        add(command, to: stream, for: pending, obstacle, .refusals, onEnd)
    }

    /// What kept a message away last.
    private final class Obstacle: Sendable {
        private let state = Mutex<RedisError?>(nil)
        var error: RedisError? { state.withLock { $0 } }
        func note(_ error: RedisError?) { state.withLock { $0 = error } }
    }

    private func add(
        _ command: RedisCommand, to stream: String, for pending: PendingReply, _ obstacle: Obstacle,
        _ attempt: Backoff, _ onEnd: (@Sendable (RedisError?) -> Void)?
    ) {
        // Written a second time, a call would run a second time; so where the connection breaks in between, its reply
        // comes if Redis has it, and else its time-out does.
        let sending = RedisLink.Sending(
            command: command, isRepeatable: false, answerMayWait: onEnd == nil, isObsolete: { pending.isOver }
        ) { [self] result in
            switch result {
            case .success:
                obstacle.note(nil)
                onEnd?(nil)
            case .failure(let error) where error.kind == .lost:
                let message = "the connection broke while the message was sent, and whether it arrived is not known"
                let lost = RedisError(.lost, "\(message): \(error)")
                obstacle.note(lost)
                onEnd?(lost)
            case .failure(let error) where error.isPassing:
                obstacle.note(error)
                if error.isReplica {
                    commands.reconnect(because: error)
                    replies.reconnect(because: error)
                }
                var attempt = attempt
                let delay = attempt.nextDelay()
                let next = attempt
                Task {
                    try? await Task.sleep(for: delay)
                    if !pending.isOver { add(command, to: stream, for: pending, obstacle, next, onEnd) }
                }
            case .failure(let error):
                let cause = error.about(stream)
                pending.complete(.failure(ClamatorTransportError("xadd failed", reason: .notSent, cause: cause)))
            }
        }
        commands.send(sending)
    }
}
