import ClamatorSchema
import TestSupport
import Testing

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("dad", "add"), ("ADD", "add"), ("sbutract", "subtract"), ("substract", "subtract"),
        ("resutl", "result"), ("A", "a"),
    ])
    func `The nearest name is suggested where it is near enough to be meant`(typed: String, meant: String) {
        #expect(Suggestion.nearest(to: typed, among: ["a", "add", "subtract", "result"]) == meant)
    }

    @Test(arguments: ["multiply", "c", "", "xyz", "re"])
    func `Nothing is suggested for a name that is far from all`(typed: String) {
        #expect(Suggestion.nearest(to: typed, among: ["a", "b", "add", "subtract", "result"]) == nil)
        #expect(Suggestion.sentence(for: typed, among: ["a", "b", "add"]) == "")
    }

    @Test func `The sentence quotes the name`() {
        #expect(Suggestion.sentence(for: "ad", among: ["add"]) == "; did you mean \"add\"?")
        #expect(Suggestion.sentence(for: "\u{E9}a", among: ["e\u{301}a"]) == "; did you mean \"e\\u0301a\"?")
    }

    @Test func `The nearest name is the one that a table of edits finds`() {
        var state = 88_172_645_463_325_252 + RandomCases.seed
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let letters: [Character] = ["a", "b", "c", "d", "A", "é", "É", "\u{212A}"]
        func word() -> String { String((0..<(2 + next(8))).map { _ in letters[next(letters.count)] }) }
        for _ in 0..<RandomCases.count(1000) {
            let (typed, known) = (word(), (0..<4).map { _ in word() })
            let allowed = max(1, typed.unicodeScalars.count / 3)
            let distances = known.map { edits(typed.lowercased(), $0.lowercased()) }
            let nearest = distances.indices.min { distances[$0] < distances[$1] }.flatMap {
                distances[$0] <= allowed ? known[$0] : nil
            }
            #expect(Suggestion.nearest(to: typed, among: known) == nearest, "\(typed) among \(known)")
        }
        let long = String(repeating: "lorem ipsum ", count: 8)
        #expect(Suggestion.nearest(to: long + "x", among: ["lorem", long + "y"]) == long + "y")
    }

    /// Edits from one text to the other, from the whole table: insert, delete, replace, swap neighbours.
    private func edits(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        var table = (0...left.count).map { row in (0...right.count).map { row == 0 ? $0 : ($0 == 0 ? row : 0) } }
        for row in 1..<(left.count + 1) {
            for column in 1..<(right.count + 1) {
                let isEqual = left[row - 1] == right[column - 1]
                var least = min(table[row - 1][column] + 1, table[row][column - 1] + 1)
                least = min(least, table[row - 1][column - 1] + (isEqual ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    least = min(least, table[row - 2][column - 2] + 1)
                }
                table[row][column] = least
            }
        }
        return table[left.count][right.count]
    }
}
