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
