internal import ClamatorKit
internal import LineEditing

/// A batch in numbers, for people or as JSON.
public struct BatchSummary: Sendable {
    private let statistics: BatchStatistics
    private let seconds: Double
    private let unsent: Int
    /// Why calls of services timed out, by service.
    private let timeoutReasons: [(service: String, reason: String)]

    /// How a summary is written.
    public enum Form: String, CaseIterable, Sendable {
        /// Some lines and a table.
        case text
        /// An object on one line.
        case json
    }

    /// Sums up a batch that was measured.
    ///
    /// - Parameters:
    ///   - outcome: What came of it.
    ///   - timeoutReasons: What is known of the servers of services whose calls timed out.
    public init(_ outcome: BatchOutcome, timeoutReasons: [(service: String, reason: String)] = []) {
        self.init(
            outcome.statistics, seconds: Double(outcome.duration.nanoseconds) / 1e9, unsent: outcome.unsent.count,
            timeoutReasons: timeoutReasons)
    }

    init(
        _ statistics: BatchStatistics, seconds: Double, unsent: Int = 0,
        timeoutReasons: [(service: String, reason: String)] = []
    ) {
        self.statistics = statistics
        self.seconds = seconds
        self.unsent = unsent
        self.timeoutReasons = timeoutReasons
    }

    private func timeouts(of service: String) -> Int { statistics.details.timeouts[ExactString(service)] ?? 0 }

    /// The summary, without a line end; its text for a terminal of so many columns.
    public func text(_ form: Form, width: Int = .max) -> String {
        switch form {
        case .text: table(width)
        case .json: json
        }
    }

    private var calls: Int { statistics.results + statistics.errors }
    private var rate: Int { seconds > 0 ? Int(Double(calls) / seconds) : 0 }
    private var codes: [(key: Int, value: Int)] { statistics.details.errorsByCode.sorted { $0.key < $1.key } }
    private var methods: [(key: ExactString, value: BatchStatistics.Method)] {
        statistics.details.methods.sorted { $0.key < $1.key }
    }
    private var verdicts: BatchVerdicts { statistics.verdicts }

    private static let percentiles: [(name: String, part: Double)] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)]

    // MARK: Text

    private func table(_ width: Int) -> String {
        var lines = [
            "\(Self.count(calls, "call")) in \(Self.time(seconds * 1e9)), \(rate)/s: "
                + "\(Self.count(statistics.results, "result")), \(Self.count(statistics.errors, "error"))"
        ]
        if statistics.notifications > 0 { lines[0] += ", \(Self.count(statistics.notifications, "notification"))" }
        if unsent > 0 { lines[0] += " (\(unsent) not sent)" }
        lines += timeoutReasons.map { service, reason in
            "\(Self.count(timeouts(of: service), "call")) of \(Printable.escape(service)) timed out: \(Printable.escape(reason))"
        }
        if verdicts.expectations > 0 {
            var line =
                "\(Self.count(verdicts.expectations, "expectation")): \(verdicts.met) met, \(verdicts.notMet) not met"
            if verdicts.unreadable > 0 { line += "; \(Self.count(verdicts.unreadable, "line")) no request" }
            lines.append(line)
        }
        func broken(_ line: String) -> String { StyledText(line).brokenAtWords(to: width).plainText }
        lines = lines.map(broken)
        if !codes.isEmpty {
            lines += Self.aligned([["error", "count"]] + codes.map { ["\($0.key)", "\($0.value)"] }, left: [])
        }
        if !methods.isEmpty {
            let head = ["method", "calls", "errors"] + Self.percentiles.map(\.name) + ["max"]
            let rows = methods.map { row($0.key.string, $0.value) }
            let table = Self.aligned([head] + rows, left: [0])
            let fits = DisplayWidth.columns(of: table[0]) <= width
            lines += fits ? table : rows.flatMap { zip(head, $0).map { broken("  \($0.padded(to: 6))  \($1)") } }
        }
        lines += histogram(width)
        return lines.joined(separator: "\n")
    }

    /// Of how many calls a histogram says something.
    private static let fewestCallsDrawn = 20
    private static let mostBars = 8
    private static let longestBar = 40

    /// A bar for each span of time; none where the calls are few.
    private func histogram(_ width: Int) -> [String] {
        let all = methods.reduce(into: LatencyHistogram()) { $0.merge($1.value.latencies) }
        guard all.count >= Self.fewestCallsDrawn else { return [] }
        let spans = all.spans(atMost: Self.mostBars)
        let most = spans.map(\.count).max() ?? 1
        let rows = spans.map { ["≤ \(Self.time(Double($0.nanoseconds)))", "\($0.count)"] }
        let lines = Self.aligned([["time", "calls"]] + rows, left: [])
        let longestBar = min(Self.longestBar, width - DisplayWidth.columns(of: lines[0]) - 2)
        return zip(spans, lines.dropFirst()).map { span, row in
            let bar = (span.count * longestBar + most - 1) / most
            return bar <= 0 ? row : "\(row)  \(String(repeating: "█", count: bar))"
        }
    }

    private func row(_ name: String, _ method: BatchStatistics.Method) -> [String] {
        let latencies = method.latencies
        let times = Self.percentiles.map { latencies.percentile($0.part) } + [latencies.maximum]
        return [Printable.escape(name), "\(latencies.count)", "\(method.errors)"] + times.map { Self.time(Double($0)) }
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }

    /// Rows as lines, each column as wide as its longest cell; the columns in `left` begin at the left, the rest ends
    /// at the right.
    private static func aligned(_ rows: [[String]], left: Set<Int>) -> [String] {
        let widths = rows[0].indices.map { column in rows.map { DisplayWidth.columns(of: $0[column]) }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row.indices, row).map { column, cell in
                let space = String(repeating: " ", count: widths[column] - DisplayWidth.columns(of: cell))
                return left.contains(column) ? cell + space : space + cell
            }
            return "  " + cells.joined(separator: "  ")
        }
    }

    /// Three digits of a time: `850 ns`, `1.23 µs`, `45.6 ms`, `12.3 s`.
    static func time(_ nanoseconds: Double) -> String {
        let units: [(name: String, size: Double)] = [("ns", 1), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
        let unit = units.last { nanoseconds >= 0.9995 * $0.size } ?? units[0]
        let value = nanoseconds / unit.size
        if unit.size == 1 || value >= 99.95 { return "\(Int(value.rounded())) \(unit.name)" }
        let decimals = value >= 9.995 ? 10.0 : 100.0
        let scaled = Int((value * decimals).rounded())
        let fraction = String(scaled % Int(decimals))
        let zeros = String(repeating: "0", count: (decimals == 100 ? 2 : 1) - fraction.count)
        return "\(scaled / Int(decimals)).\(zeros)\(fraction) \(unit.name)"
    }

    // MARK: JSON

    private var json: String {
        oneLine { writer in
            writer.object { writer in
                writer.member("calls") { $0.number(calls) }
                writer.member("results") { $0.number(statistics.results) }
                writer.member("errors") { $0.number(statistics.errors) }
                writer.member("errorsByCode") { writer in
                    writer.object { writer in
                        for (code, count) in codes { writer.member("\(code)") { $0.number(count) } }
                    }
                }
                writer.member("notifications") { $0.number(statistics.notifications) }
                if unsent > 0 { writer.member("notificationsNotSent") { $0.number(unsent) } }
                if !timeoutReasons.isEmpty {
                    writer.member("timeouts") { writer in
                        writer.object { writer in
                            for (service, reason) in timeoutReasons {
                                writer.member(service) { writer in
                                    writer.object { writer in
                                        writer.member("calls") { $0.number(timeouts(of: service)) }
                                        writer.member("reason") { $0.string(reason) }
                                    }
                                }
                            }
                        }
                    }
                }
                writer.member("expectations") { writer in
                    writer.object { writer in
                        writer.member("met") { $0.number(verdicts.met) }
                        writer.member("notMet") { $0.number(verdicts.notMet) }
                        if verdicts.unreadable > 0 {
                            writer.member("unreadable") { $0.number(verdicts.unreadable) }
                        }
                    }
                }
                writer.member("seconds") { $0.number(seconds) }
                writer.member("callsPerSecond") { $0.number(rate) }
                writer.member("methods") { writer in
                    writer.object { writer in
                        for (name, method) in methods { writer.member(name.string) { write(method, into: &$0) } }
                    }
                }
            }
        }
    }

    private func write(_ method: BatchStatistics.Method, into writer: inout JSONWriter) {
        let latencies = method.latencies
        let times = Self.percentiles.map { ($0.name, latencies.percentile($0.part)) } + [("max", latencies.maximum)]
        writer.object { writer in
            writer.member("calls") { $0.number(latencies.count) }
            writer.member("errors") { $0.number(method.errors) }
            writer.member("milliseconds") { writer in
                writer.object { writer in
                    for (name, nanoseconds) in times { writer.member(name) { $0.number(Double(nanoseconds) / 1e6) } }
                }
            }
        }
    }
}
