import ClamatorJSON

/// The parts of explanations that are written byte by byte, since every refusal needs them.
extension JSONWriter {
    mutating func append(text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// A reference token of a JSON pointer, escaped (RFC 6901 §3).
    mutating func append(token: UnsafeBufferPointer<UInt8>) {
        for byte in token {
            switch byte {
            case UInt8(ascii: "~"): append("~0")
            case UInt8(ascii: "/"): append("~1")
            default: append(byte)
            }
        }
    }

    /// The tokens by which an edge leads on.
    mutating func append(edge: Graph.Edge) {
        append(keyword: edge.keyword, name: edge.keyword.hasNamedSchemas ? edge.name : nil)
        if edge.index >= 0 {
            append(UInt8(ascii: "/"))
            appendDecimal(edge.index)
        }
    }

    mutating func append(keyword: Keyword?, name: String?) {
        if let keyword {
            append(UInt8(ascii: "/"))
            append(text: keyword.rawValue)
        }
        if var name {
            append(UInt8(ascii: "/"))
            name.withUTF8 { append(token: $0) }
        }
    }

    /// `null, number or string`.
    mutating func append(types: TypeSet) { append(text: Wording.alternatives(types.names)) }

    /// A value with its type: `string "two"`; cut where it is long.
    mutating func append(value: JSONView) {
        switch value.kind {
        case .null: append("null")
        case .true: append("boolean true")
        case .false: append("boolean false")
        case .number: append("number ")
        case .string: append("string ")
        case .array: append(value.count == 0 ? "an empty array" : "array ")
        case .object: append(value.count == 0 ? "an empty object" : "object ")
        }
        switch value.kind {
        case .null, .true, .false: break
        case .array where value.count == 0, .object where value.count == 0: break
        default: append(spelling: value)
        }
    }

    /// A value as JSON, cut where it is long.
    mutating func append(spelling value: JSONView) {
        let bytes = value.spelling
        if bytes.count <= Wording.longest {
            append(bytes)
        } else {
            append(text: Wording.cutSpelling(bytes, isString: value.kind == .string))
        }
    }

    /// A name in quotes, escaped and cut where it is long.
    mutating func append(quoted name: String) {
        if name.utf8.count <= Wording.longest {
            append("\"")
            var name = name
            name.withUTF8 { appendEscaped($0) }
            append("\"")
        } else {
            append(text: Wording.quoted(name))
        }
    }
}
