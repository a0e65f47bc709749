/// Cuts a stream into lines, holding one chunk and at most one line at a time.
///
/// `buffer[start..<end]` is what was read and not yet given out. Raw-pointer code: the buffer lives as long as the
/// reader, and a line that was given out is valid until the next is asked for.
struct LineReader: ~Copyable {
    enum Line {
        /// A line without its end, neither blank nor longer than the limit.
        case text(UnsafeBufferPointer<UInt8>)
        /// A line longer than the limit, which was not kept.
        case tooLong
        /// More must be read before it can be said.
        case unread
        case end
    }

    private let maximumLength: Int
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    private var start = 0
    private var end = 0
    /// How far the buffer is known to hold no line end.
    private var searched = 0
    private var isAtEnd = false
    /// Whether the line at hand is too long, and its rest goes by.
    private var isSkipping = false
    /// The number of the line given out last, from 1.
    private(set) var lineNumber = 0

    private static let chunk = 256 << 10

    /// With room for the CR of a line's end and one space more.
    private var longestLine: Int { maximumLength + 2 }

    init(maximumLength: Int) {
        self.maximumLength = maximumLength
        buffer = .allocate(capacity: Self.chunk)
    }

    deinit { buffer.deallocate() }

    /// The next line that is not blank, as far as what was read reaches.
    mutating func next() -> Line {
        while true {
            switch nextLine() {
            case .text(let text):
                lineNumber += 1
                // Too long however it is cut: what fits no buffer is not looked at for white space either.
                if text.count > longestLine { return .tooLong }
                let trimmed = trim(text)
                if !trimmed.isEmpty { return trimmed.count > maximumLength ? .tooLong : .text(trimmed) }
            case .tooLong:
                lineNumber += 1
                return .tooLong
            case let other: return other
            }
        }
    }

    private mutating func nextLine() -> Line {
        if let newline = indexOfNewline() {
            let line = buffer[start..<newline]
            (start, searched) = (newline + 1, newline + 1)
            return endLine(UnsafeBufferPointer(rebasing: line))
        }
        if isSkipping || end - start > longestLine {
            // What is there of a line that is too long is let go.
            isSkipping = true
            (start, end, searched) = (0, 0, 0)
        }
        guard isAtEnd else { return .unread }
        guard start < end || isSkipping else { return .end }
        let line = buffer[start..<end]
        (start, searched) = (end, end)
        return endLine(UnsafeBufferPointer(rebasing: line))
    }

    /// The line that ends here: the end of one that is too long is that line as a whole.
    private mutating func endLine(_ text: UnsafeBufferPointer<UInt8>) -> Line {
        defer { isSkipping = false }
        return isSkipping ? .tooLong : .text(text)
    }

    private mutating func indexOfNewline() -> Int? {
        guard searched < end, let base = buffer.baseAddress else { return nil }
        if let found = findByte(UInt8(ascii: "\n"), in: base + searched, count: end - searched) {
            return found - UnsafePointer(base)
        }
        searched = end
        return nil
    }

    /// Moves what is left to the front, and makes the buffer larger where a line fills it.
    private mutating func makeRoom() {
        let left = end - start
        if left > buffer.count / 2 {
            resize(to: buffer.count * 2)
        } else if buffer.count > Self.chunk, left <= Self.chunk / 2 {
            resize(to: Self.chunk)
        } else if start > 0 {
            move(to: buffer)
        }
    }

    private mutating func resize(to size: Int) {
        let other = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
        let old = buffer
        move(to: other)
        buffer = other
        old.deallocate()
    }

    private mutating func move(to target: UnsafeMutableBufferPointer<UInt8>) {
        if let from = buffer.baseAddress, let to = target.baseAddress, end > start {
            UnsafeMutableRawPointer(to).copyMemory(from: from + start, byteCount: end - start)
        }
        (start, end, searched) = (0, end - start, max(0, searched - start))
    }

    /// Reads more.
    mutating func fill(from source: inout some ByteSource) throws(StreamError) {
        makeRoom()
        let room = UnsafeMutableBufferPointer(rebasing: buffer[end...])
        let count = try source.read(into: UnsafeMutableRawBufferPointer(room))
        if count == 0 { isAtEnd = true }
        end += count
    }

    /// Takes off white space at the end, and a byte-order mark at the start of the stream. White space at the front stays,
    /// so that columns are those of the line.
    private func trim(_ line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let first = lineNumber == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var last = line.count
        while last > first, Self.isSpace(line[last - 1]) { last -= 1 }
        return UnsafeBufferPointer(rebasing: line[first..<last])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
