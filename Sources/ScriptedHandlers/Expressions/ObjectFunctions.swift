import ClamatorKit

/// Functions on the members of objects.
extension Expression {
    func callOnObject(
        _ function: ExpressionFunction, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        let first = try members(function, 0, arguments, in: &context)
        switch function {
        case .merge:
            let second = try members(function, 1, arguments, in: &context)
            return .json(try context.object(merged(first, second)))
        case .keys:
            try context.spend(steps: 128 * first.count)
            return try made(list: first.map { JSON($0.name.string) }, in: &context)
        default: return try made(list: first.map(\.value), in: &context)
        }
    }

    private func members(
        _ function: ExpressionFunction, _ position: Int, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> [(name: ExactString, value: JSON)] {
        let value = try value(of: arguments[position], in: &context)
        guard value.types == .object else { throw mismatch(function, position, value, arguments) }
        try context.spend(steps: 32 * (value.length ?? 0))
        switch value {
        case .object(let object): return object.members
        case .json(let json): return json.lastMembers
        default: return []
        }
    }
}

/// The members of two objects; of a name that both have the second's value, at the position of the first.
func merged(
    _ first: [(name: ExactString, value: JSON)], _ second: [(name: ExactString, value: JSON)]
) -> [(name: ExactString, value: JSON)] {
    var merged = first
    var indices = Dictionary(first.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
    for (name, value) in second {
        if let index = indices[name] {
            merged[index].value = value
        } else {
            indices[name] = merged.count
            merged.append((name, value))
        }
    }
    return merged
}
