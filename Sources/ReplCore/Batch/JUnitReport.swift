internal import ClamatorKit

/// Where a report goes.
public protocol ReportDestination: Sendable {
    /// Whether what was written can be written over; else `write` is called with rising offsets alone.
    var canBeRewritten: Bool { get }

    /// Writes all the bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - offset: Where in the report.
    /// - Throws: `StreamError` where they cannot be written.
    mutating func write(_ bytes: [UInt8], at offset: Int) throws(StreamError)

    /// Drops all behind the first so many bytes; used only where what was written can be written over.
    ///
    /// - Parameter length: How many bytes are kept.
    /// - Throws: `StreamError` where it cannot be done.
    mutating func truncate(to length: Int) throws(StreamError)
}

/// The expectations of a batch as test cases, in the XML that CI systems read, written while the batch runs.
///
/// Nothing but counts is kept. Behind the test cases so far always stands the end of the document, which the next ones
/// overwrite, and the totals at its start have room to grow: the report is well-formed whenever the batch ends.
/// Where nothing can be written over, there are no totals, and the end is written at last.
struct JUnitReport {
    private var destination: any ReportDestination
    private var verdicts = BatchVerdicts()
    private let begin = ContinuousClock.now
    /// Where the next test case goes.
    private var end = 0

    private static let tail = "  </testsuite>\n</testsuites>\n"

    /// Begins a report.
    ///
    /// - Throws: `StreamError` where it cannot be written.
    init(to destination: any ReportDestination) throws(StreamError) {
        self.destination = destination
        let start = JUnitText.head + opening
        end = start.utf8.count
        try self.destination.write(Array((start + (destination.canBeRewritten ? Self.tail : "")).utf8), at: 0)
    }

    /// Adds test cases.
    ///
    /// - Throws: `StreamError` where they cannot be written.
    mutating func append(_ more: BatchVerdicts) throws(StreamError) {
        guard !more.isEmpty else { return }
        do throws(StreamError) {
            try destination.write(more.testCases + (destination.canBeRewritten ? Array(Self.tail.utf8) : []), at: end)
        } catch {
            endAgain()
            throw error
        }
        verdicts.addCounts(of: more)
        end += more.testCases.count
        try writeTotals()
    }

    /// Puts the end back behind the test cases so far, where some of those behind them were written. What fails here
    /// fails for the reason that is thrown already.
    private mutating func endAgain() {
        guard destination.canBeRewritten else { return }
        try? destination.write(Array(Self.tail.utf8), at: end)
        try? destination.truncate(to: end + Self.tail.utf8.count)
    }

    /// Ends the report.
    ///
    /// - Throws: `StreamError` where it cannot be written.
    mutating func finish() throws(StreamError) {
        if !destination.canBeRewritten { try destination.write(Array(Self.tail.utf8), at: end) }
        try writeTotals()
    }

    private mutating func writeTotals() throws(StreamError) {
        guard destination.canBeRewritten else { return }
        try destination.write(Array(opening.utf8), at: JUnitText.head.utf8.count)
    }

    /// The opening tags, with room behind each so that they are always of one length.
    private var opening: String {
        guard destination.canBeRewritten else { return "<testsuites>\n  <testsuite name=\"clamator-repl batch\">\n" }
        let seconds = Double(begin.duration(to: .now).nanoseconds) / 1e9
        let totals =
            "tests=\"\(verdicts.count)\" failures=\"\(verdicts.failed)\""
            + " errors=\"\(verdicts.malformed + verdicts.unreadable)\" time=\"\(JUnitText.decimal(seconds))\">"
        let room = String(repeating: " ", count: max(0, Self.longestTotals - totals.utf8.count))
        return "<testsuites \(totals)\(room)\n  <testsuite name=\"clamator-repl batch\" \(totals)\(room)\n"
    }

    /// With three numbers of 19 digits and a time of 20 and a fraction.
    private static let longestTotals = 140
}

/// A test case of a report: a line that expects something, one of its repetitions, or a line that is no request.
struct JUnitTestCase {
    /// What came of it.
    enum End {
        case met
        /// It is not as expected, for these reasons, a line each.
        case failure(String)
        /// It could not be judged.
        case error(String)
    }

    let line: Int
    /// Which of several repetitions it is, from 1.
    let repetition: Int?
    let method: String
    let nanoseconds: Int
    let end: End

    /// The element.
    var text: String {
        let name =
            (method.isEmpty ? "" : Printable.excerpt(method) + ", ") + "line \(line)"
            + (repetition.map { ", repetition \($0)" } ?? "")
        let service = String(method.prefix(60).prefix { $0 != "." })
        let seconds = Double(nanoseconds) / 1e9
        return switch end {
        case .met: JUnitText.testCase(name, of: service, seconds: seconds)
        case .failure(let reasons): JUnitText.testCase(name, of: service, seconds: seconds, failures: [reasons])
        case .error(let reasons): JUnitText.testCase(name, of: service, seconds: seconds, errors: [reasons])
        }
    }
}
