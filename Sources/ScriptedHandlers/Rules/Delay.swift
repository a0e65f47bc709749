import ClamatorKit

/// How long an answer takes, in milliseconds: one of a range, or what an expression comes to.
enum Delay: Sendable {
    case range(ClosedRange<Double>)
    case expression(Expression)

    /// An hour, as the schema of handlers files has it.
    static let longest: Double = 3_600_000

    /// Reads a number, or an array of two.
    init?(_ json: JSON) {
        let numbers = json.kind == .array ? json.elements : [json]
        let bounds = numbers.compactMap(\.double)
        guard let least = bounds.first, let most = bounds.last, least <= most else { return nil }
        self = .range(least...most)
    }

    /// The milliseconds of which a call takes some.
    ///
    /// - Throws: Where the expression has no number in this call.
    func range(in context: inout ExpressionContext) throws -> ClosedRange<Double> {
        switch self {
        case .range(let range): return range
        case .expression(let expression):
            let milliseconds = min(max(try expression.double(in: &context), 0), Self.longest)
            return milliseconds...milliseconds
        }
    }
}
