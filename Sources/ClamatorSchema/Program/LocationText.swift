import ClamatorJSON

/// The texts of locations and types, written as a JSON string holds them.
extension JSONWriter {
    /// A reference token of a JSON pointer (RFC 6901 §3).
    mutating func append(token: JSONView) {
        // The text of a string without escapes needs none here either.
        if token.node.isEscaped { return token.withUTF8 { append(token: $0) } }
        append(token: token.bytes) { $0.append($1) }
    }

    mutating func append(token: ByteView) {
        append(token: token) { $0.appendEscaped($1) }
    }

    @inline(__always)
    private mutating func append(
        token: ByteView, _ write: (inout JSONWriter, ByteView) -> Void
    ) {
        var from = 0
        for index in token.indices where token[index] == UInt8(ascii: "~") || token[index] == UInt8(ascii: "/") {
            write(&self, token.part(from..<index))
            append(token[index] == UInt8(ascii: "~") ? "~0" : "~1")
            from = index + 1
        }
        write(&self, token.part(from...))
    }

    /// A token of a JSON pointer that is the fragment of a URI, with a slash before it (RFC 6901 §6).
    mutating func append(fragmentToken token: ByteView) {
        append(UInt8(ascii: "/"))
        for byte in token {
            switch byte {
            case UInt8(ascii: "~"): append("~0")
            case UInt8(ascii: "/"): append("~1")
            default:
                if URIReference.isFragmentByte(byte) { append(byte) } else { append(percentEncoded: byte) }
            }
        }
    }

    private mutating func append(percentEncoded byte: UInt8) {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10 }
        append(UInt8(ascii: "%"))
        append(digit(byte >> 4))
        append(digit(byte & 15))
    }

    mutating func append(keyword: Keyword) {
        append(UInt8(ascii: "/"))
        append(text: keyword.rawValue)
    }

    /// The tokens by which an edge leads on, with a slash before each.
    mutating func append(edge: Graph.Edge) {
        append(keyword: edge.keyword)
        if edge.keyword.hasNamedSchemas {
            append(UInt8(ascii: "/"))
            edge.name.withUTF8 { append(token: $0) }
        }
        if edge.index >= 0 {
            append(UInt8(ascii: "/"))
            appendDecimal(edge.index)
        }
    }

    /// `null, number or string`.
    mutating func append(types: TypeSet) {
        let names = types.names
        append(alternatives: names.count) { $0.append(text: names[$1]) }
    }
}
