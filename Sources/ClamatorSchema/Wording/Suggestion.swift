package import ClamatorJSON

/// The name that was probably meant.
package enum Suggestion {
    /// How much of a name is compared, in code points: as many as a word has bits.
    fileprivate static let longest = 64
    /// How many of the known names are compared.
    static let most = 1000

    /// What it costs to compare a name with so many others, in steps of a budget.
    static func cost(of name: ByteView, among count: Int) -> Int {
        min(count, most) &* (4 &+ min(name.count, longest) / 2)
    }

    /// Whether a text of a document, which may be spelled with escapes, can be near a name or look like it: it is not
    /// much longer.
    static func isComparable(_ text: JSONView, with name: ByteView) -> Bool {
        // An escape has at most six bytes for one, and an edit is at most a character of four.
        text.bytes.count <= 6 &* (name.count &+ Wording.longestCompared)
    }

    /// The nearest of the known names by edits, where it is near enough to be meant; nil otherwise.
    ///
    /// A name of one letter is one edit from every other, so nothing but another case of it is near to it.
    package static func nearest(to name: String, among known: [String]) -> String? {
        let index = name.withBytes { name in
            nearest(to: name) { search in
                for candidate in known.prefix(most) { candidate.withBytes { search.compare($0) } }
            }
        }
        return index.map { known[$0] }
    }

    /// The nearest of the known names, likewise.
    package static func nearest(to name: ExactString, among known: [ExactString]) -> String? {
        nearest(to: name.string, among: known.map(\.string))
    }

    /// `; did you mean "add"?`, or nothing.
    package static func sentence(for name: ExactString, among known: [ExactString]) -> String {
        sentence(for: name.string, among: known.map(\.string))
    }

    /// `; did you mean "add"?`, or nothing.
    package static func sentence(for name: String, among known: [String]) -> String {
        nearest(to: name, among: known).map { "; did you mean \(Wording.quoted($0, beside: name))?" } ?? ""
    }

    /// The index of the nearest among the names that the body compares.
    static func nearest(to name: ByteView, _ body: (inout Search) -> Void) -> Int? {
        Scratch.with(longest, of: 0 as UInt32, capacity: longest) { letters in
            Scratch.with(longest, of: 0 as UInt32, capacity: longest) { others in
                var search = Search(name, letters, others)
                body(&search)
                return search.nearest
            }
        }
    }

    /// A search for the name nearest to a given one, among names that are compared one after another.
    ///
    /// It lives as long as the body of `nearest(to:_:)`, which lends it its memory.
    struct Search {
        private let name: ByteView
        private let letters: Scratch<UInt32>
        /// Room for the letters of the name that is compared.
        private let others: Scratch<UInt32>
        /// How many letters the name has.
        private let length: Int
        private let isShort: Bool
        /// How many edits are near enough.
        private let allowed: Int
        /// The edits that are one too many: no more than are allowed, and fewer than to the nearest so far.
        private var limit: Int
        private var compared = 0
        /// The index of the nearest so far.
        private(set) var nearest: Int?

        fileprivate init(_ name: ByteView, _ letters: Scratch<UInt32>, _ others: Scratch<UInt32>) {
            self.name = name
            (self.letters, self.others) = (letters, others)
            isShort = name.count < 2 || (name.count <= 4 && codePoints(name) < 2)
            length = isShort ? 0 : Suggestion.fill(letters, with: name)
            allowed = max(1, length / 3)
            limit = allowed + 1
        }

        /// Compares the next of the known names.
        mutating func compare(_ candidate: ByteView) {
            guard compared < Suggestion.most, limit > 0 else { return }
            defer { compared += 1 }
            if isShort { return compareShort(candidate) }
            if Wording.lookAlike(candidate, name) { return (nearest, limit) = (compared, 0) }
            // An edit is at most a character, and a character at most four bytes.
            guard abs(candidate.count - name.count) <= allowed * 4 else { return }
            let count = Suggestion.fill(others, with: candidate)
            guard abs(count - length) <= allowed else { return }
            let distance = Suggestion.distance(letters, length, others, count, below: limit)
            if let distance { (nearest, limit) = (compared, distance) }
        }

        private mutating func compareShort(_ candidate: ByteView) {
            func lowercased(_ name: ByteView) -> String {
                String(decoding: name, as: UTF8.self).lowercased()
            }
            guard candidate.count <= 4 else { return }
            let areASCII = name.count == 1 && candidate.allSatisfy { $0 < 0x80 }
            let areEqual =
                areASCII
                ? candidate.count == 1 && Suggestion.lowercased(candidate[0]) == Suggestion.lowercased(name[0])
                : lowercased(candidate) == lowercased(name)
            if areEqual { (nearest, limit) = (compared, 0) }
        }
    }

    /// Writes the first letters of a name in lower case, and returns how many.
    fileprivate static func fill(_ letters: Scratch<UInt32>, with name: ByteView) -> Int {
        let count = min(name.count, longest)
        for index in 0..<count {
            let byte = name[index]
            if byte >= 0x80 { return fillBeyondASCII(letters, with: name) }
            letters[index] = UInt32(lowercased(byte))
        }
        return count
    }

    fileprivate static func lowercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

    @inline(never)
    private static func fillBeyondASCII(
        _ letters: Scratch<UInt32>, with name: ByteView
    ) -> Int {
        var count = 0
        let start = name.prefix(4 * longest)
        for letter in String(decoding: start, as: UTF8.self).lowercased().unicodeScalars.prefix(longest) {
            letters[count] = letter.value
            count += 1
        }
        return count
    }

    /// Edits from one text to the other: insert, delete, replace, swap neighbours; nil where they are not below the
    /// limit.
    ///
    /// The table of edits is made column by column, a letter of the right text each. A column is kept as the steps from
    /// each of its rows to the next, up or down, a bit each (Hyyrö, "A bit-vector algorithm for computing Levenshtein
    /// and Damerau edit distances", 2003), so that a column costs a few operations on words.
    fileprivate static func distance(
        _ left: Scratch<UInt32>, _ rows: Int, _ right: Scratch<UInt32>, _ columns: Int, below limit: Int
    ) -> Int? {
        var distance = rows
        let last: UInt64 = 1 &<< UInt64(truncatingIfNeeded: rows &- 1)
        var (stepsUp, stepsDown) = (UInt64.max, UInt64(0))
        var (diagonal, equalBefore) = (UInt64(0), UInt64(0))
        for column in 0..<columns {
            let letter = right[column]
            var equal: UInt64 = 0
            for row in 0..<rows where left[row] == letter { equal |= 1 &<< UInt64(truncatingIfNeeded: row) }
            let swapped = ((~diagonal & equal) &<< 1) & equalBefore
            diagonal = (((equal & stepsUp) &+ stepsUp) ^ stepsUp) | equal | stepsDown | swapped
            var across = stepsDown | ~(diagonal | stepsUp)
            let back = diagonal & stepsUp
            if across & last != 0 { distance += 1 }
            if back & last != 0 { distance -= 1 }
            // Each column that is left takes back one edit at most.
            if distance - (columns - 1 - column) >= limit { return nil }
            across = across &<< 1 | 1
            stepsUp = back &<< 1 | ~(diagonal | across)
            stepsDown = across & diagonal
            equalBefore = equal
        }
        return distance < limit ? distance : nil
    }
}

/// How many code points a text in UTF-8 has.
private func codePoints(_ text: ByteView) -> Int {
    text.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
}
