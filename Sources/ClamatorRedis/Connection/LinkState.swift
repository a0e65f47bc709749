/// What a link has to do, which its threads share under a lock: the connection, and the commands that wait for it or
/// for their answers. It never blocks.
struct LinkState: ~Copyable {
    var socket: RedisSocket?
    private var waiting = Queue<RedisLink.Sending>()
    /// How many bytes of commands, each with what else it takes, may wait before those are dropped that are obsolete;
    /// and how many have waited since.
    private var (sweepAt, waitingBytes) = (LinkState.leastSweep, 0)
    private static let leastSweep = 1 << 20
    /// Until when what waits may wait for others to be written with; nil where something may not.
    private var patience: ContinuousClock.Instant?
    private(set) var onTheWay = Queue<RedisLink.Sending>()
    /// How many of those on the way have an answer that may not wait.
    private var urgentCount = 0
    /// Until when the thread leaves answers lie where they are; nil while it waits for them.
    private var restEnd: ContinuousClock.Instant?
    /// Before when it does not, since commands came too fast.
    private var mayRestAt = ContinuousClock.now
    /// When something was written last, and whether that was right after the time before.
    private var (writtenAt, isBrisk) = (ContinuousClock.now, false)
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

    /// How long answers lie, where they may.
    private static let longestRest = Duration.milliseconds(2)
    /// From what distance on commands are written one by one during a rest: by then the one before is answered.
    private static let restingPace = Duration.microseconds(50)
    /// How long the thread does not rest where they come faster, and are better written together.
    private static let hurry = Duration.milliseconds(20)

    /// How long a command may be on its way before the connection counts as broken. No command that is sent here blocks
    /// longer than a second.
    static let longestSilence = Duration.seconds(15)

    /// How many connections may break while the answer to one command is awaited. It may be what breaks them, and all
    /// others wait behind it.
    private static let mostLosses = 5

    /// Whether the thread leaves answers lie, and is to wait only until it is woken.
    var isResting: Bool { restEnd != nil }

    /// How long to wait for the connection; nil for as long as it takes.
    var longestWait: Duration? {
        if failure != nil { return .zero }
        let ends = [closing, patience, restEnd, onTheWay.isEmpty ? nil : lastHeard + Self.longestSilence]
        return ends.compactMap { $0 }.min().map { max($0 - .now, .zero) }
    }

    /// Writes commands, or adds them to those that are written with the next answer.
    ///
    /// - Returns: Whether the thread must be woken.
    mutating func send(_ sendings: [RedisLink.Sending]) -> Bool {
        add(sendings)
        if isDelivering { return false }
        var mustWake = false
        if isResting {
            let isUrgent = !sendings.allSatisfy(\.answerMayWait)
            let isCrowd = !isUrgent && !onTheWay.isEmpty && writtenAt + Self.restingPace > .now
            if isCrowd { mayRestAt = .now + Self.hurry }
            if isUrgent || isCrowd { (restEnd, mustWake) = (nil, true) }
            if isCrowd { return true }
        } else if !onTheWay.isEmpty {
            return false
        }
        flush()
        return mustWake || isBlocked || failure != nil
    }

    /// Begins a rest where one command follows the other, none of whose answers is waited for.
    ///
    /// - Parameter count: How many answers were just handed out.
    mutating func restOrNot(after count: Int) {
        // One alone, or a reply and the acknowledgement of the one before.
        let mayGoOn = isResting ? count > 0 : count == 1 || count == 2
        restEnd = nil
        guard mayGoOn, isBrisk, urgentCount == 0, closing == nil, failure == nil, !isBlocked else { return }
        let now = ContinuousClock.now
        if now >= mayRestAt { restEnd = now + Self.longestRest }
    }

    /// Adds commands that are to be written.
    private mutating func add(_ sendings: [RedisLink.Sending]) {
        let mayWait = sendings.allSatisfy(\.mayWait)
        patience = !mayWait || (patience == nil && !waiting.isEmpty) ? nil : patience ?? .now + Self.longestPatience
        waiting.append(contentsOf: sendings)
        // Without a connection, calls time out and others take over.
        for sending in sendings { waitingBytes += sending.size }
        guard waitingBytes >= sweepAt else { return }
        waitingBytes = 0
        waiting.removeAll { sending in
            if sending.isObsolete?() ?? false { return true }
            waitingBytes += sending.size
            return false
        }
        sweepAt = max(Self.leastSweep, 2 * waitingBytes)
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
        let now = ContinuousClock.now
        if onTheWay.isEmpty { lastHeard = now }
        if !waiting.isEmpty { (isBrisk, writtenAt) = (now < writtenAt + Self.longestRest, now) }
        while let sending = waiting.popFirst() {
            if sending.isObsolete?() ?? false { continue }
            socket?.append(sending.command)
            onTheWay.append(sending)
            if !sending.answerMayWait { urgentCount += 1 }
        }
        (sweepAt, waitingBytes) = (Self.leastSweep, 0)
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
                    if !sending.answerMayWait { urgentCount -= 1 }
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
        (urgentCount, restEnd) = (0, nil)
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
