public import ClamatorKit
public import ScriptedHandlers
internal import ClamatorRedis
internal import LineEditing

/// The calls and replies that pass over a prefix, as lines for people: matched by id, with the time between, each
/// checked against the contract.
public struct Traffic {
    private let watch: RedisWatch
    private let catalogue: ServiceCatalogue
    private let paint: Palette
    private let width: Int
    /// The calls whose replies may come, by id, and how long they are.
    private var calls: [RpcId: (time: Int, request: Request)] = [:]
    private var callBytes = 0
    /// Writes the calls to a file, where that is wanted.
    private var recorder: TrafficRecorder?

    /// Connects.
    ///
    /// - Parameters:
    ///   - endpoint: Which Redis, and which prefix.
    ///   - services: What messages are checked against; there may be others, which are shown unchecked.
    ///   - patience: How long to wait for a Redis that refuses for a while; nil for as long as it takes.
    ///   - palette: Colours the lines.
    ///   - width: How many columns there are.
    ///   - note: Gets a sentence where something is odd about what is watched.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    public init(
        at endpoint: RedisEndpoint, services: [ContractLoader.Service],
        waitingAtMost patience: Duration?, palette: Palette, width: Int,
        note: @escaping @Sendable (String) -> Void
    ) async throws(ClamatorTransportError) {
        watch = try await RedisWatch(
            url: endpoint.url, access: endpoint.access, keyPrefix: endpoint.prefix,
            waitingAtMost: patience, note: note)
        catalogue = ServiceCatalogue(services)
        paint = palette
        self.width = width
    }

    /// Writes the calls that `follow` sees to a new file, each with its reply, as lines for a batch.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - timeout: How long a call waits for its reply until it counts as one that timed out.
    /// - Throws: `FileError` where the file is there already, or cannot be written.
    public mutating func record(to path: String, timeout: Duration) throws(FileError) {
        recorder = try TrafficRecorder(to: path, timeout: timeout, catalogue)
    }

    /// Disconnects.
    public func close() async { await watch.close() }

    /// The last calls and their replies.
    ///
    /// - Parameters:
    ///   - service: Only this service; nil for all.
    ///   - count: How many calls of each service.
    /// - Returns: A line or more for each message.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    mutating func last(
        of service: String?, count: Int = 10
    ) async throws(ClamatorTransportError) -> [StyledText] {
        let services = if let service { [service] } else { try await watch.services() }
        var lines: [StyledText] = []
        for message in try await watch.last(services, count: count) { lines += text(of: message) }
        return lines
    }

    /// Shows what passes from now on, until `isOver` says so.
    ///
    /// - Parameters:
    ///   - service: Only this service; nil for all, those among them that appear later.
    ///   - isOver: Asked several times a second.
    ///   - show: Gets each line.
    /// - Returns: What was recorded, in words; nil where nothing was to be.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached; `FileError` where the recording cannot be
    ///   written; what `show` throws.
    public mutating func follow(
        _ service: String?, until isOver: () -> Bool, show: (String) throws -> Void
    ) async throws -> String? {
        let services = if let service { [service] } else { try await watch.services() }
        var cursor = try await watch.start(services)
        var nextLook = ContinuousClock.now
        do {
            while !isOver() {
                if service == nil, ContinuousClock.now >= nextLook {
                    for service in try await watch.services() { watch.add(service, to: &cursor) }
                    nextLook = ContinuousClock.now.advanced(by: .seconds(1))
                }
                let messages = try await watch.next(&cursor, within: .milliseconds(200))
                for message in messages {
                    record(message)
                    for line in text(of: message) { try show(line.ansi) }
                }
                try recorder?.write()
                if calls.count > 10_000 || callBytes > RedisWatch.mostBytes { (calls, callBytes) = ([:], 0) }
            }
        } catch let error as ClamatorTransportError {
            // Where the watch is over, what waits for Redis is cut short.
            if !isOver() { throw error }
        }
        return try recorder?.finish()
    }

    private mutating func record(_ message: RedisWatch.Message) {
        switch message.content {
        case .call(let request): recorder?.note(request)
        case .reply(let id?, let reply): recorder?.note(reply, to: id)
        case .reply(nil, _), .unreadable: break
        }
    }

    private mutating func text(of message: RedisWatch.Message) -> [StyledText] {
        let time = paint(.detail, Self.clock(message.time))
        switch message.content {
        case .call(let request):
            if let id = request.id {
                calls[id] = (message.time, request)
                callBytes += request.byteCount
            }
            let arrow = request.isNotification ? "⇢" : "→"
            return ["\(time) \(arrow) \(name(request)) \(OneValue.excerpt(request.params, atMost: width))"]
                + ValueFaults(paint: paint).lines(in: request.params, by: method(request)?.params, "params")
        case .reply(let id, let reply):
            let call = id.flatMap { calls.removeValue(forKey: $0) }
            callBytes -= call?.request.byteCount ?? 0
            let name = call.map { self.name($0.request) } ?? paint(.detail, Printable.excerpt(id?.description ?? "?"))
            let between = call.map { paint(.detail, "  \(message.time - $0.time) ms") } ?? ""
            switch reply {
            case .result(let result):
                return ["\(time) ← \(name) \(OneValue.excerpt(result, atMost: width))\(between)"]
                    + ValueFaults(paint: paint).lines(
                        in: result, by: call.flatMap { method($0.request) }?.result, "result")
            case .error(let error):
                let text = paint(.error, "\(error.code) \(Printable.excerpt(error.message, atMost: width))")
                return ["\(time) ← \(name) \(text)\(between)"]
            }
        case .unreadable(let reason):
            let source = message.service.map { Printable.excerpt($0) } ?? "reply"
            return ["\(time) \(paint(.error, "✗")) \(source): \(Printable.escape(reason))"]
        }
    }

    private func name(_ request: Request) -> StyledText {
        let known = catalogue.method(request.method, of: request.service)?.name
        return paint(.name, known.map(Printable.escape) ?? Printable.excerpt("\(request.service).\(request.method)"))
    }

    private func method(_ request: Request) -> Contract.Method? {
        catalogue.method(request.method, of: request.service)?.method
    }

    /// The time of day in UTC: `12:03:04.123`.
    private static func clock(_ milliseconds: Int) -> String {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let seconds = milliseconds / 1000
        return "\(digits(seconds / 3600 % 24, 2)):\(digits(seconds / 60 % 60, 2)):\(digits(seconds % 60, 2))."
            + digits(milliseconds % 1000, 3)
    }
}
