import ClamatorKit

/// Reads an expression's text into its tree, by recursive descent.
struct ExpressionParser {
    /// How deep parentheses, calls, signs and powers may stand within each other.
    static let deepest = 200

    private let source: String
    private let text: [Unicode.Scalar]
    private var place = 0
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
    private static let chained: [[Expression.Operator]] = [[.plus, .minus], [.times, .over, .modulo]]

    private mutating func sum() throws(ExpressionError) -> Expression.Node { try chain(0) }

    private mutating func chain(_ precedence: Int) throws(ExpressionError) -> Expression.Node {
        let isLast = precedence + 1 == Self.chained.count
        let first = isLast ? try factor() : try chain(precedence + 1)
        var links: [Expression.Link] = []
        while let operation = chainedOperator(precedence) {
            let start = place
            place += 1
            let operand = isLast ? try factor() : try chain(precedence + 1)
            links.append(Expression.Link(operation: operation, operand: operand, place: start))
        }
        return links.isEmpty ? first : Expression.Node(kind: .chain(first, links), place: first.place)
    }

    private mutating func chainedOperator(_ precedence: Int) -> Expression.Operator? {
        guard let operation = peek().flatMap(Expression.Operator.init(rawValue:)) else { return nil }
        return Self.chained[precedence].contains(operation) ? operation : nil
    }

    private mutating func factor() throws(ExpressionError) -> Expression.Node {
        if peek() == "-" { return try negation() }
        let base = try primary()
        guard peek() == "^" else { return base }
        let power = place
        place += 1
        try enter()
        let exponent = try factor()
        leave()
        return Expression.Node(kind: .power(base, exponent), place: power)
    }

    private mutating func negation() throws(ExpressionError) -> Expression.Node {
        let start = place
        place += 1
        try enter()
        let operand = try factor()
        leave()
        return Expression.Node(kind: .negation(operand), place: start)
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
        let start = place
        switch scalar {
        case "(":
            place += 1
            try enter()
            let inner = try sum()
            leave()
            try expect(")")
            return inner
        case "\"": return Expression.Node(kind: .literal(.text(try string())), place: start)
        case "0"..."9": return Expression.Node(kind: .literal(.number(try number())), place: start)
        case _ where Self.canBeginName(scalar): return try named()
        default: throw error("expected a value")
        }
    }

    /// A literal that is a word, a call, or a path.
    private mutating func named() throws(ExpressionError) -> Expression.Node {
        let start = place
        let name = try name()
        if peek() == "(" {
            guard let function = ExpressionFunction(rawValue: name) else {
                let known = ExpressionFunction.allCases.map(\.rawValue)
                throw error("no function \"\(name)\"" + Suggestion.sentence(for: name, among: known), at: start)
            }
            return Expression.Node(kind: .call(function, try arguments()), place: start)
        }
        switch ExactString(name) {
        case "true": return Expression.Node(kind: .literal(.bool(true)), place: start)
        case "false": return Expression.Node(kind: .literal(.bool(false)), place: start)
        case "null": return Expression.Node(kind: .literal(.null), place: start)
        case "params": return Expression.Node(kind: .path(.init(root: .params, steps: try steps())), place: start)
        case "state":
            let steps = try steps()
            guard case .name = steps.first?.key else {
                throw error("expected a name of the state, as in state.x; a param \"state\" is params.state", at: start)
            }
            return Expression.Node(kind: .path(.init(root: .state, steps: steps)), place: start)
        default:
            let first = Expression.Path.Step(key: .name(ExactString(name)), place: start)
            return Expression.Node(kind: .path(.init(root: .params, steps: [first] + (try steps()))), place: start)
        }
    }

    private mutating func arguments() throws(ExpressionError) -> [Expression.Node] {
        try expect("(")
        var arguments: [Expression.Node] = []
        guard peek() != ")" else {
            place += 1
            return arguments
        }
        repeat {
            if !arguments.isEmpty { place += 1 }
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
                place += 1
                guard let first = peek(), Self.canBeginName(first) else { throw error("expected a name") }
                let start = place
                steps.append(.init(key: .name(ExactString(try name())), place: start))
            case "[":
                place += 1
                steps.append(try bracketed())
            default: return steps
            }
        }
        return steps
    }

    private mutating func bracketed() throws(ExpressionError) -> Expression.Path.Step {
        let isName = peek() == "\""
        let start = place
        let key: Expression.Path.Key
        if isName {
            key = .name(ExactString(try string()))
        } else {
            while place < text.count, "0"..."9" ~= text[place] { place += 1 }
            guard let position = Int(spelling(start..<place)) else {
                throw error("expected a position from 0 or a name in quotes", at: start)
            }
            key = .position(position)
        }
        try expect("]")
        return Expression.Path.Step(key: key, place: start)
    }

    // MARK: Tokens

    private mutating func name() throws(ExpressionError) -> String {
        let start = place
        while place < text.count, Self.canContinueName(text[place]) { place += 1 }
        return spelling(start..<place)
    }

    /// A string as JSON has it (RFC 8259 §7).
    private mutating func string() throws(ExpressionError) -> String {
        let start = place
        place += 1
        while place < text.count, text[place] != "\"" { place += text[place] == "\\" ? 2 : 1 }
        guard place < text.count else { throw error("the string does not end", at: start) }
        place += 1
        do throws(JSONError) {
            return try JSON(parsing: spelling(start..<place)).string ?? ""
        } catch {
            throw self.error(error.reason.description, at: start + error.column - 1)
        }
    }

    /// A number as JSON has it (RFC 8259 §6), but for the sign.
    private mutating func number() throws(ExpressionError) -> Number {
        let start = place
        try digits()
        if place - start > 1, text[start] == "0" { throw error("a number has no leading zeros", at: start) }
        if place < text.count, text[place] == "." {
            place += 1
            try digits()
        }
        if place < text.count, text[place] == "e" || text[place] == "E" {
            place += 1
            if place < text.count, text[place] == "+" || text[place] == "-" { place += 1 }
            try digits()
        }
        do {
            let value = try JSON(parsing: spelling(start..<place))
            return try value.withView { (view) throws(RpcError) in try Number(view) }
        } catch {
            throw self.error((error as? RpcError)?.message ?? "the number is out of range", at: start)
        }
    }

    private mutating func digits() throws(ExpressionError) {
        let start = place
        while place < text.count, "0"..."9" ~= text[place] { place += 1 }
        if place == start { throw error("expected a digit") }
    }

    /// The next scalar that is no space, which the place is moved to.
    private mutating func peek() -> Unicode.Scalar? {
        while place < text.count {
            switch text[place] {
            case " ", "\t", "\n", "\r": place += 1
            case let scalar: return scalar
            }
        }
        return nil
    }

    private mutating func expect(_ scalar: Unicode.Scalar, or other: String? = nil) throws(ExpressionError) {
        guard peek() == scalar else { throw error("expected \(other.map { "\($0) or " } ?? "")'\(scalar)'") }
        place += 1
    }

    private func spelling(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(text[range])) }

    private func error(_ reason: String, at offset: Int? = nil) -> ExpressionError {
        ExpressionError(reason, source: source, offset: offset ?? place)
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
