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
        for token in rest.split(whereSeparator: { ".[]".unicodeScalars.contains($0) }).map({ String(Substring($0)) }) {
            guard let next = value.kind == .array ? Int(token).flatMap({ value[$0] }) : value[token] else {
                throw UsageError(Printable.escape("\(text): the result has no \(token)"))
            }
            value = next
        }
        return value
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
