// Addresses of the Internet Protocol in text.

extension Format {
    /// `ipv4`: a dotted quad (RFC 2673, section 3.2).
    ///
    /// Without leading zeros, as RFC 3986 has it in section 3.2.2: some readers take what follows them for octal.
    static func isIPv4(_ text: Span<UInt8>) -> Bool {
        var index = 0
        for part in 0..<4 {
            if part > 0 {
                guard index < text.count, text[index] == UInt8(ascii: ".") else { return false }
                index += 1
            }
            let start = index
            var value = 0
            while index < text.count, index < start + 3, ASCII.isDigit(text[index]) {
                value = 10 * value + Int(text[index] - UInt8(ascii: "0"))
                index += 1
            }
            guard index > start, value < 256, index == start + 1 || text[start] != UInt8(ascii: "0") else {
                return false
            }
        }
        return index == text.count
    }

    /// `ipv6`: the three forms of RFC 4291, section 2.2, without a zone.
    static func isIPv6(_ text: Span<UInt8>) -> Bool {
        var index = 0
        var groups = 0
        var isCompressed = false
        if text.count >= 2, text[0] == UInt8(ascii: ":"), text[1] == UInt8(ascii: ":") {
            isCompressed = true
            index = 2
        }
        while index < text.count {
            let start = index
            while index < text.count, ASCII.isHexDigit(text[index]) {
                index += 1
            }
            if index < text.count, text[index] == UInt8(ascii: ".") {
                guard isIPv4(text.extracting(start...)) else { return false }
                groups += 2
                break
            }
            guard 1...4 ~= index - start else { return false }
            groups += 1
            if index == text.count { break }
            // One colon, and a group after it; or two, and perhaps nothing.
            guard text[index] == UInt8(ascii: ":"), index + 1 < text.count else { return false }
            index += 1
            if text[index] == UInt8(ascii: ":") {
                guard !isCompressed else { return false }
                isCompressed = true
                index += 1
            }
        }
        return isCompressed ? groups < 8 : groups == 8
    }
}
