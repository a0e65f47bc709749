package import ClamatorKit

/// Looks at what servers and clients of one prefix do, and takes nothing from them: it reads streams, and joins no group.
package struct RedisWatch: Sendable {
    private let keys: RedisKeys
    private let url: RedisURL
    private let link: RedisLink

    /// Connects.
    ///
    /// - Parameters:
    ///   - url: Where Redis is; nil for `$REDIS_URL`, and where that is not set `redis://localhost:6379`.
    ///   - access: What the URL does not say: files for TLS, where the password is.
    ///   - keyPrefix: What the names of all keys begin with.
    /// - Throws: `ClamatorTransportError` where the URL is wrong or Redis cannot be reached.
    package init(url: String?, access: RedisAccess = RedisAccess(), keyPrefix: String)
        async throws(ClamatorTransportError)
    {
        let url = try RedisURL(given: url, access)
        do throws(RedisError) {
            link = try RedisLink(to: url)
            try await link.open()
        } catch {
            throw .unreachable(url, error)
        }
        self.url = url
        keys = RedisKeys(prefix: keyPrefix)
    }

    /// Disconnects.
    package func close() async { await link.close(within: .zero) }

    /// The services that have a command stream, by name.
    package func services() async throws(ClamatorTransportError) -> [String] {
        let prefix = keys.commands(of: "")
        return try await streams(beginningWith: prefix).map { String(Substring($0.utf8.dropFirst(prefix.utf8.count))) }
            .sorted()
    }

    private func streams(beginningWith prefix: String) async throws(ClamatorTransportError) -> [String] {
        let pattern = prefix.unicodeScalars.reduce(into: "") { pattern, scalar in
            if "*?[]^\\".unicodeScalars.contains(scalar) { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        var found: Set<ExactString> = []
        var cursor = "0"
        repeat {
            let command = RedisCommand("SCAN", cursor, "MATCH", pattern + "*", "COUNT", "1000", "TYPE", "stream")
            let (next, names) = try await run(command) { reply in
                (reply[0]?.text ?? "0", reply[1]?.elements.map(\.text) ?? [])
            }
            cursor = next
            found.formUnion(names.map { ExactString($0) })
        } while cursor != "0"
        return found.map(\.string)
    }

    private func run<Value: Sendable>(
        _ command: RedisCommand, read: @escaping @Sendable (RedisReplyView) -> Value
    ) async throws(ClamatorTransportError) -> Value {
        do throws(RedisError) { return try await link.run(command, read: read) } catch {
            throw .unreachable(url, error)
        }
    }

    // MARK: Groups

    /// Who listens for a service's calls.
    package struct Group: Sendable {
        package struct Consumer: Sendable {
            package let name: String
            package let pending: Int
            package let idle: Duration
        }

        package let consumers: [Consumer]
        /// How many calls were read and not acknowledged.
        package let pending: Int
        /// How many calls have not been read yet; nil where Redis cannot tell.
        package let lag: Int?
    }

    /// The group of a service.
    ///
    /// - Parameter service: The service's name.
    /// - Returns: The group; nil where no server was there ever.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    package func group(of service: String) async throws(ClamatorTransportError) -> Group? {
        let (stream, name) = (keys.commands(of: service), RedisKeys.group(of: service))
        do throws(RedisError) {
            let numbers = try await link.run(RedisCommand("XINFO", "GROUPS", stream)) { reply in
                reply.elements.filter { $0.value(of: "name")?.text == name }.map { group in
                    (
                        group.value(of: "pending")?.integer ?? 0,
                        group.value(of: "lag").flatMap { $0.isNil ? nil : $0.integer }
                    )
                }.first
            }
            guard let (pending, lag) = numbers else { return nil }
            let consumers = try await link.run(RedisCommand("XINFO", "CONSUMERS", stream, name)) { reply in
                reply.elements.map { consumer in
                    Group.Consumer(
                        name: consumer.value(of: "name")?.text ?? "",
                        pending: consumer.value(of: "pending")?.integer ?? 0,
                        idle: .milliseconds(consumer.value(of: "idle")?.integer ?? 0))
                }
            }
            return Group(consumers: consumers, pending: pending, lag: lag)
        } catch {
            // A stream that is not there is an error without a code of its own.
            if error.isLostGroup { return nil }
            if error.kind == .refused, try await run(RedisCommand("EXISTS", stream), read: \.integer) == 0 {
                return nil
            }
            throw .unreachable(url, error)
        }
    }

    // MARK: Messages

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
        /// When Redis took it, in milliseconds since 1970.
        package let time: Int
        fileprivate let id: String
        fileprivate let replyTo: String?
    }

    /// Where a watch is: which streams it reads, and how far it came in each.
    package struct Cursor: Sendable {
        fileprivate private(set) var lastIds: [ExactString: String] = [:]
        private var replyStreams: [ExactString] = []

        fileprivate mutating func read(_ stream: ExactString, behind id: String) { lastIds[stream] = id }

        /// Reads a client's replies too; no longer those of the client that was added long ago.
        fileprivate mutating func readReplies(in stream: ExactString, behind id: String) {
            guard lastIds[stream] == nil else { return }
            lastIds[stream] = id
            replyStreams.append(stream)
            if replyStreams.count > 256 { lastIds[replyStreams.removeFirst()] = nil }
        }
    }

    /// Begins to watch, at what comes from now on.
    ///
    /// - Parameter services: The services to watch.
    /// - Returns: The cursor to go on from.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    package func start(_ services: [String]) async throws(ClamatorTransportError) -> Cursor {
        var cursor = Cursor()
        // Redis' own clock, since ids are made from it.
        let now = try await run(RedisCommand("TIME")) { Self.milliseconds(ofTime: $0) }
        for service in services { cursor.read(ExactString(keys.commands(of: service)), behind: "\(now)-0") }
        return cursor
    }

    /// The time that `TIME` answers with, seconds and microseconds; whatever numbers a server gives, their sum is one.
    private static func milliseconds(ofTime time: RedisReplyView) -> Int {
        let seconds = min(max(time[0]?.integer ?? 0, 0), Int.max / 2000)
        return seconds * 1000 + max(time[1]?.integer ?? 0, 0) / 1000
    }

    /// Adds a service that appeared after the start.
    package func add(_ service: String, to cursor: inout Cursor) {
        let stream = ExactString(keys.commands(of: service))
        if cursor.lastIds[stream] == nil { cursor.read(stream, behind: "0") }
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
        let lastIds = cursor.lastIds.sorted { $0.key < $1.key }
        var command = RedisCommand("XREAD", "COUNT", "256", "BLOCK", "\(max(1, limit.wholeMilliseconds))", "STREAMS")
        command.append(contentsOf: lastIds.map(\.key.string))
        command.append(contentsOf: lastIds.map(\.value))
        let read = try await run(command) { reply in
            reply.elements.map { stream in
                let name = stream[0]?.text ?? ""
                return (name, messages(in: stream[1], of: name))
            }
        }
        for (stream, messages) in read {
            if let last = messages.last { cursor.read(ExactString(stream), behind: last.id) }
            for message in messages {
                // A reply comes in the same millisecond at the earliest.
                if let replyTo = message.replyTo.map({ ExactString($0) }), replyTo.hasPrefix(keys.replies) {
                    cursor.readReplies(in: replyTo, behind: "\(max(1, message.time) - 1)-0")
                }
            }
        }
        return Self.sorted(read.flatMap(\.1))
    }

    /// The last calls of services, and the replies to them that Redis still has.
    ///
    /// - Parameters:
    ///   - services: The services.
    ///   - count: How many calls of each.
    /// - Returns: The messages in the order of their times.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    package func last(_ services: [String], count: Int) async throws(ClamatorTransportError) -> [Message] {
        var found: [Message] = []
        for service in services {
            let stream = keys.commands(of: service)
            found += try await run(RedisCommand("XREVRANGE", stream, "+", "-", "COUNT", "\(count)")) {
                messages(in: $0, of: stream)
            }
        }
        var ids: Set<RpcId> = []
        for case .call(let request) in found.map(\.content) { if let id = request.id { ids.insert(id) } }
        for stream in Set(found.compactMap(\.replyTo).map { ExactString($0) }) where stream.hasPrefix(keys.replies) {
            let name = stream.string
            found += try await run(RedisCommand("XRANGE", name, "-", "+")) { messages(in: $0, of: name) }.filter {
                if case .reply(let id?, _) = $0.content { ids.contains(id) } else { false }
            }
        }
        return Self.sorted(found)
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
            guard let id = entry[0]?.text, let fields = entry[1] else { return nil }
            return Message(
                content: Self.content(of: fields, &parser), service: service,
                time: Int(id.prefix { $0 != "-" }) ?? 0, id: id, replyTo: fields.value(of: "reply-to")?.text)
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
