/// Memory that one caller lends to the calls it makes, one after another, so that a call allocates none of its own.
public struct Workspace: ~Copyable {
    private var builder = JSONBuilder()
    package var filler = DefaultsFiller()
    private var ids = RpcIdSource()
    /// The services that the last call found its own among.
    package var services: ServiceTable?
    /// What was used last, and how often without having been told: a run of uses is told at once, which costs as much as
    /// one of them.
    private var used: UseCounter?
    private var uses = 0
    /// The params as they were sent, while a handler answers that has them with defaults filled in; else nil.
    package var sentParams: JSON?
    /// How far the call came that was dispatched last.
    package var reached = Step.envelope {
        didSet { if arrivals != nil { noteArrival() } }
    }
    /// Whether a call came to a method that nothing handles; a caller that asks sets it back before.
    package var lacksHandler = false
    /// When the steps behind the envelope were reached; nil, as it is at first, where nobody wants to know.
    package var arrivals: [Arrival]?
    /// Counts what is left to be done; nil, as it is at first, where the caller does not limit that.
    package var backlog: (any Backlog)?

    /// Makes an empty workspace.
    public init() {}

    deinit { used?.add(uses) }

    /// Makes a value from what the body writes.
    ///
    /// - Parameter body: Writes exactly one value.
    /// - Returns: The value.
    /// - Throws: What the body throws; `JSONError` where it wrote no value, or one nested too deep.
    @inline(__always)
    public mutating func build(_ body: (inout JSONWriter) throws -> Void) throws -> JSON {
        try builder.build(body)
    }

    /// Makes the value of a mold with the number that the body writes.
    ///
    /// - Parameters:
    ///   - mold: What stands around the number.
    ///   - body: Writes exactly one number, which it has the writer spell.
    /// - Returns: The value.
    /// - Throws: What the body throws.
    @inline(__always)
    package mutating func build(
        in mold: borrowing JSONMold, _ body: (inout JSONWriter) throws -> Void
    ) throws -> JSON {
        try builder.build(in: mold, body)
    }

    /// Takes back the memory of a reply that its owner needs no more, for the next result.
    @inline(__always)
    package mutating func recycle(_ reply: consuming Reply) {
        switch consume reply {
        case .result(let result): builder.recycle(result)
        case .error(let error): builder.recycle(error.data)
        }
    }

    /// Counts a use; told at the latest when the workspace goes.
    @inline(__always)
    package mutating func countUse(_ counter: UseCounter) {
        if used !== counter { tellUses(before: counter) }
        uses &+= 1
    }

    @inline(never)
    private mutating func tellUses(before next: UseCounter) {
        used?.add(uses)
        (used, uses) = (next, 0)
    }

    @inline(never)
    private mutating func noteArrival() { arrivals?.append(Arrival(step: reached, instant: .now)) }

    /// An id that no other call has.
    package mutating func freshId() -> RpcId { ids.next() }
}

/// The stops of a call's way, in order.
package enum Step: String, Sendable, CaseIterable {
    case envelope, service, method, params, handler, result, reply
}

/// When a call came to a step.
package struct Arrival: Sendable {
    package let step: Step
    package let instant: ContinuousClock.Instant

    package init(step: Step, instant: ContinuousClock.Instant) {
        self.step = step
        self.instant = instant
    }
}
