internal import ClamatorKit
internal import ClamatorSystem

/// What the thread of a connection does: it reads and writes the server's streams, and sees the server to its end.
struct ServerPump {
    private enum Phase {
        case open
        /// Something of the server is at its end, as the sentence says; how the process ended may tell more soon.
        case failing(String, until: ContinuousClock.Instant)
        /// The end was asked for; what waits is still written.
        case flushing(until: ContinuousClock.Instant)
        /// The input is closed, and the server should end.
        case closing(since: ContinuousClock.Instant)
    }

    private let connection: ServerConnection
    private let receiver: ServerConnection.Receiver
    private var streams: ChildProcess.Streams
    private var reader: FrameReader
    private var log = LogLines()
    private var phase = Phase.open
    /// Whether messages that were read are still to be handed on.
    private var isBehind = false
    private var hasEnded = false
    private var hasTerminated = false
    private var buffer = [UInt8](repeating: 0, count: Self.chunk)
    private var output: ArraySlice<UInt8> = []

    private static let chunk = 64 << 10
    /// How long the process's end is waited for after that of its output, to say more of it.
    private static let patience = Duration.milliseconds(500)
    /// How long what was sent may take to be written at the end.
    private static let flushTime = Duration.seconds(1)
    /// How long after its input is closed a server is asked to end, and how long after that it is ended.
    private static let (termination, kill) = (Duration.seconds(2), Duration.seconds(5))

    init(_ connection: ServerConnection, _ reader: FrameReader, _ receiver: ServerConnection.Receiver) {
        self.connection = connection
        streams = connection.process.takeStreams()
        self.reader = reader
        self.receiver = receiver
    }

    /// Runs until nothing of the server is left.
    mutating func run() {
        Descriptor.ignoreBrokenPipes()
        while !isDone() { step() }
        // What it left behind in its pipes; others may hold them open.
        readRest { $0.readLog() }
        if let line = log.end() { receiver.logLine(line) }
        streams = ChildProcess.Streams()
        connection.process.finish()
        connection.finish()
    }

    /// Goes from one phase to the next where it is time; says whether the last is over.
    private mutating func isDone() -> Bool {
        let now = ContinuousClock.now
        if connection.failure != nil, !isClosing { close(now) }
        // Where nothing waits to be written the same pass goes on to the end.
        if case .open = phase, !hasEnded, connection.mustStop { phase = .flushing(until: now + Self.flushTime) }
        switch phase {
        case .open:
            guard hasEnded else { break }
            readRest { $0.readMessages() }
            fail("ended")
            close(now)
            return true
        case .failing(let sentence, let until):
            guard hasEnded || now >= until else { break }
            readRest { $0.readMessages() }
            fail(sentence)
            close(now)
        case .flushing(let until):
            if output.isEmpty { output = connection.next(atLeast: Self.chunk)[...] }
            if hasEnded || output.isEmpty || now >= until { close(now) }
        case .closing: break
        }
        guard case .closing(let since) = phase else { return false }
        if now >= since + Self.termination, !hasTerminated {
            hasTerminated = true
            connection.process.terminate()
        }
        return hasEnded || now >= since + Self.kill
    }

    private var isClosing: Bool {
        if case .closing = phase { true } else { false }
    }

    /// When the phase changes by itself.
    private var deadline: ContinuousClock.Instant? {
        switch phase {
        case .open: nil
        case .failing(_, let until), .flushing(let until): until
        case .closing(let since): since + (hasTerminated ? Self.kill : Self.termination)
        }
    }

    private mutating func close(_ now: ContinuousClock.Instant) {
        phase = .closing(since: now)
        streams.input = nil
        output = []
    }

    /// Fails the connection, and says why.
    private func fail(_ sentence: String) {
        switch connection.process.end {
        case .status(let status): connection.fail(.server("ended with status \(status)"))
        case .signal(let number): connection.fail(.server("was ended by signal \(number)"))
        case nil: connection.fail(.server(sentence))
        }
    }

    /// Waits for something to happen, and takes it in.
    private mutating func step() {
        if output.isEmpty, !isClosing { output = connection.next(atLeast: Self.chunk)[...] }
        let isPaused = mustPause
        let goesOn = isBehind && !isPaused
        let ready = Descriptor.wait(
            for: [
                .woken(connection.wakePipe),
                hasEnded ? .readable(nil) : .woken(connection.process.endPipe),
                .readable(isPaused ? nil : streams.output), .readable(streams.error),
                .writable(output.isEmpty ? nil : streams.input),
            ], atMost: goesOn ? .zero : deadline.map { $0 - .now })
        if ready[0] { connection.wakePipe.takeBytes() }
        if ready[1] { hasEnded = true }
        if ready[2] || goesOn { _ = readMessages() }
        if ready[3] { _ = readLog() }
        if ready[4] { write() }
    }

    /// Whether the server is to be read no more for now. One that is at its end takes no answers any more, and what it
    /// wrote before holds replies that calls wait for.
    private var mustPause: Bool {
        switch phase {
        case .open, .flushing: !hasEnded && connection.owesTooMuch
        case .failing, .closing: false
        }
    }

    private mutating func write() {
        guard let input = streams.input else { return }
        switch input.write(output) {
        case .bytes(let count): output = output.dropFirst(count)
        case .mustWait: break
        case .isOver:
            streams.input = nil
            beginFailing("closed its input")
        }
    }

    private mutating func beginFailing(_ sentence: String) {
        guard case .open = phase else { return }
        phase = .failing(sentence, until: .now + Self.patience)
    }

    /// Reads once, and hands the messages on. After the end of the conversation they are dropped: the server must be
    /// able to write what it has.
    ///
    /// - Returns: Whether there may be more to read.
    private mutating func readMessages() -> Bool {
        if isBehind {
            handOn()
            return true
        }
        switch streams.output?.read(into: &buffer) {
        case .bytes(let count):
            if isClosing || connection.failure != nil { return true }
            reader.append(buffer[..<count])
            handOn()
            return true
        case .mustWait, nil: return false
        case .isOver:
            streams.output = nil
            var sentence = "closed its output"
            do throws(FrameReader.Broken) {
                if let message = try reader.end(), !isClosing { receiver.message(connection, message) }
            } catch {
                sentence = error.sentence
            }
            beginFailing(sentence)
            return false
        }
    }

    /// Hands on the messages that were read, as long as the server does not ask for too much.
    private mutating func handOn() {
        isBehind = false
        do throws(FrameReader.Broken) {
            while !isClosing, let message = try reader.next() {
                receiver.message(connection, message)
                isBehind = mustPause
                if isBehind { return }
            }
        } catch {
            connection.fail(.server(error.sentence))
        }
    }

    /// Reads once, and hands the lines on.
    private mutating func readLog() -> Bool {
        switch streams.error?.read(into: &buffer) {
        case .bytes(let count):
            for line in log.append(buffer[..<count]) { receiver.logLine(line) }
            return true
        case .mustWait, nil: return false
        case .isOver:
            streams.error = nil
            return false
        }
    }

    /// Reads on until nothing is there; not for ever, since another process may go on writing.
    private mutating func readRest(_ read: (inout ServerPump) -> Bool) {
        var chunks = 0
        while chunks < 32, read(&self) { chunks += 1 }
    }
}
