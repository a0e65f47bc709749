import ClamatorKit
import ValueGeneration

/// What of a method's params a probe tried.
package struct ProbeCoverage: Sendable {
    /// The keywords that were tried, from the one side or the other, in order.
    package var keywords: [String] = []
    /// How many rules there are that a value can break.
    package var rules = 0
    /// Those that no value was made to break alone, each as a path and a keyword.
    package var unbroken: [String] = []
    /// The choices, each with how many of its branches some value took.
    package var branches: [(path: String, taken: Int, count: Int)] = []
    /// Whether no params could be made at all.
    package var isEmpty = false

    init() {}

    init(
        _ root: Subschema, tried: [Trial], broken: [SingleViolation], examples: [JSON], isNotification: Bool
    ) {
        let map = SchemaRules(of: root)
        let names = Set(
            tried.compactMap(\.keyword) + broken.map(\.rule.keyword) + broken.map(\.innermostRule.keyword))
        keywords = map.keywords.filter(names.contains).map(\.rawValue)
        let done = Set(broken.map { SchemaRules.Rule(path: $0.rule.generalPath, keyword: $0.rule.keyword) })
        rules = map.rules.count
        if !isNotification {
            // Params that are no object are no request at all.
            unbroken = map.rules.filter { !done.contains($0) && !($0.path.tokens.isEmpty && $0.keyword == .type) }
                .map { "\($0.path) \($0.keyword.rawValue)" }
        }
        let values = tried.map(\.value) + examples
        branches = map.choices.map { choice in
            let parts = values.lazy.flatMap { $0.parts(at: choice.path.tokens[...]) }
            let taken = choice.branches.count { branch in parts.contains { branch.accepts($0) } }
            return ("\(choice.path) \(choice.keyword.rawValue)", taken, choice.branches.count)
        }
    }
}

extension JSON {
    /// The parts at a path in which `*` is every element and member.
    fileprivate func parts(at path: ArraySlice<ExactString>) -> [JSON] {
        guard let token = path.first else { return [self] }
        let rest = path.dropFirst()
        if token == "*" {
            let inner = kind == .array ? elements : members.map(\.value)
            return inner.prefix(50).flatMap { $0.parts(at: rest) }
        }
        return self[token].map { $0.parts(at: rest) } ?? []
    }
}
