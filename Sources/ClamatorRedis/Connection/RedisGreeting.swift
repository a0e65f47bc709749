private import ClamatorKit

extension RedisSocket {
    /// Waits until a socket has something to read or takes something, for so long at most. Throws once the connection
    /// is not wanted any more.
    typealias Waiting = (_ descriptor: Int32, _ toWrite: Bool, _ limit: Duration) throws(RedisError) -> Void

    /// Connects, agrees on keys where the connection is encrypted, signs in and chooses the database.
    ///
    /// - Parameters:
    ///   - url: Where to.
    ///   - limit: How long the server may take to answer once it is connected. Connecting itself, and agreeing on keys,
    ///     may take five seconds each, unless the limit is shorter.
    ///   - largestAnswer: How much memory an answer may take, in bytes, until the connection is given up.
    ///   - waiting: Waits for the server.
    /// - Returns: The connection.
    /// - Throws: `RedisError` where nothing listens, the two do not agree, or Redis refuses the login; what `waiting`
    ///   throws.
    static func connect(
        to url: RedisURL, greetingWithin limit: Duration, largestAnswer: Int, _ waiting: Waiting
    ) throws(RedisError) -> RedisSocket {
        let connectionLimit = min(limit, .seconds(5))
        var socket = try open(to: url, within: connectionLimit, largestAnswer: largestAnswer)
        let descriptor = socket.descriptor
        var (deadline, silence) = Self.deadline(after: connectionLimit, .unreachable)
        func wait(_ toWrite: Bool) throws(RedisError) {
            let rest = deadline - .now
            if rest <= .zero { throw silence }
            try waiting(descriptor, toWrite, rest)
        }
        do throws(RedisError) {
            try socket.channel.beginTLS(wait)
        } catch {
            let isSilent = socket.channel.firstByte == nil
            guard error.kind == .lost, isSilent else {
                throw error.unreachable(isSilent ? "; if it speaks no TLS, write redis://" : "")
            }
            // One that has as many connections as it takes cannot say so before the keys are agreed on.
            throw RedisError(
                .unready,
                "the server closed the connection before TLS began; it may have as many connections as it takes "
                    + "(maxclients), or speak no TLS (then write redis://)")
        }
        (deadline, silence) = Self.deadline(after: limit, .unready)
        do throws(RedisError) {
            try socket.greet(url, wait)
        } catch {
            throw error.unreachable(url.mayMeanTLS ? socket.channel.hintOfTLS : "")
        }
        return socket
    }

    /// When a time is over, and what the server failed in then.
    private static func deadline(
        after limit: Duration, _ kind: RedisError.Kind
    ) -> (ContinuousClock.Instant, RedisError) {
        (.now.advanced(by: limit), RedisError(kind, "the server gives no answer within \(limit.wholeSeconds) s"))
    }

    private mutating func greet(_ url: RedisURL, _ wait: (Bool) throws(RedisError) -> Void) throws(RedisError) {
        do throws(RedisError) {
            try signIn(url, wait)
        } catch {
            // One that has as many connections as it takes says so in an error without a code of its own.
            guard error.code == "ERR", hasEnded(wait) else { throw error }
            throw RedisError(.unready, error.message)
        }
    }

    /// Whether the server closes the connection, and answers nothing more.
    private mutating func hasEnded(_ wait: (Bool) throws(RedisError) -> Void) -> Bool {
        do throws(RedisError) {
            _ = try ask(RedisCommand("PING"), wait)
            return false
        } catch {
            return error.kind == .lost
        }
    }

    private mutating func signIn(_ url: RedisURL, _ wait: (Bool) throws(RedisError) -> Void) throws(RedisError) {
        if url.user != nil || url.password != nil {
            let password = url.password ?? ""
            let command = url.user.map { RedisCommand("AUTH", $0, password) } ?? RedisCommand("AUTH", password)
            do throws(RedisError) { _ = try ask(command, wait) } catch { throw error.without(password) }
        }
        if url.database != 0 { _ = try ask(RedisCommand("SELECT", "\(url.database)"), wait) }
        // A server that is still loading, or refuses the login, says so here and not in the middle of a call.
        do throws(RedisError) {
            _ = try ask(RedisCommand("PING"), wait)
        } catch {
            // Who is told that is let in.
            if error.code != "NOPERM" { throw error }
        }
        do throws(RedisError) {
            clientId = try ask(RedisCommand("CLIENT", "ID"), wait)
        } catch {
            if error.kind != .refused { throw error }
        }
    }

    /// Sends a command and waits for its answer.
    ///
    /// The connection is read before it is waited for, since the server may have sent something behind its handshake,
    /// and written each time, since TLS may have to answer by itself.
    private mutating func ask(
        _ command: RedisCommand, _ wait: (Bool) throws(RedisError) -> Void
    ) throws(RedisError) -> Int {
        append(command)
        while true {
            let (isWritten, failure) = exchange()
            // A server that refuses says why before it closes the connection, of which the end may be seen first.
            if let answer = try answer() { return answer }
            if let failure { throw failure }
            try wait(!isWritten)
        }
    }

    /// Writes and reads what can be now.
    ///
    /// - Returns: Whether all is written, and what broke the connection.
    private mutating func exchange() -> (isWritten: Bool, failure: RedisError?) {
        var isWritten = false
        var failure: RedisError?
        do throws(RedisError) { isWritten = try write() } catch { failure = error }
        // What was read last says more, such as the alert of a server that refuses a certificate.
        do throws(RedisError) { try read() } catch { failure = error }
        return (isWritten, failure)
    }

    /// The number that is the next answer, 0 for any other; nil where it is not there yet.
    private func answer() throws(RedisError) -> Int? {
        guard let answer = try nextAnswer() else { return nil }
        defer { answer.free() }
        if let error = answer.view.error { throw error }
        return answer.view.integer
    }
}

extension ByteChannel {
    /// What a user is told for whom a server without an answer may be one that speaks TLS.
    fileprivate var hintOfTLS: String {
        switch firstByte {
        case nil: "; if the server speaks TLS, write rediss://"
        // An alert (RFC 8446 §5.1), which no answer of Redis begins with.
        case 21: "; the server speaks TLS: write rediss://"
        default: ""
        }
    }
}

extension RedisURL {
    /// Whether it leads to where TLS may be spoken, and does not ask for it.
    fileprivate var mayMeanTLS: Bool { if case .tcp = address { !usesTLS } else { false } }
}

extension RedisError {
    /// The error as one of a connection that was not made.
    fileprivate func unreachable(_ hint: String) -> RedisError {
        switch kind {
        case .refused: self
        case .unready: RedisError(.unready, message + hint)
        case .lost, .unreachable: RedisError(.unreachable, message + hint)
        }
    }

    /// The error without a password that the server repeats, as one does that does not know the command.
    fileprivate func without(_ password: String) -> RedisError {
        guard !password.isEmpty, isCut || message.contains(password) else { return self }
        return RedisError(refusedWith: code, "\(code): the server refuses the login, in words that hold the password")
    }
}
