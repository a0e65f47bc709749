private import Synchronization

/// Counts how often something is used, by many callers at once.
package final class UseCounter: Sendable {
    private let soFar = Atomic(0)

    /// Makes a counter at zero.
    package init() {}

    /// The uses that were told.
    package var uses: Int { soFar.load(ordering: .relaxed) }

    /// Adds uses.
    package func add(_ uses: Int) { soFar.add(uses, ordering: .relaxed) }

    /// Begins anew.
    package func reset() { soFar.store(0, ordering: .relaxed) }
}
