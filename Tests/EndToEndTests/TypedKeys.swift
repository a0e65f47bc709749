/// Keys in a readable notation: text as it stands, `<Enter>`, `<C-c>` for Ctrl, `<M-b>` for Alt, `<lt>` for `<`, and
/// `<Repeat 100 text>`.
enum TypedKeys {
    private static let named = [
        "Enter": "\r", "Tab": "\t", "S-Tab": "\u{1B}[Z", "Esc": "\u{1B}", "BS": "\u{7F}", "Del": "\u{1B}[3~",
        "Up": "\u{1B}[A", "Down": "\u{1B}[B", "Right": "\u{1B}[C", "Left": "\u{1B}[D", "Home": "\u{1B}[H",
        "End": "\u{1B}[F", "PageUp": "\u{1B}[5~", "PageDown": "\u{1B}[6~", "C-Left": "\u{1B}[1;5D",
        "C-Right": "\u{1B}[1;5C", "Paste": "\u{1B}[200~", "/Paste": "\u{1B}[201~", "Newline": "\n", "lt": "<",
        "Space": " ",
    ]

    /// The bytes that a terminal sends for the keys.
    static func text(_ keys: String) throws -> String {
        var text = ""
        var rest = keys[...]
        while let start = rest.firstIndex(of: "<") {
            text += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ">") else {
                throw PinnedSession.Mistake(description: "no > after \(rest[start...])")
            }
            text += try key(String(rest[rest.index(after: start)..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return text + rest
    }

    private static func key(_ name: String) throws -> String {
        if let key = named[name] { return key }
        if name.hasPrefix("C-"), let letter = name.utf8.last, name.utf8.count == 3 {
            return String(UnicodeScalar(letter & 0x1F))
        }
        if name.hasPrefix("M-") {
            let key = String(name.dropFirst(2))
            return "\u{1B}" + (named[key] ?? key)
        }
        if name.hasPrefix("U+"), let scalar = UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init) {
            return String(scalar)
        }
        let words = name.split(separator: " ", maxSplits: 2)
        if words.count == 3, words[0] == "Repeat", let count = Int(words[1]) {
            return String(repeating: String(words[2]), count: count)
        }
        throw PinnedSession.Mistake(description: "no key <\(name)>")
    }
}
