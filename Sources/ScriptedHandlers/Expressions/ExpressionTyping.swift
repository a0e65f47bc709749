import ClamatorKit

/// What is known at load of the value that a part of an expression has.
struct ExpressionShape: Sendable {
    /// The types that the value can have; empty where it is absent for certain.
    var types: TypeSet
    var inside = Inside.unknown

    /// What is known of its members and elements.
    indirect enum Inside: Sendable {
        case unknown
        /// They follow one of these schemas.
        case schemas([Subschema])
        /// They are like those of these values, with which the state begins.
        case values([JSON])
        /// Its elements have this shape.
        case elements(ExpressionShape)
        case members([(name: ExactString, shape: ExpressionShape)])
    }

    static let anything = ExpressionShape(types: .all)

    init(types: TypeSet, inside: Inside = .unknown) {
        self.types = types
        self.inside = inside
    }

    /// A value that follows one of these schemas.
    init(_ schemas: [Subschema]) {
        let types = schemas.reduce(into: TypeSet()) { $0.formUnion($1.types) }
        self.init(types: types.isEmpty ? .all : types, inside: .schemas(schemas))
    }

    /// A value like one that the state begins with, which fixes the type unless it is null, or empty.
    init(like value: JSON) {
        switch value.kind {
        case .null: self = .anything
        case .true, .false: self.init(types: .boolean)
        case .number: self.init(types: .number)
        case .string: self.init(types: .string)
        case .array, .object:
            let types: TypeSet = value.kind == .array ? .array : .object
            self = value.count == 0 ? .anything : ExpressionShape(types: types, inside: .values([value]))
        }
    }

    /// A value that has one of two shapes.
    func union(_ other: ExpressionShape) -> ExpressionShape {
        let types = types.union(other.types)
        let nested: TypeSet = [.array, .object]
        if other.types.isDisjoint(with: nested) { return ExpressionShape(types: types, inside: inside) }
        if self.types.isDisjoint(with: nested) { return ExpressionShape(types: types, inside: other.inside) }
        switch (inside, other.inside) {
        case (.schemas(let one), .schemas(let two)): return ExpressionShape(types: types, inside: .schemas(one + two))
        case (.values(let one), .values(let two)): return ExpressionShape(types: types, inside: .values(one + two))
        case (.elements(let one), .elements(let two)):
            return ExpressionShape(types: types, inside: .elements(one.union(two)))
        default: return ExpressionShape(types: types)
        }
    }

    /// What each of its elements is like.
    var element: ExpressionShape {
        switch inside {
        case .unknown, .members: return .anything
        case .elements(let shape): return shape
        case .schemas(let schemas):
            let elements = schemas.filter { $0.types.contains(.array) }.map(\.anyElementSchemas).joinedIfKnown
            return elements.map { $0.isEmpty ? .anything : ExpressionShape($0) } ?? .anything
        case .values(let values): return Self.common(values.flatMap(\.elements))
        }
    }

    /// How many values of the state are looked at.
    private static let mostValues = 100

    /// What all of these are like, and values that come to them may be like.
    fileprivate static func common(_ values: [JSON]) -> ExpressionShape {
        guard let first = values.first, values.count <= mostValues else { return .anything }
        return values.dropFirst().reduce(ExpressionShape(like: first)) { $0.union(ExpressionShape(like: $1)) }
    }
}

/// Finds the types that the parts of an expression can have, and what is certain to fail in every call.
///
/// The types are never too few: where a schema leaves something open, every type is taken to be possible, and what then
/// does not fit shows in the call.
struct ExpressionTyping {
    private let source: String
    private let scope: Expression.Scope
    /// A schema can lead in more ways than can be followed; where this is used up, the types are left open.
    private var budget = WorkBudget(steps: 2000)
    private(set) var warnings: [(message: String, offset: Int)] = []

    init(source: String, scope: Expression.Scope) {
        self.source = source
        self.scope = scope
    }

    mutating func shape(of node: Expression.Node) throws(ExpressionError) -> ExpressionShape {
        switch node.kind {
        case .literal(let value):
            warn(ofParamLike: value, at: node.offset)
            return ExpressionShape(types: value.types)
        case .path(let path): return try shape(of: path)
        case .steps(let base, let steps):
            let shape = try shape(of: base)
            return try follow(steps[...], from: shape, areParams: false)
        case .negation(let operand):
            let types = try shape(of: operand).types
            if types.isDisjoint(with: .number) {
                throw error("'-' takes a number, got \(types.words)", at: node.offset)
            }
            return ExpressionShape(types: types.intersection(.number))
        case .not(let operand): return try boolean([operand], "'!'")
        case .all(let operands): return try boolean(operands, "'&&'")
        case .any(let operands): return try boolean(operands, "'||'")
        case .chain(let first, let links):
            var left = try shape(of: first).types
            for link in links {
                left = try types(left, link.operation, try shape(of: link.operand).types, at: link.offset)
            }
            return ExpressionShape(types: left)
        case .power(let base, let exponent):
            let (base, exponent) = (try shape(of: base).types, try shape(of: exponent).types)
            return ExpressionShape(types: try types(base, .power, exponent, at: node.offset))
        case .firstPresent(let operands):
            var result = ExpressionShape(types: [])
            for (index, operand) in operands.enumerated() {
                var shape = try shape(of: operand)
                if index < operands.count - 1 { shape.types.remove(.null) }
                result = result.union(shape)
            }
            return result
        case .comparison(let left, let operation, let right):
            let (one, two) = (try shape(of: left).types, try shape(of: right).types)
            let common = one.intersection(two)
            if operation.isOrder, common.isDisjoint(with: .string),
                one.isDisjoint(with: .number) || two.isDisjoint(with: .number)
            {
                throw error(operation.mismatch(one, two), at: node.offset)
            }
            // What may be null is not known to have another type always.
            if !operation.isOrder, common.isEmpty, !one.isEmpty, !two.isEmpty, one.union(two).isDisjoint(with: .null) {
                warnings.append(("\(one.words) is never equal to \(two.words)", node.offset))
            }
            return ExpressionShape(types: .boolean)
        case .conditional(let condition, let one, let other):
            _ = try boolean([condition], "'?'")
            let first = try shape(of: one)
            return first.union(try shape(of: other))
        case .call(let function, let arguments): return try shape(of: function, arguments, at: node.offset)
        case .array(let elements):
            var element = ExpressionShape(types: [])
            for node in elements { element = element.union(try shape(of: node)) }
            return ExpressionShape(
                types: .array, inside: .elements(elements.isEmpty ? .anything : element))
        case .object(let members):
            var shapes: [(name: ExactString, shape: ExpressionShape)] = []
            for (name, member) in members { shapes.append((name, try shape(of: member))) }
            return ExpressionShape(types: .object, inside: .members(shapes))
        }
    }

    private mutating func boolean(
        _ operands: [Expression.Node], _ taker: String
    ) throws(ExpressionError) -> ExpressionShape {
        for operand in operands {
            let types = try shape(of: operand).types
            if !types.contains(.boolean) {
                throw error("\(taker) takes booleans, got \(types.words)", at: operand.offset)
            }
        }
        return ExpressionShape(types: .boolean)
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

    /// Warns of a literal that a param is called like.
    private mutating func warn(ofParamLike literal: ExpressionValue, at offset: Int) {
        for (word, isMeant) in [
            ("true", literal.boolean == true), ("false", literal.boolean == false), ("null", literal.types == .null),
            ("absent", literal.isAbsent),
        ] where isMeant && scope.params.properties.contains(where: { $0.name == ExactString(word) }) {
            warnings.append(("\(word) is the literal here; the param of this name is params.\(word)", offset))
        }
    }

    /// Warns of a member that no object has with which a list of the state begins.
    private mutating func warn(ofUnknown name: ExactString, in list: ExpressionShape, at offset: Int) {
        guard case .values(let values) = list.inside else { return }
        let objects = values.flatMap(\.elements).filter { $0.kind == .object }
        guard !objects.isEmpty, objects.allSatisfy({ $0[name] == nil }) else { return }
        let hint = Suggestion.sentence(for: name, among: objects[0].members.map(\.name))
        warnings.append(("no element begins with a member \"\(name)\"\(hint)", offset))
    }

    // MARK: Functions

    private mutating func shape(
        of function: ExpressionFunction, _ arguments: [Expression.Node], at offset: Int
    ) throws(ExpressionError) -> ExpressionShape {
        guard function.takes(count: arguments.count) else {
            throw error(function.countMismatch(arguments.count), at: offset)
        }
        var given: [ExpressionShape] = []
        for (position, argument) in arguments.enumerated() {
            let shape: ExpressionShape
            do throws(ExpressionError) {
                shape = try self.shape(of: argument)
            } catch {
                guard function.takesKey, position == 1, case .path(let path) = argument.kind, path.steps.count == 1,
                    case .name(let name) = path.steps[0].key
                else { throw error }
                throw self.error(
                    "\(error.reason); the name of a member stands in quotes: \"\(name)\"", at: error.offset)
            }
            let wanted = function.parameter(position)
            let mayBeAbsent = if case .anything = wanted { true } else { false }
            if !mayBeAbsent, shape.types.isDisjoint(with: wanted.types) {
                throw error(function.mismatch(position, shape.types), at: argument.offset)
            }
            given.append(shape)
        }
        if function.takesKey, case .literal(.text(let key)) = arguments[1].kind,
            given[0].element.types.contains(.object)
        {
            let step = Expression.Step(key: .name(ExactString(key)), offset: arguments[1].offset)
            _ = try follow([step], from: given[0].element, areParams: false)
            warn(ofUnknown: ExactString(key), in: given[0], at: arguments[1].offset)
        }
        if function == .contains, given[0].types.isDisjoint(with: .array), given[1].types.isDisjoint(with: .string) {
            throw error("contains looks for a string in a string, got \(given[1].types.words)", at: arguments[1].offset)
        }
        return function.shape(for: given)
    }

    // MARK: Paths

    private mutating func shape(of path: Expression.Path) throws(ExpressionError) -> ExpressionShape {
        guard path.root == .state else {
            return try follow(path.steps[...], from: ExpressionShape([scope.params]), areParams: true)
        }
        guard case .name(let name) = path.steps.first?.key else { return .anything }
        guard let value = scope.state[name] else {
            let none = scope.state.isEmpty ? "; the service has no state" : ""
            throw error(
                "no state \"\(name)\"\(none)" + Suggestion.sentence(for: name, among: scope.state.keys.sorted()),
                at: path.steps[0].offset)
        }
        return try follow(path.steps.dropFirst(), from: ExpressionShape(like: value), areParams: false)
    }

    private mutating func follow(
        _ steps: ArraySlice<Expression.Step>, from start: ExpressionShape, areParams: Bool
    ) throws(ExpressionError) -> ExpressionShape {
        var shape = start
        var isParam = areParams
        for step in steps {
            // A step from what is absent leads to what is absent.
            if shape.types.isEmpty { return shape }
            switch step.key {
            case .name(let name): shape = try member(name, of: shape, isParam: isParam, at: step.offset)
            case .position(let position): shape = try element(position, of: shape, at: step.offset)
            case .computed(let node): shape = try computed(try self.shape(of: node), of: shape, at: step.offset)
            }
            isParam = false
        }
        return shape
    }

    private func computed(
        _ key: ExpressionShape, of shape: ExpressionShape, at offset: Int
    ) throws(ExpressionError) -> ExpressionShape {
        let isElement = shape.types.contains(.array) && !key.types.isDisjoint(with: .number)
        let isMember = shape.types.contains(.object) && key.types.contains(.string)
        if !isElement, !isMember {
            let taken =
                shape.types.contains(.array)
                ? "an array takes an integer" : shape.types.contains(.object) ? "an object takes a name" : nil
            throw error(
                taken.map { "\($0), got \(key.types.words)" }
                    ?? "expected an array or an object, got \(shape.types.words)", at: offset)
        }
        return isMember ? .anything : shape.element
    }

    private mutating func member(
        _ name: ExactString, of shape: ExpressionShape, isParam: Bool, at offset: Int
    ) throws(ExpressionError) -> ExpressionShape {
        guard shape.types.contains(.object) else {
            let hint = ForeignWords.hint(forMember: name) ?? ""
            throw error("expected an object with \"\(name)\", got \(shape.types.words)\(hint)", at: offset)
        }
        switch shape.inside {
        case .unknown, .elements: return .anything
        case .values(let values):
            // The others may be there later, and what is null or empty may become anything.
            return ExpressionShape.common(values.compactMap { $0[name] })
        case .members(let members):
            if let member = members.first(where: { $0.name == name }) { return member.shape }
            let hint = Suggestion.sentence(for: name, among: members.map(\.name))
            throw error("no member \"\(name)\"\(hint)", at: offset)
        case .schemas(let schemas):
            let found = schemas.filter { $0.types.contains(.object) }
                .map { $0.memberSchemas(name, spending: &budget) }
            guard let found = found.joinedIfKnown else { return .anything }
            if !found.isEmpty { return ExpressionShape(found) }
            let isCall = isParam && ExpressionFunction(rawValue: name.string) != nil
            let roots: [ExactString] = isParam ? ["params", "state"] : []
            let hint =
                isCall
                ? "; the function is called as \(name)(…)"
                : (isParam ? ForeignWords.hint(forValue: name) : nil)
                    ?? Suggestion.sentence(
                        for: name, among: schemas.flatMap { $0.memberNames(spending: &budget) } + roots)
            throw error("no \(isParam ? "param" : "member") \"\(name)\"\(hint)", at: offset)
        }
    }

    private func element(
        _ position: Int, of shape: ExpressionShape, at offset: Int
    ) throws(ExpressionError) -> ExpressionShape {
        guard shape.types.contains(.array) else {
            throw error("expected an array, got \(shape.types.words)", at: offset)
        }
        guard case .schemas(let schemas) = shape.inside else { return shape.element }
        let found = schemas.filter { $0.types.contains(.array) }.map { $0.elementSchemas(position) }
        guard let found = found.joinedIfKnown else { return .anything }
        if found.isEmpty { throw error("no element \(position)", at: offset) }
        return ExpressionShape(found)
    }
}

extension ExpressionFunction {
    /// What it gives for arguments of these shapes.
    fileprivate func shape(for arguments: [ExpressionShape]) -> ExpressionShape {
        let strings = ExpressionShape(types: .string)
        switch self {
        case .min, .max, .abs:
            // An integer stays one, even where it overflows: doubles that large have no fraction.
            let areIntegers = arguments.allSatisfy { $0.types.intersection(.number).isSubset(of: .integer) }
            return ExpressionShape(types: areIntegers ? .integer : .number)
        case .floor, .ceil, .round, .length, .indexOf: return ExpressionShape(types: .integer)
        case .sqrt, .sum, .number: return ExpressionShape(types: .number)
        case .upper, .lower, .now, .uuid, .join, .string: return strings
        case .contains: return ExpressionShape(types: .boolean)
        case .find: return arguments[0].element
        case .match, .filter, .without, .sortBy, .slice:
            return ExpressionShape(types: .array, inside: .elements(arguments[0].element))
        case .append:
            return ExpressionShape(types: .array, inside: .elements(arguments[0].element.union(arguments[1])))
        case .keys, .split: return ExpressionShape(types: .array, inside: .elements(strings))
        case .values: return ExpressionShape(types: .array)
        case .merge: return ExpressionShape(types: .object)
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

    /// What the elements can be; nil where the schema leaves it open.
    fileprivate var anyElementSchemas: [Subschema]? {
        guard let rest = elementSchemas(prefixItems.count) else { return nil }
        return prefixItems + rest
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
