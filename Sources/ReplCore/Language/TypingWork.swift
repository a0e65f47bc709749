internal import ClamatorKit

/// What looking at an entry may cost. All that one key makes the prompt work out spends from it, so that a contract
/// that leads to the same schemas again and again cannot hold up typing.
///
/// What was not worked out says nothing: nothing is found wrong, and nothing is offered.
final class TypingWork {
    var budget: WorkBudget

    /// As many steps as take about ten milliseconds.
    static let perKey = 500_000
    /// What a part of a schema costs that is looked at, in steps of a check.
    private static let part = 10
    /// What a part of a schema costs that is written down, likewise.
    private static let written = 50

    /// Makes the work of one key.
    init(steps: Int = perKey) { budget = WorkBudget(steps: steps) }

    /// Whether no more may be worked out.
    var isUsedUp: Bool { budget.reached != nil }

    /// Pays for looking at so many parts of schemas; false where that is too much.
    func look(at parts: Int) -> Bool { !isUsedUp && budget.spend(steps: parts * Self.part) }

    /// A schema in one line; an ellipsis stands for what would cost too much.
    func signature(of schema: Subschema) -> String {
        var own = WorkBudget(steps: max(0, budget.steps / Self.written), bytes: 1 << 14)
        let granted = own.steps
        let signature = schema.signature(spending: &own)
        _ = budget.spend(steps: (granted - max(0, own.steps)) * Self.written)
        return signature
    }
}
