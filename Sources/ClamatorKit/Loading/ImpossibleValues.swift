internal import ClamatorSchema

extension CheckedFile {
    /// How many schemas may end without an answer before the search is over.
    private static let mostUnanswered = 4

    /// Notes the params and results that no value can follow, so that every call would fail.
    mutating func reportImpossibleValues(in contract: Contract) {
        var unanswered = 0
        for method in contract.methods {
            for (name, schema) in [("params" as ExactString, method.params), ("result", method.result)] {
                guard let schema, unanswered < Self.mostUnanswered else { continue }
                switch Satisfiability(of: schema) {
                case .satisfiable: break
                case .unknown: unanswered += 1
                case .unsatisfiable(let problem): report(problem, inThe: name, of: method)
                }
            }
        }
    }

    private mutating func report(_ problem: SchemaProblem, inThe name: ExactString, of method: Contract.Method) {
        let root = JSONPointer(["methods", ExactString(method.name), name])
        let own = JSONPointer(root.tokens + problem.location.tokens)
        let shared = JSONPointer(["$defs"] + problem.location.tokens.dropFirst())
        let isShared = self.root[own] == nil && self.root[shared] != nil
        report(
            isShared
                ? "no value can follow this type: \(problem.message)"
                : "no value can follow the \(name) schema: \(problem.message)",
            at: isShared ? shared : self.root[own] == nil ? root : own, .warning)
    }
}
