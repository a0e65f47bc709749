import ClamatorJSON

/// The words of explanations, written as a JSON string holds them: what is quoted is escaped as it is written.
extension JSONWriter {
    mutating func append(text: String) {
        var text = text
        text.withUTF8 { appendEscaped($0) }
    }

    // MARK: Values

    /// A value with its type: `string "two"`; cut where it is long.
    mutating func append(value: JSONView) {
        switch value.kind {
        case .null: return append("null")
        case .true: return append("boolean true")
        case .false: return append("boolean false")
        case .number: append("number ")
        case .string: append("string ")
        case .array:
            if value.count == 0 { return append("an empty array") }
            append("array ")
        case .object:
            if value.count == 0 { return append("an empty object") }
            append("object ")
        }
        append(spelling: value)
    }

    /// A value as JSON, cut where it is long.
    mutating func append(spelling value: JSONView) {
        let bytes = value.spelling
        if bytes.count > Wording.longest {
            append(cutSpelling: bytes, isString: value.kind == .string)
        } else if value.kind == .string, !value.node.isEscaped {
            // Nothing in it but the quotes has to be escaped.
            append(#"\""#)
            append(value.bytes)
            append(#"\""#)
        } else {
            appendEscaped(bytes)
        }
    }

    /// A name in quotes, cut where it is long.
    mutating func append(quoted name: UnsafeBufferPointer<UInt8>) {
        var writer = JSONWriter()
        writer.string(utf8: name)
        writer.withBytes { append(cutSpelling: $0, isString: true) }
    }

    /// The text of a value as JSON, cut where it is long.
    private mutating func append(cutSpelling bytes: UnsafeBufferPointer<UInt8>, isString: Bool) {
        if bytes.count <= Wording.longest {
            appendEscaped(bytes)
        } else if Wording.isPlain(bytes) {
            appendEscaped(UnsafeBufferPointer(rebasing: bytes[..<Wording.longest]))
            append(isString ? #"…\""# : "…")
        } else {
            append(text: Wording.cutSpelling(bytes, isString: isString))
        }
    }

    /// Text, cut where it is long.
    mutating func append(cut text: UnsafeBufferPointer<UInt8>) {
        if text.count <= Wording.longest {
            appendEscaped(text)
        } else if Wording.isPlain(text) {
            appendEscaped(UnsafeBufferPointer(rebasing: text[..<Wording.longest]))
            append("…")
        } else {
            append(text: Wording.cut(String(decoding: text, as: UTF8.self)))
        }
    }

    // MARK: Phrases

    /// `1 character`, `2 characters`.
    mutating func append(count: Int, _ noun: StaticString, plural: StaticString? = nil) {
        appendDecimal(count)
        append(UInt8(ascii: " "))
        if count == 1 { return append(noun) }
        if let plural { return append(plural) }
        append(noun)
        append("s")
    }

    /// `a`, `a or b`, `a, b or c`.
    mutating func append(
        alternatives count: Int, _ word: StaticString = " or ", _ write: (inout JSONWriter, Int) -> Void
    ) {
        for index in 0..<count {
            if index > 0 { append(index == count - 1 ? word : ", ") }
            write(&self, index)
        }
    }

    /// `null, number or string`.
    mutating func append(types: TypeSet) {
        let names = types.names
        append(alternatives: names.count) { $0.append(text: names[$1]) }
    }

    /// What was expected of several values, and what came; with the value that was probably meant.
    mutating func append<Allowed: Sequence>(expected allowed: Allowed, count: Int, got value: JSONView)
    where Allowed.Element: AllowedValue {
        let most = 12
        append("expected ")
        if count == 0 { append("nothing (the enum is empty)") }
        var shown = allowed.makeIterator()
        append(alternatives: min(count, most + 1)) { writer, index in
            if index == most {
                writer.append(count: count - most, "other")
            } else {
                shown.next()?.write(into: &writer)
            }
        }
        append(", got ")
        append(spelling: value)
        if value.kind == .string { value.withUTF8 { append(nearestTo: $0, among: allowed) } }
    }

    /// `; did you mean "add"?`, or nothing.
    mutating func append<Known: Sequence>(nearestTo name: UnsafeBufferPointer<UInt8>, among known: Known)
    where Known.Element: AllowedValue {
        let place = Suggestion.nearest(to: name) { search in
            for value in known { value.withText { search.compare($0) } }
        }
        guard let place else { return }
        append("; did you mean ")
        var left = place
        for value in known {
            value.withText { text in
                if left == 0 { append(quoted: text) }
                left -= 1
            }
        }
        append("?")
    }

    // MARK: Locations

    /// A reference token of a JSON pointer (RFC 6901 §3).
    mutating func append(token: JSONView) {
        // The text of a string without escapes needs none here either.
        if token.node.isEscaped { return token.withUTF8 { append(token: $0) } }
        append(token: token.bytes) { $0.append($1) }
    }

    mutating func append(token: UnsafeBufferPointer<UInt8>) {
        append(token: token) { $0.appendEscaped($1) }
    }

    @inline(__always)
    private mutating func append(
        token: UnsafeBufferPointer<UInt8>, _ write: (inout JSONWriter, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var from = 0
        for index in token.indices where token[index] == UInt8(ascii: "~") || token[index] == UInt8(ascii: "/") {
            write(&self, UnsafeBufferPointer(rebasing: token[from..<index]))
            append(token[index] == UInt8(ascii: "~") ? "~0" : "~1")
            from = index + 1
        }
        write(&self, UnsafeBufferPointer(rebasing: token[from...]))
    }

    /// A token of a JSON pointer that is the fragment of a URI, with a slash before it (RFC 6901 §6).
    mutating func append(fragmentToken token: UnsafeBufferPointer<UInt8>) {
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
}

/// A value that would have been right.
protocol AllowedValue {
    /// Writes the value as JSON, cut where it is long, as a JSON string holds it.
    func write(into writer: inout JSONWriter)
    /// Runs the body on the text of a string; not at all for any other value.
    func withText(_ body: (UnsafeBufferPointer<UInt8>) -> Void)
}

extension JSONView: AllowedValue {
    func write(into writer: inout JSONWriter) { writer.append(spelling: self) }
    func withText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) { if kind == .string { withUTF8(body) } }
}

extension Name: AllowedValue {
    func write(into writer: inout JSONWriter) {
        writer.append(quoted: UnsafeBufferPointer(start: bytes, count: length))
    }
    func withText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        body(UnsafeBufferPointer(start: bytes, count: length))
    }
}
