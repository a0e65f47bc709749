import ClamatorKit

/// What `set` does with one value of the state.
struct StateUpdate: Sendable {
    let name: ExactString
    let operation: Operation
    /// Where it stands in its file.
    let location: JSONPointer

    enum Operation: Sendable {
        /// The value becomes another.
        case assign(Template)
        case increment(Template)
        case push(Template)
        /// Removes the elements that have these members.
        case pull(Template)
        /// Merges members into the elements that have others.
        case patch(where: Template, with: Template)
        case put(key: Template, value: Template)
        case delete(Template)
    }

    /// The names of the operators, as they are written.
    static let operators: [ExactString] = ["$inc", "$push", "$pull", "$patch", "$put", "$delete"]

    /// What an operator works on.
    static func types(for name: ExactString) -> TypeSet {
        switch name {
        case "$inc": .number
        case "$put", "$delete": .object
        default: .array
        }
    }

    /// The same in words.
    static func words(for name: ExactString) -> String {
        switch name {
        case "$inc": "a number"
        case "$put", "$delete": "an object"
        default: "an array"
        }
    }

    /// What it comes to, against the state as it was.
    ///
    /// - Throws: What the templates throw; `StateMismatch` where the state is of another type than the operator works
    ///   on; `TemplateLimit` where a limit is reached.
    func change(in context: inout ExpressionContext) throws -> StateChange {
        do {
            return try changeWithinLimits(in: &context)
        } catch let error as LimitReached {
            throw TemplateLimit(limit: error.limit, location: location)
        }
    }

    private func changeWithinLimits(in context: inout ExpressionContext) throws -> StateChange {
        switch operation {
        case .assign(let template): return value(.init(try template.valueToKeep(in: &context)))
        case .increment(let template):
            guard case .json(let json)? = context.state[name], json.kind == .number else {
                throw mismatch("$inc", context)
            }
            let step = try template.valueToKeep(in: &context)
            guard step.kind == .number else {
                throw StateMismatch(message: "$inc adds a number, got \(step) (at \(location))", location: location)
            }
            let sum = try number(json, in: &context).plus(try number(step, in: &context), spending: &context.budget)
            return value(.json(try context.made { sum.append(to: &$0) }))
        case .push(let template):
            guard case .list? = context.state[name] else { throw mismatch("$push", context) }
            return StateChange(name: name, kind: .push(try template.valueToKeep(in: &context)))
        case .pull(let members):
            let list = try list("$pull", context)
            let wanted = try members.valueToKeep(in: &context).members
            var kept: [JSON] = []
            for element in list where !(try element.has(wanted, in: &context)) { kept.append(element) }
            return value(.list(ValueList(keeping: kept, of: list.count)))
        case .patch(let condition, let members):
            let list = try list("$patch", context)
            let wanted = try condition.valueToKeep(in: &context).members
            let added = try members.valueToKeep(in: &context).members
            var patched: [JSON] = []
            for element in list {
                let matches = element.kind == .object ? try element.has(wanted, in: &context) : false
                patched.append(matches ? try context.object(merged(element.lastMembers, added)) : element)
            }
            return value(.list(ValueList(keeping: patched, of: list.count)))
        case .put(let key, let template):
            let key = try self.key(key, "$put", in: &context)
            let added = try template.valueToKeep(in: &context)
            try requireObject("$put", context)
            return StateChange(name: name, kind: .put(added, as: key))
        case .delete(let key):
            let key = try self.key(key, "$delete", in: &context)
            try requireObject("$delete", context)
            return StateChange(name: name, kind: .delete(key))
        }
    }

    private func value(_ value: StateValue) -> StateChange { StateChange(name: name, kind: .value(value)) }

    // MARK: What it works on

    private func mismatch(_ name: ExactString, _ context: ExpressionContext) -> StateMismatch {
        let types: TypeSet =
            switch context.state[self.name] {
            case .list: .array
            case .object: .object
            case .json(let json): ExpressionValue.json(json).types
            case nil: []
            }
        return StateMismatch(
            message: "\(name) works on \(Self.words(for: name)), and state.\(self.name) is \(types.words)"
                + " (at \(location))", location: location)
    }

    private func list(_ name: ExactString, _ context: ExpressionContext) throws(StateMismatch) -> [JSON] {
        guard case .list(let list)? = context.state[self.name] else { throw mismatch(name, context) }
        return list.elements
    }

    private func requireObject(_ name: ExactString, _ context: ExpressionContext) throws(StateMismatch) {
        switch context.state[self.name] {
        case .object: return
        case .json(let json) where json.kind == .object: return
        default: throw mismatch(name, context)
        }
    }

    private func number(_ json: JSON, in context: inout ExpressionContext) throws -> Number {
        try context.spend(steps: json.withView { Number.stepsToRead($0) })
        return try json.withView { (view) throws(RpcError) in try Number(view) }
    }

    private func key(
        _ template: Template, _ name: ExactString, in context: inout ExpressionContext
    ) throws -> ExactString {
        let key = try template.valueToKeep(in: &context)
        guard let text = key.exactString else {
            throw StateMismatch(message: "\(name) takes a name, got \(key) (at \(location))", location: location)
        }
        return text
    }
}

/// An update of the state that is of another type than the update works on.
struct StateMismatch: DescribedError {
    let message: String
    /// Where the update stands in its file.
    let location: JSONPointer

    var name: String { "StateError" }
    var attributes: [(String, JSON)] { [("location", JSON(location.description))] }
}

extension JSON {
    /// Whether it is an object whose members have these values.
    fileprivate func has(
        _ wanted: [(name: ExactString, value: JSON)], in context: inout ExpressionContext
    ) throws(LimitReached) -> Bool {
        for (name, value) in wanted {
            try context.spend(steps: 2 + count)
            guard let member = self[name], try member.isEqual(to: value, in: &context) else { return false }
        }
        return kind == .object
    }
}

extension Number {
    fileprivate func plus(_ other: Number, spending budget: inout WorkBudget) throws -> Number {
        try .calculate(self, .plus, other, spending: &budget)
    }
}
