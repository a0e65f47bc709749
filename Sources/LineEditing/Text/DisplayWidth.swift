/// How many columns text takes on a terminal, and how what cannot be shown is drawn.
///
/// Counted scalar by scalar, as terminals do unless a program asks them for grapheme clusters; but for emoji sequences.
package enum DisplayWidth {
    /// The columns of a text as drawn.
    package static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return columns(of: Array(text.unicodeScalars)[...])
    }

    /// The columns of scalars as drawn.
    static func columns(of scalars: ArraySlice<Unicode.Scalar>) -> Int {
        var columns = 0
        var index = scalars.startIndex
        while index < scalars.endIndex {
            if let length = EmojiSequence.length(in: scalars, at: index) {
                columns += EmojiSequence.columns
                index += length
            } else {
                columns += self.columns(of: scalars[index])
                index += 1
            }
        }
        return columns
    }

    /// The columns of a scalar as drawn: 0 for a combining mark, 2 for a wide one.
    package static func columns(of scalar: Unicode.Scalar) -> Int {
        if scalar.value >= 0x20, scalar.value < 0x7F { return 1 }
        if let substitute = substitute(for: scalar) { return substitute.utf8.count }
        if isCombining(scalar) { return 0 }
        return WideScalars.contains(scalar) ? 2 : 1
    }

    /// What stands on the screen for a scalar that must not reach the terminal: `^X` for a control character, four
    /// spaces for a tab, `\u{…}` for what is invisible or would change the direction of the text; nil for all others.
    /// Always ASCII.
    package static func substitute(for scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x09: return "    "
        case 0x00..<0x20: return "^" + String(UnicodeScalar(UInt8(scalar.value) + 0x40))
        case 0x20..<0x7F: return nil
        case 0x7F: return "^?"
        // Joiners belong to the scripts and emoji they stand in.
        case 0x200C, 0x200D: return nil
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            return "\\u{" + String(scalar.value, radix: 16) + "}"
        default: return nil
        }
    }

    /// Whether the scalar is drawn in the cell of the one before it.
    package static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300: return false
        case 0x200C, 0x200D: return true
        // Hangul vowels and finals, which complete the syllable before them.
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }
}
