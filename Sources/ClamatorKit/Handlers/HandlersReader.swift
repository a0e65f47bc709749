/// Reads the handlers for a contract, from a file of their own and from the contract itself.
struct HandlersReader {
    let contract: Contract

    /// Notes what is wrong with a handlers file whatever contract it is for.
    ///
    /// - Throws: Where the schema of handlers files does not compile.
    static func checkShape(of file: inout CheckedFile) throws {
        file.checkRepeatedNames()
        file.check(against: try HandlersSchema.file())
    }

    /// Reads a handlers file whose shape has been checked.
    ///
    /// - Returns: The rules by method. What is wrong with them is noted in the file.
    func read(_ file: inout CheckedFile) -> [String: Rule] {
        var rules: [String: Rule] = [:]
        for (name, rule) in file.root["handlers"]?.members ?? [] {
            let path = JSONPointer(["handlers", name])
            guard let method = contract[name] else {
                let known = contract.methods.map(\.name)
                file.report(
                    "service \"\(contract.service)\" has no method \"\(name)\""
                        + Suggestion.sentence(for: name, among: known), at: path)
                continue
            }
            rules[name] = read(rule, for: method, at: path, in: &file)
        }
        return rules
    }

    /// Reads the handlers that stand in the contract's own file.
    ///
    /// - Returns: The rules by method. What is wrong with them is noted in the file.
    /// - Throws: Where the schema of handlers files does not compile.
    func readInline(_ file: inout CheckedFile) throws -> [String: Rule] {
        var rules: [String: Rule] = [:]
        for method in contract.methods {
            guard let rule = method.handler else { continue }
            let path = JSONPointer(["methods", method.name, "handler"])
            for unit in try HandlersSchema.inlineRule().explain(rule) {
                file.report(unit.error, at: JSONPointer(path.tokens + unit.instanceLocation.tokens))
            }
            rules[method.name] = read(rule, for: method, at: path, in: &file)
        }
        return rules
    }

    private func read(
        _ rule: JSON, for method: Contract.Method, at path: JSONPointer, in file: inout CheckedFile
    ) -> Rule? {
        // A rule of the wrong shape has its problem already.
        guard rule.kind == .object else { return nil }
        return withoutActuallyEscaping({ (message: String, path: JSONPointer) in file.report(message, at: path) }) {
            RuleReader(method: method, path: path, report: $0).read(rule)
        }
    }
}
