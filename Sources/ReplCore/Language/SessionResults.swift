internal import ClamatorKit

/// The results of a session that entries can speak of: `_` and `_3`, and `_NAME` for one that was kept under a name.
struct SessionResults {
    /// All of them, the oldest first.
    private(set) var all: [JSON]
    private var kept: [ExactString: JSON] = [:]

    init(_ all: [JSON] = []) { self.all = all }

    /// The names under which results are kept.
    var names: [String] { kept.keys.sorted().map(\.string) }

    mutating func append(_ result: JSON) { all.append(result) }

    /// Keeps a result under a name, instead of an earlier one.
    mutating func keep(_ result: JSON, as name: String) { kept[ExactString(name)] = result }

    /// Whether a word speaks of a result, though that may not be there.
    func isReference(_ word: String) -> Bool { Self.parts(of: word, kept) != nil }

    /// Whether a word begins with the name of a kept result, here without the underscore.
    func isKeptName(_ word: String) -> Bool { Self.parts(of: "_" + word, kept).map { isKept($0.name) } ?? false }

    private func isKept(_ name: String) -> Bool { kept[ExactString(name)] != nil }

    /// The result, or the part of one, that `_`, `_3`, `_order` or `_.sum` stands for; nil for other text.
    ///
    /// - Throws: `UsageError` where there is no such result, or no such part of it.
    func reference(_ text: String) throws(UsageError) -> JSON? {
        guard let (name, rest) = Self.parts(of: text, kept) else { return nil }
        var value: JSON
        if let result = kept[ExactString(name)] {
            value = result
        } else {
            let number = name.isEmpty ? all.count : Int(name) ?? 0
            guard number > 0, number <= all.count else {
                throw UsageError(all.isEmpty ? "there is no result yet" : "there is no result \(name)")
            }
            value = all[number - 1]
        }
        guard let path = Self.path(rest) else {
            throw UsageError(Printable.escape("\(text): behind a result stands .NAME or [NUMBER]"))
        }
        for token in path {
            guard let next = value.kind == .array ? Int(token).flatMap({ value[$0] }) : value[token] else {
                let names = value.members.map(\.name.string)
                let suggestion = Suggestion.sentence(for: token, among: names)
                throw UsageError(Printable.escape("\(text): the result has no \(token)\(suggestion)"))
            }
            value = next
        }
        return value
    }

    /// The members and numbers that `.lines[0]` leads through; nil where the text is no such path.
    private static func path(_ text: Substring.UnicodeScalarView) -> [String]? {
        var rest = text
        var path: [String] = []
        while let mark = rest.popFirst() {
            let end = rest.firstIndex { mark == "[" ? $0 == "]" : $0 == "." || $0 == "[" } ?? rest.endIndex
            let step = rest[..<end]
            rest = rest[end...]
            switch mark {
            case "." where !step.isEmpty: break
            case "[" where !step.isEmpty && step.allSatisfy { "0"..."9" ~= $0 } && rest.popFirst() != nil: break
            default: return nil
            }
            path.append(String(Substring(step)))
        }
        return path
    }

    /// The number or the name behind the underscore, and what reaches inside the result.
    private static func parts(
        of text: String, _ kept: [ExactString: JSON]
    ) -> (name: String, rest: Substring.UnicodeScalarView)? {
        let scalars = text.unicodeScalars
        guard scalars.first == "_" else { return nil }
        let end = scalars.firstIndex { $0 == "." || $0 == "[" } ?? scalars.endIndex
        let name = String(Substring(scalars[scalars.index(after: scalars.startIndex)..<end]))
        let isNumber = name.unicodeScalars.allSatisfy { "0"..."9" ~= $0 }
        return isNumber || kept[ExactString(name)] != nil ? (name, scalars[end...]) : nil
    }
}
