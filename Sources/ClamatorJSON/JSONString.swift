/// The two directions between a string's value and its JSON text (RFC 8259 §7).
package enum JSONString {
    /// The value of a string's text, which is valid.
    package static func value(of text: UnsafeBufferPointer<UInt8>) -> String {
        guard text.contains(UInt8(ascii: "\\")) else { return String(decoding: text, as: UTF8.self) }
        return String(unsafeUninitializedCapacity: text.count) { unescape(text, into: $0) }
    }

    /// Writes the value of a scanned string's text and returns its length, which is never more than the text's.
    static func unescape(_ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var count = 0
        var index = 0
        func put(_ byte: UInt8) {
            output[count] = byte
            count += 1
        }
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
        return count
    }
}
