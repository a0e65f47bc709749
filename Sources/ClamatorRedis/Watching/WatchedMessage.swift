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
        private var lookAt = ContinuousClock.now

        /// How often a watch that sees nothing finds out whether its streams are still those that it reads.
        private static let lookInterval = Duration.seconds(2)

        mutating func read(_ stream: ExactString, behind id: StreamID) { lastIds[stream] = id }

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

        /// Reads all streams from their start.
        mutating func beginAgain() { for stream in lastIds.keys { lastIds[stream] = .zero } }
    }
}
