import LineEditing
import Testing

// For `Pages`, which is internal.
@testable import ReplCore

@Suite struct PagesTests {
    private func pages(_ text: StyledText, columns: Int = 10, rows: Int) -> [String] {
        var pages = Pages(text)
        var all: [String] = []
        while !pages.isEmpty { all.append(pages.next(columns: columns, rows: rows).ansi) }
        return all
    }

    @Test(arguments: [
        ("a", ["a"]), ("a\nb", ["a\nb"]), ("a\nb\nc", ["a\nb", "c"]), ("a\n\n\nb", ["a\n", "\nb"]), ("", []),
    ])
    func `Pages are cut between lines`(text: String, expected: [String]) {
        #expect(pages(StyledText(text), rows: 2) == expected)
    }

    @Test func `The rows that a line takes are counted`() {
        #expect(pages("0123456789\nb\nc", rows: 2) == ["0123456789\nb", "c"])
        #expect(pages("0123456789a\nb\nc", rows: 2) == ["0123456789a", "b\nc"])
        #expect(pages("茶茶茶茶茶\nb", rows: 2) == ["茶茶茶茶茶\nb"])
        #expect(pages("1茶茶茶茶茶\nb", rows: 2) == ["1茶茶茶茶茶", "b"])
    }

    @Test func `A line that is longer than a page is cut`() {
        #expect(pages("0123456789abcdefghij", rows: 1) == ["0123456789", "abcdefghij"])
        #expect(pages("茶茶", columns: 1, rows: 1) == ["茶", "茶"])
    }

    @Test func `A page begins with the colours that the one before ended with`() {
        #expect(
            pages([StyledRun("ab\ncd", TextStyle(color: .cyan)), StyledRun("\nef")], rows: 1) == [
                "\u{1B}[36mab\u{1B}[0m", "\u{1B}[36mcd\u{1B}[0m", "ef",
            ])
    }

    @Test func `The next page takes one row less`() {
        #expect(pages("a\nb", rows: -3) == ["a", "b"])
    }

    @Test func `The lines left are counted`() {
        var pages = Pages("a\nb\nc")
        _ = pages.next(columns: 80, rows: 1)
        #expect(pages.linesLeft == 2)
        #expect(pages.fit(columns: 80, rows: 2))
        #expect(!pages.fit(columns: 80, rows: 1))
    }
}
