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
        /// The shortest wait for the reply to a valid call that was the first of its group.
        var leastWaiting: Duration?
        /// The calls since the last that got a reply.
        var silence = Silence()
        /// The last call that got a reply.
        var lastAnswered: ProbeCall?
        /// Whether so many calls in a row got no reply that the others were not made.
        package var isLeftOut = false
        /// Whether the probe ended before all calls were made.
        package var isCut = false
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

        /// Calls in a row that demand a reply and got none.
        struct Silence {
            var calls = 0
            /// The rules that they broke; nil among them for those that broke none.
            var rules: Set<ProbeRule?> = []
        }

        /// How many calls were made.
        var allCalls: Int { calls.values.reduce(0, +) }

        /// Whether each call takes so long that none is made twice.
        var isSlow: Bool { leastWaiting.map { $0 > Self.mostWaiting } ?? false }
        private static let mostWaiting = Duration.milliseconds(20)

        /// After so many calls in a row that got no reply, a method is left out.
        package static let mostSilent = 8
        /// Where among these no more rules were broken, it may be those alone that get no reply.
        static let fewSilentRules = 3
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
    /// Whether the time was over before all was tried.
    package var isTimeOver = false

    /// All that was found.
    package var findings: [ProbeFinding] { tried.flatMap(\.findings) }
}
