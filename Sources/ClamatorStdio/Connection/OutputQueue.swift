internal import ClamatorKit

/// Messages that are still to be written, in order; those that open the conversation, and answers to the server's own
/// requests, before calls.
struct OutputQueue {
    /// A message as it stands on the stream.
    struct Frame {
        let bytes: [UInt8]
        let kind: Kind
        /// Counts it until it is written or dropped.
        var backlog: (any Backlog)?
    }

    enum Kind {
        /// A call or notification: it waits until the conversation is open.
        case call
        /// Part of the greeting.
        case greeting
        /// An answer to the server, which may ask for more than it reads.
        case answer
    }

    private var frames: [Int: Frame] = [:]
    private var calls = Line()
    private var others = Line()
    /// Whether calls may go out.
    var isOpen = false
    /// How many bytes wait.
    private(set) var byteCount = 0
    /// How many of them are answers.
    private(set) var answerByteCount = 0

    /// Appends a message under a number of its own.
    mutating func append(_ frame: Frame, number: Int) {
        frames[number] = frame
        if frame.kind == .call { calls.append(number) } else { others.append(number) }
        byteCount += frame.bytes.count
        if frame.kind == .answer { answerByteCount += frame.bytes.count }
        frame.backlog?.begin(bytes: frame.bytes.count)
    }

    /// Takes a message back, unless it was written.
    mutating func drop(_ number: Int) { _ = remove(number) }

    /// Drops all.
    mutating func clear() {
        for number in Array(frames.keys) { drop(number) }
        (calls, others) = (Line(), Line())
    }

    /// What is to be written next: about so many bytes.
    mutating func next(atLeast count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let number = others.popFirst() ?? (isOpen ? calls.popFirst() : nil) {
            if let frame = remove(number) { bytes += frame.bytes }
        }
        return bytes
    }

    private mutating func remove(_ number: Int) -> Frame? {
        guard let frame = frames.removeValue(forKey: number) else { return nil }
        byteCount -= frame.bytes.count
        if frame.kind == .answer { answerByteCount -= frame.bytes.count }
        frame.backlog?.end(bytes: frame.bytes.count)
        return frame
    }

    /// Numbers, first in, first out.
    private struct Line {
        private var numbers: [Int] = []
        private var first = 0

        mutating func append(_ number: Int) { numbers.append(number) }

        mutating func popFirst() -> Int? {
            guard first < numbers.count else { return nil }
            defer {
                first += 1
                if first > 64, first * 2 > numbers.count {
                    numbers.removeFirst(first)
                    first = 0
                }
            }
            return numbers[first]
        }
    }
}
