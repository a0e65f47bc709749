import ClamatorKit

/// A reply that breaks the contract or the protocol.
package struct ProbeFinding: Sendable {
    /// The kinds of fault that a reply shows.
    package enum Kind: String, Sendable, CaseIterable {
        /// A valid call is answered −32602.
        case refused
        /// A valid call is answered −32603.
        case crashed
        /// A result breaks its schema.
        case badResult = "bad-result"
        /// A valid call gets no reply.
        case silent
        /// The reply is no envelope.
        case malformed
        /// The server ended.
        case gone
        /// A method of the contract is answered −32601.
        case missing
        /// An invalid call gets a result.
        case accepted
        /// An invalid call is answered with anything but −32602, or not at all.
        case wrongCode = "wrong-code"
        /// A call of a method that is not there is answered with anything but −32601.
        case unknownMethod = "unknown-method"
        /// A notification is answered, or a call of its method with an id.
        case notificationAnswered = "notification-answered"
    }

    /// What tells findings apart.
    struct Key: Hashable {
        var service: ExactString
        var method: ExactString
        var kind: ProbeCall.Kind
        var rule: ProbeRule?
        var reply: ReplyClass
    }

    /// What fault it shows.
    package var kind: Kind
    /// The call with the smallest params that show it.
    package var call: ProbeCall
    /// What that was answered.
    package var reply: ProbeReply
    /// What kind of reply it is.
    package var replyClass: ReplyClass
    /// How many calls showed it.
    package var count = 1
    /// Whether it did not show again when it was called alone, elsewhere.
    package var isUnsteady = false
    /// The calls that must come before, in their order; empty where the call shows it by itself.
    package var history: [ProbeCall] = []

    var key: Key { Key(of: call, replyClass) }
}

extension ProbeFinding.Key {
    init(of call: ProbeCall, _ reply: ReplyClass) {
        self.init(
            service: ExactString(call.service), method: ExactString(call.method), kind: call.kind, rule: call.rule,
            reply: reply)
    }
}
