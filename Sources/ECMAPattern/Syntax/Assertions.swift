internal import ClamatorJSON

extension UTF8Text {
    /// Whether the assertion holds between the characters before and after `index`, which may be the end.
    @inline(__always)
    func holds(_ assertion: PatternSyntax.Assertion, at index: Int) -> Bool {
        switch assertion {
        case .start: index == 0
        case .end: index == bytes.count
        case .wordBoundary: isWord(index - 1) != isWord(index)
        case .noWordBoundary: isWord(index - 1) == isWord(index)
        }
    }

    /// Word characters are ASCII, so that any byte of another character answers as well as its first.
    private func isWord(_ index: Int) -> Bool {
        guard index >= 0, index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): return true
        case let byte: return UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
        }
    }
}
