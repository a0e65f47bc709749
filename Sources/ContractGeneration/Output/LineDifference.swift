/// The lines in which two texts differ, for people.
package enum LineDifference {
    /// How many lines are shown.
    static let most = 40
    /// Above so many lines on a side the shortest difference is not looked for.
    private static let longest = 2_000

    /// The difference, a line each with `-` or `+` in front and the number that it has in its text.
    ///
    /// - Parameters:
    ///   - old: The text that is there.
    ///   - new: The text that should be.
    /// - Returns: The lines, with a last one that counts those that are left out.
    package static func lines(from old: String, to new: String) -> [String] {
        let (old, new) = (lines(of: old), lines(of: new))
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let (removed, inserted) = (old[head..<(old.count - tail)], new[head..<(new.count - tail)])
        var changes: [(number: Int, mark: String, line: [UInt8])] = []
        if max(removed.count, inserted.count) > longest {
            changes += removed.enumerated().map { (head + $0 + 1, "-", $1) }
            changes += inserted.enumerated().map { (head + $0 + 1, "+", $1) }
        } else {
            for change in Array(inserted).difference(from: Array(removed)) {
                switch change {
                case .remove(let offset, let line, _): changes.append((head + offset + 1, "-", line))
                case .insert(let offset, let line, _): changes.append((head + offset + 1, "+", line))
                }
            }
            changes.sort { ($0.number, $0.mark == "+" ? 1 : 0) < ($1.number, $1.mark == "+" ? 1 : 0) }
        }
        let shown = changes.prefix(most).map { "\($0.mark)\($0.number): \(String(decoding: $0.line, as: UTF8.self))" }
        return changes.count > most ? shown + ["\(changes.count - most) more lines differ"] : shown
    }

    private static func lines(of text: String) -> [[UInt8]] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
    }
}
