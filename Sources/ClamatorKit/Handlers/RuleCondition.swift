/// What must hold for a rule to answer: `when`.
final class RuleCondition: Sendable {
    /// Members that the params must have.
    let params: JSON?
    /// A schema that the params must follow.
    let schema: Schema?
    /// Members that the service's state must have.
    let state: JSON?

    init(params: JSON?, schema: Schema?, state: JSON?) {
        self.params = params
        self.schema = schema
        self.state = state
    }

    var looksAtState: Bool { state != nil }

    /// Whether it holds whatever the params and the state are.
    var asksNothing: Bool {
        (params?.count ?? 0) == 0 && (state?.count ?? 0) == 0 && (schema?.root.isAnything ?? true)
    }

    func holds(_ params: JSON, _ state: [ExactString: JSON]) -> Bool {
        if let wanted = self.params, !Self.contains(params, wanted) { return false }
        if let schema, !schema.isValid(params) { return false }
        if let wanted = self.state {
            return wanted.members.allSatisfy { name, value in state[name].map { Self.contains($0, value) } ?? false }
        }
        return true
    }

    /// Whether a value has what is wanted: of an object the named members, of an array every element, else equality.
    private static func contains(_ value: JSON, _ wanted: JSON) -> Bool {
        value.withView { value in wanted.withView { contains(value, $0) } }
    }

    private static func contains(_ value: JSONView, _ wanted: JSONView) -> Bool {
        switch (value.kind, wanted.kind) {
        case (.object, .object):
            wanted.members.allSatisfy { name, wanted in
                name.withUTF8 { value.member($0) }.map { contains($0, wanted) } ?? false
            }
        case (.array, .array):
            value.count == wanted.count && zip(value.elements, wanted.elements).allSatisfy { contains($0, $1) }
        default: value.isEqual(to: wanted)
        }
    }

    // MARK: Telling why not

    /// What held (✓) and what did not (✗), each with its path, what was expected and what came.
    func report(_ params: JSON, _ state: [ExactString: JSON]) -> JSON {
        var findings: [JSON] = []
        if let wanted = self.params { Self.compare(params, wanted, "params", &findings) }
        if let schema {
            do throws(LimitReached) {
                let errors = try schema.explain(params)
                findings += errors.isEmpty ? [Self.finding(true, "params")] : []
                findings += errors.map { unit in
                    Self.finding(false, "params" + unit.instanceLocation.asPath, ("error", JSON(unit.error)))
                }
            } catch {
                findings.append(Self.finding(false, "params", ("error", JSON(error.description))))
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
            findings.append(
                finding(
                    value.map { contains($0, wanted) } ?? false, path, ("expected", wanted),
                    value.map { ("actual", $0) }))
        }
    }

    private static func finding(_ holds: Bool, _ path: String, _ more: (name: ExactString, value: JSON)?...) -> JSON {
        let members: [(name: ExactString, value: JSON)] = [("holds", JSON(holds ? "✓" : "✗")), ("path", JSON(path))]
        return JSON(members: members + more.compactMap { $0 })
    }
}

extension JSONPointer {
    /// The pointer as it is written behind a name: `.lines[0].sku`.
    fileprivate var asPath: String {
        tokens.map { Int($0.string) != nil ? "[\($0)]" : ".\($0)" }.joined()
    }
}
