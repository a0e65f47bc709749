internal import ClamatorKit

/// Some lines in a row, and the memory that they stand in: `bytes[0..<end]` is what was read. Filled by a `LineReader`
/// only.
struct LineBlock: ~Copyable {
    struct Line {
        fileprivate let start: Int
        /// Nil for a line longer than the limit, which was not kept.
        let count: Int?
        /// The line's number, from 1.
        let number: Int
    }

    /// Which block of the input it is, from 0.
    fileprivate(set) var number = 0
    /// The lines that are not blank.
    fileprivate(set) var lines: [Line] = []
    fileprivate var bytes = [UInt8](repeating: 0, count: Self.size)
    fileprivate var end = 0

    /// What is read at once; only a longer line makes a block larger.
    fileprivate static var size: Int { 256 << 10 }

    /// Runs the body on the text of a line; nil for one that was too long to keep.
    @inline(__always)
    func withText<Result, Failure: Error>(
        of line: Line, _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let count = line.count else { return nil }
        return try bytes.withBytes { (bytes) throws(Failure) in
            try body(bytes.part(line.start..<line.start &+ count))
        }
    }

    /// Makes room for more to be read, keeping what was read.
    fileprivate mutating func grow() {
        resize(to: bytes.count * 2)
    }

    /// Empties the block, and takes in the beginning of a line whose rest is still to be read.
    fileprivate mutating func begin(with rest: [UInt8]) {
        lines.removeAll(keepingCapacity: true)
        end = 0
        if bytes.count > Self.size, rest.count <= Self.size / 2 { resize(to: Self.size) }
        while bytes.count < rest.count { grow() }
        bytes.replaceSubrange(..<rest.count, with: rest)
        end = rest.count
    }

    private mutating func resize(to size: Int) {
        bytes = bytes[..<end] + [UInt8](repeating: 0, count: size - end)
    }
}

/// Cuts a stream into blocks of whole lines. It holds no more than the beginning of a line between two blocks.
struct LineReader: ~Copyable {
    private var source: any ByteSource
    private let maximumLength: Int
    /// The beginning of the line that the last block did not hold as a whole.
    private var rest: [UInt8] = []
    private var isAtEnd = false
    /// Why the source failed, where there were lines before that.
    private var failure: StreamError?
    /// Whether the line at hand is too long, and its rest goes by; how much of it did so far.
    private var isSkipping = false
    private var skipped = 0
    /// How much of a line may go by until it counts as one without an end.
    private let mostSkipped: Int
    /// Whether reading ended at such a line, as it does at the end of the source.
    private(set) var isCutOff = false
    private var linesSoFar = 0
    private var blocksSoFar = 0

    /// With room for the CR of a line's end and one space more.
    private let longestLine: Int

    init(_ source: any ByteSource, maximumLength: Int, mostSkipped: Int = .max) {
        self.source = source
        self.mostSkipped = mostSkipped
        self.maximumLength = maximumLength
        longestLine = maximumLength.addingReportingOverflow(2).overflow ? .max : maximumLength + 2
    }

    /// Fills a block with lines: with as many as fit, but it does not wait for more where it has one.
    ///
    /// - Parameter block: The block; what it held is gone.
    /// - Returns: Whether there was a line; false at the end.
    /// - Throws: `StreamError` where the source fails.
    mutating func fill(_ block: inout LineBlock) throws(StreamError) -> Bool {
        if let failure { throw failure }
        block.begin(with: rest)
        rest.removeAll(keepingCapacity: rest.count < LineBlock.size)
        var lineStart = 0
        while !isAtEnd, block.lines.isEmpty || (block.end < block.bytes.count && !source.mustWait()) {
            if block.end == block.bytes.count {
                // Nothing but blank lines and the beginning of one so far.
                if lineStart == 0 { block.grow() } else { moveToFront(&block, &lineStart) }
            }
            let count: Int
            do throws(StreamError) {
                count = try source.read(into: &block.bytes, from: block.end)
            } catch {
                if block.lines.isEmpty { throw error }
                failure = error
                break
            }
            let searchFrom = block.end
            block.end += count
            isAtEnd = count == 0
            cut(&block, from: searchFrom, &lineStart)
            if isSkipping || block.end - lineStart > longestLine {
                // What is there of a line that is too long is let go.
                isSkipping = true
                skipped += block.end - lineStart
                block.end = lineStart
                isCutOff = skipped > mostSkipped
                if isCutOff { isAtEnd = true }
            }
        }
        if isAtEnd, lineStart < block.end || isSkipping {
            endLine(lineStart..<block.end, in: &block)
        } else {
            rest.append(contentsOf: block.bytes[lineStart..<block.end])
        }
        block.number = blocksSoFar
        blocksSoFar += 1
        return !block.lines.isEmpty
    }

    private func moveToFront(_ block: inout LineBlock, _ lineStart: inout Int) {
        let beginning = Array(block.bytes[lineStart..<block.end])
        block.bytes.replaceSubrange(..<beginning.count, with: beginning)
        block.end = beginning.count
        lineStart = 0
    }

    /// Takes in the lines whose end was read.
    private mutating func cut(_ block: inout LineBlock, from searchFrom: Int, _ lineStart: inout Int) {
        var offset = searchFrom
        while let newline = SystemCalls.firstIndex(of: UInt8(ascii: "\n"), in: block.bytes, offset..<block.end) {
            endLine(lineStart..<newline, in: &block)
            (lineStart, offset) = (newline + 1, newline + 1)
        }
    }

    /// Takes in a line that is not blank. The end of one that is too long stands for that line as a whole.
    @inline(__always)
    private mutating func endLine(_ range: Range<Int>, in block: inout LineBlock) {
        linesSoFar += 1
        // Too long however it is cut: what fits no block is not looked at for white space either.
        let isTooLong = isSkipping || range.count > longestLine
        let text = isTooLong ? range : trim(range, in: block)
        if isTooLong || text.count > maximumLength {
            block.lines.append(LineBlock.Line(start: 0, count: nil, number: linesSoFar))
            (isSkipping, skipped) = (false, 0)
        } else if !text.isEmpty {
            block.lines.append(LineBlock.Line(start: text.lowerBound, count: text.count, number: linesSoFar))
        }
    }

    /// Takes off white space at the end, and a byte-order mark at the start of the stream. White space at the front
    /// stays, so that columns are those of the line.
    @inline(__always)
    private func trim(_ line: Range<Int>, in block: borrowing LineBlock) -> Range<Int> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        let hasMark = linesSoFar == 1 && block.bytes[line].starts(with: [0xEF, 0xBB, 0xBF])
        let first = line.lowerBound + (hasMark ? 3 : 0)
        var last = line.upperBound
        while last > first, isSpace(block.bytes[last - 1]) { last -= 1 }
        return first..<last
    }
}
