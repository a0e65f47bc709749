/// The name that somebody may have meant.
package enum Suggestion {
    /// How much of a name is compared, in code points.
    private static let longest = 64
    /// How many of the known names are compared.
    private static let most = 1000

    /// The nearest of the known names by edits, where it is near enough to be meant; nil otherwise.
    ///
    /// A name of one letter is one edit from every other, so nothing but another case of it is near to it.
    package static func nearest(to name: String, among known: [String]) -> String? {
        let length = name.utf8.count
        if name.unicodeScalars.prefix(2).count < 2 {
            let name = name.lowercased()
            return known.prefix(most).first { $0.utf8.count <= 4 && $0.lowercased() == name }
        }
        let name = letters(name)
        let allowed = max(1, name.count / 3)
        var best: (name: String, distance: Int)?
        // An edit is at most a character, and a character at most four bytes.
        for candidate in known.prefix(most) where abs(candidate.utf8.count - length) <= allowed * 4 {
            let other = letters(candidate)
            guard abs(other.count - name.count) <= allowed else { continue }
            let distance = distance(name, other)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// `; did you mean "add"?`, or nothing.
    package static func sentence(for name: String, among known: [String]) -> String {
        nearest(to: name, among: known).map { "; did you mean \(Wording.quoted($0))?" } ?? ""
    }

    private static func letters(_ name: String) -> [Unicode.Scalar] {
        Array(name.lowercased().unicodeScalars.prefix(longest))
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
