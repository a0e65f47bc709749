package import ClamatorKit

extension RedisWatch {
    /// Begins to watch, at what comes from now on.
    ///
    /// - Parameter services: The services to watch.
    /// - Returns: The cursor to go on from.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    package func start(_ services: [String]) async throws(ClamatorTransportError) -> Cursor {
        var cursor = Cursor()
        for service in services {
            let stream = keys.commands(of: service)
            cursor.read(ExactString(stream), behind: try await lastID(of: stream))
        }
        return cursor
    }

    /// The id that a stream gave last; that before all for a key that is no stream, or not there.
    private func lastID(of stream: String) async throws(ClamatorTransportError) -> StreamID {
        try await asking { (link) throws(RedisError) in
            do throws(RedisError) {
                return try await link.lastID(of: stream) ?? .zero
            } catch {
                if error.code != "WRONGTYPE" { throw error }
                return .zero
            }
        }
    }

    /// Adds a service that appeared after the start.
    package func add(_ service: String, to cursor: inout Cursor) {
        let stream = ExactString(keys.commands(of: service))
        if cursor.lastIds[stream] == nil { cursor.read(stream, behind: .zero) }
    }

    /// Waits for messages, at most so long.
    ///
    /// - Parameters:
    ///   - cursor: Where the watch is.
    ///   - limit: How long to wait.
    /// - Returns: The messages in the order of their times; none where the time is over.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    package func next(_ cursor: inout Cursor, within limit: Duration) async throws(ClamatorTransportError) -> [Message]
    {
        guard !cursor.lastIds.isEmpty else {
            try? await Task.sleep(for: limit)
            return []
        }
        let start = ContinuousClock.now
        let before = cursor.lastIds
        let lastIds = before.sorted { $0.key < $1.key }
        var command = RedisCommand(
            "XREAD", "COUNT", "\(cursor.nextCount)", "BLOCK", "\(max(1, limit.wholeMilliseconds))",
            "STREAMS")
        command.append(contentsOf: lastIds.map(\.key.string))
        command.append(contentsOf: lastIds.map(\.value.description))
        let read: (byteCount: Int, streams: [(String, [Message])])
        do throws(RedisError) {
            read = try await link.run(command, isRepeatable: false) { reply in
                (
                    reply.byteCount,
                    reply.elements.map { stream in
                        let name = stream[0]?.text ?? ""
                        return (name, messages(in: stream[1], of: name))
                    }
                )
            }
        } catch {
            if error.isAboutKey { try await leaveOut(error, &cursor) } else { try await passOver(error, &cursor) }
            return []
        }
        noteAnswer()
        for (stream, messages) in read.streams {
            cursor.note(messages, of: ExactString(stream), replyPrefix: keys.replies)
        }
        cursor.noteSize(read.byteCount, of: read.streams.reduce(0) { $0 + $1.1.count })
        do throws(RedisError) {
            // A wait that is short by itself says nothing.
            try cursor.fruitless.note(
                isFruitful: limit < FruitlessReads.shortestWait * 2 || cursor.lastIds != before, since: start)
        } catch {
            if cursor.fruitless.hasJustBegun { note("Redis is in disorder: \(error)") }
            try? await Task.sleep(for: .seconds(1))
        }
        if read.streams.isEmpty, cursor.mustLook() { try await look(at: &cursor) }
        return Self.sorted(read.streams.flatMap(\.1))
    }

    /// Goes on after a failure that passes: a connection that broke, a Redis that is loading.
    ///
    /// - Throws: Any other failure.
    private func passOver(_ error: RedisError, _ cursor: inout Cursor) async throws(ClamatorTransportError) {
        // The answer may have been too large.
        if error.kind == .lost { return cursor.noteSize(Self.mostBytes, of: 1) }
        guard error.isPassing || error.hasFailedOver else { throw failure(error) }
        noteRefusal(error)
        try? await Task.sleep(for: .seconds(1))
    }

    /// Begins again at the start of streams that are not those which were read: after a loss of data, their ids may be
    /// behind those that they had.
    private func look(at cursor: inout Cursor) async throws(ClamatorTransportError) {
        for stream in cursor.leftOut.keys where try await refusal(of: stream) == nil { cursor.takeBack(stream) }
        let prefix = keys.commands(of: "")
        let (commands, replies) = (
            cursor.lastIds.keys.filter { $0.hasPrefix(prefix) }, cursor.lastIds.keys.filter { !$0.hasPrefix(prefix) }
        )
        // Of the many clients, only where it is known that something was lost.
        if await beginAgain(commands, &cursor) { _ = await beginAgain(replies, &cursor) }
    }

    /// Reads those of some streams from their start that are not those which were read.
    ///
    /// - Returns: Whether there are any.
    private func beginAgain(_ streams: [ExactString], _ cursor: inout Cursor) async -> Bool {
        var isAny = false
        for stream in streams {
            guard let read = cursor.lastIds[stream], let id = try? await lastID(of: stream.string), id < read else {
                continue
            }
            cursor.read(stream, behind: cursor.start(of: stream, endingAt: id))
            isAny = true
        }
        return isAny
    }

    /// Leaves out keys that are no streams or may not be read, and says so.
    ///
    /// - Throws: The failure where that is not a matter of some of them.
    private func leaveOut(_ error: RedisError, _ cursor: inout Cursor) async throws(ClamatorTransportError) {
        var refused: [(ExactString, RedisError)] = []
        for stream in cursor.lastIds.keys {
            if let why = try await refusal(of: stream) { refused.append((stream, why)) }
        }
        let isOfAll = refused.count == cursor.lastIds.count && refused.allSatisfy { $0.1.code == "NOPERM" }
        if isOfAll { throw failure(error) }
        for (stream, why) in refused {
            let isDenied = why.code == "NOPERM"
            cursor.leaveOut(stream, at: isDenied ? cursor.lastIds[stream] ?? .zero : .zero)
            let what =
                isDenied
                ? "may not be read, and is left out until it may" : "is no stream, and left out until it is one"
            note("\(Printable.escape(stream.string)) \(what)")
        }
    }

    /// What Redis refuses to read a key with: that it is of another type, or the user may not; nil where it does not.
    private func refusal(of key: ExactString) async throws(ClamatorTransportError) -> RedisError? {
        let command = RedisCommand("XREAD", "COUNT", "1", "STREAMS", key.string, "\(StreamID.last)")
        return try await asking { (link) throws(RedisError) in
            do throws(RedisError) {
                try await link.run(command, isRepeatable: false) { _ in () }
                return nil
            } catch {
                guard error.isAboutKey else { throw error }
                return error
            }
        }
    }

    /// The last calls of services, and the replies to them that Redis still has.
    ///
    /// - Parameters:
    ///   - services: The services.
    ///   - count: How many calls of each.
    /// - Returns: The messages in the order of their times.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    package func last(_ services: [String], count: Int) async throws(ClamatorTransportError) -> [Message] {
        var budget = Self.mostBytes
        var found: [Message] = []
        for service in services {
            found += try await lastEntries(of: keys.commands(of: service), &budget) { $0.count >= count }.prefix(count)
        }
        var ids: Set<RpcId> = []
        for case .call(let request) in found.map(\.content) { if let id = request.id { ids.insert(id) } }
        for stream in Set(found.compactMap(\.replyTo).map { ExactString($0) }) where stream.hasPrefix(keys.replies) {
            found += try await lastEntries(of: stream.string, &budget) { _ in ids.isEmpty }.filter {
                if case .reply(let id?, _) = $0.content { ids.remove(id) != nil } else { false }
            }
        }
        if budget <= 0 { note("the last \(Self.mostBytes >> 20) MiB were looked at, and no more") }
        return Self.sorted(found)
    }

    /// How many bytes of messages are looked at, or kept, at a time.
    package static var mostBytes: Int { 32 << 20 }

    /// The entries of a stream, the last first, page by page, until there are enough or the budget is spent.
    private func lastEntries(
        of stream: String, _ budget: inout Int, until areEnough: ([Message]) -> Bool
    ) async throws(ClamatorTransportError) -> [Message] {
        var found: [Message] = []
        var end = "+"
        var count = 1
        while budget > 0 {
            let command = RedisCommand("XREVRANGE", stream, end, "-", "COUNT", "\(count)")
            let page: (byteCount: Int, messages: [Message])
            do throws(RedisError) {
                page = try await patiently { (link) throws(RedisError) in
                    try await link.run(command, isRepeatable: false) { ($0.byteCount, messages(in: $0, of: stream)) }
                }
            } catch {
                guard error.code == "WRONGTYPE" else { throw failure(error) }
                note("\(Printable.escape(stream)) is no stream")
                return found
            }
            budget -= page.byteCount
            found += page.messages
            guard page.messages.count == count, let last = page.messages.last?.id, !areEnough(found) else {
                return found
            }
            guard let before = last.predecessor else { return found }
            end = before.description
            // As many as fit into the budget if they are like those before.
            count = max(1, min(64, 2 * count, budget / max(1, page.byteCount / count)))
        }
        return found
    }

    private static func sorted(_ messages: [Message]) -> [Message] {
        // A reply is never before its call, and may be of the same millisecond.
        messages.sorted { ($0.time, $0.service == nil ? 1 : 0) < ($1.time, $1.service == nil ? 1 : 0) }
    }

    private func messages(in list: RedisReplyView?, of stream: String) -> [Message] {
        let prefix = keys.commands(of: "")
        let isCommands = stream.utf8.starts(with: prefix.utf8)
        let service = isCommands ? String(Substring(stream.utf8.dropFirst(prefix.utf8.count))) : nil
        guard let list else { return [] }
        var parser = JSONParser()
        return list.elements.compactMap { entry in
            guard let id = entry[0].flatMap({ StreamID($0.text) }), let fields = entry[1] else { return nil }
            return Message(
                content: Self.content(of: fields, &parser), service: service, id: id,
                replyTo: fields.value(of: "reply-to")?.text)
        }
    }

    private static func content(of fields: RedisReplyView, _ parser: inout JSONParser) -> Message.Content {
        guard let text = fields.value(of: "envelope") else { return .unreadable("no envelope") }
        do {
            return switch try Envelope(try parser.parse(text.bytes)) {
            case .request(let request): .call(request)
            case .success(let id, let result): .reply(id, .result(result))
            case .failure(let id, let error): .reply(id, .error(error))
            }
        } catch let error as InvalidRequest {
            return .unreadable(error.reason)
        } catch {
            return .unreadable("\(error)")
        }
    }
}
