package import ClamatorJSON

/// The name that somebody may have meant.
package enum Suggestion {
    /// How much of a name is compared, in code points: as many as a word has bits.
    fileprivate static let longest = 64
    /// How many of the known names are compared.
    static let most = 1000

    /// What it costs to compare a name with so many others, in steps of a budget.
    static func cost(of name: UnsafeBufferPointer<UInt8>, among count: Int) -> Int {
        min(count, most) &* (4 &+ min(name.count, longest) / 2)
    }

    /// Whether a text of a document, which may be spelled with escapes, can be near a name or look like it: it is not
    /// much longer.
    static func isComparable(_ text: JSONView, with name: UnsafeBufferPointer<UInt8>) -> Bool {
        // An escape has at most six bytes for one, and an edit is at most a character of four.
        text.bytes.count <= 6 &* (name.count &+ Wording.longestCompared)
    }

    /// The nearest of the known names by edits, where it is near enough to be meant; nil otherwise.
    ///
    /// A name of one letter is one edit from every other, so nothing but another case of it is near to it.
    package static func nearest(to name: String, among known: [String]) -> String? {
        var name = name
        let place = name.withUTF8 { name in
            nearest(to: name) { search in
                for var candidate in known.prefix(most) { candidate.withUTF8 { search.compare($0) } }
            }
        }
        return place.map { known[$0] }
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

    /// The place of the nearest among the names that the body compares.
    static func nearest(to name: UnsafeBufferPointer<UInt8>, _ body: (inout Search) -> Void) -> Int? {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * longest) { memory in
            var search = Search(name, memory)
            body(&search)
            return search.nearest
        }
    }

    /// A search for the name nearest to a given one, among names that are compared one after another.
    ///
    /// Raw-pointer code: it lives as long as the body of `nearest(to:_:)`, which lends it its memory.
    struct Search {
        private let name: UnsafeBufferPointer<UInt8>
        private let letters: UnsafeMutableBufferPointer<UInt32>
        /// Room for the letters of the name that is compared.
        private let others: UnsafeMutableBufferPointer<UInt32>
        private let isShort: Bool
        /// How many edits are near enough.
        private let allowed: Int
        /// The edits that are one too many: no more than are allowed, and fewer than to the nearest so far.
        private var limit: Int
        private var compared = 0
        /// The place of the nearest so far.
        private(set) var nearest: Int?

        fileprivate init(_ name: UnsafeBufferPointer<UInt8>, _ memory: UnsafeMutableBufferPointer<UInt32>) {
            self.name = name
            let room = UnsafeMutableBufferPointer(rebasing: memory[..<Suggestion.longest])
            others = UnsafeMutableBufferPointer(rebasing: memory[Suggestion.longest...])
            isShort = name.count < 2 || (name.count <= 4 && codePoints(name) < 2)
            let count = isShort ? 0 : Suggestion.fill(room, with: name)
            letters = UnsafeMutableBufferPointer(rebasing: room[..<count])
            allowed = max(1, count / 3)
            limit = allowed + 1
        }

        /// Compares the next of the known names.
        mutating func compare(_ candidate: UnsafeBufferPointer<UInt8>) {
            guard compared < Suggestion.most, limit > 0 else { return }
            defer { compared += 1 }
            if isShort { return compareShort(candidate) }
            if Wording.lookAlike(candidate, name) { return (nearest, limit) = (compared, 0) }
            // An edit is at most a character, and a character at most four bytes.
            guard abs(candidate.count - name.count) <= allowed * 4 else { return }
            let count = Suggestion.fill(others, with: candidate)
            guard abs(count - letters.count) <= allowed else { return }
            let distance = Suggestion.distance(
                UnsafeBufferPointer(letters), UnsafeBufferPointer(rebasing: others[..<count]), below: limit)
            if let distance { (nearest, limit) = (compared, distance) }
        }

        private mutating func compareShort(_ candidate: UnsafeBufferPointer<UInt8>) {
            func lowercased(_ name: UnsafeBufferPointer<UInt8>) -> String {
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
    fileprivate static func fill(_ letters: UnsafeMutableBufferPointer<UInt32>, with name: UnsafeBufferPointer<UInt8>)
        -> Int
    {
        let count = min(name.count, longest)
        for place in 0..<count {
            let byte = name[place]
            if byte >= 0x80 { return fillBeyondASCII(letters, with: name) }
            letters[place] = UInt32(lowercased(byte))
        }
        return count
    }

    fileprivate static func lowercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

    @inline(never)
    private static func fillBeyondASCII(
        _ letters: UnsafeMutableBufferPointer<UInt32>, with name: UnsafeBufferPointer<UInt8>
    ) -> Int {
        var count = 0
        let start = UnsafeBufferPointer(rebasing: name.prefix(4 * longest))
        for letter in String(decoding: start, as: UTF8.self).lowercased().unicodeScalars.prefix(longest) {
            letters[count] = letter.value
            count += 1
        }
        return count
    }

    /// Edits from one text to the other: insert, delete, replace, swap neighbours; nil where they are not below the limit.
    ///
    /// The table of edits is made column by column, a letter of the right text each. A column is kept as the steps from
    /// each of its rows to the next, up or down, a bit each (Hyyrö, "A bit-vector algorithm for computing Levenshtein and
    /// Damerau edit distances", 2003), so that a column costs a few operations on words.
    fileprivate static func distance(
        _ left: UnsafeBufferPointer<UInt32>, _ right: UnsafeBufferPointer<UInt32>, below limit: Int
    ) -> Int? {
        var distance = left.count
        let last: UInt64 = 1 &<< UInt64(truncatingIfNeeded: left.count &- 1)
        var (stepsUp, stepsDown) = (UInt64.max, UInt64(0))
        var (diagonal, equalBefore) = (UInt64(0), UInt64(0))
        for (column, letter) in right.enumerated() {
            var equal: UInt64 = 0
            for row in left.indices where left[row] == letter { equal |= 1 &<< UInt64(truncatingIfNeeded: row) }
            let swapped = ((~diagonal & equal) &<< 1) & equalBefore
            diagonal = (((equal & stepsUp) &+ stepsUp) ^ stepsUp) | equal | stepsDown | swapped
            var across = stepsDown | ~(diagonal | stepsUp)
            let back = diagonal & stepsUp
            if across & last != 0 { distance += 1 }
            if back & last != 0 { distance -= 1 }
            // Each column that is left takes back one edit at most.
            if distance - (right.count - 1 - column) >= limit { return nil }
            across = across &<< 1 | 1
            stepsUp = back &<< 1 | ~(diagonal | across)
            stepsDown = across & diagonal
            equalBefore = equal
        }
        return distance < limit ? distance : nil
    }
}

/// How many code points a text in UTF-8 has.
private func codePoints(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    text.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
}
