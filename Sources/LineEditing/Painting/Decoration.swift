/// A style for a range of the buffer, counted in scalars.
package struct Highlight: Hashable, Sendable {
    package var range: Range<Int>
    package var style: TextStyle

    package init(_ range: Range<Int>, _ style: TextStyle) {
        self.range = range
        self.style = style
    }
}

/// What is drawn with an entry but is no part of it: colours, and lines below.
package struct Decoration: Hashable, Sendable {
    /// Styles of the buffer; where ranges overlap, the later one counts.
    package var highlights: [Highlight]
    /// Lines below the entry, each cut at the width of the terminal.
    package var below: [StyledText]

    package static let none = Decoration()

    package init(highlights: [Highlight] = [], below: [StyledText] = []) {
        self.highlights = highlights
        self.below = below
    }
}
