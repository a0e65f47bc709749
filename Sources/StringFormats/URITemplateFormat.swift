// Templates by RFC 6570, section 2.

extension Format {
    /// `uri-template`.
    static func isURITemplate(_ text: Span<UInt8>) -> Bool {
        var index = 0
        while index < text.count {
            let end =
                switch text[index] {
                case UInt8(ascii: "{"): endOfExpression(text, from: index + 1)
                case UInt8(ascii: "%"): ASCII.endOfPercentEncoded(text, from: index)
                default: endOfLiteral(text, from: index)
                }
            guard let end else { return false }
            index = end
        }
        return true
    }

    /// The index after a character of literals (section 2.1). The apostrophe is one, by erratum 6937.
    private static func endOfLiteral(_ text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        guard let scalar = readScalar(text, at: &index) else { return nil }
        switch scalar {
        case "\"", "<", ">", "\\", "^", "`", "{", "|", "}", "%":
            return nil
        case "!"..."~":
            return index
        default:
            return isUCSCharacter(scalar) || isPrivateUse(scalar) ? index : nil
        }
    }

    /// The index after `[operator] variable-list "}"`, the operators reserved for extensions among them.
    private static func endOfExpression(_ text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        if index < text.count, isOperator(text[index]) {
            index += 1
        }
        while let end = endOfVariable(text, from: index), end < text.count {
            switch text[end] {
            case UInt8(ascii: ","): index = end + 1
            case UInt8(ascii: "}"): return end + 1
            default: return nil
            }
        }
        return nil
    }

    private static func isOperator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "#"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ";"),
            UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "!"),
            UInt8(ascii: "@"), UInt8(ascii: "|"):
            true
        default: false
        }
    }

    /// The index after `varname [":" max-length / "*"]` (sections 2.3 and 2.4).
    private static func endOfVariable(_ text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while true {
            guard let end = endOfVariableCharacters(text, from: index) else { return nil }
            index = end
            guard index < text.count, text[index] == UInt8(ascii: ".") else { break }
            index += 1
        }
        guard index < text.count else { return index }
        switch text[index] {
        case UInt8(ascii: "*"):
            return index + 1
        case UInt8(ascii: ":"):
            let end = ASCII.endOfDigits(text, from: index + 1)
            guard 1...4 ~= end - index - 1, text[index + 1] != UInt8(ascii: "0") else { return nil }
            return end
        default:
            return index
        }
    }

    /// The index after one or more of varchar.
    private static func endOfVariableCharacters(_ text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < text.count {
            if ASCII.isAlphanumeric(text[index]) || text[index] == UInt8(ascii: "_") {
                index += 1
            } else if let end = ASCII.endOfPercentEncoded(text, from: index) {
                index = end
            } else {
                break
            }
        }
        return index > start ? index : nil
    }
}
