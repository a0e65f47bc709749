import ClamatorKit

/// Reads the rules of a method and checks them against it.
struct RulesReader {
    private static let outcomes = ["builtin", "result", "error", "throw", "invalidResult", "silence"]

    let method: Contract.Method
    /// What the schemas of the contract have in common, which those of the rules have too.
    let conventions: Contract.SchemaConventions
    /// What the service's state begins with.
    let state: [ExactString: JSON]
    /// Gets what is wrong.
    let note: (Diagnostic) -> Void

    /// Something wrong with a rule, and where.
    struct Diagnostic {
        var severity = FileDiagnostic.Severity.error
        let path: JSONPointer
        let message: String
        /// What is wrong with an expression, where that is it.
        var expression: ExpressionError?
        /// The byte of the file, where it is known better than by the path.
        var fileOffset: Int?
    }

    func report(_ message: String, _ path: JSONPointer, _ severity: FileDiagnostic.Severity) {
        note(Diagnostic(severity: severity, path: path, message: message))
    }

    /// Reads a rule or an array of them; of a shape that is not theirs nothing.
    func read(_ rules: JSON, at path: JSONPointer) -> [Rule] {
        switch rules.kind {
        case .object: return rule(rules, at: path).map { [$0] } ?? []
        case .array:
            var read: [Rule] = []
            var endedAt: Int?
            for (index, element) in rules.elements.enumerated() where element.kind == .object {
                let rulePath = path.appending(ExactString(index))
                if let endedAt {
                    report("this rule is never reached: rule \(endedAt) answers every call", rulePath, .warning)
                }
                guard let rule = rule(element, at: rulePath) else { continue }
                if rule.answersAlways, endedAt == nil { endedAt = index }
                read.append(rule)
            }
            return read
        default: return []
        }
    }

    private func rule(_ value: JSON, at path: JSONPointer) -> Rule? {
        var isSound = true
        var condition: RuleCondition?
        if let when = value["when"] {
            condition = self.condition(when, at: path.appending("when"))
            isSound = condition != nil
        }
        guard let sequence = value["sequence"] else {
            guard let step = step(value, at: path), isSound else { return nil }
            return Rule(condition: condition, steps: [step], atEnd: nil, source: value)
        }
        let others = Self.outcomes.filter { value[$0] != nil }
        if !others.isEmpty {
            report("expected \"sequence\" or \"\(others[0])\", got both", path, .error)
            isSound = false
        }
        let sequencePath = path.appending("sequence")
        let common = effects(of: value, at: path)
        let steps = sequence.elements.enumerated().map { index, element in
            step(element, at: sequencePath.appending(ExactString(index)), beside: common)
        }
        guard isSound, common != nil, steps.allSatisfy({ $0 != nil }), !steps.isEmpty else { return nil }
        let atEnd = value["atEnd"]?.string.flatMap(Rule.AtEnd.init) ?? .last
        return Rule(condition: condition, steps: steps.compactMap { $0 }, atEnd: atEnd, source: value)
    }

    // MARK: Conditions

    private func condition(_ when: JSON, at path: JSONPointer) -> RuleCondition? {
        var schema: Schema?
        if let source = when["schema"], source.kind == .object || source.bool != nil {
            schema = self.schema(source, at: path.appending("schema"))
            if schema == nil { return nil }
        }
        var isSound = true
        for (name, _) in when["state"]?.members ?? [] where state[name] == nil {
            reportUnknownState(name, at: JSONPointer(path.tokens + ["state", name]))
            isSound = false
        }
        if let wanted = when["params"], wanted.kind == .object {
            var budget = WorkBudget.forLoading(wanted)
            for (inner, message) in forbidden(wanted, by: method.params.root, path: .root, &budget) {
                report(message, JSONPointer(path.tokens + ["params"] + inner.tokens), .warning)
            }
        }
        var expression: Expression?
        if let text = when["if"] {
            expression = self.expression(text, giving: .boolean, at: path.appending("if"))
            isSound = isSound && expression != nil
        }
        return isSound
            ? RuleCondition(params: when["params"], schema: schema, state: when["state"], expression: expression) : nil
    }

    /// Reads a schema as the contract's own are read: by the same dialect, and with the same types.
    private func schema(_ source: JSON, at path: JSONPointer) -> Schema? {
        var options = Schema.Options()
        options.dialect = conventions.dialect
        options.assertsFormats = conventions.assertsFormats
        let refers = source.withView { view in
            (view.index..<Int(view.node.next)).contains {
                view.at($0).kind == .string && view.at($0).stringEquals("$ref")
            }
        }
        let read = SchemaCollection([(source, path)], types: refers ? conventions.types : nil, options: options)
        if let schema = read.schemas[0] { return schema }
        let own = read.diagnostics.map(\.diagnostic).filter { $0.location.tokens.starts(with: path.tokens) }
        for diagnostic in own { report(diagnostic.message, diagnostic.location, .error) }
        if own.isEmpty, let reason = read.reasons[0] { report(reason.message, path, .error) }
        return nil
    }

    /// Reads a string that is one `${…}` and gives a value of some type.
    func expression(_ text: JSON, giving types: TypeSet, at path: JSONPointer) -> Expression? {
        guard text.kind == .string else { return nil }
        var splitter = TemplateString(text)
        let scope = Expression.Scope(params: method.params.root, state: state)
        do throws(ExpressionError) {
            guard case .expression(let expression)? = try splitter.next(in: scope), splitter.isAtEnd else {
                report("expected one ${…} that gives a \(types.words), got \(text)", path, .error)
                return nil
            }
            for (message, offset) in splitter.warnings { warn(message, path, offset) }
            if expression.types.isDisjoint(with: types) {
                report("expected a \(types.words), and the expression gives \(expression.types.words)", path, .error)
                return nil
            }
            return expression
        } catch {
            note(Diagnostic(path: path, message: error.reason, expression: error))
            return nil
        }
    }

    private func warn(_ message: String, _ path: JSONPointer, _ fileOffset: Int) {
        note(Diagnostic(severity: .warning, path: path, message: message, fileOffset: fileOffset))
    }

    /// What of the wanted params no params can have, each with the path to it, as far as the budget goes.
    private func forbidden(
        _ wanted: JSON, by schema: Subschema, path: TemplatePath, _ budget: inout WorkBudget
    ) -> [TemplateCheck.Diagnostic] {
        guard budget.spend(steps: 1) else { return [] }
        func forbidden(_ path: TemplatePath) -> TemplateCheck.Diagnostic {
            (path, "the params schema forbids \(wanted) here, so the rule is never reached")
        }
        /// What the schema that forbids least has against a value.
        func fewest(_ wanted: JSON, _ schemas: [Subschema]?, _ path: TemplatePath) -> [TemplateCheck.Diagnostic] {
            (schemas ?? []).map { self.forbidden(wanted, by: $0, path: path, &budget) }
                .min { $0.count < $1.count } ?? []
        }
        switch wanted.kind {
        case .object:
            guard schema.types.contains(.object) else { return [forbidden(path)] }
            var found: [TemplateCheck.Diagnostic] = []
            for (name, member) in wanted.members {
                let schemas = schema.memberSchemas(name, spending: &budget)
                if schemas?.isEmpty == true {
                    let hint = Suggestion.sentence(for: name, among: schema.memberNames(spending: &budget))
                    found.append(
                        (
                            .member(path, name),
                            "the params cannot have \"\(name)\", so the rule is never reached\(hint)"
                        ))
                } else {
                    found += fewest(member, schemas, .member(path, name))
                }
            }
            return found
        case .array:
            guard schema.types.contains(.array) else { return [forbidden(path)] }
            return wanted.elements.enumerated().flatMap { index, element in
                let schemas = schema.elementSchemas(index)
                return schemas?.isEmpty == true ? [forbidden(path)] : fewest(element, schemas, .element(path, index))
            }
        default: return schema.accepts(wanted) ? [] : [forbidden(path)]
        }
    }

    func reportUnknownState(_ name: ExactString, at path: JSONPointer) {
        report(
            "no \"\(name)\" in \"state\"" + Suggestion.sentence(for: name, among: state.keys.sorted()), path, .error)
    }

    // MARK: Outcomes

    /// What stands beside an outcome.
    private struct Effects {
        var delay: Delay?
        var updates: [StateUpdate] = []
    }

    /// Reads a rule's outcome, or that of a step of its sequence, beside whose own effects stand those of the rule.
    private func step(_ value: JSON, at path: JSONPointer, beside common: Effects? = nil) -> Rule.Step? {
        guard value.kind == .object else { return nil }
        let given = Self.outcomes.filter { value[$0] != nil }
        guard given.count == 1 || (given.isEmpty && method.isNotification) else {
            let known = common == nil ? Self.outcomes + ["sequence"] : Self.outcomes
            let names = known.map { "\"\($0)\"" }.joined(separator: ", ")
            let got = given.isEmpty ? "none" : given.map { "\"\($0)\"" }.joined(separator: " and ")
            report("expected exactly one of \(names), got \(got)", path, .error)
            return nil
        }
        let effects = effects(of: value, at: path)
        let outcome: Outcome? =
            given.first.map { self.outcome($0, value[$0] ?? .null, at: path.appending(ExactString($0))) } ?? .nothing
        guard let outcome, let effects else { return nil }
        return Rule.Step(
            outcome: outcome, delay: effects.delay ?? common?.delay,
            updates: (common?.updates ?? []) + effects.updates,
            times: min(max(value["times"]?.int ?? 1, 1), 1_000_000_000))
    }

    private func effects(of value: JSON, at path: JSONPointer) -> Effects? {
        var effects = Effects()
        guard let updates = updates(value["set"], at: path.appending("set")) else { return nil }
        effects.updates = updates
        guard let milliseconds = value["delayMs"] else { return effects }
        effects.delay = delay(milliseconds, at: path.appending("delayMs"))
        return effects.delay == nil ? nil : effects
    }

    private func delay(_ milliseconds: JSON, at path: JSONPointer) -> Delay? {
        if milliseconds.kind == .string {
            return expression(milliseconds, giving: .number, at: path).map { .expression($0) }
        }
        let delay = Delay(milliseconds)
        if delay == nil, milliseconds.elements.compactMap(\.double).count == 2 {
            report("expected the least number first", path, .error)
        }
        return delay
    }

    private func outcome(_ key: String, _ value: JSON, at path: JSONPointer) -> Outcome? {
        switch key {
        case "builtin": return builtin(value, at: path)
        case "result": return result(value, at: path)
        case "invalidResult": return invalidResult(value, at: path)
        case "error":
            guard let code = value["code"]?.int.map({ RpcError.Code($0) }), let message = value["message"],
                let text = template(message, at: path.appending("message"))
            else { return nil }
            guard let data = value["data"] else { return .error(code: code, message: text, data: nil) }
            return template(data, at: path.appending("data")).map { .error(code: code, message: text, data: $0) }
        case "throw":
            guard let name = value["name"]?.string else { return nil }
            return template(value["message"] ?? "", at: path.appending("message")).map {
                .failure(name: name, message: $0)
            }
        default: return .silence
        }
    }

    private func reportNotification(at path: JSONPointer) {
        report("\(method.name) is a notification and has no result; an empty rule takes it in", path, .error)
    }

    private func builtin(_ value: JSON, at path: JSONPointer) -> Outcome? {
        guard let builtin = Builtin(rawValue: value.string ?? "") else { return nil }
        if method.isNotification {
            reportNotification(at: path)
            return nil
        }
        do throws(BuiltinError) {
            return .builtin(try BuiltinCall(builtin, params: method.params.root, result: method.result?.root))
        } catch {
            report(error.message, path, .error)
            return nil
        }
    }

    private func result(_ value: JSON, at path: JSONPointer) -> Outcome? {
        guard let (template, schema) = resultTemplate(value, at: path) else { return nil }
        let diagnostics: [(path: [ExactString], message: String)]
        if let constant = template.constant {
            do throws(LimitReached) {
                diagnostics = try schema.explain(constant).map { ($0.instanceLocation.tokens, $0.error) }
            } catch {
                diagnostics = [([], error.description)]
            }
        } else {
            var check = TemplateCheck(template, of: value)
            diagnostics = check.diagnostics(value, schema.root).map { ($0.path.tokens, $0.message) }
        }
        for (inner, message) in diagnostics {
            report("the result breaks the contract: \(message)", JSONPointer(path.tokens + inner), .error)
        }
        return diagnostics.isEmpty ? .result(template, isInvalid: false) : nil
    }

    private func invalidResult(_ value: JSON, at path: JSONPointer) -> Outcome? {
        guard let (template, schema) = resultTemplate(value, at: path) else { return nil }
        if let constant = template.constant, schema.isValid(constant) {
            report("this result fits the contract; \"invalidResult\" is for one that does not", path, .error)
            return nil
        }
        return .result(template, isInvalid: true)
    }

    private func resultTemplate(_ value: JSON, at path: JSONPointer) -> (Template, Schema)? {
        guard let schema = method.result else {
            reportNotification(at: path)
            return nil
        }
        return template(value, at: path).map { ($0, schema) }
    }

    func template(_ value: JSON, at path: JSONPointer) -> Template? {
        var isSound = true
        let template = Template(value, at: path, params: method.params.root, state: state) { inner, error in
            note(
                Diagnostic(
                    path: JSONPointer(path.tokens + inner.tokens), message: error.reason, expression: error))
            isSound = false
        }
        for (inner, message, offset) in template.warnings {
            warn(message, JSONPointer(path.tokens + inner.tokens), offset)
        }
        if template.isAlwaysTooLarge {
            report("a value with expressions may have 1 MiB, and the text around them is larger", path, .error)
            isSound = false
        }
        return isSound ? template : nil
    }
}
