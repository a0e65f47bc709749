import ClamatorKit
private import Synchronization

/// One way to answer a call: when it applies, what it answers, what it leaves behind.
final class Rule: Sendable {
    /// What a rule, or a step of its sequence, does.
    ///
    /// A class, so that choosing one for a call counts one reference and not those of all its parts.
    final class Step: Sendable {
        let outcome: Outcome
        let delay: Delay?
        /// What becomes of the service's state, by name.
        let assignments: [(name: ExactString, value: Template)]
        /// How many calls in a row it answers, in a sequence.
        let times: Int

        init(outcome: Outcome, delay: Delay?, assignments: [(name: ExactString, value: Template)], times: Int) {
            self.outcome = outcome
            self.delay = delay
            self.assignments = assignments
            self.times = times
        }

        /// Answers a call that reads no state.
        ///
        /// - Throws: What the outcome is meant to fail with, and why it cannot be worked out.
        @inline(__always)
        func answer(
            _ params: JSON, uuids: UUIDSource, spending budget: inout WorkBudget, in workspace: inout Workspace
        ) throws -> Handler.Answer {
            switch outcome {
            case .builtin(let builtin): return .now(try builtin.answer(params, spending: &budget, in: &workspace))
            case .silence: return .silence
            default:
                var context = ExpressionContext(params: params, state: [:], uuids: uuids, budget: budget)
                return try outcome.settle(in: &context, &workspace).answer()
            }
        }
    }

    /// What happens behind the last step of a sequence.
    enum AtEnd: String, Sendable {
        case last, cycle, error
    }

    let condition: RuleCondition?
    /// One step, or those of a sequence.
    private let steps: [Step]
    /// The first step, which `steps` keeps.
    private let firstStep: Uncounted<Step>?
    private let atEnd: AtEnd
    let isSequence: Bool
    /// The rule as it was written.
    let source: JSON

    private let counter = UseCounter()
    private let answeredSoFar = Atomic(0)

    init(condition: RuleCondition?, steps: [Step], atEnd: AtEnd?, source: JSON) {
        self.condition = condition
        self.steps = steps
        firstStep = steps.first.map { Uncounted($0) }
        self.atEnd = atEnd ?? .last
        self.source = source
        isSequence = atEnd != nil
    }

    /// Whether the rule reads nothing but the params and changes nothing: then it needs no lock.
    var isStateless: Bool {
        condition?.looksAtState != true && !isSequence && steps.allSatisfy { $0.delay == nil }
            && steps.allSatisfy { $0.assignments.isEmpty && !$0.outcome.looksAtState }
    }

    /// Whether the rule answers every call that comes to it.
    var answersAlways: Bool { condition?.asksNothing ?? true }

    /// How many calls the rule has answered.
    var uses: Int { counter.uses }

    /// Answers a call to a stateless rule; nil where its condition does not hold.
    ///
    /// - Throws: What the outcome is meant to fail with, and why it cannot be worked out.
    func answerAlone(
        _ params: JSON, uuids: UUIDSource, spending budget: inout WorkBudget, in workspace: inout Workspace
    ) throws -> Handler.Answer? {
        guard let firstStep, try condition?.holds(params, [:], spending: &budget) ?? true else { return nil }
        workspace.countUse(counter)
        return try firstStep.with { try $0.answer(params, uuids: uuids, spending: &budget, in: &workspace) }
    }

    /// The step that answers the next call; nil behind the end of a sequence that ends in an error.
    func nextStep() -> Step? {
        counter.add(1)
        guard isSequence else { return steps.first }
        return step(at: answeredSoFar.add(1, ordering: .relaxed).oldValue)
    }

    /// The step that would answer the next call.
    var upcomingStep: Step? { isSequence ? step(at: answeredSoFar.load(ordering: .relaxed)) : steps.first }

    private func step(at position: Int) -> Step? {
        let length = steps.reduce(0) { $0 + $1.times }
        var left = position
        if position >= length {
            switch atEnd {
            case .last: return steps.last
            case .cycle: left = position % length
            case .error: return nil
            }
        }
        for step in steps {
            if left < step.times { return step }
            left -= step.times
        }
        return nil
    }

    /// Takes a sequence back to its start, and the count to zero.
    func reset() {
        counter.reset()
        answeredSoFar.store(0, ordering: .relaxed)
    }
}

/// How long an answer takes: one of so many milliseconds.
struct Delay: Sendable {
    private let milliseconds: ClosedRange<Double>

    private static let longest: Double = 86_400_000

    /// Reads a number, or an array of two. What the schema of handlers files refuses is brought into its bounds.
    init?(_ json: JSON) {
        let numbers = json.kind == .array ? json.elements : [json]
        let bounds = numbers.compactMap(\.double).map { min(max($0, 0), Self.longest) }
        guard let least = bounds.first, let most = bounds.last, least <= most else { return nil }
        milliseconds = least...most
    }

    func duration(using generator: inout SplitMix64) -> Duration {
        if milliseconds.lowerBound == milliseconds.upperBound { return .milliseconds(milliseconds.lowerBound) }
        return .milliseconds(Double.random(in: milliseconds, using: &generator))
    }
}
