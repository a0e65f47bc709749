import ClamatorKit
internal import ValueGeneration

extension CheckedFile {
    /// Notes the params and results that no value can follow, so that every call would fail.
    mutating func reportImpossibleValues(in contract: Contract) {
        var search = SatisfiabilitySearch(steps: 20_000_000 + 32 * root.withSpelling(\.count))
        for method in contract.methods where method.fault == nil {
            for (name, schema) in [("params" as ExactString, method.params), ("result", method.result)] {
                guard let schema, case .unsatisfiable(let problem) = search.look(at: schema.root) else { continue }
                report(problem, of: schema, name, of: method, by: &search)
            }
        }
        if search.isIncomplete { reportIncompleteSearch() }
    }

    private mutating func report(
        _ problem: SchemaProblem, of schema: Schema, _ name: ExactString, of method: Contract.Method,
        by search: inout SatisfiabilitySearch
    ) {
        let root = ["methods", ExactString(method.name), name]
        // Another file's places mean nothing in this one.
        var place = ExactString(problem.uri) == ExactString(schema.root.uri) ? problem.location.tokens : []
        var message = problem.message
        if let (entry, type) = definition(around: place, in: schema) {
            // What is wrong may be only what is said beside the reference to a type.
            if case .unsatisfiable(let own) = search.look(at: type) {
                message = own.message
                place = own.location.tokens.starts(with: entry) ? own.location.tokens : entry
            } else {
                place = []
            }
        }
        let own = JSONPointer(root + place)
        let shared = JSONPointer(["$defs"] + place.dropFirst())
        let isInSchema = value(at: own) != nil
        let isShared = !isInSchema && value(at: shared) != nil
        report(
            isShared
                ? "no value can follow this type: \(message)" : "no value can follow the \(name) schema: \(message)",
            at: isShared ? shared : isInSchema ? own : JSONPointer(root), .warning)
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
