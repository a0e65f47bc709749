/// Where a cursor stands in JSON that is being typed.
struct JSONPosition: Equatable {
    /// What can stand there.
    enum Role: Equatable {
        case key, value
        /// Behind a value, where a comma or a bracket follows.
        case end
    }

    let role: Role
    /// The token of the bracket around it; nil if there is none.
    let container: Int?
    /// In an object the token of the value's key; in an array the number of the element.
    let slot: Int?
    /// What stands there of it already; empty where nothing does.
    let word: Range<Int>
}

extension JSONTokens {
    /// Where a cursor stands.
    func position(at cursor: Int) -> JSONPosition {
        guard let index = lastToken(before: cursor) else {
            return JSONPosition(role: .value, container: nil, slot: nil, word: cursor..<cursor)
        }
        let token = tokens[index]
        func position(_ role: JSONPosition.Role, in container: Int?, _ slot: Int?) -> JSONPosition {
            JSONPosition(role: role, container: container, slot: slot, word: cursor..<cursor)
        }
        switch token.kind {
        case .beginObject: return position(.key, in: index, nil)
        case .beginArray: return position(.value, in: index, 0)
        case .endObject, .endArray: return position(.end, in: token.container, token.slot)
        case .colon: return position(.value, in: token.container, token.slot)
        case .comma:
            guard isObject(token.container) else {
                return position(.value, in: token.container, (token.slot ?? -1) + 1)
            }
            return position(.key, in: token.container, nil)
        case .key, .string, .number, .literal, .other:
            let isQuoted = token.kind == .key || token.kind == .string
            let isInside =
                cursor < token.range.upperBound || (cursor == token.range.upperBound && !(isQuoted && token.isClosed))
            guard isInside else { return position(.end, in: token.container, token.slot) }
            let isKey = token.kind == .key || (isObject(token.container) && token.slot == nil)
            // A quote that is still open takes in what was meant to stand behind it.
            let end = token.isClosed ? token.range.upperBound : cursor
            return JSONPosition(
                role: isKey ? .key : .value, container: token.container, slot: token.slot,
                word: token.range.lowerBound..<end)
        }
    }

    /// The number of brackets around a position.
    func depth(at position: JSONPosition) -> Int {
        var depth = 0
        var container = position.container
        while let index = container {
            depth += 1
            container = tokens[index].container
        }
        return depth
    }

    func isObject(_ container: Int?) -> Bool { container.map { tokens[$0].kind == .beginObject } ?? false }

    /// The token that begins last before an offset in the text.
    func lastToken(before cursor: Int) -> Int? {
        let next = tokens.partitioningIndex { $0.range.lowerBound >= cursor }
        return next > 0 ? next - 1 : nil
    }

    /// The values that stand directly in a bracket, or the outermost ones: each by its first token, with the token
    /// behind its last; one that is not closed ends with the tokens.
    func values(in container: Int?) -> [(slot: Int?, tokens: Range<Int>)] {
        var values: [(slot: Int?, tokens: Range<Int>)] = []
        var index = container.map { $0 + 1 } ?? 0
        let end = container.flatMap { tokens[$0].partner } ?? tokens.count
        while index < end {
            let token = tokens[index]
            var next = index + 1
            switch token.kind {
            case .beginObject, .beginArray: next = token.partner.map { $0 + 1 } ?? tokens.count
            case .string, .number, .literal, .other: break
            default:
                index = next
                continue
            }
            if token.kind != .other || token.slot != nil || !isObject(container) {
                values.append((token.slot, index..<next))
            }
            index = next
        }
        return values
    }
}

extension Array {
    /// The first index, not before a start, from which on a condition holds that does not hold before, found by halves.
    func partitioningIndex(from start: Int = 0, where holds: (Element) -> Bool) -> Int {
        var low = start
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
