import ClamatorKit

/// Reads an expression's text into its tree: by recursive descent, and its binary operators with a stack.
struct ExpressionParser {
    /// How deep parentheses, calls, signs, powers and choices may stand within each other.
    static let deepest = 200
    /// How many nodes may stand within each other: those parentheses, and operations of different precedence in each.
    private static let highest = 2 * deepest + 1

    private let source: String
    private let text: [Unicode.Scalar]
    private var offset = 0
    private var depth = 0

    init(_ source: String) {
        self.source = source
        text = Array(source.unicodeScalars)
    }

    /// Reads the whole text.
    mutating func parse() throws(ExpressionError) -> Expression.Node {
        let node = try expression()
        if let scalar = peek() {
            throw error("expected an operator or the end, got \(Self.name(of: scalar))\(hint())")
        }
        return node
    }

    // MARK: Operators

    // The functions that call each other do so without closures, and few to a level, so that the deepest expression
    // fits on the small stack of a task's thread.

    private mutating func expression() throws(ExpressionError) -> Expression.Node {
        let condition = try binary()
        guard peek() == "?" else { return condition }
        let start = offset
        offset += 1
        try enter()
        let one = try expression()
        try expect(":")
        let other = try expression()
        leave()
        return try checked(.conditional(condition, one, other), at: start)
    }

    /// Goes one level deeper.
    private mutating func enter() throws(ExpressionError) {
        guard depth < Self.deepest else { throw tooDeep() }
        depth += 1
    }

    private mutating func leave() { depth -= 1 }

    private func tooDeep() -> ExpressionError { error("nested deeper than \(Self.deepest) levels") }

    private func checked(_ kind: Expression.Kind, at offset: Int) throws(ExpressionError) -> Expression.Node {
        let node = Expression.Node(kind, at: offset)
        guard node.height <= Self.highest else { throw tooDeep() }
        return node
    }

    private enum BinaryOperator {
        case firstPresent, any, all
        case comparison(ComparisonOperator)
        case arithmetic(ArithmeticOperator)

        /// How tightly it binds. Operators that bind alike are read from left to right.
        var precedence: Int {
            switch self {
            case .firstPresent: 0
            case .any: 1
            case .all: 2
            case .comparison(let operation): operation.isOrder ? 4 : 3
            case .arithmetic(let operation): operation == .plus || operation == .minus ? 5 : 6
            }
        }
    }

    private typealias Pending = (operation: BinaryOperator, offset: Int)

    private mutating func binary() throws(ExpressionError) -> Expression.Node {
        let first = try unary()
        guard var next = binaryOperator() else { return first }
        var operands = [first]
        var pending: [Pending] = []
        while true {
            while let last = pending.last, last.operation.precedence > next.operation.precedence {
                try combine(&operands, &pending)
            }
            pending.append(next)
            operands.append(try unary())
            guard let following = binaryOperator() else { break }
            next = following
        }
        while !pending.isEmpty { try combine(&operands, &pending) }
        return operands[0]
    }

    /// Makes one operand of the last operators that bind alike and what stands beside them.
    private func combine(
        _ operands: inout [Expression.Node], _ pending: inout [Pending]
    ) throws(ExpressionError) {
        guard let last = pending.last?.operation else { return }
        let start = (pending.lastIndex { $0.operation.precedence != last.precedence } ?? -1) + 1
        let run = Array(pending[start...])
        let parts = Array(operands.suffix(run.count + 1))
        pending.removeSubrange(start...)
        operands.removeLast(parts.count)
        switch last {
        case .firstPresent: operands.append(try checked(.firstPresent(parts), at: run[0].offset))
        case .any: operands.append(try checked(.any(parts), at: run[0].offset))
        case .all: operands.append(try checked(.all(parts), at: run[0].offset))
        case .comparison:
            var left = parts[0]
            for (item, right) in zip(run, parts.dropFirst()) {
                guard case .comparison(let operation) = item.operation else { continue }
                left = try checked(.comparison(left, operation, right), at: item.offset)
            }
            operands.append(left)
        case .arithmetic:
            var links: [Expression.Link] = []
            for (item, operand) in zip(run, parts.dropFirst()) {
                guard case .arithmetic(let operation) = item.operation else { continue }
                links.append(Expression.Link(operation: operation, operand: operand, offset: item.offset))
            }
            operands.append(try checked(.chain(parts[0], links), at: parts[0].offset))
        }
    }

    /// The binary operator that stands next, which is passed over.
    private mutating func binaryOperator() -> Pending? {
        guard let scalar = peek() else { return nil }
        let start = offset
        let second = offset + 1 < text.count ? text[offset + 1] : " "
        let operation: BinaryOperator
        var length = 1
        switch (scalar, second) {
        case ("?", "?"): (operation, length) = (.firstPresent, 2)
        case ("|", "|"): (operation, length) = (.any, 2)
        case ("&", "&"): (operation, length) = (.all, 2)
        case ("=", "="): (operation, length) = (.comparison(.equal), 2)
        case ("!", "="): (operation, length) = (.comparison(.notEqual), 2)
        case ("<", "="): (operation, length) = (.comparison(.lessOrEqual), 2)
        case (">", "="): (operation, length) = (.comparison(.greaterOrEqual), 2)
        case ("<", _): operation = .comparison(.less)
        case (">", _): operation = .comparison(.greater)
        default:
            guard let arithmetic = ArithmeticOperator(rawValue: scalar), arithmetic != .power else { return nil }
            operation = .arithmetic(arithmetic)
        }
        offset += length
        return (operation, start)
    }

    private mutating func unary() throws(ExpressionError) -> Expression.Node {
        let scalar = peek()
        if scalar == "-" || scalar == "!" { return try prefixed(isNegation: scalar == "-") }
        let base = try postfix()
        guard peek() == "^" else { return base }
        let power = offset
        offset += 1
        try enter()
        let exponent = try unary()
        leave()
        return try checked(.power(base, exponent), at: power)
    }

    private mutating func prefixed(isNegation: Bool) throws(ExpressionError) -> Expression.Node {
        let start = offset
        offset += 1
        try enter()
        let operand = try unary()
        leave()
        return try checked(isNegation ? .negation(operand) : .not(operand), at: start)
    }

    // MARK: Values

    private mutating func postfix() throws(ExpressionError) -> Expression.Node {
        let base = try primary()
        let steps = try steps()
        return steps.isEmpty ? base : try checked(.steps(base, steps), at: base.offset)
    }

    private mutating func primary() throws(ExpressionError) -> Expression.Node {
        guard let scalar = peek() else { throw error("expected a value") }
        let start = offset
        switch scalar {
        case "(":
            offset += 1
            try enter()
            let inner = try expression()
            leave()
            try expect(")")
            return inner
        case "[": return try checked(.array(try list(in: "[", "]")), at: start)
        case "{": return try object()
        case "\"": return Expression.Node(.literal(.text(try string())), at: start)
        case "0"..."9": return Expression.Node(.literal(.number(try number())), at: start)
        case _ where Self.canBeginName(scalar): return try named()
        default: throw error("expected a value\(hint())")
        }
    }

    /// A literal that is a word, a call, or a path.
    private mutating func named() throws(ExpressionError) -> Expression.Node {
        let start = offset
        let name = try name()
        if peek() == "(" {
            guard let function = ExpressionFunction(rawValue: name) else {
                throw error("no function \"\(name)\"" + ForeignWords.hint(forFunction: name), at: start)
            }
            return try checked(.call(function, try list(in: "(", ")")), at: start)
        }
        if ExactString(name) == "not", let next = peek(), Self.canBeginName(next) {
            throw error("expected an operator; '!' is not", at: start)
        }
        if let literal = ExpressionValue(literal: ExactString(name)) {
            return Expression.Node(.literal(literal), at: start)
        }
        switch ExactString(name) {
        case "params": return try checked(.path(.init(root: .params, steps: try steps())), at: start)
        case "state":
            let steps = try steps()
            guard case .name = steps.first?.key else {
                throw error("expected a name of the state, as in state.x; a param \"state\" is params.state", at: start)
            }
            return try checked(.path(.init(root: .state, steps: steps)), at: start)
        default:
            let first = Expression.Step(key: .name(ExactString(name)), offset: start)
            return try checked(.path(.init(root: .params, steps: [first] + (try steps()))), at: start)
        }
    }

    /// Expressions between brackets, with commas between them.
    private mutating func list(
        in opening: Unicode.Scalar, _ closing: Unicode.Scalar
    ) throws(ExpressionError) -> [Expression.Node] {
        try expect(opening)
        var elements: [Expression.Node] = []
        guard peek() != closing else {
            offset += 1
            return elements
        }
        repeat {
            if !elements.isEmpty { offset += 1 }
            try enter()
            elements.append(try expression())
            leave()
        } while peek() == ","
        try expect(closing, or: "','")
        return elements
    }

    private mutating func object() throws(ExpressionError) -> Expression.Node {
        let start = offset
        try expect("{")
        var members: [(name: ExactString, value: Expression.Node)] = []
        var known: Set<ExactString> = []
        if peek() == "}" {
            offset += 1
            return Expression.Node(.object([]), at: start)
        }
        repeat {
            if !members.isEmpty { offset += 1 }
            guard peek() == "\"" else { throw error("expected a name in quotes") }
            let nameOffset = offset
            let name = ExactString(try string())
            guard known.insert(name).inserted else {
                throw error("the name \"\(name)\" stands here twice", at: nameOffset)
            }
            try expect(":")
            try enter()
            members.append((name, try expression()))
            leave()
        } while peek() == ","
        try expect("}", or: "','")
        return try checked(.object(members), at: start)
    }

    private mutating func steps() throws(ExpressionError) -> [Expression.Step] {
        var steps: [Expression.Step] = []
        while let scalar = peek() {
            switch scalar {
            case ".":
                offset += 1
                guard let first = peek(), Self.canBeginName(first) else { throw error("expected a name") }
                let start = offset
                steps.append(.init(key: .name(ExactString(try name())), offset: start))
            case "[":
                offset += 1
                steps.append(try bracketed())
            default: return steps
            }
        }
        return steps
    }

    private mutating func bracketed() throws(ExpressionError) -> Expression.Step {
        let expected = "expected a position from 0 or a name in quotes"
        guard let scalar = peek(), scalar != "]" else { throw error(expected) }
        let start = offset
        try enter()
        let node = try expression()
        leave()
        try expect("]")
        switch node.kind {
        case .literal(.text(let name)): return .init(key: .name(ExactString(name)), offset: start)
        case .literal(.number(.integer(let position))): return .init(key: .position(position), offset: start)
        case .literal: throw error(expected, at: start)
        case .negation(let operand):
            if case .literal = operand.kind { throw error(expected, at: start) }
            return .init(key: .computed(node), offset: start)
        default: return .init(key: .computed(node), offset: start)
        }
    }

    // MARK: Tokens

    private mutating func name() throws(ExpressionError) -> String {
        let start = offset
        while offset < text.count, Self.canContinueName(text[offset]) { offset += 1 }
        return rawText(start..<offset)
    }

    /// A string as JSON has it (RFC 8259 §7).
    private mutating func string() throws(ExpressionError) -> String {
        let start = offset
        offset += 1
        while offset < text.count, text[offset] != "\"" { offset += text[offset] == "\\" ? 2 : 1 }
        guard offset < text.count else { throw error("the string does not end", at: start) }
        offset += 1
        do throws(JSONError) {
            return try JSON(parsing: rawText(start..<offset)).string ?? ""
        } catch {
            throw self.error(error.reason.description, at: start + error.column - 1)
        }
    }

    /// A number as JSON has it (RFC 8259 §6), but for the sign.
    private mutating func number() throws(ExpressionError) -> Number {
        let start = offset
        try digits()
        if offset - start > 1, text[start] == "0" { throw error("a number has no leading zeros", at: start) }
        if offset < text.count, text[offset] == "." {
            offset += 1
            try digits()
        }
        if offset < text.count, text[offset] == "e" || text[offset] == "E" {
            offset += 1
            if offset < text.count, text[offset] == "+" || text[offset] == "-" { offset += 1 }
            try digits()
        }
        do {
            let value = try JSON(parsing: rawText(start..<offset))
            return try value.withView { (view) throws(RpcError) in try Number(view) }
        } catch {
            throw self.error((error as? RpcError)?.message ?? "the number is out of range", at: start)
        }
    }

    private mutating func digits() throws(ExpressionError) {
        let start = offset
        while offset < text.count, "0"..."9" ~= text[offset] { offset += 1 }
        if offset == start { throw error("expected a digit") }
    }

    /// The next scalar that is no space, which the offset is moved to.
    private mutating func peek() -> Unicode.Scalar? {
        while offset < text.count {
            switch text[offset] {
            case " ", "\t", "\n", "\r": offset += 1
            case let scalar: return scalar
            }
        }
        return nil
    }

    private mutating func expect(_ scalar: Unicode.Scalar, or other: String? = nil) throws(ExpressionError) {
        guard peek() == scalar else { throw error("expected \(other.map { "\($0) or " } ?? "")'\(scalar)'") }
        offset += 1
    }

    /// What would be right, where the text at the offset is what another language writes.
    private func hint() -> String {
        let word = text[offset...].prefix { Self.canContinueName($0) }
        switch (text[offset], ExactString(rawText(offset..<offset + word.count))) {
        case ("=", _): return "; '==' compares"
        case ("'", _): return "; a string has double quotes"
        case ("&", _), (_, "and"): return "; '&&' is and"
        case ("|", _), (_, "or"): return "; '||' is or"
        case (">", _) where offset > 0 && text[offset - 1] == "<": return "; '!=' is not equal"
        case ("(", _): return "; what a function takes stands behind its name, as in length(x)"
        case ("*", _) where offset > 0 && text[offset - 1] == "*": return "; '^' is the power"
        default: return ""
        }
    }

    private func rawText(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(text[range])) }

    private func error(_ reason: String, at offset: Int? = nil) -> ExpressionError {
        ExpressionError(reason, source: source, offset: offset ?? self.offset)
    }

    static func canBeginName(_ scalar: Unicode.Scalar) -> Bool {
        !("0"..."9" ~= scalar) && canContinueName(scalar)
    }

    static func canContinueName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "$" || scalar.properties.isXIDContinue
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        canBeginName(scalar) ? "a name" : "0"..."9" ~= scalar ? "a number" : "'\(scalar)'"
    }
}
