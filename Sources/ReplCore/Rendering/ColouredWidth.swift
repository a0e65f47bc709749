internal import LineEditing

extension DisplayWidth {
    /// The columns of a line that a palette may have coloured.
    static func columns(ofColoured line: String) -> Int {
        var count = 0
        var isEscape = false
        for scalar in line.unicodeScalars {
            if scalar == "\u{1B}" { isEscape = true }
            if !isEscape { count += columns(of: scalar) }
            if scalar == "m" { isEscape = false }
        }
        return count
    }
}

extension String {
    /// The text with spaces behind it, up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - DisplayWidth.columns(ofColoured: self)))
    }

    /// The text with spaces before it, up to a width.
    func aligned(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - DisplayWidth.columns(ofColoured: self))) + self
    }

    /// The words, in lines of so many columns; a longer word has a line of its own. For a text without colours.
    func wrapped(to width: Int) -> String {
        var lines = [""]
        for word in split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count > width {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] += " \(word)"
            }
        }
        return lines.joined(separator: "\n")
    }
}
