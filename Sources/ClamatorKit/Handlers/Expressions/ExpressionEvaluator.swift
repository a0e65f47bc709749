internal import ClamatorSchema

/// What a call gives its expressions to work with.
package struct ExpressionContext: Sendable {
    /// The params of the call.
    let params: JSON
    /// The service's state by name.
    let state: [ExactString: JSON]
    /// Where `uuid()` takes its values from.
    let uuids: UUIDSource

    package init(params: JSON, state: [ExactString: JSON], uuids: UUIDSource) {
        self.params = params
        self.state = state
        self.uuids = uuids
    }
}

extension Expression {
    /// The value in a call.
    ///
    /// - Throws: `RpcError` −32000 for a division by zero and for a number that is not finite; `ExpressionError` for what is
    ///   absent, for what an operator or a function cannot take, and for a value over 1 MiB.
    func value(in context: ExpressionContext) throws -> ExpressionValue {
        try bounded(try value(of: root, in: context), at: root.place)
    }

    /// Writes the value in a call: of a lone path as it was spelled, else as JavaScript would.
    ///
    /// - Throws: As `value(in:)`.
    func write(in context: ExpressionContext, into writer: inout JSONWriter) throws {
        let value = try value(in: context)
        writer.beginValue()
        try value.append(to: &writer)
    }
}

// MARK: - How the parts are worked out

extension Expression {
    private func value(of node: Node, in context: ExpressionContext) throws -> ExpressionValue {
        switch node.kind {
        case .literal(let value): return value
        case .path(let path): return .json(try value(at: path, in: context, place: node.place))
        case .negation(let operand):
            let value = try value(of: operand, in: context)
            guard let number = value.number else {
                throw error("'-' takes a number, got \(value.types.words)", at: node.place)
            }
            return .number(number.negated)
        case .chain(let first, let links):
            return try value(of: first, links, in: context)
        case .power(let base, let exponent):
            return .number(
                try calculate(
                    try value(of: base, in: context), .power, try value(of: exponent, in: context), at: node.place))
        case .call(let function, let arguments):
            return try call(function, arguments, in: context, at: node.place)
        }
    }

    private func bounded(_ value: ExpressionValue, at place: Int) throws(ExpressionError) -> ExpressionValue {
        guard value.byteCount <= ExpressionValue.largest else {
            throw error("the value is larger than 1 MiB", at: place)
        }
        return value
    }

    private func error(_ reason: String, at place: Int) -> ExpressionError {
        ExpressionError(reason, source: source, offset: place)
    }

    // MARK: Operators

    private func value(
        of first: Node, _ links: [Link], in context: ExpressionContext
    ) throws -> ExpressionValue {
        var left = try value(of: first, in: context)
        for (index, link) in links.enumerated() {
            if let text = left.string { return .text(try joined(text, links[index...], in: context)) }
            left = .number(
                try calculate(left, link.operation, try value(of: link.operand, in: context), at: link.place))
        }
        return left
    }

    /// A string with those that follow it. They are appended in place, so that many take no more than linear time.
    private func joined(
        _ first: String, _ links: ArraySlice<Link>, in context: ExpressionContext
    ) throws -> String {
        var text = first
        for link in links {
            let right = try value(of: link.operand, in: context)
            guard link.operation == .plus, let string = right.string else {
                throw error(link.operation.misfit(.string, right.types), at: link.place)
            }
            guard text.utf8.count + string.utf8.count <= ExpressionValue.largest else {
                throw error("the string is longer than 1 MiB", at: link.place)
            }
            text += string
        }
        return text
    }

    private func calculate(
        _ left: ExpressionValue, _ operation: Operator, _ right: ExpressionValue, at place: Int
    ) throws -> Number {
        guard let one = left.number, let two = right.number else {
            throw error(operation.misfit(left.types, right.types), at: place)
        }
        let result =
            switch operation {
            case .plus: one + two
            case .minus: one - two
            case .times: one * two
            case .over: try one / two
            case .modulo: try one % two
            case .power: try Number.power(one, two)
            }
        return try result.finite
    }

    // MARK: Functions

    private func call(
        _ function: ExpressionFunction, _ arguments: [Node], in context: ExpressionContext, at place: Int
    ) throws -> ExpressionValue {
        switch function {
        case .now: return .text(Timestamp.now())
        case .uuid: return .text(context.uuids.next())
        case .length:
            let value = try value(of: arguments[0], in: context)
            guard let length = value.length else { throw misfit(function, value, arguments[0]) }
            return .number(.integer(length))
        case .upper, .lower:
            let value = try bounded(try value(of: arguments[0], in: context), at: arguments[0].place)
            guard let text = value.string else { throw misfit(function, value, arguments[0]) }
            return try bounded(.text(function == .upper ? text.uppercased() : text.lowercased()), at: place)
        case .min, .max:
            var result = try number(function, arguments[0], in: context)
            for argument in arguments.dropFirst() {
                let next = try number(function, argument, in: context)
                if function == .min ? next < result : result < next { result = next }
            }
            return .number(result)
        case .abs: return .number(try number(function, arguments[0], in: context).absolute)
        case .floor: return .number(try number(function, arguments[0], in: context).floor)
        case .ceil: return .number(try number(function, arguments[0], in: context).ceiling)
        case .round: return .number(try number(function, arguments[0], in: context).nearest)
        case .sqrt: return .number(try number(function, arguments[0], in: context).squareRoot.finite)
        }
    }

    private func number(
        _ function: ExpressionFunction, _ argument: Node, in context: ExpressionContext
    ) throws -> Number {
        let value = try value(of: argument, in: context)
        guard let number = value.number else { throw misfit(function, value, argument) }
        return number
    }

    private func misfit(
        _ function: ExpressionFunction, _ value: ExpressionValue, _ argument: Node
    ) -> ExpressionError {
        error(function.misfit(value.types), at: argument.place)
    }

    // MARK: Paths

    private func value(
        at path: Path, in context: ExpressionContext, place: Int
    ) throws(ExpressionError) -> JSON {
        guard path.root == .state else { return try follow(path.steps[...], from: context.params) }
        guard case .name(let name) = path.steps.first?.key, let value = context.state[name] else {
            throw error("absent from the state", at: place)
        }
        return try follow(path.steps.dropFirst(), from: value)
    }

    private func follow(_ steps: ArraySlice<Path.Step>, from start: JSON) throws(ExpressionError) -> JSON {
        try start.withView { (view) throws(ExpressionError) in
            var view = view
            for step in steps { view = try follow(step, from: view) }
            return start.at(view)
        }
    }

    private func follow(_ step: Path.Step, from view: JSONView) throws(ExpressionError) -> JSONView {
        switch step.key {
        case .name(let name):
            guard view.kind == .object else {
                throw error("expected an object with \"\(name)\", got \(Self.name(of: view))", at: step.place)
            }
            guard let member = name.withUTF8({ view.member($0) }) else {
                throw error("\"\(name)\" is absent", at: step.place)
            }
            return member
        case .position(let position):
            guard view.kind == .array else {
                throw error("expected an array, got \(Self.name(of: view))", at: step.place)
            }
            guard position < view.count, let element = view.elements.dropFirst(position).first(where: { _ in true })
            else {
                throw error("no element \(position); there are \(view.count)", at: step.place)
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
