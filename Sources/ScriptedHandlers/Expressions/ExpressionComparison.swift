import ClamatorKit

extension ExpressionValue {
    /// Whether two values are equal as JSON Schema has it (Core §4.2.2); of what is absent, whether both are.
    ///
    /// - Throws: `LimitReached` where it is too much work to say.
    func isEqual(to other: ExpressionValue, in context: inout ExpressionContext) throws(LimitReached) -> Bool {
        switch (self, other) {
        case (.number(.integer(let one)), .number(.integer(let two))): return one == two
        case (.json(let one), .json(let two)): return try one.isEqual(to: two, in: &context)
        case (.list(let one), .list(let two)):
            return try Self.areEqual(one.elements, two.elements, in: &context)
        case (.list(let one), .json(let two)), (.json(let two), .list(let one)):
            guard two.kind == .array, two.count == one.elements.count else { return false }
            return try Self.areEqual(one.elements, two.elements, in: &context)
        case (.object(let one), .object(let two)): return try Self.areEqual(one, two.members, in: &context)
        case (.object(let one), .json(let two)), (.json(let two), .object(let one)):
            guard two.kind == .object else { return false }
            return try Self.areEqual(one, two.lastMembers, in: &context)
        default: break
        }
        if isAbsent || other.isAbsent { return isAbsent && other.isAbsent }
        if isAbsentOrNull || other.isAbsentOrNull { return isAbsentOrNull && other.isAbsentOrNull }
        if let one = boolean { return one == other.boolean }
        return try order(to: other, in: &context) == 0
    }

    private static func areEqual(
        _ left: [JSON], _ right: [JSON], in context: inout ExpressionContext
    ) throws(LimitReached) -> Bool {
        guard left.count == right.count else { return false }
        for (one, two) in zip(left, right) {
            guard try one.isEqual(to: two, in: &context) else { return false }
        }
        return true
    }

    private static func areEqual(
        _ object: ValueObject, _ members: [(name: ExactString, value: JSON)], in context: inout ExpressionContext
    ) throws(LimitReached) -> Bool {
        try context.spend(steps: 32 * members.count)
        guard object.count == members.count else { return false }
        for (name, value) in members {
            guard let own = object[name], try own.isEqual(to: value, in: &context) else { return false }
        }
        return true
    }

    /// The order of two numbers, exact, or of two strings by code point: negative, 0 or positive as this one is less,
    /// equal or greater; nil for what has no order.
    ///
    /// - Throws: `LimitReached` where it is too much work to say.
    func order(to other: ExpressionValue, in context: inout ExpressionContext) throws(LimitReached) -> Int? {
        try context.spend(steps: 1 + (byteCount + other.byteCount) / 8)
        if isString, other.isString {
            return withUTF8 { one in other.withUTF8 { two in one.lexicographicOrder(to: two) } }
        }
        return withDecimal { one in other.withDecimal { two in JSONDecimal.compare(one, two) } } ?? nil
    }

    /// Runs the body on a string's bytes; on none for any other value.
    func withUTF8<Result>(_ body: (ByteView) -> Result) -> Result {
        switch self {
        case .text(let text): text.withBytes { body($0) }
        case .json(let json): json.withView { $0.kind == .string ? $0.withUTF8(body) : body(ByteView("")) }
        default: body(ByteView(""))
        }
    }

    private func withDecimal<Result>(_ body: (JSONDecimal) -> Result) -> Result? {
        switch self {
        case .number(let number): number.withDecimal(body)
        case .json(let json): json.withView { $0.kind == .number ? body(JSONDecimal($0.bytes)) : nil }
        default: nil
        }
    }
}

extension JSON {
    /// The same as `==`, paid for from the budget of a call.
    func isEqual(to other: JSON, in context: inout ExpressionContext) throws(LimitReached) -> Bool {
        let steps = withView { 1 + 8 * (Int($0.node.next) - $0.index - 1) + $0.bytes.count / 8 }
        guard kind == other.kind else { return false }
        try context.spend(steps: steps)
        return self == other
    }
}

extension ByteView {
    /// Negative, 0 or positive as this text is less than the other by code point, equal, or greater.
    fileprivate func lexicographicOrder(to other: ByteView) -> Int {
        for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
            return self[index] < other[index] ? -1 : 1
        }
        return count - other.count
    }
}
