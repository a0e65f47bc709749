/// The name that somebody may have meant.
package enum Suggestion {
    /// The nearest of the known names, where it is near enough to be meant; nil otherwise.
    package static func nearest(to name: String, among known: [String]) -> String? {
        let bound = max(1, name.count / 3)
        return known.map { (name: $0, distance: distance(name, $0)) }
            .filter { $0.distance <= bound }
            .min { $0.distance < $1.distance }?.name
    }

    /// `; did you mean "add"?`, or nothing.
    package static func sentence(for name: String, among known: [String]) -> String {
        nearest(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// How many letters must be put in, taken out, replaced or swapped with their neighbour to make one of the other.
    private static func distance(_ one: String, _ other: String) -> Int {
        let left = Array(one.lowercased().unicodeScalars.prefix(64))
        let right = Array(other.lowercased().unicodeScalars.prefix(64))
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1..<(left.count + 1) {
            var current = [row]
            for column in 1..<(right.count + 1) {
                let isSame = left[row - 1] == right[column - 1]
                var least = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    least = min(least, beforeLast[column - 2] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
