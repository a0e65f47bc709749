/// Reads a rule and checks it against the method that it answers for.
struct RuleReader {
    private static let outcomes = ["builtin", "result", "error", "throw", "invalidResult", "silence"]

    let method: Contract.Method
    /// Where the rule stands in its file.
    let path: JSONPointer
    /// Is told what is wrong, and where.
    let report: (_ message: String, _ path: JSONPointer) -> Void

    /// Reads a rule whose shape the handlers schema has accepted.
    ///
    /// - Returns: nil where something was reported.
    func read(_ rule: JSON) -> Rule? {
        let given = Self.outcomes.filter { rule[$0] != nil }
        guard given.count == 1 || (given.isEmpty && method.isNotification) else {
            let names = Self.outcomes.map { "\"\($0)\"" }.joined(separator: ", ")
            let got = given.isEmpty ? "none" : given.map { "\"\($0)\"" }.joined(separator: " and ")
            report("expected exactly one of \(names), got \(got)", path)
            return nil
        }
        let delay = rule["delayMs"]?.double.map { Duration.milliseconds($0) }
        guard let key = given.first, let value = rule[key] else { return Rule(outcome: .nothing, delay: delay) }
        return outcome(key, value).map { Rule(outcome: $0, delay: delay) }
    }

    private func outcome(_ key: String, _ value: JSON) -> Rule.Outcome? {
        let place = path.appending(key)
        switch key {
        case "builtin": return builtin(value, at: place)
        case "result": return result(value, at: place)
        case "invalidResult": return invalidResult(value, at: place)
        case "error":
            guard let code = value["code"]?.int, let message = value["message"],
                let text = template(message, at: place.appending("message"))
            else { return nil }
            guard let data = value["data"] else { return .error(code: code, message: text, data: nil) }
            return template(data, at: place.appending("data")).map { .error(code: code, message: text, data: $0) }
        case "throw":
            guard let name = value["name"]?.string else { return nil }
            return template(value["message"] ?? "", at: place.appending("message")).map {
                .failure(name: name, message: $0)
            }
        default: return .silence
        }
    }

    private func builtin(_ value: JSON, at place: JSONPointer) -> Rule.Outcome? {
        guard let builtin = Builtin(rawValue: value.string ?? "") else { return nil }
        do throws(BuiltinCall.Misfit) {
            return .builtin(try BuiltinCall(builtin, params: method.params.root, result: method.result?.root))
        } catch {
            report(error.message, place)
            return nil
        }
    }

    private func result(_ value: JSON, at place: JSONPointer) -> Rule.Outcome? {
        guard let schema = method.result else {
            report("\(method.name) is a notification and has no result; an empty rule takes it in", place)
            return nil
        }
        guard let template = template(value, at: place) else { return nil }
        guard let constant = template.constant else { return .result(template, isInvalid: false) }
        let errors = schema.explain(constant)
        for unit in errors {
            report(
                "the result breaks the contract: \(unit.error)",
                JSONPointer(place.tokens + unit.instanceLocation.tokens))
        }
        return errors.isEmpty ? .result(template, isInvalid: false) : nil
    }

    private func invalidResult(_ value: JSON, at place: JSONPointer) -> Rule.Outcome? {
        guard let schema = method.result else {
            report("\(method.name) is a notification and has no result; an empty rule takes it in", place)
            return nil
        }
        guard let template = template(value, at: place) else { return nil }
        if let constant = template.constant, schema.isValid(constant) {
            report("this result fits the contract; \"invalidResult\" is for one that does not", place)
            return nil
        }
        return .result(template, isInvalid: true)
    }

    private func template(_ value: JSON, at place: JSONPointer) -> Template? {
        var isSound = true
        let template = Template(value, params: method.params.root) { path, error in
            report(error.message, JSONPointer(place.tokens + path))
            isSound = false
        }
        return isSound ? template : nil
    }
}
