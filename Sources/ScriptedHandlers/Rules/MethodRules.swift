import ClamatorKit
private import Synchronization

/// The rules of one method, in order, and those that stand in for them for a while.
final class MethodRules: Sendable {
    let name: ExactString
    private let own: RuleList
    /// The same, which `own` keeps.
    private let askedOwn: UnretainedReference<RuleList>
    private let isReplaced = Atomic(false)
    private let replacement = Mutex<RuleList?>(nil)

    init(name: ExactString, rules: [Rule]) {
        self.name = name
        own = RuleList(rules)
        askedOwn = UnretainedReference(own)
    }

    /// The rules that answer now.
    var current: [Rule] { withCurrent { $0.rules } }

    /// Runs a body on the rules that answer now.
    @inline(__always)
    func withCurrent<Result>(_ body: (RuleList) throws -> Result) rethrows -> Result {
        guard hasReplacement, let rules = replacement.withLock({ $0 }) else { return try askedOwn.with(body) }
        return try body(rules)
    }

    /// Whether other rules stand in for the method's own.
    var hasReplacement: Bool { isReplaced.load(ordering: .acquiring) }

    /// Takes the sequences of all rules back to their start, those of replaced ones too.
    func reset() {
        for rule in own.rules + (replacement.withLock { $0?.rules } ?? []) { rule.reset() }
    }

    /// Replaces the method's own rules; nil restores them.
    func replace(with rules: [Rule]?) {
        replacement.withLock { $0 = rules.map { RuleList($0) } }
        isReplaced.store(rules != nil, ordering: .releasing)
    }
}
