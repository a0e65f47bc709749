import Foundation
import Synchronization
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

// For `JUnitReport`, `JUnitTestCase` and `BatchVerdicts`, which are internal.
@testable import ReplCore

@Suite struct JUnitReportTests {
    /// A report in memory, as a file has it or as a pipe gets it.
    private final class Page: ReportDestination {
        let canBeRewritten: Bool
        private let bytes = Mutex<[UInt8]>([])
        private let failure: StreamError?
        /// How many bytes there is room for.
        private let room: Int

        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

        init(canBeRewritten: Bool = true, failure: StreamError? = nil, room: Int = .max) {
            self.room = room
            self.canBeRewritten = canBeRewritten
            self.failure = failure
        }

        func write(_ more: [UInt8], at offset: Int) throws(StreamError) {
            if let failure { throw failure }
            bytes.withLock { bytes in
                precondition(canBeRewritten ? offset <= bytes.count : offset == bytes.count)
                let fitting = more.prefix(max(0, room - offset))
                bytes.replaceSubrange(offset..<min(bytes.count, offset + fitting.count), with: fitting)
            }
            if offset + more.count > room { throw StreamError(operation: "write", code: ENOSPC) }
        }

        func truncate(to length: Int) { bytes.withLock { $0.removeLast(max(0, $0.count - length)) } }

        /// The text without what is there to be grown into, and without times.
        var plain: String {
            text.replacing(#/ +\n/#, with: "\n").replacing(#/ time="[0-9]+\.[0-9]{9}"/#, with: "")
        }

        var isWellFormed: Bool { XMLParser(data: Data(text.utf8)).parse() }
    }

    private func verdicts(
        _ line: Int, _ method: String, _ end: JUnitTestCase.End = .met, repetition: Int? = nil
    ) -> BatchVerdicts {
        var verdicts = BatchVerdicts()
        switch end {
        case .met: verdicts.met = 1
        case .failure: verdicts.failed = 1
        case .error: verdicts.unreadable = 1
        }
        let testCase = JUnitTestCase(
            line: line, repetition: repetition, method: method, nanoseconds: 1_500, end: end)
        verdicts.testCases = Array(testCase.text.utf8)
        return verdicts
    }

    @Test func `A report has a test case for each line`() throws {
        let page = Page()
        var report = try JUnitReport(to: page)
        try report.append(verdicts(2, "arith.add"))
        try report.append(verdicts(3, "arith.add", .failure("/result: a\n/result: b")))
        try report.append(verdicts(4, "arith.add", repetition: 2))
        try report.append(verdicts(7, "", .error("no envelope")))
        try report.finish()
        #expect(page.text.contains(#"classname="arith" time="0.000001500"/>"#))
        #expect(
            page.plain == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="4" failures="1" errors="1">
                  <testsuite name="clamator-repl batch" tests="4" failures="1" errors="1">
                    <testcase name="arith.add, line 2" classname="arith"/>
                    <testcase name="arith.add, line 3" classname="arith">
                      <failure message="/result: a">/result: a
                /result: b</failure>
                    </testcase>
                    <testcase name="arith.add, line 4, repetition 2" classname="arith"/>
                    <testcase name="line 7" classname="">
                      <error message="no envelope">no envelope</error>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }

    @Test func `A report is well-formed and up to date after each step`() throws {
        let page = Page()
        var report = try JUnitReport(to: page)
        #expect(page.isWellFormed)
        for count in 1...120 {
            try report.append(verdicts(count, "arith.add"))
            #expect(page.isWellFormed)
            #expect(page.text.contains(#"<testsuites tests="\#(count)" failures="0""#))
        }
    }

    @Test func `A report has no totals where nothing can be written over`() throws {
        let page = Page(canBeRewritten: false)
        var report = try JUnitReport(to: page)
        try report.append(verdicts(2, "arith.add"))
        try report.append(verdicts(3, "arith.add"))
        try report.finish()
        #expect(page.isWellFormed)
        #expect(
            page.plain == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites>
                  <testsuite name="clamator-repl batch">
                    <testcase name="arith.add, line 2" classname="arith"/>
                    <testcase name="arith.add, line 3" classname="arith"/>
                  </testsuite>
                </testsuites>

                """)
    }

    @Test func `A report is XML whatever the data holds`() throws {
        let text = "<&>\"'\u{0}\u{B}\u{1B}[2J\r\u{7F}\u{85}\u{202E}\u{FFFE}\u{FFFF}]]>é😀"
        let page = Page()
        var report = try JUnitReport(to: page)
        try report.append(verdicts(1, "a.\(text)", .failure(text)))
        #expect(page.isWellFormed)
        #expect(
            page.text.contains(
                "&lt;&amp;&gt;&quot;'\\u0000\\u000b\\u001b[2J\\u000d\\u007f\\u0085\\u202e\\ufffe\\uffff]]&gt;é😀"))
        for scalar in page.text.unicodeScalars {
            #expect(scalar.value >= 0x20 || scalar == "\n")
            #expect(scalar.value < 0xFFFE || scalar.value > 0xFFFF)
        }
    }

    @Test func `A report quotes no more than the start of a long text`() throws {
        let text = String(repeating: "é", count: 1 << 20)
        let testCase = JUnitTestCase(line: 1, repetition: nil, method: text, nanoseconds: 0, end: .failure(text)).text
        #expect(testCase.utf8.count < 300_000)
    }

    @Test(arguments: 600..<900) func `A report is well-formed where there is no room for more`(room: Int) throws {
        let page = Page(room: room)
        var report = try JUnitReport(to: page)
        let failure = #expect(throws: StreamError.self) {
            for line in 1...20 { try report.append(verdicts(line, "arith.add")) }
        }
        #expect(failure?.code == ENOSPC)
        #expect(page.isWellFormed)
        let cases = page.text.components(separatedBy: "<testcase").count - 1
        #expect(page.text.contains("tests=\"\(cases)\""))
    }

    // MARK: Of a batch

    private func line(_ id: Int, _ method: String, _ expect: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","expect":\#(expect)}"# + "\n"
    }

    @Test(arguments: [1, 2, 8]) func `A report has the lines of a batch in their order, up to the first failure`(
        jobs: Int
    ) async throws {
        let page = Page()
        var batch = Batch()
        batch.jobs = jobs
        batch.report = page
        batch.stopsAtFirstFailure = true
        let good = (1...200).map { line($0, "demo.echo", #"{"result":{}}"#) }.joined()
        let input = good + line(201, "demo.echo", #"{"result":1}"#) + good
        _ = try await batch.run(
            from: MemorySource(input.utf8, chunk: 4096), to: MemorySink(), through: try await DemoService.host().client)
        let lines = page.text.matches(of: #/line ([0-9]+)"/#).compactMap { Int($0.output.1) }
        #expect(lines == Array(1...201))
        #expect(page.text.contains(#"tests="201" failures="1" errors="0""#))
        #expect(page.isWellFormed)
    }

    @Test(arguments: [1, 4]) func `A report has the lines behind an error of which nothing is expected`(jobs: Int)
        async throws
    {
        let page = Page()
        var batch = Batch()
        batch.jobs = jobs
        batch.report = page
        batch.stopsAtFirstFailure = true
        let plain = #"{"jsonrpc":"2.0","id":1,"method":"demo.refuse"}"# + "\n"
        let outcome = try await batch.run(
            from: MemorySource((plain + line(2, "demo.echo", #"{"result":{}}"#)).utf8, chunk: 40), to: MemorySink(),
            through: try await DemoService.host().client)
        #expect(page.text.contains(#"tests="1" failures="0" errors="0""#))
        #expect(!outcome.isFailure)
    }

    @Test func `A report has an error for each line that is no request or whose expectation makes no sense`()
        async throws
    {
        let page = Page()
        var batch = Batch()
        batch.report = page
        let input = "nonsense\n[]\n" + line(3, "demo.echo", #"{"reslt":{}}"#) + line(4, "demo.echo", #"{"result":{}}"#)
        let outcome = try await batch.run(
            from: MemorySource(input.utf8, chunk: 4096), to: MemorySink(), through: try await DemoService.host().client)
        #expect(page.text.contains(#"tests="4" failures="0" errors="3""#))
        #expect(page.text.matches(of: #/<error message="/#).count == 3)
        #expect(outcome.isFailure)
    }

    @Test(arguments: ["", "\n\n", #"{"jsonrpc":"2.0","id":1,"method":"demo.echo"}"#])
    func `A batch of which nothing stands in the report fails`(input: String) async throws {
        let page = Page()
        var batch = Batch()
        batch.report = page
        let outcome = try await batch.run(
            from: MemorySource(input.utf8, chunk: 4096), to: MemorySink(), through: try await DemoService.host().client)
        #expect(outcome.hasEmptyReport)
        #expect(outcome.isFailure)
        #expect(page.isWellFormed)
    }

    @Test func `A batch fails at once where its report cannot be written`() async throws {
        let failure = StreamError(operation: "write the report", code: 28)
        var batch = Batch()
        batch.report = Page(failure: failure)
        let (batchOfNothing, client) = (batch, try await DemoService.host().client)
        await #expect(throws: failure) {
            _ = try await batchOfNothing.run(
                from: MemorySource([], chunk: 1), to: MemorySink(), through: client)
        }
    }
}
