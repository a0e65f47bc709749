/// The lines and columns of many offsets in one text, each found without reading the text from its start.
package struct TextPositions: Sendable {
    private let root: JSON
    /// The positions of every `stride`-th byte.
    private let marks: [TextPosition]

    private static let stride = 1024

    /// Reads the text that a value was parsed from once.
    package init(of value: JSON) {
        root = value
        marks = value.withText { text in
            var marks: [TextPosition] = []
            marks.reserveCapacity(text.count / Self.stride + 1)
            var position = TextPosition()
            for start in Swift.stride(from: 0, through: text.count, by: Self.stride) {
                marks.append(position)
                position.advance(over: text[start..<min(start + Self.stride, text.count)])
            }
            return marks
        }
    }

    /// The line and column of a value of the same text.
    package subscript(value: JSON) -> TextPosition { self[value.offset] }

    /// The line and column of a byte; of one behind the text, those of its end.
    package subscript(offset: Int) -> TextPosition {
        root.withText { text in
            let offset = min(offset, text.count)
            var position = marks[offset / Self.stride]
            position.advance(over: text[(offset - offset % Self.stride)..<offset])
            return position
        }
    }
}

extension JSON {
    /// Runs the body on the whole text that the value was parsed from.
    fileprivate func withText<Result>(_ body: (ByteView) -> Result) -> Result {
        defer { withExtendedLifetime(document) {} }
        return body(document.bytes)
    }
}

extension TextPosition {
    /// The start of a text.
    fileprivate init() {
        line = 1
        column = 1
    }

    fileprivate mutating func advance(over bytes: Slice<ByteView>) {
        for byte in bytes { advance(over: byte) }
    }
}
