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
        /// How often the line is sent.
        let repetitions: Int
        /// When the call began, in nanoseconds since the batch did; nil where calls are not measured.
        let begin: Int?
        /// The method's full name, where it could be read.
        let method: JSON?
        /// Whether a report gets a test case of it.
        let isReported: Bool

        init(
            line: Int, expectation: ReplyExpectation?, repetitions: Int = 1, begin: Int?, method: JSON?,
            isReported: Bool
        ) {
            self.line = line
            self.expectation = expectation
            self.repetitions = repetitions
            self.begin = begin
            self.method = method
            self.isReported = isReported
        }
    }

    /// What a reply is for the batch.
    enum Standing {
        /// A result, or as expected.
        case good
        /// An error of which nothing was expected: a failure where no line of the batch expects anything.
        case error
        /// Not as expected, or the answer to a line that is no request.
        case failure
    }

    /// Writes the reply as a line, and counts it.
    @inline(__always)
    func answer(
        _ reply: Reply, from origin: ReplyExpectation.Origin, into output: inout JSONWriter,
        _ statistics: inout BatchStatistics, at now: @autoclosure () -> Int
    ) -> Standing {
        id.withView {
            Self.answer(reply, from: origin, id: $0.rawText, details, into: &output, &statistics, at: now())
        }
    }

    /// The same for a call of which nothing had to be kept.
    @inline(__always)
    static func answer(
        _ reply: Reply, from origin: ReplyExpectation.Origin, id: ByteView, _ details: Details?,
        into output: inout JSONWriter, _ statistics: inout BatchStatistics, at now: @autoclosure () -> Int
    ) -> Standing {
        let start = output.byteCount
        var standing = Standing.good
        // What a verdict quotes may stand on several lines.
        var mayHaveLineBreaks = details != nil
        switch reply {
        case .result(let result):
            output.success(id: id, result: result)
            statistics.results += 1
            mayHaveLineBreaks = mayHaveLineBreaks || result.mayHaveLineBreaks
        case .error(let error):
            output.failure(id: id, error: error)
            statistics.errors += 1
            standing = .error
            mayHaveLineBreaks = mayHaveLineBreaks || error.mayHaveLineBreaks
        }
        if let details {
            let verdict = details.judge(reply, from: origin, &statistics, at: now())
            if let verdict {
                output.addMember("expect") { verdict.write(into: &$0) }
                standing = verdict.isMet ? .good : .failure
            }
        }
        output.endLine(from: start, mayHaveLineBreaks: mayHaveLineBreaks)
        if origin == .batch, details?.expectation == nil {
            statistics.verdicts.unreadable += 1
            standing = .failure
        }
        return standing
    }
}

extension BatchCall.Details {
    /// Whether a line is sent several times, or is a notification of which something is expected.
    func needsCare(_ kind: EnvelopeOutline.Kind) -> Bool {
        switch kind {
        case .request: repetitions > 1
        case .notification: expectation != nil
        case .success, .failure, .invalid: false
        }
    }

    /// Counts a reply in detail, and judges it.
    ///
    /// - Parameters:
    ///   - reply: The reply.
    ///   - origin: Who made it.
    ///   - statistics: What is counted.
    ///   - now: The time, in nanoseconds since the batch began.
    ///   - repetition: Which of the line's repetitions it is, from 1.
    ///   - begin: When that began; nil for when the line did.
    /// - Returns: What came of the expectation; nil where there was none.
    @inline(never)
    func judge(
        _ reply: Reply, from origin: ReplyExpectation.Origin, _ statistics: inout BatchStatistics,
        at now: @autoclosure () -> Int, repetition: Int = 1, begin: Int? = nil
    ) -> ReplyExpectation.Verdict? {
        let nanoseconds = (begin ?? self.begin).map { now() - $0 }
        if let nanoseconds { statistics.record(method, reply, nanoseconds: nanoseconds) }
        guard let verdict = expectation?.judge(reply, from: origin) else {
            if origin == .batch { report(.error(Self.reason(in: reply)), nanoseconds, repetition, &statistics) }
            return nil
        }
        count(verdict, Self.reason(in: reply), nanoseconds, repetition, &statistics)
        return verdict
    }

    /// Counts and judges a notification of which something was expected.
    @inline(never)
    func judgeNotification(
        _ refusal: String?, _ statistics: inout BatchStatistics, at now: @autoclosure () -> Int, repetition: Int,
        begin: Int?
    ) -> ReplyExpectation.Verdict? {
        guard let verdict = expectation?.judgeNotification(refusal) else { return nil }
        count(verdict, "", (begin ?? self.begin).map { now() - $0 }, repetition, &statistics)
        return verdict
    }

    /// Counts the repetition before which the batch ended as one that was not as expected.
    ///
    /// - Returns: What is said of it, and how the line stands.
    func cut(
        after count: Int, _ statistics: inout BatchStatistics
    ) -> (sentence: String, verdict: ReplyExpectation.Verdict) {
        let sentence = "the batch ended after \(count) of \(repetitions) repetitions"
        let verdict = ReplyExpectation.Verdict.notMet([
            Difference(path: JSONPointer(), expected: JSON(sentence), sentence: sentence)
        ])
        self.count(verdict, "", nil, count + 1, &statistics)
        return (sentence, verdict)
    }

    private func count(
        _ verdict: ReplyExpectation.Verdict, _ reason: String, _ nanoseconds: Int?, _ repetition: Int,
        _ statistics: inout BatchStatistics
    ) {
        switch verdict {
        case .met:
            statistics.verdicts.met += 1
            report(.met, nanoseconds, repetition, &statistics)
        case .notMet(let differences):
            statistics.verdicts.failed += 1
            report(.failure(differences.map(\.text).joined(separator: "\n")), nanoseconds, repetition, &statistics)
        case .malformed:
            statistics.verdicts.malformed += 1
            report(.error(reason), nanoseconds, repetition, &statistics)
        }
    }

    private func report(
        _ end: @autoclosure () -> JUnitTestCase.End, _ nanoseconds: Int?, _ repetition: Int,
        _ statistics: inout BatchStatistics
    ) {
        guard isReported else { return }
        let testCase = JUnitTestCase(
            line: line, repetition: repetitions > 1 ? repetition : nil, method: method?.string ?? "",
            nanoseconds: nanoseconds ?? 0, end: end())
        statistics.verdicts.testCases += testCase.text.utf8
    }

    /// Why a line was answered with an error by the batch.
    private static func reason(in reply: Reply) -> String {
        guard case .error(let error) = reply else { return "" }
        return error.data["reason"]?.string ?? error.message
    }
}

extension ReplyExpectation.Verdict {
    /// Writes the verdict as an object.
    ///
    /// - Parameters:
    ///   - writer: Where to.
    ///   - repetitions: How often the line was sent, and how often that was not as expected; nil where it is sent once.
    func write(into writer: inout JSONWriter, repetitions: (count: Int, notMet: Int)? = nil) {
        writer.object { writer in
            writer.member("pass") { $0.bool(isMet) }
            writer.member("diff") { writer in
                writer.array {
                    guard case .notMet(let differences) = self else { return }
                    for difference in differences { difference.write(into: &$0) }
                }
            }
            if let repetitions {
                writer.member("repeated") { $0.number(repetitions.count) }
                writer.member("notMet") { $0.number(repetitions.notMet) }
            }
        }
    }
}

extension Duration {
    /// The whole nanoseconds.
    var nanoseconds: Int { Int(attoseconds / 1_000_000_000) }
}
