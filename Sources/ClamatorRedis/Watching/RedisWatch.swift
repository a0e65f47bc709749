package import ClamatorKit
private import Synchronization

/// Looks at what servers and clients of one prefix do, and takes nothing from them: it reads streams, and joins no
/// group.
package struct RedisWatch: Sendable {
    let keys: RedisKeys
    let link: RedisLink
    private let url: RedisURL
    private let patience: Duration?
    /// Gets what is odd about what is watched, once.
    let note: @Sendable (String) -> Void
    private let refusals = Refusals()

    /// What Redis refused since it answered last.
    private final class Refusals: Sendable {
        private let told = Mutex(ToldFailures())
        func isNew(_ error: RedisError) -> Bool { told.withLock { $0.isNew(error) } }
        func end() { told.withLock { $0.reset() } }
    }

    /// Connects.
    ///
    /// - Parameters:
    ///   - url: Where Redis is; nil for `$REDIS_URL`, and where that is not set `redis://localhost:6379`.
    ///   - access: What the URL does not say: files for TLS, where the password is.
    ///   - keyPrefix: What the names of all keys begin with.
    ///   - patience: How long to try again where Redis refuses for a while, or the connection broke; nil for as long as
    ///     it takes.
    ///   - note: Gets a sentence where the connection broke, and where a key or the amount of data is odd.
    /// - Throws: `ClamatorTransportError` where the URL is wrong or Redis cannot be reached.
    package init(
        url: String?, access: RedisAccess = RedisAccess(), keyPrefix: String,
        waitingAtMost patience: Duration? = .zero, note: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(ClamatorTransportError) {
        let url = try RedisURL(given: url, access)
        do throws(RedisError) {
            link = try RedisLink(to: url) { note("Redis is out of reach: \($0); the watch goes on once it is back") }
            try await link.open(until: patience.map { .now.advanced(by: $0) })
        } catch {
            throw .unreachable(url, error)
        }
        self.url = url
        self.patience = patience
        self.note = note
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

    /// Runs a command, which is not sent again where the connection breaks.
    func run<Value: Sendable>(
        _ command: RedisCommand, read: @escaping @Sendable (RedisReplyView) -> Value
    ) async throws(ClamatorTransportError) -> Value {
        try await asking { (link) throws(RedisError) in try await link.run(command, isRepeatable: false, read: read) }
    }

    /// Asks Redis something, with its failure as one of the transport.
    func asking<Value>(
        _ body: (RedisLink) async throws(RedisError) -> Value
    ) async throws(ClamatorTransportError) -> Value {
        do throws(RedisError) { return try await patiently(body) } catch { throw failure(error) }
    }

    /// Asks Redis something, again where it refuses for a while, for as long as the watch has patience.
    func patiently<Value>(
        _ body: (RedisLink) async throws(RedisError) -> Value
    ) async throws(RedisError) -> Value {
        let end = patience.map { ContinuousClock.now.advanced(by: $0) }
        var backoff = Backoff.refusals
        while true {
            do throws(RedisError) {
                let value = try await body(link)
                noteAnswer()
                return value
            } catch {
                let isOver = Task.isCancelled || end.map { ContinuousClock.now >= $0 } ?? false
                guard error.isPassing || error.kind == .lost, !isOver else { throw error }
                noteRefusal(error)
                try? await Task.sleep(for: backoff.nextDelay())
            }
        }
    }

    /// Tells of what Redis refuses for a while, once until it answers again. The link tells of a loss.
    func noteRefusal(_ error: RedisError) {
        if error.hasFailedOver { link.reconnect(because: error) }
        if error.kind != .lost, refusals.isNew(error) { note("Redis refuses for a while: \(error)") }
    }

    /// Redis has answered.
    func noteAnswer() { refusals.end() }

    func failure(_ error: RedisError) -> ClamatorTransportError { .unreachable(url, error) }
}
