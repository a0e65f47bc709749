/// What the rules of a service keep from one call to the next, by name. It takes no more than 64 MiB of memory.
struct ServiceState: Sendable {
    /// The most that it may take, in bytes.
    static let largest = 64 << 20

    private(set) var values: [ExactString: JSON]
    private var size: Int

    /// Takes what a handlers file begins with, which may be larger: it is in memory anyway.
    init(_ values: [ExactString: JSON]) {
        self.values = values
        size = values.values.reduce(0) { $0 + Self.size(of: $1) }
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
            changed += Self.size(of: value) - (values[name].map { Self.size(of: $0) } ?? 0)
        }
        guard changed <= max(Self.largest, size) else { throw StateLimit() }
        for (name, value) in last { values[name] = value }
        size = changed
    }

    /// The memory that a value takes: its text, and a node for each part of it.
    private static func size(of value: JSON) -> Int {
        value.withView { $0.spelling.count + (Int($0.node.next) - $0.index) * MemoryLayout<Node>.stride }
    }
}

/// A call that would make the state of its service too large.
struct StateLimit: DescribedError {
    var name: String { LimitReached.wireName }
    var message: String { "limit reached: the state would be larger than \(ServiceState.largest >> 20) MiB" }
}
