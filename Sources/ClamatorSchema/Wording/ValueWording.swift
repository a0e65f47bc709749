import ClamatorJSON

/// The words of explanations, written as a JSON string holds them: what is quoted is escaped as it is written.
extension JSONWriter {
    mutating func append(text: String) {
        text.withBytes { appendEscaped($0) }
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
        append(rawText: value)
    }

    /// A value as JSON, cut where it is long.
    mutating func append(rawText value: JSONView, inASCII: Bool = false) {
        if value.kind == .string, value.bytes.count + 2 <= Wording.longest, Self.isPlain(value.bytes) {
            return append(quoted: value.bytes)
        }
        let bytes = value.rawText
        guard let head = Wording.head(bytes) else { return append(shown: bytes, isJSON: true, inASCII: inASCII) }
        append(shown: head, isJSON: true, inASCII: inASCII)
        append(value.kind == .string ? #"…\""# : "…")
    }

    /// A name in quotes, cut where it is long.
    mutating func append(quoted name: ByteView, inASCII: Bool = false) {
        append(#"\""#)
        let head = Wording.head(name)
        if head == nil, Self.isPlain(name) {
            append(name)
            return append(#"\""#)
        }
        var writer = JSONWriter()
        writer.appendEscaped(head ?? name)
        writer.withBytes { append(shown: $0, isJSON: true, inASCII: inASCII) }
        append(head == nil ? #"\""# : #"…\""#)
    }

    /// Text, cut where it is long.
    mutating func append(cut text: ByteView, inASCII: Bool = false) {
        guard let head = Wording.head(text) else { return append(shown: text, inASCII: inASCII) }
        append(shown: head, inASCII: inASCII)
        append("…")
    }

    /// Text with its hidden characters escaped. White space between the parts of JSON is one space; in ASCII, whatever
    /// is beyond it is escaped too.
    private mutating func append(shown text: ByteView, isJSON: Bool = false, inASCII: Bool = false) {
        if Self.isPlain(text) { return append(text) }
        if text.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return appendEscaped(text) }
        var isBehindBreak = false
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            // In JSON text a line break or tab stands between values, never in a string.
            if isJSON, scalar.value <= 0x20, isBehindBreak || scalar.value < 0x20 {
                if !isBehindBreak { append(" ") }
                isBehindBreak = true
                continue
            }
            isBehindBreak = false
            if Wording.isHidden(scalar) || (inASCII && !scalar.isASCII) {
                for unit in UTF16.encode(scalar) ?? .init() { append(escapeOf: unit) }
            } else {
                String(scalar).withBytes { appendEscaped($0) }
            }
        }
    }

    /// Whether a text is what stands for it in a JSON string, and hides nothing.
    private static func isPlain(_ text: ByteView) -> Bool {
        text.allSatisfy { 0x20 <= $0 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }

    /// A JSON escape, as text.
    private mutating func append(escapeOf unit: UInt16) {
        append(#"\\u"#)
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> UInt16(shift)) & 15
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// One value that was expected, and what came. Where the two would look the same, what tells them apart is shown.
    mutating func append(expected: JSONView, got value: JSONView) {
        let (one, other) = (expected.rawText, value.rawText)
        let areAlike = expected.looksLike(value)
        append("expected ")
        append(rawText: expected, inASCII: areAlike)
        append(", got ")
        append(rawText: value, inASCII: areAlike)
        guard let head = Wording.head(one), let otherHead = Wording.head(other), head.elementsEqual(otherHead) else {
            return
        }
        let shared = zip(one, other).prefix { $0 == $1 }.count
        append("; they differ from character ")
        let begun = one[..<shared].count { $0 & 0xC0 != 0x80 }
        let isInside = shared < one.count && one[shared] & 0xC0 == 0x80
        // The quote before a string is no character of it.
        appendDecimal(begun + (isInside ? 0 : 1) - (expected.kind == .string ? 1 : 0))
        append(" on")
    }

    // MARK: Phrases

    /// `1 character`, `2 characters`.
    mutating func append(count: Int, _ noun: StaticString, plural: StaticString? = nil) {
        appendDecimal(count)
        append(noun, plural, isOne: count == 1)
    }

    /// The same of a count that a schema gives: as it is written where it does not fit in 64 bits.
    mutating func append(count: JSONView, _ noun: StaticString) {
        if let count = count.int { return append(count: count, noun) }
        append(rawText: count)
        append(noun, nil, isOne: false)
    }

    private mutating func append(_ noun: StaticString, _ plural: StaticString?, isOne: Bool) {
        append(UInt8(ascii: " "))
        if isOne { return append(noun) }
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

    /// What was expected of several values, and what came; with the value that was probably meant.
    mutating func append<Allowed: Sequence>(expected allowed: Allowed, count: Int, got value: JSONView)
    where Allowed.Element: AllowedValue {
        let most = 12
        append("expected ")
        if count == 0 { append("nothing (the enum is empty)") }
        let shown = Array(allowed.prefix(most))
        // Texts in ASCII look like nothing else.
        let areMixed = shown.contains { !$0.isASCII }
        var hasAlike = false
        append(alternatives: min(count, most + 1)) { writer, index in
            guard index < shown.count else { return writer.append(count: count - most, "other") }
            let isLikeValue = shown[index].looksLike(value)
            let isLikeAnother = areMixed && shown.indices.contains { $0 != index && shown[$0].looksLike(shown[index]) }
            hasAlike = hasAlike || isLikeValue
            shown[index].write(into: &writer, inASCII: isLikeValue || isLikeAnother)
        }
        append(", got ")
        append(rawText: value, inASCII: hasAlike)
        if value.kind == .string { value.withUTF8 { append(nearestTo: $0, among: allowed) } }
    }

    /// `; did you mean "add"?`, or nothing.
    mutating func append<Known: Sequence>(nearestTo name: ByteView, among known: Known)
    where Known.Element: AllowedValue {
        let index = Suggestion.nearest(to: name) { search in
            for value in known { value.withText { search.compare($0) } }
        }
        guard let index else { return }
        append("; did you mean ")
        var left = index
        for value in known {
            value.withText { text in
                if left == 0 {
                    var isAlike = Wording.lookAlike(text, name)
                    for other in known where !isAlike { other.withText { isAlike = Wording.lookAlike(text, $0) } }
                    append(quoted: text, inASCII: isAlike)
                }
                left -= 1
            }
        }
        append("?")
    }
}

/// A value that would have been right.
protocol AllowedValue {
    /// Whether the text is ASCII, and has no escape that may stand for something else.
    var isASCII: Bool { get }
    /// Whether another value looks the same, or has parts that do.
    func looksLike(_ value: JSONView) -> Bool
    /// Whether another of them does.
    func looksLike(_ other: Self) -> Bool
    /// Writes the value as JSON, cut where it is long, as a JSON string holds it.
    func write(into writer: inout JSONWriter, inASCII: Bool)
    /// Runs the body on the text of a string; not at all for any other value.
    func withText(_ body: (ByteView) -> Void)
}

extension AllowedValue {
    func looksLike(_ value: JSONView) -> Bool {
        guard value.kind == .string else { return false }
        var isAlike = false
        withText { text in
            guard Suggestion.isComparable(value, with: text) else { return }
            isAlike = value.withUTF8 { Wording.lookAlike($0, text) }
        }
        return isAlike
    }
}

extension JSONView: AllowedValue {
    var isASCII: Bool { !node.isEscaped && Wording.isASCII(rawText) }

    func looksLike(_ value: JSONView) -> Bool {
        guard kind == .string, value.kind == .string else {
            return Self.shareLookalikes(rawText, value.rawText)
        }
        // What an escape stands for may look like a character.
        return withUTF8 { text in
            value.withUTF8 { Self.shareLookalikes(text, $0) || Wording.lookAlike($0, text) }
        }
    }

    private static func shareLookalikes(
        _ one: ByteView, _ other: ByteView
    ) -> Bool {
        Wording.shareLookalikes(Wording.head(one) ?? one, Wording.head(other) ?? other)
    }

    func write(into writer: inout JSONWriter, inASCII: Bool) { writer.append(rawText: self, inASCII: inASCII) }
    func withText(_ body: (ByteView) -> Void) { if kind == .string { withUTF8(body) } }
}
