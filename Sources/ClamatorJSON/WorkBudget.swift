/// The work that one walk over data may cost: steps, and bytes of what it makes.
///
/// Every walk that data can drive (checking, explaining, filling defaults, making values, templates, completion) spends
/// from one of these, so that none runs for minutes or fills the memory because a schema or a value asks it to. What
/// has been used up stays used up: `reached` then says what, and the walk's answer means nothing.
@frozen @usableFromInline
package struct WorkBudget: Sendable {
    /// What can be used up.
    @usableFromInline package typealias Limit = LimitReached.Limit

    /// What was used up; nil as long as there is an answer.
    @usableFromInline package internal(set) var reached: Limit?
    /// How many steps are left.
    @usableFromInline package internal(set) var steps: Int
    /// How many bytes may still be made.
    @usableFromInline package internal(set) var bytes: Int

    /// A budget of so many steps and bytes.
    @inlinable @inline(__always)
    package init(steps: Int, bytes: Int = WorkBudget.defaultBytes) {
        self.steps = steps
        self.bytes = bytes
    }

    /// How much one walk may make, where nothing else is said: 16 MiB.
    @inlinable package static var defaultBytes: Int { 16 << 20 }

    /// Counts steps; false where they are more than were left.
    @inlinable @inline(__always)
    package mutating func spend(steps count: Int) -> Bool {
        steps &-= count
        return steps >= 0 ? true : stop(at: .steps)
    }

    /// Counts bytes; false where they are more than were left.
    @inlinable @inline(__always)
    package mutating func spend(bytes count: Int) -> Bool {
        bytes &-= count
        return bytes >= 0 ? true : stop(at: .bytes)
    }

    /// Notes that there will be no answer, for the first reason that is given. Always false.
    @usableFromInline @inline(never)
    package mutating func stop(at limit: Limit) -> Bool {
        if reached == nil { reached = limit }
        return false
    }
}

/// A walk that ended because its budget was used up: no answer, which is not the answer no.
public struct LimitReached: Error, Equatable, Sendable, CustomStringConvertible {
    /// What can be used up.
    @frozen
    public enum Limit: Sendable, Equatable {
        /// Too much was tried.
        case steps
        /// What was made grew too large.
        case bytes
        /// Schemas, references or values were nested too deep.
        case depth
        /// A pattern had to try too much.
        case pattern
    }

    /// What was used up.
    public var limit: Limit

    /// Makes the error.
    package init(_ limit: Limit) { self.limit = limit }

    /// What was used up, in words.
    public var description: String {
        switch limit {
        case .steps: "limit reached: too many steps"
        case .bytes: "limit reached: the value would be too large"
        case .depth: "limit reached: nested too deep"
        case .pattern: "limit reached: a pattern has to try too much"
        }
    }
}
