import ClamatorKit

/// Reads an expression's text into its tree, by recursive descent.
struct ExpressionParser {
    /// How deep parentheses, calls, signs and powers may stand within each other.
    static let deepest = 200

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
        let node = try sum()
        if let scalar = peek() { throw error("expected an operator or the end, got \(Self.name(of: scalar))") }
        return node
    }

    // MARK: Operators

    // The functions that call each other do so without closures, and few to a level, so that the deepest expression
    // fits on the small stack of a task's thread.

    /// The operators that are read from left to right, those that bind least first.
    private static let chained: [[ArithmeticOperator]] = [[.plus, .minus], [.times, .over, .modulo]]

    private mutating func sum() throws(ExpressionError) -> Expression.Node { try chain(0) }

    private mutating func chain(_ precedence: Int) throws(ExpressionError) -> Expression.Node {
        let isLast = precedence + 1 == Self.chained.count
        let first = isLast ? try factor() : try chain(precedence + 1)
        var links: [Expression.Link] = []
        while let operation = chainedOperator(precedence) {
            let start = offset
            offset += 1
            let operand = isLast ? try factor() : try chain(precedence + 1)
            links.append(Expression.Link(operation: operation, operand: operand, offset: start))
        }
        return links.isEmpty ? first : Expression.Node(kind: .chain(first, links), offset: first.offset)
    }

    private mutating func chainedOperator(_ precedence: Int) -> ArithmeticOperator? {
        guard let operation = peek().flatMap(ArithmeticOperator.init(rawValue:)) else { return nil }
        return Self.chained[precedence].contains(operation) ? operation : nil
    }

    private mutating func factor() throws(ExpressionError) -> Expression.Node {
        if peek() == "-" { return try negation() }
        let base = try primary()
        guard peek() == "^" else { return base }
        let power = offset
        offset += 1
        try enter()
        let exponent = try factor()
        leave()
        return Expression.Node(kind: .power(base, exponent), offset: power)
    }

    private mutating func negation() throws(ExpressionError) -> Expression.Node {
        let start = offset
        offset += 1
        try enter()
        let operand = try factor()
        leave()
        return Expression.Node(kind: .negation(operand), offset: start)
    }

    /// Goes one level deeper.
    private mutating func enter() throws(ExpressionError) {
        guard depth < Self.deepest else { throw error("nested deeper than \(Self.deepest) levels") }
        depth += 1
    }

    private mutating func leave() { depth -= 1 }

    // MARK: Values

    private mutating func primary() throws(ExpressionError) -> Expression.Node {
        guard let scalar = peek() else { throw error("expected a value") }
        let start = offset
        switch scalar {
        case "(":
            offset += 1
            try enter()
            let inner = try sum()
            leave()
            try expect(")")
            return inner
        case "\"": return Expression.Node(kind: .literal(.text(try string())), offset: start)
        case "0"..."9": return Expression.Node(kind: .literal(.number(try number())), offset: start)
        case _ where Self.canBeginName(scalar): return try named()
        default: throw error("expected a value")
        }
    }

    /// A literal that is a word, a call, or a path.
    private mutating func named() throws(ExpressionError) -> Expression.Node {
        let start = offset
        let name = try name()
        if peek() == "(" {
            guard let function = ExpressionFunction(rawValue: name) else {
                let known = ExpressionFunction.allCases.map(\.rawValue)
                throw error("no function \"\(name)\"" + Suggestion.sentence(for: name, among: known), at: start)
            }
            return Expression.Node(kind: .call(function, try arguments()), offset: start)
        }
        switch ExactString(name) {
        case "true": return Expression.Node(kind: .literal(.bool(true)), offset: start)
        case "false": return Expression.Node(kind: .literal(.bool(false)), offset: start)
        case "null": return Expression.Node(kind: .literal(.null), offset: start)
        case "params": return Expression.Node(kind: .path(.init(root: .params, steps: try steps())), offset: start)
        case "state":
            let steps = try steps()
            guard case .name = steps.first?.key else {
                throw error("expected a name of the state, as in state.x; a param \"state\" is params.state", at: start)
            }
            return Expression.Node(kind: .path(.init(root: .state, steps: steps)), offset: start)
        default:
            let first = Expression.Path.Step(key: .name(ExactString(name)), offset: start)
            return Expression.Node(kind: .path(.init(root: .params, steps: [first] + (try steps()))), offset: start)
        }
    }

    private mutating func arguments() throws(ExpressionError) -> [Expression.Node] {
        try expect("(")
        var arguments: [Expression.Node] = []
        guard peek() != ")" else {
            offset += 1
            return arguments
        }
        repeat {
            if !arguments.isEmpty { offset += 1 }
            try enter()
            arguments.append(try sum())
            leave()
        } while peek() == ","
        try expect(")", or: "','")
        return arguments
    }

    private mutating func steps() throws(ExpressionError) -> [Expression.Path.Step] {
        var steps: [Expression.Path.Step] = []
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

    private mutating func bracketed() throws(ExpressionError) -> Expression.Path.Step {
        let isName = peek() == "\""
        let start = offset
        let key: Expression.Path.Key
        if isName {
            key = .name(ExactString(try string()))
        } else {
            while offset < text.count, "0"..."9" ~= text[offset] { offset += 1 }
            guard let position = Int(spelling(start..<offset)) else {
                throw error("expected a position from 0 or a name in quotes", at: start)
            }
            key = .position(position)
        }
        try expect("]")
        return Expression.Path.Step(key: key, offset: start)
    }

    // MARK: Tokens

    private mutating func name() throws(ExpressionError) -> String {
        let start = offset
        while offset < text.count, Self.canContinueName(text[offset]) { offset += 1 }
        return spelling(start..<offset)
    }

    /// A string as JSON has it (RFC 8259 §7).
    private mutating func string() throws(ExpressionError) -> String {
        let start = offset
        offset += 1
        while offset < text.count, text[offset] != "\"" { offset += text[offset] == "\\" ? 2 : 1 }
        guard offset < text.count else { throw error("the string does not end", at: start) }
        offset += 1
        do throws(JSONError) {
            return try JSON(parsing: spelling(start..<offset)).string ?? ""
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
            let value = try JSON(parsing: spelling(start..<offset))
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

    private func spelling(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(text[range])) }

    private func error(_ reason: String, at offset: Int? = nil) -> ExpressionError {
        ExpressionError(reason, source: source, offset: offset ?? self.offset)
    }

    private static func canBeginName(_ scalar: Unicode.Scalar) -> Bool {
        !("0"..."9" ~= scalar) && canContinueName(scalar)
    }

    private static func canContinueName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "$" || scalar.properties.isXIDContinue
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        canBeginName(scalar) ? "a name" : "0"..."9" ~= scalar ? "a number" : "'\(scalar)'"
    }
}
