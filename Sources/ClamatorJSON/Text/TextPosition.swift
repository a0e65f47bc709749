/// A position in a text as people count: lines from 1, columns in code points from 1.
public struct TextPosition: Equatable, Sendable {
    /// The line, from 1.
    public var line: Int
    /// The column in code points, from 1.
    public var column: Int

    /// Finds the line and column of a byte offset; one before the text counts as its start, one behind as its end.
    public init(offset: Int, in text: Span<UInt8>) {
        (line, column) = (1, 1)
        for index in 0..<min(max(offset, 0), text.count) { advance(over: text[index]) }
    }

    init(offset: Int, in text: ByteView) {
        self = text.withSpan { TextPosition(offset: offset, in: $0) }
    }

    /// Goes on by a byte of a text in UTF-8.
    mutating func advance(over byte: UInt8) {
        if byte == 0x0A {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }
}
