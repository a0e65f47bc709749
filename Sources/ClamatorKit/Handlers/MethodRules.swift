private import Synchronization

/// The rules of one method, in order, and those that stand in for them for a while.
final class MethodRules: Sendable {
    let name: String
    private let own: [Rule]
    /// Whether the rules answer by the params alone, without the service's lock.
    private let isStateless: Bool
    private let isReplaced = Atomic(false)
    private let replacement = Mutex<[Rule]?>(nil)

    init(name: String, rules: [Rule]) {
        self.name = name
        own = rules
        isStateless = rules.count == 1 && rules.allSatisfy { $0.isStateless && $0.condition == nil }
    }

    /// The rules that answer now.
    var current: [Rule] {
        isReplaced.load(ordering: .acquiring) ? replacement.withLock { $0 } ?? own : own
    }

    /// The one rule that answers every call by the params alone; nil where there is no such rule.
    @inline(__always)
    var onlyRule: Rule? {
        isStateless && !isReplaced.load(ordering: .acquiring) ? own.first : nil
    }

    /// Whether other rules stand in for the method's own.
    var hasReplacement: Bool { isReplaced.load(ordering: .acquiring) }

    /// Puts rules in the place of the method's own; nil takes them back.
    func replace(with rules: [Rule]?) {
        replacement.withLock { $0 = rules }
        isReplaced.store(rules != nil, ordering: .releasing)
    }
}
