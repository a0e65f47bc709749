package import ClamatorKit

/// What came back for a call of a probe.
package enum ProbeReply: Sendable {
    /// A result.
    case result(JSON)
    /// An error.
    case error(RpcError)
    /// Nothing within the time.
    case timeout
    /// Nothing, and there will be nothing.
    case none
    /// Something that is no reply.
    case malformed(String)
    /// The server ended, or cannot be reached.
    case gone(String)

    init(_ reply: Reply) {
        switch reply {
        case .result(let result): self = .result(result)
        case .error(let error): self = .error(error)
        }
    }

    init(_ failure: ClamatorTransportError) {
        switch failure.reason {
        case .timeout, .cancelled: self = .timeout
        case .noReply: self = .none
        case .invalidReply: self = .malformed(failure.cause.map { "\($0)" } ?? failure.message)
        default: self = .gone(failure.message)
        }
    }
}

/// What kind of reply it is, as findings are told apart by it.
package enum ReplyClass: Hashable, Sendable {
    /// A result that follows its schema, or need not.
    case result
    /// A result that breaks a rule.
    case brokenResult(ProbeRule?)
    /// An error with a code.
    case error(RpcError.Code)
    /// No reply.
    case silence
    /// No reply, but something else.
    case malformed
    /// No server any more.
    case gone
}

extension JSON {
    /// The value without blanks between its parts.
    var compact: JSON {
        switch kind {
        case .array: JSON(elements.map(\.compact))
        case .object: JSON(members: members.map { ($0.name, $0.value.compact) })
        default: self
        }
    }
}
