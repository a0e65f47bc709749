internal import ClamatorKit
private import Synchronization

/// The calls that a server holds of one service. It takes none a second time, however often Redis hands it out.
final class HeldEntries: Sendable {
    /// How far a call came.
    enum Progress {
        /// It was read.
        case waiting
        /// Its handler runs.
        case running
        /// It is answered; reply and acknowledgement are being written.
        case answered
    }

    private struct State {
        var entries: [ExactString: Progress] = [:]
        var isClosed = false
    }

    private let group: ServiceGroup
    private let replyPrefix: String
    private let state = Mutex(State())

    /// Holds none.
    ///
    /// - Parameters:
    ///   - group: Where they come from.
    ///   - replyPrefix: What the names of all reply streams begin with.
    init(of group: ServiceGroup, repliesUnder replyPrefix: String) {
        self.group = group
        self.replyPrefix = replyPrefix
    }

    /// Takes the entries that are not held yet; after the end, none, and the other servers get them.
    func take(_ list: RedisReplyView?) -> [StreamEntry] {
        guard let list else { return [] }
        var parser = JSONParser()
        let entries = list.elements.compactMap { StreamEntry($0, repliesUnder: replyPrefix, parser: &parser) }
        let (taken, isClosed) = state.withLock { state in
            let taken = entries.filter { state.entries[ExactString($0.id)] == nil }
            if !state.isClosed { for entry in taken { state.entries[ExactString(entry.id)] = .waiting } }
            return (taken, state.isClosed)
        }
        guard isClosed else { return taken }
        group.release(taken.map(\.id))
        return []
    }

    /// Begins with a call.
    ///
    /// - Returns: False where it is not held any more, and left to others.
    func begin(_ id: String) -> Bool {
        state.withLock { state in
            guard !state.isClosed, state.entries[ExactString(id)] != nil else { return false }
            state.entries[ExactString(id)] = .running
            return true
        }
    }

    func noteAnswered(_ id: String) { state.withLock { $0.entries[ExactString(id)] = .answered } }

    func remove(_ ids: [String]) { state.withLock { state in for id in ids { state.entries[ExactString(id)] = nil } } }

    /// Takes no more, and gives those back that no handler has begun with.
    ///
    /// - Returns: Whether there were any.
    func close() -> Bool {
        let untouched = state.withLock { state in
            state.isClosed = true
            let ids = state.entries.filter { $0.value == .waiting }.map(\.key)
            for id in ids { state.entries[id] = nil }
            return ids
        }
        group.release(untouched.map(\.string))
        return !untouched.isEmpty
    }

    var ids: [String] { state.withLock { $0.entries.keys.map(\.string) } }

    var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

    /// Whether a call is that far.
    func has(_ progress: Progress) -> Bool { state.withLock { $0.entries.values.contains(progress) } }
}
