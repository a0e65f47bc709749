/// One way to go on.
package struct Candidate: Hashable, Sendable {
    /// What replaces the range.
    package var text: String
    /// What follows the text where it is the only candidate: a space, `=`, a closing quote.
    package var suffix: String
    /// How the list shows it.
    package var display: String
    /// What it stands for in short: a type, a signature.
    package var type: String?
    /// What the list says of it beyond that.
    package var detail: String?
    package var style: TextStyle

    /// A candidate shown as `text` where no `display` is given.
    package init(
        _ text: String, suffix: String = "", display: String? = nil, type: String? = nil, detail: String? = nil,
        style: TextStyle = .plain
    ) {
        self.text = text
        self.suffix = suffix
        self.display = display ?? text
        self.type = type
        self.detail = detail
        self.style = style
    }
}

/// The ways to go on at the cursor of the buffer, in the order in which they are shown.
package struct Completions: Hashable, Sendable {
    /// The scalars that a candidate replaces.
    package var range: Range<Int>
    package var candidates: [Candidate]
    /// What can be put in at the cursor as a whole, by a key of its own; nil where there is nothing.
    package var whole: String?

    package static let none = Completions(range: 0..<0, candidates: [])

    package init(range: Range<Int>, candidates: [Candidate]) {
        self.range = range
        self.candidates = candidates
    }

    /// The buffer with what all candidates agree on filled in: all of a unique one with its suffix, else the common
    /// prefix where that is longer than what is there; nil where nothing can be added.
    package func completed(_ buffer: TextBuffer) -> TextBuffer? {
        guard let first = candidates.first else { return nil }
        var completed = buffer
        if candidates.count == 1 {
            completed.replace(range, with: first.text)
            completed.insert(missing(of: first.suffix, in: completed))
            return completed == buffer ? nil : completed
        }
        let prefix = candidates.dropFirst().reduce(first.text) { Self.commonPrefix($0, $1.text) }
        guard prefix.unicodeScalars.count > range.count else { return nil }
        completed.replace(range, with: prefix)
        return completed
    }

    /// What of a suffix does not stand behind the cursor already.
    private func missing(of suffix: String, in buffer: TextBuffer) -> String {
        let behind = buffer.scalars[buffer.cursor...]
        guard let first = suffix.unicodeScalars.first, behind.first == first else { return suffix }
        return ""
    }

    private static func commonPrefix(_ one: String, _ other: String) -> String {
        String(zip(one, other).prefix { $0 == $1 }.map(\.0))
    }
}
