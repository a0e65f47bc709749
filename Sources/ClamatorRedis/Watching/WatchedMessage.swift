package import ClamatorKit

extension RedisWatch {
    /// A message that passed.
    package struct Message: Sendable {
        package enum Content: Sendable {
            case call(Request)
            case reply(RpcId?, Reply)
            /// What is no envelope, and why.
            case unreadable(String)
        }

        package let content: Content
        /// The service, for what stands in a command stream.
        package let service: String?
        let id: StreamID
        let replyTo: String?

        /// When Redis took it, in milliseconds since 1970.
        package var time: Int { Int(clamping: id.milliseconds) }
    }

    /// Where a watch is: which streams it reads, and how far it came in each.
    package struct Cursor: Sendable {
        private(set) var lastIds: [ExactString: StreamID] = [:]
        private var replyStreams: [ExactString] = []
        /// Keys that are no streams.
        private(set) var leftOut: Set<ExactString> = []
        /// About how long the largest entries are, of those that came lately.
        private var entrySize = RedisWatch.mostBytes / 16
        private var lookAt = ContinuousClock.now

        /// How often a watch that sees nothing finds out whether its streams are still those that it reads.
        private static let lookInterval = Duration.seconds(2)

        mutating func read(_ stream: ExactString, behind id: StreamID) { lastIds[stream] = id }

        /// How many entries of each stream to read, so that all of them are no more than is looked at at a time.
        var nextCount: Int { max(1, min(256, RedisWatch.mostBytes / max(1, entrySize * lastIds.count))) }

        /// Notes how long entries were.
        mutating func noteSize(_ byteCount: Int, of count: Int) {
            if count > 0 { entrySize = max(byteCount / count, entrySize / 2) }
        }

        /// Reads a key no more that is no stream.
        mutating func leaveOut(_ stream: ExactString) {
            lastIds[stream] = nil
            leftOut.insert(stream)
        }

        /// Reads such a key again, from its start.
        mutating func takeBack(_ stream: ExactString) {
            leftOut.remove(stream)
            lastIds[stream] = .zero
        }

        /// Goes on behind messages, and reads the replies to the calls among them.
        mutating func note(_ messages: [Message], of stream: ExactString, replyPrefix: String) {
            if let last = messages.last { read(stream, behind: last.id) }
            for message in messages {
                guard let replyTo = message.replyTo.map({ ExactString($0) }), replyTo.hasPrefix(replyPrefix) else {
                    continue
                }
                // A reply comes in the same millisecond at the earliest.
                let time = max(1, message.id.milliseconds) - 1
                readReplies(in: replyTo, behind: StreamID(milliseconds: time, number: 0))
            }
        }

        /// Reads a client's replies too; no longer those of the client that was added long ago.
        private mutating func readReplies(in stream: ExactString, behind id: StreamID) {
            guard lastIds[stream] == nil else { return }
            lastIds[stream] = id
            replyStreams.append(stream)
            if replyStreams.count > 256 { lastIds[replyStreams.removeFirst()] = nil }
        }

        /// Whether it is time to find out whether the streams are still the same.
        mutating func mustLook() -> Bool {
            guard ContinuousClock.now >= lookAt else { return false }
            lookAt = ContinuousClock.now.advanced(by: Self.lookInterval)
            return true
        }
    }
}
