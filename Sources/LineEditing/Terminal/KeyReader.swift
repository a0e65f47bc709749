internal import ClamatorSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Waits for keys on standard input and for the wake-up pipe at once.
final class KeyReader {
    enum Event {
        case key(Key)
        case woken(Set<WakePipe.Reason>)
        case endOfInput
    }

    private let pipe: WakePipe
    private var decoder = KeyDecoder()
    private var input = TerminalInput()

    init(pipe: WakePipe) {
        self.pipe = pipe
    }

    /// Gives a key back, to be the next one.
    func giveBack(_ key: Key) {
        decoder.giveBack([key])
    }

    /// Hands over what was typed and not yet taken, and what has begun. The caller gives back what it leaves.
    func takeDecoder() -> KeyDecoder {
        defer { decoder = KeyDecoder() }
        return decoder
    }

    func giveBack(_ decoder: KeyDecoder) {
        self.decoder = decoder
    }

    /// The next event. `idle` runs before any wait, and not while there is input: what is painted there is painted once
    /// for all that was typed ahead.
    func next(idle: () -> Void) -> Event {
        while true {
            if let key = decoder.next() { return .key(key) }
            var sources = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if SystemCalls.poll(&sources, milliseconds: 0) == 0 {
                idle()
                if decoder.hasKey { continue }
                if SystemCalls.poll(&sources, milliseconds: decoder.millisecondsLeft ?? -1) == 0 {
                    decoder.expire(at: .now)
                    continue
                }
            }
            if sources[1].revents != 0 { return .woken(pipe.takeReasons()) }
            guard sources[0].revents != 0 else { continue }
            switch input.read() {
            case .bytes(let bytes): decoder.feed(bytes, at: .now)
            case .nothing: continue
            case .background: return .woken([.continued])
            case .end: return .endOfInput
            }
        }
    }

    /// Asks the terminal where the cursor is; nil where it does not answer soon. Keys that come meanwhile are kept.
    func cursorPosition() -> (row: Int, column: Int)? {
        Terminal.write("\u{1B}[6n")
        let deadline = ContinuousClock.now + .milliseconds(100)
        var others: [Key] = []
        defer { decoder.giveBack(others) }
        while true {
            while let key = decoder.next() {
                if case .unknown(let sequence) = key, let position = Self.position(sequence) { return position }
                others.append(key)
            }
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0, SystemCalls.poll(STDIN_FILENO, milliseconds: Int32(left.rounded(.up))) > 0,
                case .bytes(let bytes) = input.read()
            else { return nil }
            decoder.feed(bytes, at: .now)
        }
    }

    /// What `CSI ROW ; COLUMN R` says, counted from 0.
    private static func position(_ sequence: String) -> (row: Int, column: Int)? {
        guard sequence.hasPrefix("\u{1B}["), sequence.hasSuffix("R") else { return nil }
        let numbers = sequence.dropFirst(2).dropLast().split(separator: ";").map { Int($0) }
        guard numbers.count == 2, let row = numbers[0], let column = numbers[1], row > 0, column > 0 else { return nil }
        return (row - 1, column - 1)
    }
}

extension KeyDecoder {
    /// How long to wait before what has begun is taken as it stands; nil where nothing has.
    var millisecondsLeft: Int32? {
        deadline.map { Int32(max(($0 - .now) / .milliseconds(1), 0).rounded(.up)) }
    }
}
