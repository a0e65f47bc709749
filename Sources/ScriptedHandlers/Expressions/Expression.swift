import ClamatorKit

/// What stands between `${` and `}`: a formula on the params of a call and the state of its service.
///
/// It is read and typed once, and evaluated for each call in time linear in its own size and that of the values it reads,
/// spent from the call's budget; there are no loops and no definitions.
///
///     sum     = product { ( "+" | "-" ) product }
///     product = factor { ( "*" | "/" | "%" ) factor }
///     factor  = "-" factor | primary [ "^" factor ]
///     primary = number | string | "true" | "false" | "null" | "(" sum ")"
///             | name "(" [ sum { "," sum } ] ")"
///             | name { "." name | "[" ( digits | string ) "]" }
///
/// Numbers and strings are JSON's. A path begins with the name of a param, with `params` for the params themselves, or
/// with `state` for the service's state; a param of one of these two names is `params.params` or `params.state`.
final class Expression: Sendable {
    /// The expression as it was written, without `${` and `}`.
    let source: String
    let root: Node
    /// The types that the value can have; all where the schema says nothing.
    let types: TypeSet

    /// What an expression may speak of.
    struct Scope {
        /// What the params are like.
        let params: Subschema
        /// The names in the service's state.
        var state: Set<ExactString> = []
    }

    /// Reads an expression and types it.
    ///
    /// - Throws: `ExpressionError` where it is none, where it names what is not there, or where an operator or a function
    ///   is given what it cannot take.
    init(_ source: String, in scope: Scope) throws(ExpressionError) {
        self.source = source
        var parser = ExpressionParser(source)
        root = try parser.parse()
        var typing = ExpressionTyping(source: source, scope: scope)
        types = try typing.types(of: root)
    }

    /// Whether the expression reads the service's state.
    var looksAtState: Bool { root.looksAtState }

    /// A part of the expression, and the offset where it begins, in code points; for an operation that of its operator.
    struct Node: Sendable {
        let kind: Kind
        let offset: Int
    }

    indirect enum Kind: Sendable {
        case literal(ExpressionValue)
        case path(Path)
        case negation(Node)
        /// Operations of one precedence from left to right. They are kept side by side, and not within each other, so that
        /// the tree is no deeper than the parentheses.
        case chain(Node, [Link])
        case power(Node, Node)
        case call(ExpressionFunction, [Node])
    }

    /// An operator and what stands to its right.
    struct Link: Sendable {
        let operation: ArithmeticOperator
        let operand: Node
        let offset: Int
    }

    /// A way into the params or the state.
    struct Path: Sendable {
        enum Root { case params, state }
        enum Key: Sendable {
            case name(ExactString)
            case position(Int)
        }

        struct Step: Sendable {
            let key: Key
            let offset: Int
        }

        let root: Root
        let steps: [Step]
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
    var words: String { (contains(.integer) ? union(.number) : self).names.joined(separator: " or ") }
}

extension Expression.Node {
    var looksAtState: Bool {
        switch kind {
        case .literal: false
        case .path(let path): path.root == .state
        case .negation(let operand): operand.looksAtState
        case .chain(let first, let links): first.looksAtState || links.contains { $0.operand.looksAtState }
        case .power(let base, let exponent): base.looksAtState || exponent.looksAtState
        case .call(_, let arguments): arguments.contains { $0.looksAtState }
        }
    }
}
