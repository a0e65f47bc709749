/// The two directions between a string's value and its JSON text (RFC 8259 §7).
package enum JSONString {
    /// The value of a string's text, which is valid.
    package static func value(of text: ByteView) -> String {
        guard text.contains(UInt8(ascii: "\\")) else { return String(decoding: text, as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        unescape(text) { bytes.append($0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Puts the value of a scanned string's text, which has never more bytes than the text.
    @inline(__always)
    static func unescape(_ text: ByteView, _ put: (UInt8) -> Void) {
        var index = 0
        func hex(at start: Int) -> UInt32 {
            text[start..<(start + 4)].reduce(0) { $0 << 4 | (hexDigitValue($1) ?? 0) }
        }
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                put(text[index])
                index += 1
                continue
            }
            switch text[index + 1] {
            case UInt8(ascii: "b"): put(0x08)
            case UInt8(ascii: "f"): put(0x0C)
            case UInt8(ascii: "n"): put(0x0A)
            case UInt8(ascii: "r"): put(0x0D)
            case UInt8(ascii: "t"): put(0x09)
            case UInt8(ascii: "u"):
                var scalar = hex(at: index + 2)
                index += 6
                if scalar & 0xF800 == 0xD800 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + hex(at: index + 2) & 0x3FF
                    index += 6
                }
                for byte in UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}") ?? .init() { put(byte) }
                continue
            case let byte: put(byte)
            }
            index += 2
        }
    }
}

/// The value of a hexadecimal digit, in either case.
func hexDigitValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
