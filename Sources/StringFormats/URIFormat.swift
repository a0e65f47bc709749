// References by RFC 3986, appendix A, and their Unicode form by RFC 3987, section 2.2.

extension Format {
    /// `uri` or `iri`: a reference with a scheme.
    static func isURI(_ text: Span<UInt8>, _ repertoire: Repertoire) -> Bool {
        guard let start = endOfScheme(text) else { return false }
        return isHierarchy(text, from: start, repertoire)
    }

    /// `uri-reference` or `iri-reference`: with a scheme, or relative.
    static func isURIReference(_ text: Span<UInt8>, _ repertoire: Repertoire) -> Bool {
        if isURI(text, repertoire) { return true }
        // The first segment of a relative path has no colon, or it would read as a scheme (path-noscheme).
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: ":"): return false
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
                return isHierarchy(text, from: 0, repertoire)
            default: continue
            }
        }
        return isHierarchy(text, from: 0, repertoire)
    }

    /// The index after `scheme ":"`.
    private static func endOfScheme(_ text: Span<UInt8>) -> Int? {
        guard !text.isEmpty, ASCII.isLetter(text[0]) else { return nil }
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: ":"): return index + 1
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): continue
            case let byte where ASCII.isAlphanumeric(byte): continue
            default: return nil
            }
        }
        return nil
    }

    /// Whether the rest is `["//" authority] path ["?" query] ["#" fragment]`.
    private static func isHierarchy(_ text: Span<UInt8>, from start: Int, _ repertoire: Repertoire) -> Bool {
        var index = start
        if text.count - index >= 2, text[index] == UInt8(ascii: "/"), text[index + 1] == UInt8(ascii: "/") {
            var end = index + 2
            while end < text.count, !isEndOfAuthority(text[end]) {
                end += 1
            }
            guard isAuthority(text.extracting((index + 2)..<end), repertoire) else { return false }
            index = end
        }
        index = endOfCharacters(text, from: index, .path, repertoire)
        if index < text.count, text[index] == UInt8(ascii: "?") {
            index = endOfCharacters(text, from: index + 1, .query, repertoire)
        }
        if index < text.count, text[index] == UInt8(ascii: "#") {
            index = endOfCharacters(text, from: index + 1, .fragment, repertoire)
        }
        return index == text.count
    }

    private static func isEndOfAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// `[userinfo "@"] host [":" port]`. A host of digits and dots that is no IPv4 address is still a reg-name.
    private static func isAuthority(_ text: Span<UInt8>, _ repertoire: Repertoire) -> Bool {
        var index = endOfCharacters(text, from: 0, .userInfo, repertoire)
        if index < text.count, text[index] == UInt8(ascii: "@") {
            index += 1
        } else {
            index = 0
        }
        if index < text.count, text[index] == UInt8(ascii: "[") {
            var end = index + 1
            while end < text.count, text[end] != UInt8(ascii: "]") {
                end += 1
            }
            guard end < text.count, isIPLiteral(text.extracting((index + 1)..<end)) else { return false }
            index = end + 1
        } else {
            index = endOfCharacters(text, from: index, .registeredName, repertoire)
        }
        if index < text.count, text[index] == UInt8(ascii: ":") {
            index = ASCII.endOfDigits(text, from: index + 1)
        }
        return index == text.count
    }

    /// IPv6address or IPvFuture, what stands between the brackets (RFC 3986, section 3.2.2).
    private static func isIPLiteral(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty, ASCII.lowercased(text[0]) == UInt8(ascii: "v") else { return isIPv6(text) }
        var index = 1
        while index < text.count, ASCII.isHexDigit(text[index]) {
            index += 1
        }
        guard index > 1, index < text.count - 1, text[index] == UInt8(ascii: ".") else { return false }
        for index in (index + 1)..<text.count {
            let byte = text[index]
            guard isUnreserved(byte) || isSubDelimiter(byte) || byte == UInt8(ascii: ":") else { return false }
        }
        return true
    }

    /// A part of a reference, by which the characters differ that it may have.
    private enum Part {
        case userInfo, registeredName, path, query, fragment

        /// Whether the part has this character besides unreserved, percent-encoded and sub-delims.
        func allows(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: ":"): self != .registeredName
            case UInt8(ascii: "@"), UInt8(ascii: "/"): self != .registeredName && self != .userInfo
            case UInt8(ascii: "?"): self == .query || self == .fragment
            default: false
            }
        }
    }

    /// The index of the first character from `start` that the part may not have.
    private static func endOfCharacters(
        _ text: Span<UInt8>, from start: Int, _ part: Part, _ repertoire: Repertoire
    ) -> Int {
        var index = start
        while index < text.count {
            let byte = text[index]
            if isUnreserved(byte) || isSubDelimiter(byte) || part.allows(byte) {
                index += 1
            } else if byte == UInt8(ascii: "%") {
                guard let end = ASCII.endOfPercentEncoded(text, from: index) else { return index }
                index = end
            } else {
                var end = index
                guard byte >= 0x80, repertoire == .unicode, let scalar = readScalar(text, at: &end),
                    isUCSCharacter(scalar) || part == .query && isPrivateUse(scalar)
                else { return index }
                index = end
            }
        }
        return index
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: ASCII.isAlphanumeric(byte)
        }
    }

    private static func isSubDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// ucschar of RFC 3987, section 2.2: the code points outside ASCII but for controls, surrogates, private use,
    /// noncharacters, and the specials and tags at U+FFF0 and U+E0000.
    static func isUCSCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0x1_0000...0xD_FFFF, 0xE_1000...0xE_FFFF: scalar.value & 0xFFFF < 0xFFFE
        default: false
        }
    }

    /// iprivate of RFC 3987, section 2.2.
    static func isPrivateUse(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xE000...0xF8FF: true
        case 0xF_0000...0x10_FFFF: scalar.value & 0xFFFF < 0xFFFE
        default: false
        }
    }
}
