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
                switch Satisfiability(of: schema.root) {
                case .satisfiable: break
                case .unknown: unanswered += 1
                case .unsatisfiable(let problem): report(problem, of: schema, name, of: method)
                }
            }
        }
    }

    private mutating func report(
        _ problem: SchemaProblem, of schema: Schema, _ name: ExactString, of method: Contract.Method
    ) {
        let root = ["methods", ExactString(method.name), name]
        // Another file's places mean nothing in this one.
        var place = ExactString(problem.uri) == ExactString(schema.root.uri) ? problem.location.tokens : []
        var message = problem.message
        if let (entry, type) = definition(around: place, in: schema) {
            // What is wrong may be only what is said beside the reference to a type.
            if case .unsatisfiable(let own) = Satisfiability(of: type) {
                message = own.message
                place = own.location.tokens.starts(with: entry) ? own.location.tokens : entry
            } else {
                place = []
            }
        }
        let own = JSONPointer(root + place)
        let shared = JSONPointer(["$defs"] + place.dropFirst())
        let isShared = self.root[own] == nil && self.root[shared] != nil
        report(
            isShared
                ? "no value can follow this type: \(message)" : "no value can follow the \(name) schema: \(message)",
            at: isShared ? shared : self.root[own] == nil ? JSONPointer(root) : own, .warning)
    }

    /// The definition that a place of the schema is in, with its own place; nil where it is in none.
    private func definition(
        around place: [ExactString], in schema: Schema
    ) -> (place: [ExactString], type: Subschema)? {
        guard place.count >= 2,
            let keyword = [Keyword.defs, .definitions].first(where: { place[0] == ExactString($0.rawValue) })
        else { return nil }
        let own = schema.root.schemas(keyword).first { $0.name == place[1] }?.schema
        return (own ?? schema.sharedType(place[1])).map { (Array(place.prefix(2)), $0) }
    }
}
