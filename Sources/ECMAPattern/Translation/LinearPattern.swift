extension Pattern {
    /// The pattern in the syntax of matchers that take linear time: Rust's `regex`, RE2 and their like. Only what all
    /// of them read alike is used, so characters are written as themselves or by their numbers, and classes by their
    /// ranges.
    ///
    /// Nil for what such matchers do not have: look-around, back-references and `\B`, which they take for Unicode; and
    /// for a pattern too large for the bounds that they set.
    package var linearText: String? {
        var writer = LinearPatternWriter()
        guard writer.write(syntax, isAlone: true), writer.size(of: syntax) <= LinearPatternWriter.largest else {
            return nil
        }
        return writer.text
    }
}

/// Writes a syntax tree as a pattern for a matcher of linear time.
private struct LinearPatternWriter {
    private(set) var text = ""
    /// The number of ranges of characters up to which a pattern stays well below the bounds of `regex`, which are in
    /// bytes.
    static let largest = 40_000

    /// Writes a part.
    ///
    /// - Parameters:
    ///   - syntax: The part.
    ///   - isAlone: Whether nothing stands beside it that could join it.
    /// - Returns: Whether it could be written.
    mutating func write(_ syntax: PatternSyntax, isAlone: Bool) -> Bool {
        switch syntax {
        case .empty:
            if !isAlone { text += "(?:)" }
        case .characters(let set): write(set)
        case .sequence(let parts):
            for part in parts where !write(part, isAlone: false) { return false }
        case .alternatives(let parts):
            if !isAlone { text += "(?:" }
            for (index, part) in parts.enumerated() {
                if index > 0 { text += "|" }
                guard write(part, isAlone: true) else { return false }
            }
            if !isAlone { text += ")" }
        case .group(let body, _): return writeGroup(body)
        case .repetition(let body, let min, let max, _, _):
            if case .characters = body {
                guard write(body, isAlone: false) else { return false }
            } else if case .group(let inner, _) = body {
                guard writeGroup(inner) else { return false }
            } else {
                guard writeGroup(body) else { return false }
            }
            text += Self.quantifier(min, max)
        case .assertion(.start): text += "^"
        case .assertion(.end): text += "$"
        case .assertion(.wordBoundary): text += #"(?-u:\b)"#
        case .assertion(.noWordBoundary), .backReference, .look: return false
        }
        return true
    }

    private mutating func writeGroup(_ body: PatternSyntax) -> Bool {
        text += "(?:"
        defer { text += ")" }
        return write(body, isAlone: true)
    }

    private static func quantifier(_ min: Int, _ max: Int?) -> String {
        switch (min, max) {
        case (0, nil): "*"
        case (1, nil): "+"
        case (0, 1): "?"
        case (let min, nil): "{\(min),}"
        case (let min, let max?): min == max ? "{\(min)}" : "{\(min),\(max)}"
        }
    }

    // MARK: Characters

    private mutating func write(_ set: CodePointSet) {
        if set == .all {
            text += #"(?s:.)"#
        } else if set.isEmpty {
            text += #"[^\x{0}-\x{10FFFF}]"#
        } else if set.ranges.count == 1, set.ranges[0].count == 1 {
            text += Self.character(set.ranges[0].lowerBound, in: #"\.+*?()|[]{}^$#&-~/"#)
        } else {
            let isNegated =
                set.ranges[0].lowerBound == 0 && set.ranges[set.ranges.count - 1].upperBound == CodePointSet.lastScalar
            text += isNegated ? "[^" : "["
            for range in (isNegated ? set.complement : set).ranges {
                text += Self.character(range.lowerBound, in: #"\[]^-&~"#)
                if range.count > 2 { text += "-" }
                if range.count > 1 { text += Self.character(range.upperBound, in: #"\[]^-&~"#) }
            }
            text += "]"
        }
    }

    /// A character as itself, or by its number where it could mean something or cannot be seen.
    private static func character(_ code: UInt32, in special: String) -> String {
        guard code > 0x20, code < 0x7F, let scalar = Unicode.Scalar(code) else {
            return code == 0x20 ? " " : "\\x{\(String(code, radix: 16, uppercase: true))}"
        }
        guard special.unicodeScalars.contains(scalar) else { return String(Character(scalar)) }
        return #".+*?()|[]{}^$\-"#.unicodeScalars.contains(scalar)
            ? "\\\(scalar)" : "\\x{\(String(code, radix: 16, uppercase: true))}"
    }

    /// How many ranges of characters a matcher keeps, at most.
    func size(of syntax: PatternSyntax) -> Int {
        func product(_ size: Int, _ count: Int) -> Int {
            let (product, isTooLarge) = size.multipliedReportingOverflow(by: max(1, count))
            return isTooLarge ? .max : product
        }
        switch syntax {
        case .characters(let set):
            // A range beyond ASCII is one of several bytes.
            return set.ranges.reduce(0) { $0 + ($1.upperBound < 0x80 ? 1 : 8) }
        case .repetition(let body, let min, let max, _, _): return product(size(of: body), Swift.max(min, max ?? 1))
        default:
            return syntax.children.reduce(1) { total, part in
                let (sum, isTooLarge) = total.addingReportingOverflow(size(of: part))
                return isTooLarge ? .max : sum
            }
        }
    }
}
