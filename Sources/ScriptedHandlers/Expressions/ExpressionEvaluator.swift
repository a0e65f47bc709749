import ClamatorKit

/// What a call gives its expressions to work with.
struct ExpressionContext {
    /// The params of the call.
    let params: JSON
    /// The service's state by name.
    let state: [ExactString: StateValue]
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

    /// Makes an object, whose members may be too much together.
    mutating func object(_ members: [(name: ExactString, value: JSON)]) throws -> JSON {
        let size = members.reduce(2) { $0 + $1.name.utf8.count + $1.value.textLength + 4 }
        guard size <= ExpressionValue.largest else { throw LimitReached(.bytes) }
        try spend(bytes: size)
        return try made { writer in
            writer.object { writer in
                for (name, value) in members { writer.member(name.string) { $0.value(value) } }
            }
        }
    }

    /// Makes the value that the body writes.
    ///
    /// - Throws: `LimitReached` where it is nested too deep.
    func made(_ body: (inout JSONWriter) -> Void) throws -> JSON {
        var builder = JSONBuilder()
        do {
            return try builder.build(body)
        } catch is JSONError {
            throw LimitReached(.depth)
        }
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
    /// - Throws: `RpcError` −32000 for a division by zero and for a result that is no number; `ExpressionError` for
    ///   what is absent, and for what an operator or a function cannot take; `LimitReached` for a value over 1 MiB, and
    ///   where the budget is used up.
    func value(in context: inout ExpressionContext) throws -> ExpressionValue {
        let value = try bounded(try value(of: root, in: &context))
        if value.isAbsent { throw absence(of: value, at: root.offset) }
        return value
    }

    /// The same; nil where the value is the literal `absent`.
    func valueUnlessLeftOut(in context: inout ExpressionContext) throws -> ExpressionValue? {
        let value = try bounded(try value(of: root, in: &context))
        if case .omitted = value { return nil }
        if value.isAbsent { throw absence(of: value, at: root.offset) }
        return value
    }

    /// Whether a condition holds.
    ///
    /// - Throws: As `value(in:)`, and `ExpressionError` where the value is no boolean.
    func holds(in context: inout ExpressionContext) throws -> Bool {
        let value = try value(in: &context)
        guard let holds = value.boolean else { throw error("expected a boolean, got \(value.types.words)", at: 0) }
        return holds
    }

    /// The value as a double, infinite where none is as large.
    ///
    /// - Throws: As `value(in:)`, and `ExpressionError` where the value is no number.
    func double(in context: inout ExpressionContext) throws -> Double {
        let value = try value(in: &context)
        guard let number = try number(value, in: &context) else {
            throw error("expected a number, got \(value.types.words)", at: 0)
        }
        return number.double
    }
}

// MARK: - How the parts are worked out

extension Expression {
    /// What it costs to visit a node, in steps as long as those over the members of an object.
    private static let stepsPerNode = 16

    func value(of node: Node, in context: inout ExpressionContext) throws -> ExpressionValue {
        try context.spend(steps: Self.stepsPerNode)
        switch node.kind {
        case .literal(let value): return value
        case .path(let path): return try value(at: path, in: &context)
        case .steps(let base, let steps):
            return try follow(steps[...], from: try value(of: base, in: &context), in: &context)
        case .negation(let operand):
            let value = try value(of: operand, in: &context)
            guard let number = try number(value, in: &context) else {
                throw unfit(value, at: node.offset, "'-' takes a number, got \(value.types.words)")
            }
            return .number(number.negated)
        case .not(let operand): return .bool(!(try boolean(operand, "'!'", in: &context)))
        case .chain(let first, let links):
            return try value(of: first, links, in: &context)
        case .power(let base, let exponent):
            let base = try value(of: base, in: &context)
            let exponent = try value(of: exponent, in: &context)
            return .number(try calculate(base, .power, exponent, in: &context, at: node.offset))
        case .all(let operands):
            for operand in operands {
                guard try boolean(operand, "'&&'", in: &context) else { return .bool(false) }
            }
            return .bool(true)
        case .any(let operands):
            for operand in operands {
                if try boolean(operand, "'||'", in: &context) { return .bool(true) }
            }
            return .bool(false)
        case .firstPresent(let operands):
            for operand in operands.dropLast() {
                let value = try value(of: operand, in: &context)
                if !value.isAbsentOrNull { return value }
            }
            return try value(of: operands[operands.count - 1], in: &context)
        case .comparison(let left, let operation, let right):
            return .bool(try compare(left, operation, right, in: &context, at: node.offset))
        case .conditional(let condition, let one, let other):
            return try value(of: try boolean(condition, "'?'", in: &context) ? one : other, in: &context)
        case .call(let function, let arguments):
            return try call(function, arguments, in: &context)
        case .array(let elements):
            var values: [JSON] = []
            for element in elements {
                values.append(try json(try value(of: element, in: &context), at: element.offset, in: &context))
            }
            return try made(list: values, in: &context)
        case .object(let members):
            var made: [(name: ExactString, value: JSON)] = []
            for (name, member) in members {
                let value = try value(of: member, in: &context)
                if case .omitted = value { continue }
                made.append((name, try json(value, at: member.offset, in: &context)))
            }
            return .json(try context.object(made))
        }
    }

    private func bounded(_ value: ExpressionValue) throws(LimitReached) -> ExpressionValue {
        guard value.byteCount <= ExpressionValue.largest else { throw LimitReached(.bytes) }
        return value
    }

    /// The value as a string, which is copied.
    func string(
        _ value: ExpressionValue, in context: inout ExpressionContext
    ) throws(LimitReached) -> String? {
        guard value.isString else { return nil }
        try context.spend(bytes: try bounded(value).byteCount)
        return value.string
    }

    func error(_ reason: String, at offset: Int) -> ExpressionError {
        ExpressionError(reason, source: source, offset: offset)
    }

    /// What is wrong where a value is not what is taken: the reason, or that it is absent.
    @inline(never)
    func unfit(_ value: ExpressionValue, at offset: Int, _ reason: @autoclosure () -> String) -> ExpressionError {
        value.isAbsent ? absence(of: value, at: offset) : error(reason(), at: offset)
    }

    private func absence(of value: ExpressionValue, at offset: Int) -> ExpressionError {
        guard case .absent(let absence) = value else { return error("the value is absent", at: offset) }
        return error(absence.reason, at: absence.offset)
    }

    /// The value as a number, all of whose text may be read, and all of whose parts may be looked at or copied.
    func number(_ value: ExpressionValue, in context: inout ExpressionContext) throws -> Number? {
        if case .json(let json) = value {
            try context.spend(steps: json.withView { $0.kind == .number ? Number.stepsToRead($0) : 0 })
        }
        let number = try value.number
        if case .large(let integer)? = number { try context.spend(steps: 16 * integer.size) }
        return number
    }

    private func boolean(_ node: Node, _ taker: String, in context: inout ExpressionContext) throws -> Bool {
        let value = try value(of: node, in: &context)
        guard let boolean = value.boolean else {
            throw unfit(value, at: node.offset, "\(taker) takes booleans, got \(value.types.words)")
        }
        return boolean
    }

    // MARK: Values that are made

    /// The value as JSON, of which a new value is made.
    func json(_ value: ExpressionValue, at offset: Int, in context: inout ExpressionContext) throws -> JSON {
        if case .json(let json) = value { return json }
        if value.isAbsent { throw absence(of: value, at: offset) }
        try context.spend(bytes: try bounded(value).byteCount)
        return try context.made { value.append(to: &$0) }
    }

    /// A list, whose elements may be too much together.
    func made(list elements: [JSON], in context: inout ExpressionContext) throws -> ExpressionValue {
        let list = ValueList(elements)
        let value = try bounded(.list(list))
        try context.spend(bytes: list.byteCount)
        return value
    }

    // MARK: Operators

    private func compare(
        _ left: Node, _ operation: ComparisonOperator, _ right: Node, in context: inout ExpressionContext,
        at offset: Int
    ) throws -> Bool {
        let one = try value(of: left, in: &context)
        let two = try value(of: right, in: &context)
        guard operation.isOrder else {
            return try one.isEqual(to: two, in: &context) == (operation == .equal)
        }
        guard let order = try one.order(to: two, in: &context) else {
            throw unfit(one.isAbsent ? one : two, at: offset, operation.mismatch(one.types, two.types))
        }
        return operation.holds(order)
    }

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
                throw unfit(right, at: link.offset, link.operation.mismatch(.string, right.types))
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
            throw unfit(left.isAbsent ? left : right, at: offset, operation.mismatch(left.types, right.types))
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
            guard let length = value.length else { throw mismatch(function, 0, value, arguments) }
            return .number(.integer(length))
        case .upper, .lower:
            let text = try text(function, 0, arguments, in: &context)
            let changed = try bounded(.text(function == .upper ? text.uppercased() : text.lowercased()))
            try context.spend(bytes: changed.byteCount)
            return changed
        case .min, .max:
            var result = try number(function, 0, arguments, in: &context)
            for position in arguments.indices.dropFirst() {
                let next = try number(function, position, arguments, in: &context)
                let replaces =
                    function == .min
                    ? try Number.isLess(next, result, spending: &context.budget)
                    : try Number.isLess(result, next, spending: &context.budget)
                if replaces { result = next }
            }
            return .number(result)
        case .abs: return .number(try number(function, 0, arguments, in: &context).absolute)
        case .floor: return .number(try number(function, 0, arguments, in: &context).floor)
        case .ceil: return .number(try number(function, 0, arguments, in: &context).ceiling)
        case .round: return .number(try number(function, 0, arguments, in: &context).nearest)
        case .sqrt:
            let number = try number(function, 0, arguments, in: &context)
            return .number(try number.squareRoot(spending: &context.budget))
        case .find, .filter, .indexOf, .without, .match, .sortBy, .sum, .slice, .append:
            return try callOnList(function, arguments, in: &context)
        case .contains, .split, .join, .string, .number:
            return try callOnText(function, arguments, in: &context)
        case .merge, .keys, .values:
            return try callOnObject(function, arguments, in: &context)
        }
    }

    func number(
        _ function: ExpressionFunction, _ position: Int, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> Number {
        let value = try value(of: arguments[position], in: &context)
        guard let number = try number(value, in: &context) else {
            throw mismatch(function, position, value, arguments)
        }
        return number
    }

    func text(
        _ function: ExpressionFunction, _ position: Int, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> String {
        let value = try value(of: arguments[position], in: &context)
        guard let text = try string(value, in: &context) else { throw mismatch(function, position, value, arguments) }
        return text
    }

    func mismatch(
        _ function: ExpressionFunction, _ position: Int, _ value: ExpressionValue, _ arguments: [Node]
    ) -> ExpressionError {
        unfit(value, at: arguments[position].offset, function.mismatch(position, value.types))
    }

    // MARK: Paths

    private func value(at path: Path, in context: inout ExpressionContext) throws -> ExpressionValue {
        guard path.root == .state else { return try follow(path.steps[...], from: context.params, in: &context) }
        guard case .name(let name) = path.steps[0].key, let value = context.state[name] else {
            throw error("absent from the state", at: path.steps[0].offset)
        }
        let rest = path.steps.dropFirst()
        switch value {
        case .json(let json): return try follow(rest, from: json, in: &context)
        case .list(let list): return try follow(rest, from: .list(list), in: &context)
        case .object(let object): return try follow(rest, from: .object(object), in: &context)
        }
    }

    private func follow(
        _ steps: ArraySlice<Step>, from start: ExpressionValue, in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        guard let step = steps.first else { return start }
        switch start {
        case .absent, .omitted: return start
        case .json(let json): return try follow(steps, from: json, in: &context)
        case .list(let list):
            let position = try position(step, of: "array", in: &context)
            guard list.elements.indices.contains(position) else {
                return .absent(.element(position, count: list.elements.count, offset: step.offset))
            }
            return try follow(steps.dropFirst(), from: list.elements[position], in: &context)
        case .object(let object):
            let name = try name(step, ofObject: true, "object", in: &context)
            guard let member = object[name] else { return .absent(.member(name, offset: step.offset)) }
            return try follow(steps.dropFirst(), from: member, in: &context)
        case .null: return .absent(absence(behind: step))
        case .number, .text, .bool:
            throw error("expected an array or an object, got \(start.types.words)", at: step.offset)
        }
    }

    private func follow(
        _ steps: ArraySlice<Step>, from start: JSON, in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        try start.withView { view in
            var view = view
            for step in steps {
                switch view.kind {
                case .object:
                    let name = try name(step, ofObject: true, "object", in: &context)
                    try context.spend(steps: view.count)
                    guard let member = name.withUTF8({ view.member($0) }) else {
                        return .absent(.member(name, offset: step.offset))
                    }
                    view = member
                case .array:
                    let position = try position(step, of: "array", in: &context)
                    try context.spend(steps: max(0, min(position, view.count)))
                    guard position >= 0, position < view.count,
                        let element = view.elements.dropFirst(position).first(where: { _ in true })
                    else { return .absent(.element(position, count: view.count, offset: step.offset)) }
                    view = element
                case .null: return .absent(absence(behind: step))
                default:
                    switch step.key {
                    case .name: _ = try name(step, ofObject: false, Self.name(of: view), in: &context)
                    default: _ = try position(step, of: Self.name(of: view), in: &context)
                    }
                    throw error("expected an array or an object, got \(Self.name(of: view))", at: step.offset)
                }
            }
            return .json(start.at(view))
        }
    }

    /// The name that a step into an object has.
    private func name(
        _ step: Step, ofObject isObject: Bool, _ kind: String, in context: inout ExpressionContext
    ) throws -> ExactString {
        switch step.key {
        case .name(let name):
            guard isObject else {
                throw error("expected an object with \"\(name)\", got \(kind)", at: step.offset)
            }
            return name
        case .position: throw error("expected an array, got \(kind)", at: step.offset)
        case .computed(let node):
            let value = try value(of: node, in: &context)
            guard let name = try string(value, in: &context) else {
                throw unfit(value, at: step.offset, "an object takes a name, got \(value.types.words)")
            }
            return ExactString(name)
        }
    }

    /// The position that a step into an array has.
    private func position(_ step: Step, of kind: String, in context: inout ExpressionContext) throws -> Int {
        switch step.key {
        case .name(let name): throw error("expected an object with \"\(name)\", got \(kind)", at: step.offset)
        case .position(let position):
            guard kind == "array" else { throw error("expected an array, got \(kind)", at: step.offset) }
            return position
        case .computed(let node):
            let value = try value(of: node, in: &context)
            guard case .integer(let position)? = try number(value, in: &context) else {
                throw unfit(value, at: step.offset, "an array takes an integer, got \(value.types.words)")
            }
            return position
        }
    }

    /// That a step from null leads nowhere.
    private func absence(behind step: Step) -> Absence {
        if case .name(let name) = step.key { return .member(name, offset: step.offset) }
        return .insideNull(offset: step.offset)
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
