private import Synchronization

/// The time-outs of all calls that wait, in one table with one sleeping task, since a task for each call costs more
/// than the call.
package final class Deadlines: Sendable {
    package static let shared = Deadlines()

    private struct State {
        /// Calls that are over stay until their time or the next sweep.
        var heap = DeadlineHeap()
        /// How many entries there may be before those that are over are swept out.
        var sweepAt = 64
        /// When the task that sleeps wakes up; nil where none sleeps.
        var wakeUp: ContinuousClock.Instant?
    }

    /// The clock cannot sleep for ever; ten years are as good.
    static let longest = Duration.seconds(10 * 365 * 86_400)

    private let state = Mutex(State())

    /// Fails the call with "call timeout" once the time has passed, unless it is over by then.
    package func arm(_ pending: PendingReply, after timeout: Duration) {
        if timeout <= .zero { return pending.expire() }
        let time = ContinuousClock.now.advanced(by: min(timeout, Self.longest))
        let mustWake = state.withLock { state in
            if state.heap.count >= state.sweepAt {
                state.heap.removeAll { $0.pending.isOver }
                state.sweepAt = max(64, 2 * state.heap.count)
            }
            state.heap.push(DeadlineHeap.Entry(time: time, pending: pending))
            guard state.wakeUp.map({ time < $0 }) ?? true else { return false }
            state.wakeUp = time
            return true
        }
        if mustWake { wake(at: time) }
    }

    private func wake(at time: ContinuousClock.Instant) {
        Task.detached { [self] in
            // Nothing cancels this task, so the sleep always lasts until its time.
            try? await Task.sleep(until: time, tolerance: .zero, clock: .continuous)
            expire(wokenFor: time)
        }
    }

    private func expire(wokenFor time: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        let (due, next) = state.withLock { state -> ([PendingReply], ContinuousClock.Instant?) in
            var due: [PendingReply] = []
            while let first = state.heap.first, first.time <= now || first.pending.isOver {
                due.append(first.pending)
                state.heap.removeFirst()
            }
            // Where an earlier deadline came in meanwhile, its own task carries on.
            guard state.wakeUp == time else { return (due, nil) }
            state.wakeUp = state.heap.first?.time
            return (due, state.wakeUp)
        }
        for pending in due { pending.expire() }
        if let next { wake(at: next) }
    }
}

/// A binary heap of deadlines, the earliest first.
private struct DeadlineHeap {
    struct Entry {
        let time: ContinuousClock.Instant
        let pending: PendingReply
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }
    var first: Entry? { entries.first }

    mutating func push(_ entry: Entry) {
        entries.append(entry)
        var index = entries.count - 1
        while index > 0, entries[index].time < entries[(index - 1) / 2].time {
            entries.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() {
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        var index = 0
        while true {
            var earliest = index
            for child in [2 * index + 1, 2 * index + 2] where child < entries.count {
                if entries[child].time < entries[earliest].time { earliest = child }
            }
            if earliest == index { return }
            entries.swapAt(index, earliest)
            index = earliest
        }
    }

    mutating func removeAll(where isObsolete: (Entry) -> Bool) {
        let kept = entries.filter { !isObsolete($0) }
        entries = []
        for entry in kept { push(entry) }
    }
}
