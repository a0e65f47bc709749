import ClamatorKit
private import Synchronization

/// How far a probe is, for those who watch it.
package final class ProbeProgress: Sendable {
    /// What was done so far.
    package struct Count: Sendable {
        /// The method that is tried now.
        package var method = ""
        /// How many methods were tried before it.
        package var methods = 0
        /// How many methods there are to try.
        package var allMethods = 0
        /// How many calls were made.
        package var calls = 0
        /// How many different findings there are.
        package var findings = 0
    }

    private let state = Mutex(Count())

    /// Begins with nothing done.
    package init() {}

    /// What was done so far.
    package var count: Count { state.withLock { $0 } }

    func change(_ body: (inout Count) -> Void) { state.withLock { body(&$0) } }
}
