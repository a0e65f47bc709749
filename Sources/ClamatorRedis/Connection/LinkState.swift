/// What a link has to do, which its threads share under a lock: the connection, and the commands that wait for it or
/// for their answers. It never blocks.
struct LinkState: ~Copyable {
    var socket: RedisSocket?
    private var waiting = Queue<RedisLink.Sending>()
    /// How many may wait before those are dropped that are obsolete.
    private var sweepAt = 1024
    /// Until when what waits may wait for others to be written with; nil where something may not.
    private var patience: ContinuousClock.Instant?
    private(set) var onTheWay = Queue<RedisLink.Sending>()
    /// When Redis was last heard, or the first of the commands on their way was written.
    var lastHeard = ContinuousClock.now
    /// Whether a command was answered over this connection.
    var hasAnswered = false
    /// Whether the connection did not take all that there is to write.
    private(set) var isBlocked = false
    /// Whether the thread hands out answers, and will write afterwards what comes in meanwhile.
    var isDelivering = false
    /// What broke the connection, for the thread to take care of.
    var failure: RedisError?
    /// Why there is no connection, or the last one broke; nil once a command was answered over another.
    var trouble: RedisError?
    /// Until when commands may still be answered, once the link is to close.
    var closing: ContinuousClock.Instant?
    var isClosed = false
    var closeWaiters: [CheckedContinuation<Void, Never>] = []

    /// How long a command waits, where it may, for others to be written with.
    private static let longestPatience = Duration.milliseconds(2)

    /// How long a command may be on its way before the connection counts as broken. No command that is sent here blocks
    /// longer than a second.
    static let longestSilence = Duration.seconds(15)

    /// How many connections may break while the answer to one command is awaited. It may be what breaks them, and all
    /// others wait behind it.
    private static let mostLosses = 5

    /// How long to wait for the connection; nil for as long as it takes.
    var longestWait: Duration? {
        if failure != nil { return .zero }
        let ends = [closing, patience, onTheWay.isEmpty ? nil : lastHeard + Self.longestSilence]
        return ends.compactMap { $0 }.min().map { max($0 - .now, .zero) }
    }

    /// Adds commands that are to be written.
    mutating func add(_ sendings: [RedisLink.Sending]) {
        let mayWait = sendings.allSatisfy(\.mayWait)
        patience = !mayWait || (patience == nil && !waiting.isEmpty) ? nil : patience ?? .now + Self.longestPatience
        waiting.append(contentsOf: sendings)
        // Without a connection, calls time out and others take over.
        guard waiting.count >= sweepAt else { return }
        waiting.removeAll { $0.isObsolete?() ?? false }
        sweepAt = max(1024, 2 * waiting.count)
    }

    /// Writes all that waits, unless that may wait for more.
    mutating func flushInTime() {
        if closing == nil, !isBlocked, let patience, patience > .now { return }
        flush()
    }

    /// Writes all that waits.
    mutating func flush() {
        patience = nil
        guard socket != nil, failure == nil else { return }
        if onTheWay.isEmpty { lastHeard = .now }
        while let sending = waiting.popFirst() {
            if sending.isObsolete?() ?? false { continue }
            socket?.append(sending.command)
            onTheWay.append(sending)
        }
        do throws(RedisError) {
            isBlocked = try socket?.write() == false
        } catch {
            failure = error
        }
    }

    /// Reads what is there, and matches answers with commands.
    mutating func receive(into answers: inout [(RedisLink.Sending, RedisSocket.Answer)]) {
        // What came before the connection broke counts: a server that closes it, since a command is too long, says so
        // first.
        do throws(RedisError) { try socket?.read() } catch { failure = failure ?? error }
        do throws(RedisError) {
            while let answer = try socket?.nextAnswer() {
                if let sending = onTheWay.popFirst() {
                    answers.append((sending, answer))
                } else {
                    answer.free()
                }
            }
        } catch {
            failure = failure ?? error
        }
    }

    /// Gives the connection up where Redis was not heard for long.
    mutating func noteSilence() {
        guard failure == nil, !onTheWay.isEmpty, lastHeard + Self.longestSilence <= .now else { return }
        failure = RedisError(.lost, "no answer for \(Self.longestSilence.components.seconds) s")
    }

    /// Lets go of a connection that broke: what may be repeated goes first over the next one, and so does what was not
    /// written as a whole, which Redis cannot have carried out; unless that has broken several connections by now.
    ///
    /// - Returns: What was on its way and is lost.
    mutating func breakOff() -> [RedisLink.Sending] {
        var unwritten = socket?.unwritten ?? 0
        _ = socket.take()
        failure = nil
        isBlocked = false
        var lost: [RedisLink.Sending] = []
        var again: [RedisLink.Sending] = []
        for (index, sending) in onTheWay.removeAll().enumerated().reversed() {
            var sending = sending
            if index == 0 { sending.losses += 1 }
            let mayRepeat = (sending.isRepeatable || unwritten > 0) && sending.losses < Self.mostLosses
            if mayRepeat { again.append(sending) } else { lost.append(sending) }
            unwritten -= sending.command.wireLength
        }
        let later = waiting.removeAll()
        waiting.append(contentsOf: again.reversed() + later)
        return lost.reversed()
    }

    /// Ends for good.
    ///
    /// - Returns: What has no answer, and will have none.
    mutating func removeAll() -> [RedisLink.Sending] { onTheWay.removeAll() + waiting.removeAll() }
}
