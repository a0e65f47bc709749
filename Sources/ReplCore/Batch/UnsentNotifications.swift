internal import ClamatorKit

/// Notifications that could not be sent, counted by the cause.
struct UnsentNotifications: Sendable {
    private static let mostCauses = 16
    private static let otherCauses: ExactString = "(other causes)"

    private(set) var counts: [ExactString: Int] = [:]

    /// How many there are.
    var count: Int { counts.values.reduce(0, +) }

    /// Counts one.
    mutating func count(_ failure: ClamatorTransportError) {
        count(failure.cause.map { "\($0)" } ?? failure.message, 1)
    }

    /// Counts some.
    mutating func count(_ cause: String, _ number: Int) {
        var cause = ExactString(cause)
        if counts[cause] == nil, counts.count >= Self.mostCauses { cause = Self.otherCauses }
        counts[cause, default: 0] += number
    }

    /// A sentence for each cause.
    var sentences: [String] {
        counts.sorted { $0.key < $1.key }.map { cause, count in
            "\(count) notification\(count == 1 ? " was" : "s were") not sent: \(Printable.escape(cause.string))"
        }
    }
}
