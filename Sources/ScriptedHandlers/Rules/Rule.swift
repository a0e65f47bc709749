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
        /// What changes in the service's state.
        let updates: [StateUpdate]
        /// How many calls in a row it answers, in a sequence.
        let times: Int
        /// The builtin of `outcome`, where the step does nothing else.
        private let builtin: UnretainedReference<BuiltinCall>?

        init(outcome: Outcome, delay: Delay?, updates: [StateUpdate], times: Int) {
            self.outcome = outcome
            self.delay = delay
            self.updates = updates
            self.times = times
            if case .builtin(let call) = outcome, updates.isEmpty, delay == nil {
                builtin = UnretainedReference(call)
            } else {
                builtin = nil
            }
        }

        /// Works out the answer and the changes of the state, both against the state as it was.
        @inline(__always)
        fileprivate func answer(
            _ params: JSON, _ state: [ExactString: StateValue], uuids: UUIDSource, spending budget: WorkBudget,
            using scratch: inout ScratchBuffer
        ) throws -> RuleResult {
            var budget = budget
            // A builtin by itself reads the params alone, so it needs no context for expressions.
            if let builtin {
                return RuleResult(
                    answer: .success(try builtin.with { try $0.answer(params, spending: &budget, using: &scratch) }))
            }
            var expressions = ExpressionContext(params: params, state: state, uuids: uuids, budget: budget)
            var result = RuleResult(answer: try outcome.answer(in: &expressions, using: &scratch))
            for update in updates { result.changes.append(try update.change(in: &expressions)) }
            result.delay = try delay?.range(in: &expressions)
            return result
        }
    }

    /// What happens behind the last step of a sequence.
    enum AtEnd: String, Sendable {
        case last, cycle, error
    }

    let condition: RuleCondition?
    /// One step, or those of a sequence.
    private let steps: [Step]
    /// Behind how many calls each step ends.
    private let ends: [Int]
    /// The first step, which `steps` keeps.
    private let firstStep: UnretainedReference<Step>?
    private let atEnd: AtEnd
    let isSequence: Bool
    /// The rule as it was written.
    let source: JSON

    private let counter = UseCounter()
    private let answeredSoFar = Atomic(0)

    init(condition: RuleCondition?, steps: [Step], atEnd: AtEnd?, source: JSON) {
        self.condition = condition
        self.steps = steps
        var length = 0
        ends = steps.map { step in
            length += step.times
            return length
        }
        firstStep = steps.first.map { UnretainedReference($0) }
        self.atEnd = atEnd ?? .last
        self.source = source
        isSequence = atEnd != nil
    }

    /// Whether the rule reads nothing but the params and changes nothing: then it needs no lock.
    var isStateless: Bool {
        condition?.looksAtState != true && !isSequence && steps.allSatisfy { $0.delay == nil }
            && steps.allSatisfy { $0.updates.isEmpty && !$0.outcome.looksAtState }
    }

    /// Whether the rule answers every call that comes to it.
    var answersAlways: Bool { condition?.asksNothing ?? true }

    /// How many calls the rule has answered.
    var uses: Int { counter.uses }

    /// Answers a call for which the rule's condition holds, and moves its sequence on.
    ///
    /// - Throws: Why the answer cannot be worked out, or that a sequence has no further one.
    @inline(__always)
    func answer(
        _ params: JSON, _ state: [ExactString: StateValue], uuids: UUIDSource, spending budget: WorkBudget,
        in context: inout CallContext
    ) throws -> RuleResult {
        context.countUse(counter)
        if !isSequence, let firstStep {
            return try firstStep.with {
                try $0.answer(params, state, uuids: uuids, spending: budget, using: &context.scratch)
            }
        }
        guard let step = step(at: answeredSoFar.add(1, ordering: .relaxed).oldValue) else {
            throw ScriptedFailure(name: "SequenceExhausted", message: "the sequence has no further answer")
        }
        return try step.answer(params, state, uuids: uuids, spending: budget, using: &context.scratch)
    }

    /// How many calls a sequence is on.
    var position: Int { answeredSoFar.load(ordering: .relaxed) }

    /// Moves a sequence to where it was.
    func move(to position: Int) { answeredSoFar.store(position, ordering: .relaxed) }

    /// The step that would answer the next call.
    var upcomingStep: Step? { isSequence ? step(at: answeredSoFar.load(ordering: .relaxed)) : steps.first }

    private func step(at position: Int) -> Step? {
        let length = ends.last ?? 0
        var position = position
        if position >= length {
            switch atEnd {
            case .last: return steps.last
            case .cycle: position %= length
            case .error: return nil
            }
        }
        var (low, high) = (0, ends.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if position < ends[middle] { high = middle } else { low = middle + 1 }
        }
        return steps[low]
    }

    /// Takes a sequence back to its start, and the count to zero.
    func reset() {
        counter.reset()
        answeredSoFar.store(0, ordering: .relaxed)
    }
}
