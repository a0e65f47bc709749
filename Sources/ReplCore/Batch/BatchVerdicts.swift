/// What came of the lines that expect something, and of those that are no requests: counted, and as test cases of a
/// report. They go the way of the replies, so that nothing counts that is behind the last reply.
struct BatchVerdicts: Sendable {
    /// As expected.
    var met = 0
    /// Not as expected.
    var failed = 0
    /// What was expected made no sense.
    var malformed = 0
    /// No requests, and nothing was expected of them: no JSON, too long, or no envelope.
    var unreadable = 0
    /// Test cases for a report; empty where none is written.
    var testCases: [UInt8] = []

    /// How many expectations there were.
    var expectations: Int { met + failed + malformed }
    /// How many were not met, those that made no sense among them.
    var notMet: Int { failed + malformed }
    /// How many test cases there are, whether or not they are written down.
    var count: Int { expectations + unreadable }
    /// Whether there is nothing to hand on.
    var isEmpty: Bool { count == 0 && testCases.isEmpty }

    /// Adds what came of other lines, behind these.
    mutating func append(_ other: BatchVerdicts) {
        addCounts(of: other)
        testCases += other.testCases
    }

    /// Adds the counts alone.
    mutating func addCounts(of other: BatchVerdicts) {
        met += other.met
        failed += other.failed
        malformed += other.malformed
        unreadable += other.unreadable
    }

    /// Takes all of it out.
    mutating func take() -> BatchVerdicts {
        defer { self = BatchVerdicts() }
        return self
    }
}
