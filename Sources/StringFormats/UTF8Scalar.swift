/// Reads one code point of UTF-8.
///
/// Returns nil where `text` ends within it, or where the bytes give no Unicode scalar. That continuation bytes are
/// such, and that the form is the shortest, is taken for granted.
func readScalar(_ text: Span<UInt8>, at index: inout Int) -> Unicode.Scalar? {
    let lead = UInt32(text[index])
    let (length, bits): (Int, UInt32) =
        switch lead {
        case ..<0x80: (1, lead)
        case ..<0xE0: (2, lead & 0x1F)
        case ..<0xF0: (3, lead & 0x0F)
        default: (4, lead & 0x07)
        }
    guard text.count - index >= length else { return nil }
    var value = bits
    for offset in 1..<length {
        value = value << 6 | UInt32(text[index + offset] & 0x3F)
    }
    index += length
    return Unicode.Scalar(value)
}
