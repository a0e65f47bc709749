/// A UUID of version 4 (RFC 9562 §5.4): 122 random bits, kept as numbers until the text is wanted.
package struct RandomUUID: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Makes a UUID of random bits, of which six give way to version and variant.
    package init(_ high: UInt64, _ low: UInt64) {
        self.high = high & ~0xF000 | 0x4000
        self.low = low & ~(3 << 62) | 2 << 62
    }

    /// The text, in lower case.
    package var text: String {
        func hex(_ bits: UInt64, _ digits: Int) -> String {
            let text = String(bits & (1 << (4 * UInt64(digits)) - 1), radix: 16)
            return String(repeating: "0", count: digits - text.count) + text
        }
        return "\(hex(high >> 32, 8))-\(hex(high >> 16, 4))-\(hex(high, 4))-\(hex(low >> 48, 4))-\(hex(low, 12))"
    }
}
