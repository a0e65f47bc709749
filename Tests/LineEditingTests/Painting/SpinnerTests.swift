import Testing

@testable import LineEditing

@Suite struct SpinnerTests {
    @Test(arguments: [
        (80, "⠙ 1.2 s  Ctrl-C cancels"), (24, "⠙ 1.2 s  Ctrl-C cancels"), (23, "⠙ 1 s"), (10, "⠙ 1 s"), (3, "⠙"),
        (1, ""),
    ]) func leavesTheLastColumnFree(columns: Int, line: String) {
        #expect(
            Spinner.line(after: .milliseconds(1190 + 40), columns: columns, usesColor: false).dropFirst()
                == line.dropFirst())
    }

    @Test func turns() {
        let lines = Set((0..<10).map { Spinner.line(after: .milliseconds($0 * 100), columns: 2, usesColor: false) })
        #expect(lines.count == 10)
    }

    @Test func isDimWhereColoursAreWelcome() {
        #expect(Spinner.line(after: .zero, columns: 2, usesColor: true) == "\u{1B}[2m⠋\u{1B}[0m")
    }
}
