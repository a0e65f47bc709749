import ClamatorKit

/// How long an answer takes, in milliseconds: one of a range, or what an expression comes to.
enum Delay: Sendable {
    case range(ClosedRange<Double>)
    case expression(Expression)

    /// An hour.
    static let longest: Double = 3_600_000
    /// The most that the schema of handlers files takes: a day.
    static let longestWritten: Double = 86_400_000

    /// Reads a number, or an array of two. What is out of bounds is brought into them.
    init?(_ json: JSON) {
        let numbers = json.kind == .array ? json.elements : [json]
        let bounds = numbers.compactMap(\.double).map(Self.bounded)
        guard let least = bounds.first, let most = bounds.last, least <= most else { return nil }
        self = .range(least...most)
    }

    private static func bounded(_ milliseconds: Double) -> Double { min(max(milliseconds, 0), longest) }

    /// The milliseconds of which a call takes some.
    ///
    /// - Throws: Where the expression has no number in this call.
    func range(in context: inout ExpressionContext) throws -> ClosedRange<Double> {
        switch self {
        case .range(let range): return range
        case .expression(let expression):
            let milliseconds = Self.bounded(try expression.double(in: &context))
            return milliseconds...milliseconds
        }
    }
}
