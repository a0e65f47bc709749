internal import ClamatorKit

/// The expectations of a batch as test cases, in the XML that CI systems read.
public struct JUnitReport: Sendable {
    private let testCases: [BatchStatistics.TestCase]
    private let seconds: Double

    /// Reports on a batch that was measured.
    public init(_ outcome: BatchOutcome) {
        self.init(outcome.statistics.details.testCases, seconds: Double(outcome.duration.nanoseconds) / 1e9)
    }

    init(_ testCases: [BatchStatistics.TestCase], seconds: Double) {
        self.testCases = testCases.sorted { $0.line < $1.line }
        self.seconds = seconds
    }

    /// The document.
    public var text: String {
        let counts = "tests=\"\(testCases.count)\" failures=\"\(testCases.count { $0.failure != nil })\""
        let attributes = "\(counts) errors=\"0\" time=\"\(Self.decimal(seconds))\""
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(attributes)>\n"
        text += "  <testsuite name=\"clamator-repl batch\" \(attributes)>\n"
        for testCase in testCases { text += Self.element(testCase) }
        return text + "  </testsuite>\n</testsuites>\n"
    }

    private static func element(_ testCase: BatchStatistics.TestCase) -> String {
        let name = (testCase.method.isEmpty ? "" : testCase.method + ", ") + "line \(testCase.line)"
        let service = testCase.method.prefix { $0 != "." }
        let start =
            "    <testcase name=\"\(escape(name))\" classname=\"\(escape(String(service)))\""
            + " time=\"\(decimal(Double(testCase.nanoseconds) / 1e9))\""
        guard let failure = testCase.failure else { return start + "/>\n" }
        let firstLine = failure.prefix { $0 != "\n" }
        return start + ">\n      <failure message=\"\(escape(String(firstLine)))\">\(escape(failure))</failure>\n"
            + "    </testcase>\n"
    }

    /// Seconds with nine decimals, never with an exponent.
    private static func decimal(_ seconds: Double) -> String {
        let nanoseconds = Int((seconds * 1e9).rounded())
        let fraction = String(nanoseconds % 1_000_000_000)
        return "\(nanoseconds / 1_000_000_000)." + String(repeating: "0", count: 9 - fraction.count) + fraction
    }

    /// Makes text safe between tags and in attributes. Controls are spelled out, since most cannot stand in XML 1.0 (§2.2)
    /// in any form; so are the two noncharacters that it excludes.
    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in Printable.escapeLines(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": escaped += "\\u" + String(scalar.value, radix: 16)
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
