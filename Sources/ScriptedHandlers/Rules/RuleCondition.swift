import ClamatorKit

/// What must hold for a rule to answer: `when`.
final class RuleCondition: Sendable {
    /// Members that the params must have.
    let params: JSON?
    /// A schema that the params must follow.
    let schema: Subschema?
    /// Members that the service's state must have.
    let state: JSON?
    /// What must come to true.
    let expression: Expression?

    init(params: JSON?, schema: Schema?, state: JSON?, expression: Expression?) {
        self.params = params
        self.schema = schema?.root
        self.state = state
        self.expression = expression
    }

    var looksAtState: Bool { state != nil || expression?.looksAtState == true }

    /// Whether it holds whatever the params and the state are.
    var asksNothing: Bool {
        (params?.count ?? 0) == 0 && (state?.count ?? 0) == 0 && (schema?.isAnything ?? true)
            && expression == nil
    }

    /// - Throws: `LimitReached` where it is too much work to say; where the expression has no boolean for a value, why.
    func holds(
        _ params: JSON, _ state: [ExactString: StateValue], uuids: UUIDSource, spending budget: inout WorkBudget
    ) throws -> Bool {
        if let wanted = self.params, try !Self.contains(params, wanted, &budget) { return false }
        if let schema, try !Self.follows(params, schema, &budget) { return false }
        for (name, wanted) in self.state?.members ?? [] {
            guard let value = state[name], try Self.contains(value, wanted, &budget) else { return false }
        }
        guard let expression else { return true }
        var context = ExpressionContext(params: params, state: state, uuids: uuids, budget: budget)
        defer { budget = context.budget }
        return try expression.holds(in: &context)
    }

    /// What a step of a check against a schema counts for: such steps take longer than those of rules.
    private static let stepsPerCheckStep = 4

    /// Whether the params follow a schema. A check without an answer is not taken for either.
    private static func follows(
        _ params: JSON, _ schema: Subschema, _ budget: inout WorkBudget
    ) throws(LimitReached) -> Bool {
        let verdict = try checking(&budget) { schema.verdict(on: params, spending: &$0) }
        if case .limitReached(let reached) = verdict { throw reached }
        return verdict == .valid
    }

    /// Runs a check within the budget, which it pays for.
    ///
    /// - Throws: `LimitReached` where the budget does not pay for all of it.
    private static func checking<Result>(
        _ budget: inout WorkBudget, _ check: (inout WorkBudget) -> Result
    ) throws(LimitReached) -> Result {
        let steps = budget.steps / stepsPerCheckStep
        var own = WorkBudget(steps: steps)
        let result = check(&own)
        guard budget.spend(steps: (steps - own.steps) * stepsPerCheckStep), own.reached == nil else {
            throw LimitReached(own.reached ?? .steps)
        }
        return result
    }

    /// Whether a value has what is wanted: of an object the named members, of an array every element, else equality.
    private static func contains(
        _ value: StateValue, _ wanted: JSON, _ budget: inout WorkBudget
    ) throws(LimitReached) -> Bool {
        switch value {
        case .json(let json): return try contains(json, wanted, &budget)
        case .list(let list):
            guard wanted.kind == .array, list.elements.count == wanted.count else { return false }
            for (element, wanted) in zip(list.elements, wanted.elements) {
                guard try contains(element, wanted, &budget) else { return false }
            }
            return true
        case .object(let object):
            guard wanted.kind == .object else { return false }
            for (name, wanted) in wanted.members {
                guard budget.spend(steps: 32) else { throw LimitReached(.steps) }
                guard let member = object[name], try contains(member, wanted, &budget) else { return false }
            }
            return true
        }
    }

    private static func contains(
        _ value: JSON, _ wanted: JSON, _ budget: inout WorkBudget
    ) throws(LimitReached) -> Bool {
        try value.withView { (value) throws(LimitReached) in
            try wanted.withView { (wanted) throws(LimitReached) in try contains(value, wanted, &budget) }
        }
    }

    private static func contains(
        _ value: JSONView, _ wanted: JSONView, _ budget: inout WorkBudget
    ) throws(LimitReached) -> Bool {
        guard budget.spend(steps: stepsToCompare(value)) else { throw LimitReached(.steps) }
        switch (value.kind, wanted.kind) {
        case (.object, .object):
            for (name, wanted) in wanted.members {
                // The name is sought among all members.
                guard budget.spend(steps: value.count) else { throw LimitReached(.steps) }
                guard let member = name.withUTF8({ value.member($0) }), try contains(member, wanted, &budget) else {
                    return false
                }
            }
            return true
        case (.array, .array):
            guard value.count == wanted.count else { return false }
            for (element, wanted) in zip(value.elements, wanted.elements) {
                guard try contains(element, wanted, &budget) else { return false }
            }
            return true
        default: return value.isEqual(to: wanted)
        }
    }

    /// What it costs to compare a value, its members and elements aside: all of a number or an escaped string may be
    /// read.
    private static func stepsToCompare(_ value: JSONView) -> Int {
        switch value.kind {
        case .number: 1 + value.bytes.count / 16
        case .string: value.node.isEscaped ? 1 + value.bytes.count : 1
        default: 1
        }
    }

    // MARK: Telling why not

    /// Adds what held (✓) and what did not (✗), each with its path, what was expected and what came.
    ///
    /// - Throws: `LimitReached` where not all of it could be added.
    func report(
        _ params: JSON, _ state: [ExactString: StateValue], uuids: UUIDSource, into conditions: inout [JSON],
        spending budget: inout WorkBudget
    ) throws {
        if let wanted = self.params { try Self.compare(params, wanted, "params", &conditions, &budget) }
        if let schema {
            if try Self.follows(params, schema, &budget) {
                try Self.add(true, "params", [], to: &conditions, &budget)
            } else {
                for unit in try Self.checking(&budget, { schema.explain(params, spending: &$0) }) {
                    let path = "params" + unit.instanceLocation.asPath
                    try Self.add(false, path, [("error", JSON(unit.error))], to: &conditions, &budget)
                }
            }
        }
        for (name, wanted) in self.state?.members ?? [] {
            try Self.compare(state[name]?.json, wanted, "state.\(name)", &conditions, &budget)
        }
        if let expression {
            var context = ExpressionContext(params: params, state: state, uuids: uuids, budget: budget)
            let holds = (try? expression.holds(in: &context)) ?? false
            budget = context.budget
            try Self.add(holds, "if", [("expression", JSON(expression.source))], to: &conditions, &budget)
        }
    }

    private static func compare(
        _ value: JSON?, _ wanted: JSON, _ path: String, _ conditions: inout [JSON], _ budget: inout WorkBudget
    ) throws(LimitReached) {
        if let value, wanted.kind == .object, value.kind == .object, wanted.count > 0 {
            for (name, member) in wanted.members {
                guard budget.spend(steps: value.count) else { throw LimitReached(.steps) }
                try compare(value[name], member, path + JSONPointer([name]).asPath, &conditions, &budget)
            }
        } else {
            var holds = false
            var told: [(name: ExactString, value: JSON)] = [("expected", wanted)]
            if let value {
                holds = try contains(value, wanted, &budget)
                told.append(("actual", value))
            }
            try add(holds, path, told, to: &conditions, &budget)
        }
    }

    private static func add(
        _ holds: Bool, _ path: String, _ more: [(name: ExactString, value: JSON)], to conditions: inout [JSON],
        _ budget: inout WorkBudget
    ) throws(LimitReached) {
        let size = more.reduce(path.utf8.count) { $0 + $1.value.textLength }
        guard budget.spend(bytes: size) else { throw LimitReached(.bytes) }
        let members: [(name: ExactString, value: JSON)] = [("holds", JSON(holds ? "✓" : "✗")), ("path", JSON(path))]
        conditions.append(JSON(members: members + more))
    }
}

extension JSONPointer {
    /// The pointer as it is written behind a name: `.lines[0].sku`.
    fileprivate var asPath: String {
        tokens.map { Int($0.string) != nil ? "[\($0)]" : ".\($0)" }.joined()
    }
}
