private import Synchronization

/// The rules of one method, in order, and those that stand in for them for a while.
final class MethodRules: Sendable {
    let name: String
    private let own: [Rule]
    /// The method's own rule, where it is the only one and answers every call by the params alone: then no lock is needed.
    private let loneRule: Rule?
    private let isReplaced = Atomic(false)
    private let replacement = Mutex<[Rule]?>(nil)

    init(name: String, rules: [Rule]) {
        self.name = name
        own = rules
        loneRule = rules.first.flatMap { rules.count == 1 && $0.isStateless && $0.condition == nil ? $0 : nil }
    }

    /// The rules that answer now.
    var current: [Rule] {
        isReplaced.load(ordering: .acquiring) ? replacement.withLock { $0 } ?? own : own
    }

    /// The one rule that answers every call by the params alone; nil where there is no such rule.
    @inline(__always)
    var onlyRule: Rule? {
        isReplaced.load(ordering: .acquiring) ? nil : loneRule
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
