import ClamatorKit

/// Finds the types that the parts of an expression can have, and what is certain to fail in every call.
///
/// The types are never too few: where a schema leaves something open, every type is taken to be possible, and what then
/// does not fit shows in the call.
struct ExpressionTyping {
    private let source: String
    private let scope: Expression.Scope
    /// A schema can lead in more ways than can be followed; where this is used up, the types are left open.
    private var budget = WorkBudget(steps: 2000)

    init(source: String, scope: Expression.Scope) {
        self.source = source
        self.scope = scope
    }

    mutating func types(of node: Expression.Node) throws(ExpressionError) -> TypeSet {
        switch node.kind {
        case .literal(let value): return value.types
        case .path(let path): return try types(of: path)
        case .negation(let operand):
            let types = try types(of: operand)
            if types.isDisjoint(with: .number) {
                throw error("'-' takes a number, got \(types.words)", at: node.offset)
            }
            return types.intersection(.number)
        case .chain(let first, let links):
            var left = try types(of: first)
            for link in links {
                left = try types(left, link.operation, try types(of: link.operand), at: link.offset)
            }
            return left
        case .power(let base, let exponent):
            return try types(try types(of: base), .power, try types(of: exponent), at: node.offset)
        case .call(let function, let arguments):
            guard function.arity.contains(arguments.count) else {
                throw error(function.countMismatch(arguments.count), at: node.offset)
            }
            var given: [TypeSet] = []
            for argument in arguments {
                let types = try types(of: argument)
                if types.isDisjoint(with: function.takes) { throw error(function.mismatch(types), at: argument.offset) }
                given.append(types)
            }
            return function.types(for: given)
        }
    }

    private func types(
        _ left: TypeSet, _ operation: ArithmeticOperator, _ right: TypeSet, at offset: Int
    ) throws(ExpressionError) -> TypeSet {
        var result: TypeSet = []
        if operation == .plus, left.contains(.string), right.contains(.string) { result.insert(.string) }
        let numbers = (left.intersection(.number), right.intersection(.number))
        if !numbers.0.isEmpty, !numbers.1.isEmpty {
            // What comes of integers is one, even where it overflows: doubles that large have no fraction. Division and
            // negative powers leave the integers.
            let staysInteger = operation != .over && operation != .power
            result.formUnion(staysInteger ? numbers.0.union(numbers.1) : .number)
        }
        if result.isEmpty { throw error(operation.mismatch(left, right), at: offset) }
        return result
    }

    private func error(_ reason: String, at offset: Int) -> ExpressionError {
        ExpressionError(reason, source: source, offset: offset)
    }

    // MARK: Paths

    private mutating func types(of path: Expression.Path) throws(ExpressionError) -> TypeSet {
        if path.root == .state {
            // A name in the state can be set to anything.
            guard case .name(let name) = path.steps.first?.key, !scope.state.contains(name) else { return .all }
            let none = scope.state.isEmpty ? "; the service has no state" : ""
            throw error(
                "no state \"\(name)\"\(none)"
                    + Suggestion.sentence(for: name, among: scope.state.sorted()),
                at: path.steps[0].offset)
        }
        var schemas = [scope.params]
        for (index, step) in path.steps.enumerated() {
            guard let next = try follow(step, from: schemas, isParam: index == 0) else { return .all }
            schemas = next
        }
        let types = schemas.reduce(into: TypeSet()) { $0.formUnion($1.types) }
        return types.isEmpty ? .all : types
    }

    /// What a step leads to; nil where the schemas leave it open.
    private mutating func follow(
        _ step: Expression.Path.Step, from schemas: [Subschema], isParam: Bool
    ) throws(ExpressionError) -> [Subschema]? {
        let types = schemas.reduce(into: TypeSet()) { $0.formUnion($1.types) }
        switch step.key {
        case .name(let name):
            guard types.contains(.object) else {
                throw error("expected an object with \"\(name)\", got \(types.words)", at: step.offset)
            }
            let found = schemas.filter { $0.types.contains(.object) }
                .map { $0.memberSchemas(name, spending: &budget) }
            guard let found = found.joinedIfKnown else { return nil }
            if found.isEmpty {
                let isCall = isParam && ExpressionFunction(rawValue: name.string) != nil
                let hint =
                    isCall
                    ? "; the function is called as \(name)(…)"
                    : Suggestion.sentence(
                        for: name, among: schemas.flatMap { $0.memberNames(spending: &budget) })
                throw error("no \(isParam ? "param" : "member") \"\(name)\"\(hint)", at: step.offset)
            }
            return found
        case .position(let position):
            guard types.contains(.array) else { throw error("expected an array, got \(types.words)", at: step.offset) }
            let found = schemas.filter { $0.types.contains(.array) }.map { $0.elementSchemas(position) }
            guard let found = found.joinedIfKnown else { return nil }
            if found.isEmpty { throw error("no element \(position)", at: step.offset) }
            return found
        }
    }
}

extension Subschema {
    /// How many choices within each other are looked into; a schema may lead back to itself.
    private static let deepest = 8

    /// What a member can be: by each of the ways that the choices leave; empty where it cannot be there, and nil where
    /// the schema leaves it open, or the budget is used up.
    func memberSchemas(
        _ name: ExactString, spending budget: inout WorkBudget, depth: Int = 0
    ) -> [Subschema]? {
        guard budget.spend(steps: 1) else { return nil }
        if let declared = properties.first(where: { $0.name == name })?.schema {
            return declared.types.isEmpty ? [] : [declared]
        }
        let branches = (oneOf + anyOf).filter { $0.types.contains(.object) }
        let chosen =
            depth < Self.deepest
            ? branches.map { $0.memberSchemas(name, spending: &budget, depth: depth + 1) }.joinedIfKnown : nil
        guard let other = property(name) else { return branches.isEmpty ? nil : chosen }
        // `unevaluatedProperties` speaks only of what no other keyword has looked at.
        guard other.location.tokens.last == "unevaluatedProperties" else { return other.types.isEmpty ? [] : [other] }
        guard other.types.isEmpty else { return nil }
        let applicators: [ExactString] = ["$ref", "$dynamicRef", "allOf", "if", "dependentSchemas"]
        return applicators.contains { source[$0] != nil } ? nil : chosen
    }

    /// The names that are declared, in the choices too, as far as the budget goes.
    func memberNames(spending budget: inout WorkBudget, depth: Int = 0) -> [ExactString] {
        guard budget.spend(steps: 1) else { return [] }
        let own = properties.map(\.name)
        guard depth < Self.deepest else { return own }
        return own + (oneOf + anyOf).flatMap { $0.memberNames(spending: &budget, depth: depth + 1) }
    }

    /// What an element can be; empty where it cannot be there, and nil where the schema leaves it open.
    func elementSchemas(_ position: Int) -> [Subschema]? {
        guard position >= prefixItems.count else { return [prefixItems[position]] }
        guard let items, items.location.tokens.last != "unevaluatedItems" else { return nil }
        return items.types.isEmpty ? [] : [items]
    }
}

extension [[Subschema]?] {
    /// All of them; nil where one is.
    fileprivate var joinedIfKnown: [Subschema]? {
        var joined: [Subschema] = []
        for schemas in self {
            guard let schemas else { return nil }
            joined += schemas
        }
        return joined
    }
}
