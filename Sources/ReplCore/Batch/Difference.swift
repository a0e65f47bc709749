internal import ClamatorKit

/// What in a reply is not as it was expected.
struct Difference: Sendable {
    /// Where in the reply.
    let path: JSONPointer
    /// What was expected there; nil for nothing.
    var expected: JSON?
    /// What is there; nil for nothing.
    var actual: JSON?
    /// The difference in words, where "expected this, got that" does not say it.
    var sentence: String?

    /// How many differences of one reply are listed.
    static let maximumCount = 100

    /// The differences between two values, the first `maximumCount` of them: of objects member by member, of arrays
    /// element by element, of all else as a whole. None only where the values are equal.
    static func all(between expected: JSON, and actual: JSON, at path: JSONPointer) -> [Difference] {
        guard expected != actual else { return [] }
        var search = DifferenceSearch(at: path)
        search.compare(expected, actual)
        return search.differences.isEmpty
            ? [Difference(path: path, expected: expected, actual: actual)] : search.differences
    }

    /// Writes the difference as an object; what is nothing is left out.
    func write(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("path") { $0.string(path.description) }
            if let expected { writer.member("expected") { $0.value(expected) } }
            if let actual { writer.member("actual") { $0.value(actual) } }
        }
    }

    /// The difference for people, on one line.
    var text: String {
        func describe(_ value: JSON?) -> String {
            value.map { value in oneLine { $0.value(value) } } ?? "nothing"
        }
        let text = sentence ?? "expected \(describe(expected)), got \(describe(actual))"
        return Printable.escape(path.tokens.isEmpty ? text : "\(path): \(text)")
    }
}

/// The walk through two values that differ. What it has no budget left to go into differs as a whole.
private struct DifferenceSearch {
    private(set) var differences: [Difference] = []
    private var path: [ExactString]
    /// One step for each member and element.
    private var budget = WorkBudget(steps: 100_000)

    init(at path: JSONPointer) { self.path = path.tokens }

    mutating func compare(_ expected: JSON?, _ actual: JSON?) {
        guard differences.count < Difference.maximumCount else { return }
        if let expected, let actual {
            if expected.kind == actual.kind, expected.kind == .object || expected.kind == .array {
                // Not begun with, where it could not be ended.
                if budget.spend(steps: expected.count + actual.count) {
                    return expected.kind == .object
                        ? compareMembers(expected, actual) : compareElements(expected, actual)
                }
            }
            if expected == actual { return }
        }
        differences.append(Difference(path: JSONPointer(path), expected: expected, actual: actual))
    }

    private mutating func compareMembers(_ expected: JSON, _ actual: JSON) {
        let wanted = Self.lastMembers(of: expected)
        let members = Self.lastMembers(of: actual)
        for name in Self.names(of: expected) { compare(wanted[name], members[name], at: name) }
        for name in Self.names(of: actual) where wanted[name] == nil { compare(.none, members[name], at: name) }
    }

    private mutating func compareElements(_ expected: JSON, _ actual: JSON) {
        let (wanted, elements) = (expected.elements, actual.elements)
        for index in 0..<max(wanted.count, elements.count) {
            compare(
                index < wanted.count ? wanted[index] : .none, index < elements.count ? elements[index] : .none,
                at: ExactString(index))
        }
    }

    private mutating func compare(_ expected: JSON?, _ actual: JSON?, at token: ExactString) {
        path.append(token)
        compare(expected, actual)
        path.removeLast()
    }

    private static func lastMembers(of object: JSON) -> [ExactString: JSON] {
        object.withView { view in view.lastMembers().mapValues { object.at($0) } }
    }

    /// The names in the order of the text, each once.
    private static func names(of object: JSON) -> [ExactString] {
        var known: Set<ExactString> = []
        return object.members.map(\.name).filter { known.insert($0).inserted }
    }
}
