internal import LineEditing

extension StyledText {
    /// The text with spaces behind it, up to a width.
    func padded(to width: Int) -> StyledText { self + StyledText(columns.spaces(to: width)) }

    /// The text with spaces before it, up to a width.
    func aligned(to width: Int) -> StyledText { StyledText(columns.spaces(to: width)) + self }
}

extension Int {
    /// The spaces that so many columns lack to a width.
    fileprivate func spaces(to width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - self)) }
}

extension String {
    /// The text with spaces behind it, up to a width.
    func padded(to width: Int) -> String {
        self + DisplayWidth.columns(of: self).spaces(to: width)
    }

    /// The text with spaces before it, up to a width.
    func aligned(to width: Int) -> String {
        DisplayWidth.columns(of: self).spaces(to: width) + self
    }

    /// The words, in lines of so many columns; a longer word has a line of its own.
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
