import ClamatorKit

/// Functions on the elements of a list.
extension Expression {
    func callOnList(
        _ function: ExpressionFunction, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        let list = try value(of: arguments[0], in: &context)
        guard list.types == .array else { throw mismatch(function, 0, list, arguments) }
        switch function {
        case .append:
            var elements = try elements(of: list, in: &context)
            let added = try value(of: arguments[1], in: &context)
            elements.append(try json(added, at: arguments[1].offset, in: &context))
            return try made(list: elements, in: &context)
        case .slice:
            let elements = try elements(of: list, in: &context)
            let from = try bound(1, arguments, count: elements.count, in: &context)
            let to = try bound(2, arguments, count: elements.count, in: &context)
            return try made(list: from < to ? Array(elements[from..<to]) : [], in: &context)
        case .sortBy: return try sorted(list, arguments, in: &context)
        case .sum: return .number(try sum(list, arguments, in: &context))
        case .match: return try matching(list, arguments, in: &context)
        default: return try search(function, list, arguments, in: &context)
        }
    }

    /// The elements of a list.
    func elements(of value: ExpressionValue, in context: inout ExpressionContext) throws -> [JSON] {
        switch value {
        case .list(let list):
            try context.spend(steps: list.elements.count)
            return list.elements
        case .json(let json):
            try context.spend(steps: json.count)
            return json.elements
        default: return []
        }
    }

    /// The member of an element, which may be no object.
    private func member(
        _ key: ExactString, of element: JSON, in context: inout ExpressionContext
    ) throws(LimitReached) -> JSON? {
        try context.spend(steps: 2 + element.count)
        return element[key]
    }

    private func key(
        _ function: ExpressionFunction, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> ExactString {
        if case .literal(.text(let key)) = arguments[1].kind { return ExactString(key) }
        return ExactString(try text(function, 1, arguments, in: &context))
    }

    // MARK: By the value of a member

    private func search(
        _ function: ExpressionFunction, _ list: ExpressionValue, _ arguments: [Node],
        in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        let key = try key(function, arguments, in: &context)
        let wanted = try value(of: arguments[2], in: &context)
        if function == .find || function == .indexOf {
            let (position, element) = try first(in: list, key, wanted, in: &context)
            if function == .indexOf { return .number(.integer(position ?? -1)) }
            return element.map { .json($0) } ?? .absent(.match(offset: arguments[0].offset))
        }
        var found: [JSON] = []
        for element in try elements(of: list, in: &context) {
            let isEqual = try self.member(key, of: element, equals: wanted, in: &context)
            if isEqual == (function == .filter) { found.append(element) }
        }
        return try made(list: found, in: &context)
    }

    private func first(
        in list: ExpressionValue, _ key: ExactString, _ wanted: ExpressionValue, in context: inout ExpressionContext
    ) throws -> (position: Int?, element: JSON?) {
        if case .list(let list) = list, let found = list.firstIndex(key, equals: wanted) {
            if found.isSearched { try context.spend(steps: 16 * list.elements.count) }
            return (found.position, found.position.map { list.elements[$0] })
        }
        for (position, element) in try elements(of: list, in: &context).enumerated() {
            if try member(key, of: element, equals: wanted, in: &context) { return (position, element) }
        }
        return (nil, nil)
    }

    private func member(
        _ key: ExactString, of element: JSON, equals wanted: ExpressionValue, in context: inout ExpressionContext
    ) throws -> Bool {
        guard let member = try member(key, of: element, in: &context) else { return wanted.isAbsent }
        return try ExpressionValue.json(member).isEqual(to: wanted, in: &context)
    }

    /// The elements whose string contains a text, ignoring case.
    private func matching(
        _ list: ExpressionValue, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        let key = try key(.match, arguments, in: &context)
        let text = try text(.match, 2, arguments, in: &context).lowercased()
        let search = text.withBytes { TextSearch($0) }
        var found: [JSON] = []
        for element in try elements(of: list, in: &context) {
            guard let member = try member(key, of: element, in: &context), member.kind == .string else { continue }
            try context.spend(steps: member.textLength)
            let lowered = (member.string ?? "").lowercased()
            if lowered.withBytes({ search.firstIndex(in: $0) }) != nil { found.append(element) }
        }
        return try made(list: found, in: &context)
    }

    // MARK: All of a member's values

    private func sorted(
        _ list: ExpressionValue, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        let key = try key(.sortBy, arguments, in: &context)
        let elements = try elements(of: list, in: &context)
        var keyed: [(key: ExpressionValue, element: JSON)] = []
        for (position, element) in elements.enumerated() {
            let value = try required(key, of: element, position, .sortBy, arguments, in: &context)
            let types = value.types
            guard types == .string || types == .number,
                types == keyed.first?.key.types ?? types
            else {
                throw error(
                    "sortBy takes elements that all have a number or all a string as \"\(key)\"; of element "
                        + "\(position) it is \(types.words)", at: arguments[0].offset)
            }
            keyed.append((value, element))
        }
        // As many rounds as a sort of so many takes, each of which may compare every value.
        var rounds = 1
        while 1 << rounds < keyed.count { rounds += 1 }
        try context.spend(steps: rounds * keyed.reduce(0) { $0 + 4 + $1.key.byteCount / 4 })
        // The order is the budget's to refuse, which has been paid.
        var paid = context
        let order = try keyed.sorted { try $0.key.order(to: $1.key, in: &paid) ?? 0 < 0 }
        return try made(list: order.map(\.element), in: &context)
    }

    private func sum(
        _ list: ExpressionValue, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> Number {
        let key = try key(.sum, arguments, in: &context)
        var sum = Number.integer(0)
        for (position, element) in try elements(of: list, in: &context).enumerated() {
            let value = try required(key, of: element, position, .sum, arguments, in: &context)
            guard let number = try number(value, in: &context) else {
                throw error(
                    "sum takes numbers, and \"\(key)\" of element \(position) is \(value.types.words)",
                    at: arguments[0].offset)
            }
            sum = try .calculate(sum, .plus, number, spending: &context.budget)
        }
        return sum
    }

    private func required(
        _ key: ExactString, of element: JSON, _ position: Int, _ function: ExpressionFunction, _ arguments: [Node],
        in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        guard let member = try member(key, of: element, in: &context) else {
            throw error(
                "\(function.rawValue) takes elements with \"\(key)\", and element \(position) has none",
                at: arguments[0].offset)
        }
        return .json(member)
    }

    // MARK: Parts

    /// A bound of a slice, brought into the list; a negative one counts from the end.
    private func bound(
        _ position: Int, _ arguments: [Node], count: Int, in context: inout ExpressionContext
    ) throws -> Int {
        let number = try number(.slice, position, arguments, in: &context)
        switch number {
        case .integer(let value): return min(max(value < 0 ? max(value, -count) + count : value, 0), count)
        case .large(let value): return value.isNegative ? 0 : count
        case .double:
            throw error("slice takes integers, got a number with a fraction", at: arguments[position].offset)
        }
    }
}
