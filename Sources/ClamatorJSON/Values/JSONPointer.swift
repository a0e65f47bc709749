/// A path from a value to one inside it (RFC 6901). Two are equal where their code points are (§4).
public struct JSONPointer: Hashable, Sendable {
    /// The names and positions on the path, from the outermost, unescaped.
    public var tokens: [ExactString]

    /// Makes a pointer from its reference tokens.
    public init(_ tokens: [ExactString] = []) { self.tokens = tokens }

    /// Reads a pointer's text (RFC 6901 §3): empty, or tokens with a slash before each, in which `~1` is a slash and
    /// `~0` a tilde. Nil where the text is none: it does not begin with a slash, or has a `~` before anything but 0 and
    /// 1.
    ///
    /// - Parameter text: The text.
    public init?(parsing text: some StringProtocol) {
        tokens = []
        let isPointer = String(text).withBytes { utf8 in
            guard let first = utf8.first else { return true }
            guard first == UInt8(ascii: "/") else { return false }
            var start = 1
            while start <= utf8.count {
                let end = utf8[start...].firstIndex(of: UInt8(ascii: "/")) ?? utf8.endIndex
                guard let token = Self.unescape(utf8[start..<end]) else { return false }
                tokens.append(token)
                start = end + 1
            }
            return true
        }
        if !isPointer { return nil }
    }

    private static func unescape(_ part: Slice<ByteView>) -> ExactString? {
        guard part.contains(UInt8(ascii: "~")) else { return ExactString(String(decoding: part, as: UTF8.self)) }
        var bytes: [UInt8] = []
        var isEscape = false
        for byte in part {
            switch (isEscape, byte) {
            case (true, UInt8(ascii: "0")): bytes.append(UInt8(ascii: "~"))
            case (true, UInt8(ascii: "1")): bytes.append(UInt8(ascii: "/"))
            case (true, _): return nil
            case (false, UInt8(ascii: "~")): break
            case (false, _): bytes.append(byte)
            }
            isEscape = !isEscape && byte == UInt8(ascii: "~")
        }
        return isEscape ? nil : ExactString(String(decoding: bytes, as: UTF8.self))
    }

    /// The pointer to a member or element of what this points to.
    public func appending(_ token: ExactString) -> JSONPointer { JSONPointer(tokens + [token]) }
}

extension JSONPointer: CustomStringConvertible {
    /// The pointer's text.
    public var description: String {
        var text = ""
        for token in tokens {
            text += "/"
            for scalar in token.string.unicodeScalars {
                switch scalar {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }
}

extension JSON {
    /// The value that a pointer leads to from this one (RFC 6901 §4); nil where it leads nowhere. A position in an
    /// array is a decimal without leading zeros.
    public subscript(pointer: JSONPointer) -> JSON? {
        var value = self
        for token in pointer.tokens {
            guard let next = value.kind == .array ? Self.position(token).flatMap({ value[$0] }) : value[token] else {
                return nil
            }
            value = next
        }
        return value
    }

    private static func position(_ token: ExactString) -> Int? {
        let digits = token.utf8
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return digits.first == UInt8(ascii: "0") && digits.count > 1 ? nil : Int(token.string)
    }
}
