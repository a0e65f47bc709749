import LineEditing
import Testing

@Suite struct SpinnerTests {
    @Test(arguments: [
        (80, "⠙ 1.2 s  Ctrl-C cancels"), (24, "⠙ 1.2 s  Ctrl-C cancels"), (23, "⠙ 1 s"), (10, "⠙ 1 s"), (3, "⠙"),
        (1, ""),
    ]) func `The spinner leaves the last column free`(columns: Int, line: String) {
        #expect(
            Spinner.line(after: .milliseconds(1190 + 40), columns: columns, usesColor: false).dropFirst()
                == line.dropFirst())
    }

    @Test func `The spinner turns`() {
        let lines = Set((0..<10).map { Spinner.line(after: .milliseconds($0 * 100), columns: 2, usesColor: false) })
        #expect(lines.count == 10)
    }

    @Test func `The spinner is dim where colours are welcome`() {
        #expect(Spinner.line(after: .zero, columns: 2, usesColor: true) == "\u{1B}[2m⠋\u{1B}[0m")
    }
}
