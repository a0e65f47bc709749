import ClamatorKit
private import Synchronization

/// The rules of one method, in order, and those that stand in for them for a while.
final class MethodRules: Sendable {
    let name: ExactString
    private let own: [Rule]
    /// The method's own rules, which `own` keeps, where all of them answer by the params alone: then no lock is needed.
    private let stateless: [Uncounted<Rule>]
    private let isReplaced = Atomic(false)
    private let replacement = Mutex<[Rule]?>(nil)

    init(name: ExactString, rules: [Rule]) {
        self.name = name
        own = rules
        stateless = rules.allSatisfy(\.isStateless) ? rules.map { Uncounted($0) } : []
    }

    /// The rules that answer now.
    var current: [Rule] {
        isReplaced.load(ordering: .acquiring) ? replacement.withLock { $0 } ?? own : own
    }

    /// Answers a call by the params alone, without the service's lock; nil where there is no rule that can.
    ///
    /// - Throws: As `Rule.answerAlone`.
    @inline(__always)
    func answerAlone(
        _ params: JSON, uuids: UUIDSource, spending budget: inout WorkBudget, in workspace: inout Workspace
    ) throws -> Handler.Answer? {
        guard !hasReplacement else { return nil }
        for rule in stateless {
            let answer = try rule.with {
                try $0.answerAlone(params, uuids: uuids, spending: &budget, in: &workspace)
            }
            if let answer { return answer }
        }
        return nil
    }

    /// Whether other rules stand in for the method's own.
    var hasReplacement: Bool { isReplaced.load(ordering: .acquiring) }

    /// Takes the sequences of all rules back to their start, those of replaced ones too.
    func reset() {
        for rule in own + (replacement.withLock { $0 } ?? []) { rule.reset() }
    }

    /// Puts rules in the place of the method's own; nil takes them back.
    func replace(with rules: [Rule]?) {
        replacement.withLock { $0 = rules }
        isReplaced.store(rules != nil, ordering: .releasing)
    }
}
