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
        private var seen: [ExactString: StreamPosition] = [:]
        private var replyStreams: [ExactString] = []
        /// Keys that are no streams or may not be read, and where to go on in them.
        private(set) var leftOut: [ExactString: StreamID] = [:]
        /// About how long the largest entries are, of those that came lately.
        private var entrySize = RedisWatch.mostBytes / 16
        private var lookAt = ContinuousClock.now
        var fruitless = FruitlessReads()

        /// How often a watch that sees nothing finds out whether its streams are still those that it reads.
        private static let lookInterval = Duration.seconds(2)

        mutating func read(_ stream: ExactString, behind id: StreamID) { lastIds[stream] = id }

        /// Where to go on in a stream that ends before what was read of it.
        func start(of stream: ExactString, endingAt generated: StreamID) -> StreamID {
            seen[stream]?.last(inStreamEndingAt: generated) ?? .zero
        }

        /// How many entries of each stream to read, so that all of them are no more than is looked at at a time.
        var nextCount: Int { max(1, min(256, RedisWatch.mostBytes / max(1, entrySize * lastIds.count))) }

        /// Notes how long entries were.
        mutating func noteSize(_ byteCount: Int, of count: Int) {
            if count > 0 { entrySize = max(byteCount / count, entrySize / 2) }
        }

        /// Reads a key no more, and goes on there once it can be read.
        mutating func leaveOut(_ stream: ExactString, at id: StreamID) {
            lastIds[stream] = nil
            leftOut[stream] = id
        }

        /// Reads such a key again.
        mutating func takeBack(_ stream: ExactString) { lastIds[stream] = leftOut.removeValue(forKey: stream) }

        /// Goes on behind messages, and reads the replies to the calls among them.
        mutating func note(_ messages: [Message], of stream: ExactString, replyPrefix: String) {
            if let last = messages.last { read(stream, behind: last.id) }
            seen[stream, default: StreamPosition()].note(lastFirst: messages.lazy.map(\.id).reversed())
            for message in messages {
                guard let replyTo = message.replyTo.map({ ExactString($0) }), replyTo.hasPrefix(replyPrefix) else {
                    continue
                }
                readReplies(in: replyTo, behind: Self.startOfReplies(to: message.id))
            }
        }

        /// What comes before the reply to a call, which is of the same millisecond at the earliest; but where the id
        /// is in the future, replies have ids as the clock has it.
        private static func startOfReplies(to call: StreamID) -> StreamID {
            let seconds = UInt64(max(wallClock().seconds, 0))
            let tolerance: UInt64 = 10
            let isFuture = call.milliseconds / 1000 > seconds + tolerance
            let time = isFuture ? max(seconds, tolerance) * 1000 - tolerance * 1000 : max(1, call.milliseconds) - 1
            return StreamID(milliseconds: time, number: 0)
        }

        /// Reads a client's replies too; no longer those of the client that was added long ago.
        private mutating func readReplies(in stream: ExactString, behind id: StreamID) {
            guard lastIds[stream] == nil, leftOut[stream] == nil else { return }
            lastIds[stream] = id
            replyStreams.append(stream)
            guard replyStreams.count > 256 else { return }
            let oldest = replyStreams.removeFirst()
            (lastIds[oldest], leftOut[oldest], seen[oldest]) = (nil, nil, nil)
        }

        /// Whether it is time to find out whether the streams are still the same.
        mutating func mustLook() -> Bool {
            guard ContinuousClock.now >= lookAt else { return false }
            lookAt = ContinuousClock.now.advanced(by: Self.lookInterval)
            return true
        }
    }
}
