import ClamatorJSON

/// The words that messages are made of.
enum Wording {
    /// How much of a value is shown, in characters.
    static let longest = 60

    /// A value with its type: `string "two"`, `number 3`, `null`.
    static func value(_ value: JSON) -> String {
        var writer = JSONWriter()
        value.withView { writer.append(value: $0) }
        return writer.text
    }

    /// A value as JSON, cut where it is long.
    static func spelling(_ value: JSON) -> String {
        value.withSpelling { bytes in
            bytes.count <= longest
                ? String(decoding: bytes, as: UTF8.self) : cutSpelling(bytes, isString: value.kind == .string)
        }
    }

    /// A long value's text, cut.
    static func cutSpelling(_ bytes: UnsafeBufferPointer<UInt8>, isString: Bool) -> String {
        // As many bytes as the characters that are kept can have, at most.
        let head = String(decoding: bytes.prefix(longest * 4), as: UTF8.self)
        if bytes.count <= longest * 4, head.count <= longest { return head }
        return head.prefix(longest) + (isString ? "…\"" : "…")
    }

    /// Text, cut where it is long.
    static func cut(_ text: String) -> String {
        let kept = text.prefix(longest)
        return kept.endIndex == text.endIndex ? text : kept + "…"
    }

    /// Text as a JSON string, cut where it is long.
    static func quoted(_ text: String) -> String { spelling(JSON(text)) }

    /// `a`, `a or b`, `a, b or c`.
    static func alternatives(_ items: [String], _ word: String = "or") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    /// The name that was probably meant: nearest by edits, and near enough.
    static func nearest(to name: String, among names: [String]) -> String? {
        // Of a name of one or two characters nothing is left if one is wrong.
        if name.utf8.count < 3 { return nil }
        let allowed = max(1, min(name.utf8.count, longest) / 3)
        // A character has four bytes at most.
        let near = names.prefix(1000).filter { abs($0.utf8.count - name.utf8.count) <= allowed * 4 }
        if near.isEmpty { return nil }
        let name = Array(name.lowercased().unicodeScalars.prefix(longest))
        var best: (name: String, distance: Int)?
        for candidate in near {
            let distance = distance(name, Array(candidate.lowercased().unicodeScalars.prefix(longest)))
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Edits from one text to the other: insert, delete, replace, swap neighbours.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, one) in left.enumerated() {
            var current = [row + 1]
            for (column, two) in right.enumerated() {
                var cost = min(last[column] + (one == two ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, one == right[column - 1], left[row - 1] == two {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
