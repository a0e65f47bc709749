internal import ClamatorKit

/// What is kept of a line until its reply is there.
struct BatchCall: Sendable {
    /// The line's own id.
    let id: JSON
    /// Nil for most lines: nothing is expected of them, and nothing measured.
    let details: Details?

    /// What a line expects, and what is measured of it.
    final class Details: Sendable {
        /// The line's number, from 1.
        let line: Int
        let expectation: ReplyExpectation?
        /// When the call began, in nanoseconds since the batch did; nil where calls are not measured.
        let begin: Int?
        /// The method's full name, where it could be read.
        let method: JSON?

        init(line: Int, expectation: ReplyExpectation?, begin: Int?, method: JSON?) {
            self.line = line
            self.expectation = expectation
            self.begin = begin
            self.method = method
        }
    }

    /// Writes the reply as a line, and counts it.
    ///
    /// - Returns: Whether it is a failure: not as expected, or, where nothing was expected, an error.
    @inline(__always)
    func answer(
        _ reply: Reply, into output: inout JSONWriter, _ statistics: inout BatchStatistics,
        at now: @autoclosure () -> Int
    ) -> Bool {
        id.withSpelling { Self.answer(reply, id: $0, details, into: &output, &statistics, at: now()) }
    }

    /// The same for a call of which nothing had to be kept.
    @inline(__always)
    static func answer(
        _ reply: Reply, id: UnsafeBufferPointer<UInt8>, _ details: Details?, into output: inout JSONWriter,
        _ statistics: inout BatchStatistics, at now: @autoclosure () -> Int
    ) -> Bool {
        let start = output.byteCount
        let isError: Bool
        // What a verdict quotes may be spelled on several lines.
        var mayHaveLineBreaks = details != nil
        switch reply {
        case .result(let result):
            output.success(id: id, result: result)
            statistics.results += 1
            isError = false
            mayHaveLineBreaks = mayHaveLineBreaks || result.mayHaveLineBreaks
        case .error(let error):
            output.failure(id: id, error: error)
            statistics.errors += 1
            isError = true
            mayHaveLineBreaks = mayHaveLineBreaks || error.data.mayHaveLineBreaks
        }
        let isMet = details?.judge(reply, into: &output, &statistics, at: now())
        output.endLine(from: start, mayHaveLineBreaks: mayHaveLineBreaks)
        return isMet.map { !$0 } ?? isError
    }
}

extension BatchCall.Details {
    /// Adds what came of the expectation to the reply just written, and counts it all.
    ///
    /// - Returns: Whether the reply is as expected; nil where nothing was.
    @inline(never)
    fileprivate func judge(
        _ reply: Reply, into output: inout JSONWriter, _ statistics: inout BatchStatistics,
        at now: @autoclosure () -> Int
    ) -> Bool? {
        let nanoseconds = begin.map { now() - $0 }
        if let nanoseconds { statistics.record(method, reply, nanoseconds: nanoseconds) }
        guard let verdict = expectation?.judge(reply) else { return nil }
        output.addMember("expect") { verdict.write(into: &$0) }
        statistics.count(verdict)
        if let nanoseconds {
            statistics.details.testCases.append(
                BatchStatistics.TestCase(
                    line: line, method: method?.string ?? "", nanoseconds: nanoseconds,
                    failure: verdict.failure(of: reply)))
        }
        return verdict.isMet
    }
}

extension ReplyExpectation.Verdict {
    fileprivate func write(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("pass") { $0.bool(isMet) }
            writer.member("diff") { writer in
                writer.array { for difference in differences { difference.write(into: &$0) } }
            }
        }
    }

    /// What is wrong, a difference a line; nil where nothing is.
    fileprivate func failure(of reply: Reply) -> String? {
        if isMet { return nil }
        guard differences.isEmpty else { return differences.map(\.text).joined(separator: "\n") }
        // The expectation made no sense, and the reply says why.
        guard case .error(let error) = reply else { return "" }
        return error.data["reason"]?.string ?? error.message
    }
}

extension Duration {
    /// The whole nanoseconds.
    var nanoseconds: Int { Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000) }
}
