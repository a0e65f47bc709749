/// The names that a contract may give.
package enum Names {
    /// Whether the whole text is a service's name: `^[a-z][a-z0-9-]*$`.
    package static func isService(_ text: some Sequence<UInt8>) -> Bool {
        matches(text) { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// Whether the whole text is a method's name: `^[a-z][a-zA-Z0-9]*$`.
    package static func isMethod(_ text: some Sequence<UInt8>) -> Bool {
        matches(text) { isLower($0) || isDigit($0) || isLower($0 | 0x20) }
    }

    @inline(__always)
    private static func matches(_ text: some Sequence<UInt8>, rest isAllowed: (UInt8) -> Bool) -> Bool {
        var isFirst = true
        for byte in text {
            guard isFirst ? isLower(byte) : isAllowed(byte) else { return false }
            isFirst = false
        }
        return !isFirst
    }

    @inline(__always)
    private static func isLower(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "a") < 26 }
    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
