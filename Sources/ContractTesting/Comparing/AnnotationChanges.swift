import ClamatorJSON
import ClamatorSchema

/// What two schemas say that refuses no value: descriptions, defaults, examples.
enum AnnotationChanges {
    typealias Change = (path: JSONPointer, rule: String, before: String?, after: String?)

    /// As many changes of two schemas are told.
    private static let most = 200
    private static let keywords: [Keyword] = [
        .title, .description, .default, .examples, .deprecated, .readOnly, .writeOnly,
    ]

    /// The changes in schemas that have the same path in both, each with that path.
    static func between(_ old: Subschema, _ new: Subschema, spending budget: inout WorkBudget) -> [Change] {
        var found: [Change] = []
        var seen: Set<Int> = [old.identity]
        var pairs = [(path: JSONPointer(), old: old, new: new)]
        var next = 0
        while next < pairs.count, found.count < most, budget.spend(steps: 20) {
            let (path, old, new) = pairs[next]
            next += 1
            for keyword in keywords where old[keyword] != new[keyword] {
                let isShort = keyword == .default
                found.append(
                    (
                        path, keyword.rawValue, isShort ? old[keyword]?.description : nil,
                        isShort ? new[keyword]?.description : nil
                    ))
            }
            for keyword in old.assertions {
                let theirs = new.schemas(keyword)
                if theirs.isEmpty { continue }
                let byName = Dictionary(theirs.map { ($0.name, $0.schema) }) { first, _ in first }
                for (index, (name, schema)) in old.schemas(keyword).enumerated() {
                    let other = name.isEmpty ? (index < theirs.count ? theirs[index].schema : nil) : byName[name]
                    guard let other, seen.insert(schema.identity).inserted else { continue }
                    var tokens = path.tokens
                    if ![.ref, .dynamicRef, .recursiveRef].contains(keyword) {
                        tokens.append(ExactString(keyword.rawValue))
                        if !name.isEmpty {
                            tokens.append(name)
                        } else if theirs.count > 1 {
                            tokens.append(ExactString(index))
                        }
                    }
                    pairs.append((JSONPointer(tokens), schema, other))
                }
            }
        }
        return found
    }
}
