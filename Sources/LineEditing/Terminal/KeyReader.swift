internal import ClamatorSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Waits for keys on standard input and for the wake-up pipe at once.
struct KeyReader {
    enum Event {
        case key(Key)
        case woken(Set<WakePipe.Reason>)
        case endOfInput
    }

    private let pipe: WakePipe
    private var decoder = KeyDecoder()
    private var bytes = [UInt8](repeating: 0, count: 65_536)
    /// What was typed and is not decoded yet.
    private var typed: ArraySlice<UInt8> = []
    private var returned: Key?

    init(pipe: WakePipe) {
        self.pipe = pipe
    }

    /// Gives a key back, to be the next one.
    mutating func giveBack(_ key: Key) {
        returned = key
    }

    /// Takes the bytes that were typed and not yet read as keys. The caller gives back those that it leaves.
    mutating func takeTyped() -> [UInt8] {
        defer { typed = [] }
        return Array(typed)
    }

    /// Takes bytes as typed, before all that is still to be read.
    mutating func giveBack(_ bytes: [UInt8]) {
        typed = bytes[...]
    }

    /// The next event. `idle` runs before any wait, and not while there is input: what is painted there is painted once
    /// for all that was typed ahead.
    mutating func next(idle: () -> Void) -> Event {
        while true {
            if let key = returned {
                returned = nil
                return .key(key)
            }
            // One key at a time: what follows it may not be meant for the same reader.
            while !decoder.hasKey, let byte = typed.popFirst() { decoder.feed(CollectionOfOne(byte)) }
            if let key = decoder.next() { return .key(key) }
            var sources = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if SystemCalls.poll(&sources, milliseconds: 0) == 0 {
                idle()
                let delay = decoder.isWaiting ? Int32(KeyDecoder.escapeDelay) : -1
                if SystemCalls.poll(&sources, milliseconds: delay) == 0 {
                    decoder.flush()
                    continue
                }
            }
            if sources[1].revents != 0 { return .woken(pipe.takeReasons()) }
            guard sources[0].revents != 0 else { continue }
            let count = SystemCalls.read(STDIN_FILENO, into: &bytes)
            if count > 0 {
                typed = bytes[..<count]
            } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
                return .endOfInput
            }
        }
    }
}
