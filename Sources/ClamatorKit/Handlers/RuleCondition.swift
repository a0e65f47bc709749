/// What must hold for a rule to answer: `when`.
struct RuleCondition: Sendable {
    /// Members that the params must have.
    let params: JSON?
    /// A schema that the params must follow.
    let schema: Schema?
    /// Members that the service's state must have.
    let state: JSON?

    var looksAtState: Bool { state != nil }

    func holds(_ params: JSON, _ state: [String: JSON]) -> Bool {
        if let wanted = self.params, !Self.contains(params, wanted) { return false }
        if let schema, !schema.isValid(params) { return false }
        if let wanted = self.state {
            return wanted.members.allSatisfy { name, value in state[name].map { Self.contains($0, value) } ?? false }
        }
        return true
    }

    /// Whether a value has what is wanted: of an object the named members, of an array every element, else equality.
    private static func contains(_ value: JSON, _ wanted: JSON) -> Bool {
        switch (value.kind, wanted.kind) {
        case (.object, .object):
            wanted.members.allSatisfy { name, member in value[name].map { contains($0, member) } ?? false }
        case (.array, .array):
            value.count == wanted.count && zip(value.elements, wanted.elements).allSatisfy { contains($0, $1) }
        default: value == wanted
        }
    }

    // MARK: Telling why not

    /// What held (✓) and what did not (✗), each with its path, what was expected and what came.
    func report(_ params: JSON, _ state: [String: JSON]) -> JSON {
        var findings: [JSON] = []
        if let wanted = self.params { Self.compare(params, wanted, "params", &findings) }
        if let schema {
            let errors = schema.explain(params)
            findings += errors.isEmpty ? [Self.finding(true, "params", nil, nil)] : []
            findings += errors.map { unit in
                Self.finding(false, "params" + unit.instanceLocation.asPath, JSON(unit.error), nil)
            }
        }
        for (name, wanted) in self.state?.members ?? [] {
            Self.compare(state[name], wanted, "state.\(name)", &findings)
        }
        return JSON(findings)
    }

    private static func compare(_ value: JSON?, _ wanted: JSON, _ path: String, _ findings: inout [JSON]) {
        if let value, wanted.kind == .object, value.kind == .object, wanted.count > 0 {
            for (name, member) in wanted.members {
                compare(value[name], member, path + JSONPointer([name]).asPath, &findings)
            }
        } else {
            findings.append(finding(value.map { contains($0, wanted) } ?? false, path, wanted, value))
        }
    }

    private static func finding(_ holds: Bool, _ path: String, _ expected: JSON?, _ actual: JSON?) -> JSON {
        var members: [(name: String, value: JSON)] = [("holds", JSON(holds ? "✓" : "✗")), ("path", JSON(path))]
        if let expected { members.append(("expected", expected)) }
        if let actual { members.append(("actual", actual)) }
        return JSON(members: members)
    }
}

extension JSONPointer {
    /// The pointer as it is written behind a name: `.lines[0].sku`.
    fileprivate var asPath: String {
        tokens.map { Int($0) != nil ? "[\($0)]" : ".\($0)" }.joined()
    }
}
