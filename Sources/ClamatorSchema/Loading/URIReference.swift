import ClamatorJSON

/// A URI reference in its parts (RFC 3986), and the resolution of one against another.
///
/// It is taken apart by bytes: a character of Swift's may be a delimiter with a combining mark behind it.
package struct URIReference {
    var scheme: String?
    var authority: String?
    var path = ""
    var query: String?
    /// The fragment as spelled, percent signs and all.
    package var fragment: String?

    /// Takes a reference apart as RFC 3986 appendix B does, which succeeds on any text.
    package init(_ text: String) {
        var rest = Substring(text).utf8
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = String(Substring(rest[rest.index(after: hash)...]))
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = String(Substring(rest[rest.index(after: mark)...]))
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == Self.slash }),
            rest[colon] == UInt8(ascii: ":"), Self.isScheme(rest[..<colon])
        {
            scheme = Substring(rest[..<colon]).lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: Self.slash) ?? rest.endIndex
            authority = String(Substring(rest[..<end]))
            rest = rest[end...]
        }
        path = String(Substring(rest))
    }

    /// A reference that is a fragment alone; nil where the text is another.
    package init?(fragment text: String) {
        guard text.utf8.first == UInt8(ascii: "#") else { return nil }
        fragment = String(Substring(text.utf8.dropFirst()))
    }

    /// Whether it leads into the document it stands in.
    package var isFragmentAlone: Bool { scheme == nil && authority == nil && path.isEmpty && query == nil }

    private static let slash = UInt8(ascii: "/")

    private static func isScheme(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, Unicode.Scalar(first).properties.isAlphabetic, first < 0x80 else {
            return false
        }
        return text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }

    /// The reference without its fragment, as text.
    package var withoutFragment: String {
        var text = ""
        if let scheme { text += scheme + ":" }
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + query }
        return text
    }

    /// The reference that `other` means where this is the base (RFC 3986 §5.2.2).
    package func resolving(_ other: URIReference) -> URIReference {
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
        } else if other.path.utf8.first == Self.slash {
            target.path = Self.removeDotSegments(other.path)
        } else {
            target.path = Self.removeDotSegments(merge(other.path))
        }
        return target
    }

    /// RFC 3986 §5.2.3.
    private func merge(_ other: String) -> String {
        if authority != nil && path.isEmpty { return "/" + other }
        guard let slash = path.utf8.lastIndex(of: Self.slash) else { return other }
        return String(Substring(path.utf8[...slash])) + other
    }

    /// RFC 3986 §5.2.4. A path that does not begin with a slash keeps the dots that lead out of it.
    private static func removeDotSegments(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: ".")) else { return path }
        let isAbsolute = path.utf8.first == slash
        var kept: [ExactString] = []
        let segments = path.utf8.split(separator: slash, omittingEmptySubsequences: false)
            .map { ExactString(Substring($0)) }.dropFirst(isAbsolute ? 1 : 0)
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
        return (isAbsolute ? "/" : "") + kept.map(\.string).joined(separator: "/")
    }

    /// Whether a fragment can hold the byte as it is (RFC 3986 §3.5).
    package static func isFragmentByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=:@/?".utf8.contains(byte)
        }
    }
}
