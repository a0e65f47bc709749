/// A URI reference in its parts (RFC 3986), and the resolution of one against another.
struct URIReference: Equatable {
    var scheme: String?
    var authority: String?
    var path = ""
    var query: String?
    /// The fragment as spelled, percent signs and all.
    var fragment: String?

    /// Takes a reference apart as RFC 3986 appendix B does, which succeeds on any text.
    init(_ text: String) {
        var rest = Substring(text)
        if let hash = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(where: { ":/".contains($0) }), rest[colon] == ":", Self.isScheme(rest[..<colon])
        {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        path = String(rest)
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, Unicode.Scalar(first).properties.isAlphabetic, first < 0x80 else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }

    /// The reference without its fragment, as text.
    var withoutFragment: String {
        var text = ""
        if let scheme { text += scheme + ":" }
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + query }
        return text
    }

    /// The reference that `other` means where this is the base (RFC 3986 §5.2.2).
    func resolving(_ other: URIReference) -> URIReference {
        var target = other
        if other.scheme != nil {
            target.path = Self.removeDotSegments(other.path)
            return target
        }
        target.scheme = scheme
        if other.authority != nil {
            target.path = Self.removeDotSegments(other.path)
            return target
        }
        target.authority = authority
        if other.path.isEmpty {
            target.path = path
            target.query = other.query ?? query
        } else if other.path.hasPrefix("/") {
            target.path = Self.removeDotSegments(other.path)
        } else {
            target.path = Self.removeDotSegments(merge(other.path))
        }
        return target
    }

    /// RFC 3986 §5.2.3.
    private func merge(_ other: String) -> String {
        if authority != nil && path.isEmpty { return "/" + other }
        guard let slash = path.lastIndex(of: "/") else { return other }
        return path[...slash] + other
    }

    /// RFC 3986 §5.2.4. A path that does not begin with a slash keeps the dots that lead out of it.
    private static func removeDotSegments(_ path: String) -> String {
        guard path.contains(".") else { return path }
        let isAbsolute = path.hasPrefix("/")
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(isAbsolute ? 1 : 0)
        for (index, segment) in zip(segments.indices, segments) {
            let isLast = index == segments.index(before: segments.endIndex)
            if segment == "." {
                if isLast { kept.append("") }
            } else if segment == ".." {
                if !isAbsolute && (kept.isEmpty || kept.last == "..") {
                    kept.append(segment)
                } else {
                    _ = kept.popLast()
                    if isLast { kept.append("") }
                }
            } else {
                kept.append(segment)
            }
        }
        return (isAbsolute ? "/" : "") + kept.joined(separator: "/")
    }

    /// Whether a fragment can hold the byte as it is (RFC 3986 §3.5).
    static func isFragmentByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=:@/?".utf8.contains(byte)
        }
    }
}
