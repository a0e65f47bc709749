// Mail addresses: the rule Mailbox of RFC 5321, section 4.1.2, extended by RFC 6531, section 3.3. The grammar alone
// is asserted, not the sizes that section 4.5.3 of RFC 5321 asks a server to bear.

extension Format {
    /// `email`.
    static func isEmail(_ text: Span<UInt8>) -> Bool {
        guard let at = endOfLocalPart(text, .ascii) else { return false }
        let domain = text.extracting((at + 1)...)
        return isSubDomains(domain) || isAddressLiteral(domain)
    }

    /// `idn-email`: any character outside ASCII in the local part, U-labels in the domain, whose labels keep the Bidi
    /// rule together.
    static func isIDNEmail(_ text: Span<UInt8>) -> Bool {
        guard let at = endOfLocalPart(text, .unicode) else { return false }
        let domain = text.extracting((at + 1)...)
        if isAddressLiteral(domain) { return true }
        var start = 0
        var bidi = BidiRule()
        for index in 0...domain.count where index == domain.count || domain[index] == UInt8(ascii: ".") {
            let label = domain.extracting(start..<index)
            if isSubDomains(label) {
                bidi.add(ldhLabel: label)
            } else {
                guard let (codePoints, _) = IDNA.uLabel(label) else { return false }
                bidi.add(codePoints)
            }
            start = index + 1
        }
        return bidi.permits
    }

    /// The index of the "@" after the Local-part.
    private static func endOfLocalPart(_ text: Span<UInt8>, _ repertoire: Repertoire) -> Int? {
        guard !text.isEmpty else { return nil }
        let end =
            if text[0] == UInt8(ascii: "\"") {
                endOfQuotedString(text, repertoire)
            } else {
                endOfDotString(text, repertoire)
            }
        guard let end, end < text.count, text[end] == UInt8(ascii: "@") else { return nil }
        return end
    }

    /// The index after the atoms that `text` starts with, a dot between any two.
    private static func endOfDotString(_ text: Span<UInt8>, _ repertoire: Repertoire) -> Int? {
        var index = 0
        while true {
            let start = index
            while index < text.count, isAtomText(text[index], repertoire) {
                index += 1
            }
            guard index > start else { return nil }
            guard index < text.count, text[index] == UInt8(ascii: ".") else { return index }
            index += 1
        }
    }

    /// The index after the Quoted-string that `text` starts with.
    private static func endOfQuotedString(_ text: Span<UInt8>, _ repertoire: Repertoire) -> Int? {
        var index = 1
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                return index + 1
            case UInt8(ascii: "\\"):
                guard index + 1 < text.count, 32...126 ~= text[index + 1] else { return nil }
                index += 2
            case 32...126:
                index += 1
            case 0x80...:
                guard repertoire == .unicode else { return nil }
                index += 1
            default:
                return nil
            }
        }
        return nil
    }

    /// atext of RFC 5322, section 3.2.3.
    private static func isAtomText(_ byte: UInt8, _ repertoire: Repertoire) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"),
            UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            true
        case 0x80...: repertoire == .unicode
        default: false
        }
    }

    /// sub-domain *("." sub-domain): letters and digits, hyphens only between them.
    private static func isSubDomains(_ text: Span<UInt8>) -> Bool {
        var previous = UInt8(ascii: ".")
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "-"):
                guard previous != UInt8(ascii: ".") else { return false }
            case UInt8(ascii: "."):
                guard ASCII.isAlphanumeric(previous) else { return false }
            default:
                guard ASCII.isAlphanumeric(byte) else { return false }
            }
            previous = byte
        }
        return ASCII.isAlphanumeric(previous)
    }

    /// address-literal of RFC 5321, section 4.1.3. Of the tags that a General-address-literal could have, "IPv6" is
    /// the only one registered.
    private static func isAddressLiteral(_ text: Span<UInt8>) -> Bool {
        guard text.count > 2, text[0] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]") else {
            return false
        }
        let address = text.extracting(1..<(text.count - 1))
        guard address.count > 5, ASCII.lowercased(address[0]) == UInt8(ascii: "i"),
            ASCII.lowercased(address[1]) == UInt8(ascii: "p"), ASCII.lowercased(address[2]) == UInt8(ascii: "v"),
            address[3] == UInt8(ascii: "6"), address[4] == UInt8(ascii: ":")
        else { return isIPv4(address) }
        return isIPv6(address.extracting(5...))
    }
}
