import LineEditing
import Testing

@Suite struct CompletionsTests {
    private func complete(_ typed: String, _ candidates: [Candidate]) -> String? {
        Completions(range: 0..<typed.unicodeScalars.count, candidates: candidates).completed(TextBuffer(typed))?.text
    }

    @Test func `A unique candidate is put in with its suffix`() {
        #expect(complete("ari", [Candidate("arith", suffix: ".")]) == "arith.")
    }

    @Test func `What all candidates agree on is put in`() {
        #expect(complete("a", [Candidate("add"), Candidate("addAll")]) == "add")
        #expect(complete("日", [Candidate("日本語"), Candidate("日本人")]) == "日本")
    }

    @Test func `Where candidates part at once nothing is put in`() {
        #expect(complete("a", [Candidate("add"), Candidate("and")]) == nil)
        #expect(complete("a", []) == nil)
        #expect(complete("add", [Candidate("add")]) == nil)
    }

    @Test func `What stands behind the range is kept`() {
        let completions = Completions(range: 2..<3, candidates: [Candidate("arith", suffix: ".")])
        #expect(completions.completed(TextBuffer("x a y", cursor: 3)) == TextBuffer("x arith. y", cursor: 8))
    }

    private func rows(_ candidates: [Candidate], columns: Int, rows: Int = 10) -> [String] {
        text(of: CandidateList(Completions(range: 0..<0, candidates: candidates)).lines(columns: columns, rows: rows))
    }

    private func text(of lines: [StyledText]) -> [String] {
        lines.map { line in
            var text = line.plainText
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    @Test func `Candidates are listed in columns, read downwards`() {
        #expect(rows(["a", "bb", "ccc", "d", "e"].map { Candidate($0) }, columns: 14) == ["a    ccc  e", "bb   d"])
    }

    @Test func `Candidates with details are listed one a line`() {
        let candidates = [Candidate("a", detail: "number"), Candidate("日本", detail: "string")]
        #expect(rows(candidates, columns: 40) == ["a     number", "日本  string"])
    }

    @Test func `A long candidate leaves room for what is told of the others`() {
        let long = String(repeating: "n", count: 30)
        let candidates = [Candidate(long, type: "integer"), Candidate("a", type: "string")]
        #expect(rows(candidates, columns: 20) == [long + "  integer", "a           string"])
    }

    @Test func `The list tells how many are left out`() {
        #expect(rows((1...9).map { Candidate("c\($0)") }, columns: 4, rows: 4) == ["c1", "c2", "c3", "… 6 more"])
        #expect(rows([], columns: 4) == [])
    }

    @Test func `The last page of the list is followed by the first`() {
        var list = CandidateList(Completions(range: 0..<0, candidates: (1...7).map { Candidate("c\($0)") }))
        var pages: [[String]] = []
        for _ in 0..<4 {
            pages.append(text(of: list.lines(columns: 4, rows: 3)))
            list.turn(columns: 4, rows: 3)
        }
        #expect(
            pages == [
                ["c1", "c2", "… 5 more"], ["c3", "c4", "… 3 more"], ["c5", "c6", "c7"], ["c1", "c2", "… 5 more"],
            ])
    }
}
