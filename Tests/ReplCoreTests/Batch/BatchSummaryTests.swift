import ClamatorKit
import Testing

// For `BatchStatistics`, which is internal.
@testable import ReplCore

@Suite struct BatchSummaryTests {
    private static let statistics: BatchStatistics = {
        var statistics = BatchStatistics()
        (statistics.results, statistics.errors, statistics.notifications) = (3, 3, 1)
        (statistics.verdicts.met, statistics.verdicts.failed) = (2, 1)
        for nanoseconds in [900, 1500, 2_000_000] {
            statistics.record(JSON("demo.add"), .result(.null), nanoseconds: nanoseconds)
        }
        statistics.record(JSON("demo.refuse"), .error(RpcError(code: -32001, message: "no")), nanoseconds: 12_345_678)
        statistics.record(JSON("demo.\u{1B}[2J"), .error(.methodNotFound), nanoseconds: 50)
        statistics.record(nil, .error(.invalidRequest("no envelope")), nanoseconds: 1)
        return statistics
    }()

    @Test func `A summary for people is a table`() {
        #expect(
            BatchSummary(Self.statistics, seconds: 0.5).text(.text) == """
                6 calls in 500 ms, 12/s: 3 results, 3 errors, 1 notification
                3 expectations: 2 met, 1 not met
                   error  count
                  -32601      1
                  -32600      1
                  -32001      1
                  method                                  calls  errors      p50      p90      p99      max
                  (no such method, or no handler for it)      1       1    50 ns    50 ns    50 ns    50 ns
                  demo.add                                    3       0  1.50 µs  2.00 ms  2.00 ms  2.00 ms
                  demo.refuse                                 1       1  12.3 ms  12.3 ms  12.3 ms  12.3 ms
                """)
    }

    @Test func `A summary for a narrow terminal has a row for each number`() {
        let text = BatchSummary(Self.statistics, seconds: 0.5).text(.text, width: 44)
        #expect(
            text.hasPrefix(
                """
                6 calls in 500 ms, 12/s: 3 results, 3
                    errors, 1 notification
                3 expectations: 2 met, 1 not met
                   error  count

                """))
        #expect(
            text.hasSuffix(
                """

                  method  demo.refuse
                  calls   1
                  errors  1
                  p50     12.3 ms
                  p90     12.3 ms
                  p99     12.3 ms
                  max     12.3 ms
                """))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 44 })
    }

    @Test func `Bars are as long as the terminal allows`() {
        var statistics = BatchStatistics()
        for _ in 0..<100 { statistics.record(JSON("demo.add"), .result(.null), nanoseconds: 1000) }
        let summary = BatchSummary(statistics, seconds: 1)
        #expect(summary.text(.text).hasSuffix("  " + String(repeating: "█", count: 40)))
        #expect(summary.text(.text, width: 40).split(separator: "\n").last?.count == 40)
        #expect(!summary.text(.text, width: 10).contains("█"))
    }

    @Test func `A summary for programs is an object`() {
        #expect(
            BatchSummary(Self.statistics, seconds: 0.5).text(.json)
                == #"{"calls":6,"results":3,"errors":3,"errorsByCode":{"-32601":1,"-32600":1,"-32001":1},"#
                + #""notifications":1,"expectations":{"met":2,"notMet":1},"seconds":0.5,"callsPerSecond":12,"#
                + #""methods":{"(no such method, or no handler for it)":{"calls":1,"errors":1,"#
                + #""milliseconds":{"p50":0.00005,"p90":0.00005,"#
                + #""p99":0.00005,"max":0.00005}},"demo.add":{"calls":3,"errors":0,"milliseconds":{"p50":0.001503,"#
                + #""p90":2,"p99":2,"max":2}},"demo.refuse":{"calls":1,"errors":1,"milliseconds":{"p50":12.345678,"#
                + #""p90":12.345678,"p99":12.345678,"max":12.345678}}}}"#)
    }

    @Test func `A summary says how many lines were no requests`() {
        var statistics = Self.statistics
        statistics.verdicts.unreadable = 2
        let summary = BatchSummary(statistics, seconds: 0.5)
        #expect(summary.text(.text).contains("3 expectations: 2 met, 1 not met; 2 lines no request\n"))
        #expect(summary.text(.json).contains(#""expectations":{"met":2,"notMet":1,"unreadable":2}"#))
    }

    @Test(arguments: [
        (0, "0 ns"), (850, "850 ns"), (999.6, "1.00 µs"), (1234, "1.23 µs"), (45_600, "45.6 µs"), (999_400, "999 µs"),
        (999_600, "1.00 ms"), (12_345_678_900, "12.3 s"), (7_200e9, "7200 s"),
    ])
    func `A summary tells three digits of a time`(nanoseconds: Double, text: String) {
        #expect(BatchSummary.time(nanoseconds) == text)
    }

    @Test func `A summary holds a fixed number of names`() {
        var statistics = BatchStatistics()
        for number in 0..<5000 {
            let error = RpcError(code: RpcError.Code(number), message: "")
            statistics.record(JSON("demo.method\(number)"), .error(error), nanoseconds: 1)
        }
        #expect(statistics.details.methods.count <= 1001)
        #expect(statistics.details.methods[BatchStatistics.otherMethods]?.latencies.count == 4000)
        #expect(statistics.details.errorsByCode.count <= 1000)
    }

    @Test func `A summary counts each call of a batch`() async throws {
        let calls = (0..<100).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"demo.add","params":{"a":1,"b":2}}"# }
        let others = #"{"jsonrpc":"2.0","method":"demo.tell","params":{"text":""}}"# + "\nnonsense\n"
        var batch = Batch()
        batch.measures = true
        for jobs in [1, 4] {
            batch.jobs = jobs
            let outcome = try await batch.run(
                from: MemorySource((calls.joined(separator: "\n") + "\n" + others).utf8, chunk: 500),
                to: MemorySink(), through: try await DemoService.host().client)
            let statistics = outcome.statistics
            #expect(statistics.results == 100)
            #expect(statistics.errors == 1)
            #expect(statistics.notifications == 1)
            #expect(statistics.details.errorsByCode == [-32700: 1])
            #expect(statistics.details.methods["demo.add"]?.latencies.count == 100)
        }
    }
}
