import ClamatorKit

/// Reads the handlers for a contract, from a file of their own and from the contract itself.
struct HandlersReader {
    let contract: Contract

    /// What was read.
    struct Read {
        /// The rules by method.
        var rules: [ExactString: [Rule]] = [:]
        /// What the service's state begins with.
        var state: [ExactString: JSON] = [:]
        /// What else stands in the file: `$schema`, `$comment` and so on.
        var others: [(name: ExactString, value: JSON)] = []
    }

    /// Notes what is wrong with a handlers file whatever contract it is for.
    ///
    /// - Throws: Where the schema of handlers files does not compile.
    static func checkShape(of file: inout CheckedFile) throws {
        file.checkRepeatedNames()
        file.check(against: try HandlersSchema.file())
    }

    /// Reads a handlers file whose shape has been checked. What is wrong with the rules is noted in it.
    func read(_ file: inout CheckedFile) -> Read {
        var read = Read()
        for (name, value) in file.root["state"]?.members ?? [] { read.state[name] = value }
        read.others = file.root.members.filter { !["service", "state", "handlers"].contains($0.name) }
        // Under which of its names each method was met.
        var names: [ExactString: ExactString] = [:]
        for (name, rules) in file.root["handlers"]?.members ?? [] {
            let path = JSONPointer(["handlers", name])
            let method = contract.method(called: name.string)
            // Rules are checked against schemas, which a method that is set aside does not have.
            if method?.fault != nil { continue }
            guard let method else {
                let known = contract.methods.flatMap { [$0.wireName, $0.name] }.compactMap { $0 }.map {
                    ExactString($0)
                }
                file.report(
                    "service \"\(contract.service)\" has no method \"\(name)\""
                        + Suggestion.sentence(for: name, among: known), at: path)
                continue
            }
            let key = ExactString(method.name)
            if let other = names.updateValue(name, forKey: key), other != name {
                file.report("\"\(key)\" has handlers here already, under its other name", at: path)
            }
            read.rules[key] = self.rules(rules, for: method, state: read.state, at: path, in: &file)
        }
        return read
    }

    /// Reads the handlers that stand in the contract's own file, which have no state.
    ///
    /// - Throws: Where the schema of handlers files does not compile.
    func readInline(_ file: inout CheckedFile) throws -> Read {
        var read = Read()
        for method in contract.methods {
            guard let rules = method.handler, method.fault == nil else { continue }
            let path = JSONPointer(["methods", ExactString(method.name), "handler"])
            for unit in try HandlersSchema.rules().explain(rules) {
                file.report(unit.error, at: JSONPointer(path.tokens + unit.instanceLocation.tokens))
            }
            read.rules[ExactString(method.name)] = self.rules(rules, for: method, state: [:], at: path, in: &file)
        }
        return read
    }

    private func rules(
        _ rules: JSON, for method: Contract.Method, state: [ExactString: JSON], at path: JSONPointer,
        in file: inout CheckedFile
    ) -> [Rule] {
        withoutActuallyEscaping(
            { (diagnostic: RulesReader.Diagnostic) in
                file.report(
                    diagnostic.expression?.message ?? diagnostic.message, at: diagnostic.path, diagnostic.severity,
                    offset: diagnostic.fileOffset ?? diagnostic.expression?.fileOffset)
            },
            do: {
                RulesReader(method: method, conventions: contract.conventions, state: state, note: $0).read(
                    rules, at: path)
            })
    }
}
