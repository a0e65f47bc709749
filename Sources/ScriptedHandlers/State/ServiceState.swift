import ClamatorKit

/// What the rules of a service keep from one call to the next, by name. It takes no more than 64 MiB of memory.
struct ServiceState: Sendable {
    /// The most that it may take, in bytes.
    static let largest = 64 << 20

    private(set) var values: [ExactString: JSON]
    private var size: Int

    /// Takes what a handlers file begins with, which may be larger: it is in memory anyway.
    init(_ values: [ExactString: JSON]) {
        self.values = values
        size = values.values.reduce(0) { $0 + $1.size }
    }

    /// Changes all of these values, or none.
    ///
    /// - Throws: `StateLimit` where the state would grow too large.
    mutating func apply(_ changes: [(name: ExactString, value: JSON)]) throws(StateLimit) {
        guard !changes.isEmpty else { return }
        // Of a name that changes twice the last value counts, and what is freed is known only then.
        var last: [ExactString: JSON] = [:]
        for (name, value) in changes { last[name] = value }
        var changed = size
        for (name, value) in last {
            changed += value.size - (values[name]?.size ?? 0)
        }
        guard changed <= max(Self.largest, size) else { throw StateLimit() }
        for (name, value) in last { values[name] = value }
        size = changed
    }
}

/// A call that would make the state of its service too large.
struct StateLimit: DescribedError {
    var name: String { LimitReached.wireName }
    var message: String { "limit reached: the state would be larger than \(ServiceState.largest >> 20) MiB" }
}
