import Testing

@testable import ReplCore

@Suite struct JUnitReportTests {
    private func testCase(_ line: Int, _ method: String, _ failure: String? = nil) -> BatchStatistics.TestCase {
        BatchStatistics.TestCase(line: line, method: method, nanoseconds: 1_500, failure: failure)
    }

    @Test func hasATestCaseForEachLineInOrder() {
        let report = JUnitReport(
            [
                testCase(7, "", "no envelope"), testCase(2, "arith.add"),
                testCase(3, "arith.add", "/result: a\n/result: b"),
            ],
            seconds: 1.25)
        #expect(
            report.text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="3" failures="2" errors="0" time="1.250000000">
                  <testsuite name="clamator-repl batch" tests="3" failures="2" errors="0" time="1.250000000">
                    <testcase name="arith.add, line 2" classname="arith" time="0.000001500"/>
                    <testcase name="arith.add, line 3" classname="arith" time="0.000001500">
                      <failure message="/result: a">/result: a
                /result: b</failure>
                    </testcase>
                    <testcase name="line 7" classname="" time="0.000001500">
                      <failure message="no envelope">no envelope</failure>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }

    @Test func isXMLWhateverTheDataHolds() {
        let text = "<&>\"'\u{0}\u{B}\u{1B}[2J\r\u{7F}\u{85}\u{202E}\u{FFFE}\u{FFFF}]]>é😀"
        let report = JUnitReport([testCase(1, "a.\(text)", text)], seconds: 0).text
        #expect(
            report.contains(
                "&lt;&amp;&gt;&quot;'\\u0000\\u000b\\u001b[2J\\u000d\\u007f\\u0085\\u202e\\ufffe\\uffff]]&gt;é😀"))
        for scalar in report.unicodeScalars {
            #expect(scalar.value >= 0x20 || scalar == "\n")
            #expect(scalar.value < 0xFFFE || scalar.value > 0xFFFF)
        }
    }
}
