/// What one caller lends to the calls it makes, one after another: memory, so that a call allocates none of its own,
/// and where the last call is noted.
public struct CallContext: ~Copyable {
    /// Memory for the values that are made.
    public var scratch = ScratchBuffer()
    /// How far the call came that was sent last.
    package var trace = CallTrace()
    private var ids = RpcIdSource()
    /// The services that the last call found its own among.
    package var services: ServiceTable?
    /// What was used last, and how often without that having been counted there: a run of uses is counted at once,
    /// which costs as much as one of them.
    private var used: UseCounter?
    private var uses = 0
    /// The params as they were sent, while a handler answers that has them with defaults filled in; else nil.
    package var sentParams: JSON?
    /// How long the caller waits for the reply, where it says so.
    package var timeout: Duration?
    /// Counts what is left to be done; nil, as it is at first, where the caller does not limit that.
    package var backlog: (any Backlog)?

    /// Makes a context for calls.
    public init() {}

    deinit { used?.add(uses) }

    /// Counts a use, at the latest when the context goes.
    @inline(__always)
    package mutating func countUse(_ counter: UseCounter) {
        if used !== counter { flushUses(before: counter) }
        uses &+= 1
    }

    @inline(never)
    private mutating func flushUses(before next: UseCounter) {
        used?.add(uses)
        (used, uses) = (next, 0)
    }

    /// An id that no other call has.
    package mutating func freshId() -> RpcId { ids.next() }
}
