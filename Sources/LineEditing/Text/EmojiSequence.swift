/// Emoji of several scalars (Unicode Technical Standard 51): with a joiner, a skin tone, or the selector that asks for
/// the picture.
///
/// Terminals differ in how wide they draw these: the newer ones two columns; tmux 3.3 one for a selector, four for a
/// skin tone; xterm as many as the scalars have. They are taken for two columns, and the painter puts the cursor behind
/// it himself, so that all that follows stands in its column whatever the terminal thinks. Flags need none of this:
/// each of their letters takes one column everywhere.
enum EmojiSequence {
    /// The columns taken for one.
    static let columns = 2

    /// The number of scalars of the sequence that begins at an index; nil where none does.
    static func length(in scalars: ArraySlice<Unicode.Scalar>, at start: Int) -> Int? {
        // All that can make a scalar part of a sequence stands behind it.
        guard start + 1 < scalars.endIndex, extends(scalars[start + 1]), scalars[start].properties.isEmoji else {
            return nil
        }
        var end = start + 1
        while end < scalars.endIndex {
            let scalar = scalars[end]
            if scalar == joiner {
                guard end + 1 < scalars.endIndex, scalars[end + 1].properties.isEmoji, scalars[end + 1].value > 0x7F
                else { break }
                end += 2
            } else if extends(scalar) || scalar == keycap {
                end += 1
            } else {
                break
            }
        }
        return end > start + 1 ? end - start : nil
    }

    private static let joiner: Unicode.Scalar = "\u{200D}"
    private static let keycap: Unicode.Scalar = "\u{20E3}"

    private static func extends(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200D, 0xFE0F, 0x1F3FB...0x1F3FF: true
        default: false
        }
    }
}
