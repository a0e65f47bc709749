internal import ClamatorKit

/// A place where a reply is not what was expected.
struct Difference: Sendable {
    /// The place in the reply.
    let path: JSONPointer
    /// What was expected there; nil for nothing.
    var expected: JSON?
    /// What is there; nil for nothing.
    var actual: JSON?
    /// The difference in words, where "expected this, got that" does not say it.
    var sentence: String?

    /// How many differences are told of one reply.
    static let maximumCount = 100

    /// The differences between two values, the first `maximumCount` of them: of objects member by member, of arrays
    /// element by element, of all else as a whole.
    static func all(between expected: JSON, and actual: JSON, at path: JSONPointer) -> [Difference] {
        var differences: [Difference] = []
        collect(expected, actual, path, &differences)
        return differences
    }

    private static func collect(
        _ expected: JSON?, _ actual: JSON?, _ path: JSONPointer, _ differences: inout [Difference]
    ) {
        guard differences.count < maximumCount else { return }
        switch (expected, actual) {
        case (let expected?, let actual?) where expected.kind == .object && actual.kind == .object:
            let others = lastMembers(of: actual)
            let known = lastMembers(of: expected)
            for name in names(of: expected) {
                collect(known[name], others[name], path.appending(name), &differences)
            }
            for name in names(of: actual) where known[name] == nil {
                collect(nil, others[name], path.appending(name), &differences)
            }
        case (let expected?, let actual?) where expected.kind == .array && actual.kind == .array:
            let (wanted, elements) = (expected.elements.map(Optional.some), actual.elements.map(Optional.some))
            for place in 0..<max(wanted.count, elements.count) where differences.count < maximumCount {
                collect(
                    place < wanted.count ? wanted[place] : .none, place < elements.count ? elements[place] : .none,
                    path.appending(ExactString(place)), &differences)
            }
        case (let expected?, let actual?) where expected == actual: break
        default: differences.append(Difference(path: path, expected: expected, actual: actual))
        }
    }

    private static func lastMembers(of object: JSON) -> [ExactString: JSON] {
        object.withView { view in view.lastMembers().mapValues { object.at($0) } }
    }

    /// The names in the order of the text, each once.
    private static func names(of object: JSON) -> [ExactString] {
        var known: Set<ExactString> = []
        return object.withView { view in
            view.members.compactMap { key, _ in
                let name = key.exactString
                return known.insert(name).inserted ? name : nil
            }
        }
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
        return "\(path): " + (sentence ?? "expected \(describe(expected)), got \(describe(actual))")
    }
}
