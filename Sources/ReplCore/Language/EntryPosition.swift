internal import ClamatorKit

/// Where the cursor stands in an entry, and what is expected there.
extension EntryReading {
    /// Where the cursor stands.
    enum Position {
        case nowhere
        /// In the first word, or where it could begin.
        case head(Range<Int>)
        /// In a word behind a command, the number of which is given.
        case word(Int, Range<Int>)
        /// In the name of a param, or where one could begin.
        case name(Range<Int>)
        /// In a value that is not in quotes or brackets, or where one by position could begin; then a name could too.
        case value(Range<Int>, Container, orName: Bool)
        /// In JSON.
        case json(JSONTokens, JSONPosition, Container)
    }

    /// The innermost object around the cursor.
    struct Container {
        /// What the object should be.
        var expectation: Expectation
        /// The way to it from the params; empty for the params themselves.
        var path: [ExactString]
        /// The members that it has, but for the one at the cursor.
        var given: [Expectation.Given]
        /// The member at the cursor, where its name is whole.
        var current: ExactString?
        /// What is expected where the cursor is, in `current` or in an array inside it.
        var value: Expectation
        /// The way from the object to that value, the member's name first.
        var valuePath: [ExactString]
    }

    var position: Position {
        switch entry.form {
        case .empty: return .head(cursor..<cursor)
        case .comment: return .nowhere
        case .result:
            return cursor >= entry.head.lowerBound && cursor <= entry.head.upperBound ? .head(entry.head) : .nowhere
        case .raw:
            return json.map { jsonPosition($0, in: []) } ?? .nowhere
        case .command: return commandPosition
        case .call:
            if cursor <= entry.head.upperBound { return cursor < entry.head.lowerBound ? .nowhere : .head(entry.head) }
            return positionInArguments
        }
    }

    private var commandPosition: Position {
        if cursor <= entry.head.upperBound { return cursor < entry.head.lowerBound ? .nowhere : .head(entry.head) }
        if let json, let start = json.tokens.first?.range.lowerBound, cursor > start {
            return jsonPosition(json, in: [])
        }
        if let called = entry.calledName, cursor > called.upperBound { return positionInArguments }
        let words = entry.words
        if let number = words.firstIndex(where: { $0.lowerBound <= cursor && cursor <= $0.upperBound }) {
            return .word(number, words[number])
        }
        return .word(words.count { $0.upperBound < cursor }, cursor..<cursor)
    }

    private var positionInArguments: Position {
        let all = arguments.arguments
        // All but the last end where their text does.
        let first = min(all.partitioningIndex { $0.range.upperBound >= cursor }, max(all.count - 1, 0))
        for argument in all[first...] {
            if let name = argument.name, name.lowerBound <= cursor, cursor <= name.upperBound {
                return .name(name)
            }
            guard let value = argument.value, value.lowerBound <= cursor else { continue }
            // What is not whole goes on to the end, spaces and all.
            guard cursor <= value.upperBound || argument.isOpen else { continue }
            if argument.name == nil, !hasPositions, beginsName(argument) { return .name(value) }
            let mayBeName = argument.name == nil && hasPositions
            // A quote may begin a name, until it is closed.
            if let json = argument.json, !(mayBeName && argument.openQuote != nil) {
                return jsonPosition(json, in: argument.path)
            }
            return .value(value, container(of: argument), orName: mayBeName)
        }
        if hasPositions {
            let values = arguments.arguments.count { $0.name == nil }
            let isAll = arguments.arguments.contains { $0.name == nil && $0.path.isEmpty }
            if let next = entry.names.positions?.dropFirst(values).first, !isAll {
                return .value(cursor..<cursor, container(of: [next], except: nil), orName: true)
            }
        } else if let first = entry.arguments.first, first.name == nil {
            // Behind params given as a whole nothing can follow.
            return .nowhere
        }
        return .name(cursor..<cursor)
    }

    private var hasPositions: Bool { entry.names.positions != nil }

    /// Whether the first word behind a method could become the name of a param.
    private func beginsName(_ word: ArgumentSyntax) -> Bool {
        guard word.json == nil else { return word.openQuote != nil && method != nil }
        return entry.text[word.range].first.map { $0 != "@" && $0 != "_" } ?? true
    }

    /// The object that an argument puts a value into.
    private func container(of argument: ArgumentSyntax) -> Container {
        container(of: argument.path, except: argument.range)
    }

    private func container(of path: [ExactString], except argument: Range<Int>?) -> Container {
        let outer = Array(path.dropLast())
        return Container(
            expectation: expectation(at: outer), path: outer, given: given(in: outer, except: argument),
            current: path.last, value: path.isEmpty ? params : expectation(at: path),
            valuePath: path.last.map { [$0] } ?? [])
    }

    /// The most brackets that are looked into: what people write is less deep.
    private static let deepest = 100

    /// Whether more brackets than that are around the cursor, so that nothing is known of what is expected there.
    func isDeep(_ json: JSONTokens) -> Bool { json.depth(at: json.position(at: cursor)) > Self.deepest }

    private func jsonPosition(_ json: JSONTokens, in path: [ExactString]) -> Position {
        if isDeep(json) { return .nowhere }
        let position = json.position(at: cursor)
        return .json(json, position, container(of: position, json, in: path))
    }

    private func container(of position: JSONPosition, _ json: JSONTokens, in path: [ExactString]) -> Container {
        // From the cursor outwards to an object; what lies between is the way to the value.
        var inner: [ExactString] = []
        var bracket = position.container
        var slot = position.slot
        while let index = bracket, !json.isObject(index) {
            if entry.form == .raw, let names = positions(in: index, json) {
                return container(ofValues: index, names, at: slot ?? 0, inner.reversed(), position, json)
            }
            inner.append(ExactString(slot ?? 0))
            slot = json.tokens[index].slot
            bracket = json.tokens[index].container
        }
        inner.reverse()
        if arguments.isArrayOfValues, let number = inner.first.flatMap({ Int($0.string) }),
            let names = entry.names.positions, number < names.count
        {
            inner[0] = names[number]
        }
        let root = root(at: path)
        let value = position.container.map { expectation(in: $0, slot: position.slot, json, from: root) } ?? root
        guard let object = bracket else {
            return Container(
                expectation: expectation(at: Array(path.dropLast())), path: Array(path.dropLast()),
                given: given(in: Array(path.dropLast()), except: nil).filter { $0.name != path.last },
                current: path.last ?? (arguments.isArrayOfValues ? inner.first : nil), value: value,
                valuePath: (path.last.map { [$0] } ?? []) + inner)
        }
        let key = slot ?? json.keys(of: object).first { json.tokens[$0].range.lowerBound == position.word.lowerBound }
        let current = key.map { name(ofKey: $0, json) }
        return Container(
            expectation: expectation(of: object, json, from: root), path: path + self.path(to: object, json),
            given: given(in: object, json, except: key), current: current, value: value,
            valuePath: (current.map { [$0] } ?? []) + inner)
    }
    /// The params that stand by position in an array of a raw line.
    private func container(
        ofValues array: Int, _ names: [ExactString], at number: Int, _ inner: [ExactString], _ position: JSONPosition,
        _ json: JSONTokens
    ) -> Container {
        let current = number < names.count ? names[number] : nil
        let given = json.values(in: array).compactMap { value -> Expectation.Given? in
            guard let slot = value.slot, slot != number, slot < names.count else { return nil }
            return (names[slot], nil)
        }
        return Container(
            expectation: params, path: path(to: array, json), given: given, current: current,
            value: position.container.map {
                expectation(in: $0, slot: position.slot, json, from: root(at: []))
            } ?? params,
            valuePath: (current.map { [$0] } ?? []) + inner)
    }
}
