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

    /// The parts of `service.method`, cut at its first dot as the envelope cuts it; nil if there is none.
    package static func parts(of name: String) -> (service: String, method: String)? {
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        return (String(Substring(name.utf8[..<dot])), String(Substring(name.utf8[dot...].dropFirst())))
    }

    /// How many bytes the service's name has in a full name, `service.method`; nil where it is none.
    package static func serviceLength(in name: ByteView) -> Int? {
        guard let first = name.first, isLower(first) else { return nil }
        var dot = 1
        while dot < name.count, isLower(name[dot]) || isDigit(name[dot]) || name[dot] == UInt8(ascii: "-") { dot += 1 }
        guard dot + 1 < name.count, name[dot] == UInt8(ascii: "."), isLower(name[dot + 1]) else { return nil }
        for index in (dot + 2)..<name.count where !isLower(name[index] | 0x20) && !isDigit(name[index]) { return nil }
        return dot
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
