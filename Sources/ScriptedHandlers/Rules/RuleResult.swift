import ClamatorKit

/// What a rule makes of a call.
struct RuleResult {
    /// What the call is answered with; nil where it never is. A failure is one that the rule asks for.
    let answer: Result<JSON, any Error>?
    /// What changes in the service's state.
    var changes: [StateChange] = []
    /// The milliseconds of which the answer takes some; nil where it comes at once.
    var delay: ClosedRange<Double>?

    /// How long the answer takes.
    func wait(using generator: inout SplitMix64) -> Duration? {
        guard let delay else { return nil }
        if delay.lowerBound == delay.upperBound { return .milliseconds(delay.lowerBound) }
        return .milliseconds(Double.random(in: delay, using: &generator))
    }

    /// The answer as a handler gives it.
    ///
    /// - Parameter delay: How long to wait before; nil for not at all.
    /// - Returns: The answer.
    /// - Throws: The failure that the rule asks for, where it comes at once.
    @inline(__always)
    consuming func dispatchResult(after delay: Duration? = nil) throws -> DispatchResult {
        if let delay { return Self.wait(for: answer, delay) }
        switch answer {
        case .success(let result): return .replied(.result(result))
        case .failure(let error): throw error
        case nil: return .silence
        }
    }

    private static func wait(for answer: Result<JSON, any Error>?, _ delay: Duration) -> DispatchResult {
        guard let answer else { return .silence }
        return .waiting {
            try await Task.sleep(for: delay)
            return .result(try answer.get())
        }
    }
}
