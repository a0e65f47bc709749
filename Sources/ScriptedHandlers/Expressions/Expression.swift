import ClamatorKit

/// What stands between `${` and `}`: a formula on the params of a call and the state of its service.
///
/// It is read and typed once, and evaluated for each call in time linear in its own size and that of the values it
/// reads, spent from the call's budget; there are no loops and no definitions.
///
///     expression = binary [ "?" expression ":" expression ]
///     binary     = unary { operator unary }
///     unary      = ( "-" | "!" ) unary | postfix [ "^" unary ]
///     postfix    = primary { "." name | "[" expression "]" }
///     primary    = number | string | "true" | "false" | "null" | "absent" | "(" expression ")"
///                | "[" [ expression { "," expression } ] "]"
///                | "{" [ string ":" expression { "," string ":" expression } ] "}"
///                | name "(" [ expression { "," expression } ] ")" | name
///
/// The operators, those that bind least first: `??`, `||`, `&&`, `== !=`, `< <= > >=`, `+ -`, `* / %`. Numbers and
/// strings are JSON's. A path begins with the name of a param, with `params` for the params themselves, or with `state`
/// for the service's state; a param that is called like one of these two, or like a literal, is `params.state`,
/// `params.absent`.
final class Expression: Sendable {
    /// The expression as it was written, without `${` and `}`.
    let source: String
    let root: Node
    /// The types that the value can have; all where the schema says nothing. Empty where it is absent for certain.
    let types: TypeSet
    /// What is likely to be meant otherwise, each with the offset that it speaks of.
    let warnings: [(message: String, offset: Int)]

    /// What an expression may speak of.
    struct Scope {
        /// What the params are like.
        let params: Subschema
        /// What the service's state begins with.
        var state: [ExactString: JSON] = [:]
    }

    /// Reads an expression and types it.
    ///
    /// - Throws: `ExpressionError` where it is none, where it names what is not there, or where an operator or a
    ///   function is given what it cannot take.
    init(_ source: String, in scope: Scope) throws(ExpressionError) {
        self.source = source
        var parser = ExpressionParser(source)
        root = try parser.parse()
        var typing = ExpressionTyping(source: source, scope: scope)
        types = try typing.shape(of: root).types
        warnings = typing.warnings
    }

    /// Whether the expression reads the service's state.
    var looksAtState: Bool {
        root.contains { if case .path(let path) = $0.kind { path.root == .state } else { false } }
    }

    /// Whether the value may be the literal `absent`, which leaves a member out.
    var mayLeaveOut: Bool { root.contains { if case .literal(.omitted) = $0.kind { true } else { false } } }

    /// A part of the expression, and the offset where it begins, in code points; for an operation that of its operator.
    struct Node: Sendable {
        let kind: Kind
        let offset: Int
        /// How many nodes stand within each other.
        let height: Int

        init(_ kind: Kind, at offset: Int) {
            self.kind = kind
            self.offset = offset
            height = 1 + kind.children.reduce(0) { max($0, $1.height) }
        }
    }

    indirect enum Kind: Sendable {
        case literal(ExpressionValue)
        case path(Path)
        /// Steps from what is no path.
        case steps(Node, [Step])
        case negation(Node)
        case not(Node)
        /// Operations of one precedence from left to right. They are kept side by side, and not within each other, so
        /// that the tree is no deeper than the parentheses. The same holds for `&&`, `||` and `??`.
        case chain(Node, [Link])
        case power(Node, Node)
        case all([Node])
        case any([Node])
        case firstPresent([Node])
        case comparison(Node, ComparisonOperator, Node)
        case conditional(Node, Node, Node)
        case call(ExpressionFunction, [Node])
        case array([Node])
        case object([(name: ExactString, value: Node)])
    }

    /// An operator and what stands to its right.
    struct Link: Sendable {
        let operation: ArithmeticOperator
        let operand: Node
        let offset: Int
    }

    /// A step from a value to one inside it.
    struct Step: Sendable {
        enum Key: Sendable {
            case name(ExactString)
            case position(Int)
            /// A name or a position that is known only in a call.
            case computed(Node)
        }

        let key: Key
        let offset: Int
    }

    /// A way into the params or the state.
    struct Path: Sendable {
        enum Root { case params, state }

        let root: Root
        let steps: [Step]
    }
}

/// What compares two values.
enum ComparisonOperator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether it asks for an order, which only numbers and strings have.
    var isOrder: Bool { self != .equal && self != .notEqual }

    /// Whether it holds for values in this order: negative, 0 or positive as the left one is less, equal or greater.
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    /// What is wrong with operands of these types.
    func mismatch(_ left: TypeSet, _ right: TypeSet) -> String {
        "'\(rawValue)' compares two numbers or two strings, got \(left.words) and \(right.words)"
    }
}

extension ArithmeticOperator {
    /// What is wrong with operands of these types.
    func mismatch(_ left: TypeSet, _ right: TypeSet) -> String {
        if self == .plus {
            return "'+' adds two numbers or joins two strings, got \(left.words) and \(right.words)"
        }
        let wrong = left.isDisjoint(with: .number) ? left : right
        return "'\(rawValue)' takes numbers, got \(wrong.words)"
    }
}

extension TypeSet {
    /// The types' names in a sentence; an integer is a number there, as what it comes to may be one or not.
    var words: String {
        isEmpty ? "absent" : (contains(.integer) ? union(.number) : self).names.joined(separator: " or ")
    }
}

extension Expression.Kind {
    /// The nodes that the kind is made of.
    var children: [Expression.Node] {
        switch self {
        case .literal: []
        case .path(let path): path.steps.compactMap(\.computed)
        case .steps(let base, let steps): [base] + steps.compactMap(\.computed)
        case .negation(let operand), .not(let operand): [operand]
        case .chain(let first, let links): [first] + links.map(\.operand)
        case .power(let left, let right), .comparison(let left, _, let right): [left, right]
        case .all(let operands), .any(let operands), .firstPresent(let operands), .array(let operands): operands
        case .conditional(let condition, let one, let other): [condition, one, other]
        case .call(_, let arguments): arguments
        case .object(let members): members.map(\.value)
        }
    }
}

extension Expression.Step {
    fileprivate var computed: Expression.Node? {
        if case .computed(let node) = key { node } else { nil }
    }
}

extension Expression.Node {
    /// Whether something holds for it or a node inside it.
    fileprivate func contains(_ holds: (Expression.Node) -> Bool) -> Bool {
        holds(self) || kind.children.contains { $0.contains(holds) }
    }
}
