package import ClamatorKit

/// What a probe found.
package struct ProbeResults: Sendable {
    /// What it found out about one method, or about a service as such.
    package struct Tried: Sendable {
        /// The service's name.
        package var service: String
        /// The method; nil for what a service does with methods that it does not have.
        package var method: Contract.Method?
        /// How many calls were made of each kind.
        package var calls: [ProbeCall.Kind: Int] = [:]
        /// The kinds of which some call got a reply.
        var answered: Set<ProbeCall.Kind> = []
        /// What was found, each once.
        package var findings: [ProbeFinding] = []
        /// Errors that the contract does not declare, and how many calls they answered.
        package var undeclared: [(code: RpcError.Code, count: Int)] = []
        /// How many valid calls were answered with a result.
        package var results = 0
        /// What was tried.
        package var coverage = ProbeCoverage()
        /// Why it was not tried; nil where it was.
        package var omission: String?
        /// How long it took.
        package var duration = Duration.zero

        /// Of calls of one kind that get no reply, no more are made.
        private static let mostUnanswered = 24

        /// Whether calls such as this one get no reply at all, so that no more are worth their time.
        func isMute(to call: ProbeCall) -> Bool {
            call.demand != .nothing && calls[call.kind, default: 0] >= Self.mostUnanswered
                && !answered.contains(call.kind)
        }

        /// The kinds of which no call got a reply, so that not all were made.
        package var mute: [ProbeCall.Kind] {
            guard method?.isNotification == false else { return [] }
            return ProbeCall.Kind.allCases.filter {
                calls[$0, default: 0] >= Self.mostUnanswered && !answered.contains($0)
            }
        }
    }

    /// A call that was made, with the error of the service's own that answered it.
    package struct Sent: Sendable {
        /// The call.
        package var call: ProbeCall
        /// The code of that error; nil for every other reply.
        package var ownError: RpcError.Code?
    }

    /// The methods and services that were tried, in their order.
    package var tried: [Tried] = []
    /// The calls in the order in which they were made, without those that made findings smaller.
    package var sent: [Sent] = []
    /// How long all of it took.
    package var duration = Duration.zero
    /// Whether nothing answered at all, so that nothing more was tried.
    package var isUnanswered = false

    /// All that was found.
    package var findings: [ProbeFinding] { tried.flatMap(\.findings) }
}
