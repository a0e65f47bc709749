import ClamatorKit

/// What a call gives its expressions to work with.
struct ExpressionContext {
    /// The params of the call.
    let params: JSON
    /// The service's state by name.
    let state: [ExactString: JSON]
    /// Where `uuid()` takes its values from.
    let uuids: UUIDSource
    /// What the expressions of the call may still cost.
    var budget: WorkBudget

    /// Counts steps.
    ///
    /// - Throws: `LimitReached` where they are more than were left.
    mutating func spend(steps: Int) throws(LimitReached) {
        guard budget.spend(steps: steps) else { throw LimitReached(.steps) }
    }

    /// Counts bytes that are made.
    ///
    /// - Throws: `LimitReached` where they are more than were left.
    mutating func spend(bytes: Int) throws(LimitReached) {
        guard budget.spend(bytes: bytes) else { throw LimitReached(.bytes) }
    }
}

extension WorkBudget {
    /// What a rule may cost in one call: its condition, its templates, and its changes to the state. It takes about a
    /// tenth of a second to use it up.
    static var forRules: WorkBudget { WorkBudget(steps: 20_000_000) }
}

extension Expression {
    /// The value in a call.
    ///
    /// - Throws: `RpcError` −32000 for a division by zero and for a result that is no number; `ExpressionError` for what is
    ///   absent, and for what an operator or a function cannot take; `LimitReached` for a value over 1 MiB, and where the
    ///   budget is used up.
    func value(in context: inout ExpressionContext) throws -> ExpressionValue {
        try bounded(try value(of: root, in: &context))
    }
}

// MARK: - How the parts are worked out

extension Expression {
    /// What it costs to visit a node, in steps as long as those over the members of an object.
    private static let stepsPerNode = 16

    private func value(of node: Node, in context: inout ExpressionContext) throws -> ExpressionValue {
        try context.spend(steps: Self.stepsPerNode)
        switch node.kind {
        case .literal(let value): return value
        case .path(let path): return .json(try value(at: path, in: &context, offset: node.offset))
        case .negation(let operand):
            let value = try value(of: operand, in: &context)
            guard let number = try number(value, in: &context) else {
                throw error("'-' takes a number, got \(value.types.words)", at: node.offset)
            }
            return .number(number.negated)
        case .chain(let first, let links):
            return try value(of: first, links, in: &context)
        case .power(let base, let exponent):
            let base = try value(of: base, in: &context)
            let exponent = try value(of: exponent, in: &context)
            return .number(try calculate(base, .power, exponent, in: &context, at: node.offset))
        case .call(let function, let arguments):
            return try call(function, arguments, in: &context)
        }
    }

    private func bounded(_ value: ExpressionValue) throws(LimitReached) -> ExpressionValue {
        guard value.byteCount <= ExpressionValue.largest else { throw LimitReached(.bytes) }
        return value
    }

    /// The value as a string, which is copied.
    private func string(
        _ value: ExpressionValue, in context: inout ExpressionContext
    ) throws(LimitReached) -> String? {
        guard value.isString else { return nil }
        try context.spend(bytes: try bounded(value).byteCount)
        return value.string
    }

    private func error(_ reason: String, at offset: Int) -> ExpressionError {
        ExpressionError(reason, source: source, offset: offset)
    }

    /// The value as a number, all of whose text may be read, and all of whose parts may be looked at or copied.
    private func number(_ value: ExpressionValue, in context: inout ExpressionContext) throws -> Number? {
        if case .json(let json) = value {
            try context.spend(steps: json.withView { $0.kind == .number ? Number.stepsToRead($0) : 0 })
        }
        let number = try value.number
        if case .large(let integer)? = number { try context.spend(steps: 16 * integer.size) }
        return number
    }

    // MARK: Operators

    private func value(
        of first: Node, _ links: [Link], in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        var left = try value(of: first, in: &context)
        for (index, link) in links.enumerated() {
            if let text = try string(left, in: &context) {
                return .text(try joined(text, links[index...], in: &context))
            }
            let right = try value(of: link.operand, in: &context)
            left = .number(try calculate(left, link.operation, right, in: &context, at: link.offset))
        }
        return left
    }

    /// A string with those that follow it. They are appended to it, so that many take no more than linear time.
    private func joined(
        _ first: String, _ links: ArraySlice<Link>, in context: inout ExpressionContext
    ) throws -> String {
        var text = first
        for link in links {
            let right = try value(of: link.operand, in: &context)
            guard link.operation == .plus, let string = try string(right, in: &context) else {
                throw error(link.operation.mismatch(.string, right.types), at: link.offset)
            }
            guard text.utf8.count + string.utf8.count <= ExpressionValue.largest else { throw LimitReached(.bytes) }
            text += string
        }
        return text
    }

    private func calculate(
        _ left: ExpressionValue, _ operation: ArithmeticOperator, _ right: ExpressionValue,
        in context: inout ExpressionContext,
        at offset: Int
    ) throws -> Number {
        guard let one = try number(left, in: &context), let two = try number(right, in: &context) else {
            throw error(operation.mismatch(left.types, right.types), at: offset)
        }
        return try .calculate(one, operation, two, spending: &context.budget)
    }

    // MARK: Functions

    private func call(
        _ function: ExpressionFunction, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        switch function {
        case .now: return .text(Timestamp.now())
        case .uuid: return .text(context.uuids.next())
        case .length:
            let value = try value(of: arguments[0], in: &context)
            if value.isString { try context.spend(steps: value.byteCount) }
            guard let length = value.length else { throw mismatch(function, value, arguments[0]) }
            return .number(.integer(length))
        case .upper, .lower:
            let value = try value(of: arguments[0], in: &context)
            guard let text = try string(value, in: &context) else { throw mismatch(function, value, arguments[0]) }
            let changed = try bounded(.text(function == .upper ? text.uppercased() : text.lowercased()))
            try context.spend(bytes: changed.byteCount)
            return changed
        case .min, .max:
            var result = try number(function, arguments[0], in: &context)
            for argument in arguments.dropFirst() {
                let next = try number(function, argument, in: &context)
                let replaces =
                    function == .min
                    ? try Number.isLess(next, result, spending: &context.budget)
                    : try Number.isLess(result, next, spending: &context.budget)
                if replaces { result = next }
            }
            return .number(result)
        case .abs: return .number(try number(function, arguments[0], in: &context).absolute)
        case .floor: return .number(try number(function, arguments[0], in: &context).floor)
        case .ceil: return .number(try number(function, arguments[0], in: &context).ceiling)
        case .round: return .number(try number(function, arguments[0], in: &context).nearest)
        case .sqrt:
            let number = try number(function, arguments[0], in: &context)
            return .number(try number.squareRoot(spending: &context.budget))
        }
    }

    private func number(
        _ function: ExpressionFunction, _ argument: Node, in context: inout ExpressionContext
    ) throws -> Number {
        let value = try value(of: argument, in: &context)
        guard let number = try number(value, in: &context) else { throw mismatch(function, value, argument) }
        return number
    }

    private func mismatch(
        _ function: ExpressionFunction, _ value: ExpressionValue, _ argument: Node
    ) -> ExpressionError {
        error(function.mismatch(value.types), at: argument.offset)
    }

    // MARK: Paths

    private func value(at path: Path, in context: inout ExpressionContext, offset: Int) throws -> JSON {
        guard path.root == .state else { return try follow(path.steps[...], from: context.params, in: &context) }
        guard case .name(let name) = path.steps.first?.key, let value = context.state[name] else {
            throw error("absent from the state", at: offset)
        }
        return try follow(path.steps.dropFirst(), from: value, in: &context)
    }

    private func follow(
        _ steps: ArraySlice<Path.Step>, from start: JSON, in context: inout ExpressionContext
    ) throws -> JSON {
        try start.withView { view in
            var view = view
            for step in steps { view = try follow(step, from: view, in: &context) }
            return start.at(view)
        }
    }

    private func follow(
        _ step: Path.Step, from view: JSONView, in context: inout ExpressionContext
    ) throws -> JSONView {
        switch step.key {
        case .name(let name):
            guard view.kind == .object else {
                throw error("expected an object with \"\(name)\", got \(Self.name(of: view))", at: step.offset)
            }
            try context.spend(steps: view.count)
            let text = name.string
            guard let member = text.withBytes({ view.member($0) }) else {
                throw error("\"\(name)\" is absent", at: step.offset)
            }
            return member
        case .position(let position):
            guard view.kind == .array else {
                throw error("expected an array, got \(Self.name(of: view))", at: step.offset)
            }
            try context.spend(steps: min(position, view.count))
            guard position < view.count, let element = view.elements.dropFirst(position).first(where: { _ in true })
            else {
                throw error("no element \(position); there are \(view.count)", at: step.offset)
            }
            return element
        }
    }

    private static func name(of view: JSONView) -> String {
        switch view.kind {
        case .null: "null"
        case .true, .false: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
