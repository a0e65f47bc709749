import ClamatorKit
internal import ValueGeneration

extension CheckedFile {
    /// Notes the params and results that no value can follow, so that every call would fail, and the params that are
    /// none of JSON-RPC's.
    mutating func reportImpossibleValues(in contract: Contract) {
        var search = SatisfiabilitySearch(steps: 20_000_000 + 32 * root.textLength)
        for method in contract.methods where method.fault == nil {
            for (name, schema) in [("params" as ExactString, method.params), ("result", method.result)] {
                guard let schema else { continue }
                if case .unsatisfiable(let diagnostic) = search.look(at: schema.root) {
                    report(diagnostic, of: schema, name, of: method, by: &search)
                } else if name == "params", schema.root.types.isDisjoint(with: [.object, .array]) {
                    // JSON-RPC 2.0, section 4.2.
                    report(
                        "the params of a call are an object or an array, and the params schema takes neither",
                        at: JSONPointer(["methods", ExactString(method.name), name]), .warning)
                }
            }
        }
        if search.isIncomplete { reportIncompleteSearch() }
    }

    private mutating func report(
        _ diagnostic: SchemaDiagnostic, of schema: Schema, _ name: ExactString, of method: Contract.Method,
        by search: inout SatisfiabilitySearch
    ) {
        let root = ["methods", ExactString(method.name), name]
        // Paths of another file mean nothing in this one.
        var path = ExactString(diagnostic.uri) == ExactString(schema.root.uri) ? diagnostic.location.tokens : []
        var message = diagnostic.message
        if let (entry, type) = definition(around: path, in: schema) {
            // What is wrong may be only what is said beside the reference to a type.
            if case .unsatisfiable(let own) = search.look(at: type) {
                message = own.message
                path = own.location.tokens.starts(with: entry) ? own.location.tokens : entry
            } else {
                path = []
            }
        }
        let own = JSONPointer(root + path)
        let shared = JSONPointer(["$defs"] + path.dropFirst())
        let isInSchema = value(at: own) != nil
        let isShared = !isInSchema && value(at: shared) != nil
        report(
            isShared
                ? "no value can follow this type: \(message)" : "no value can follow the \(name) schema: \(message)",
            at: isShared ? shared : isInSchema ? own : JSONPointer(root), .warning)
    }

    /// The definition that a path of the schema leads into, with its own path; nil where it leads into none.
    private func definition(
        around path: [ExactString], in schema: Schema
    ) -> (path: [ExactString], type: Subschema)? {
        guard path.count >= 2,
            let keyword = [Keyword.defs, .definitions].first(where: { path[0] == ExactString($0.rawValue) })
        else { return nil }
        let own = schema.root.schemas(keyword).first { $0.name == path[1] }?.schema
        return (own ?? schema.sharedType(path[1])).map { (Array(path.prefix(2)), $0) }
    }
}
