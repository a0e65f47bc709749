internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// An entry as it is being typed, understood as far as it goes: which method it calls, where the cursor stands in it, and
/// what is expected there.
struct EntryReading {
    let entry: Entry
    /// The params of a call.
    let arguments: CallArguments
    /// The tokens of a raw line, or of the rule behind `.on METHOD`.
    let json: JSONTokens?
    let cursor: Int
    let vocabulary: Vocabulary
    /// The method that is called, where its name is known.
    let method: ServiceCatalogue.NamedMethod?
    /// What working out what is expected may cost.
    private(set) var work: TypingWork

    init(_ buffer: TextBuffer, _ vocabulary: Vocabulary, _ memory: EntryMemory? = nil) {
        self.init(Entry(buffer.scalars, vocabulary, memory), cursor: buffer.cursor, vocabulary, memory: memory)
    }

    init(
        _ entry: Entry, cursor: Int, _ vocabulary: Vocabulary, _ work: TypingWork = TypingWork(),
        memory: EntryMemory? = nil
    ) {
        self.work = work
        self.entry = entry
        self.cursor = cursor
        arguments = CallArguments(entry, vocabulary.results)
        json = entry.json(memory)
        self.vocabulary = vocabulary
        method =
            entry.form == .raw
            ? json.flatMap { Self.methodOfEnvelope($0, in: entry.text) }.flatMap(vocabulary.method) : entry.method
    }

    /// The same reading, with work left for one thing more that is shown.
    var withNewWork: EntryReading {
        var copy = self
        copy.work = TypingWork()
        return copy
    }

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
        case .call: return callPosition
        }
    }

    private var commandPosition: Position {
        if cursor <= entry.head.upperBound { return cursor < entry.head.lowerBound ? .nowhere : .head(entry.head) }
        if let json, let start = json.tokens.first?.range.lowerBound, cursor > start {
            return jsonPosition(json, in: [])
        }
        let words = entry.words
        if let number = words.firstIndex(where: { $0.lowerBound <= cursor && cursor <= $0.upperBound }) {
            return .word(number, words[number])
        }
        return .word(words.count { $0.upperBound < cursor }, cursor..<cursor)
    }

    private var callPosition: Position {
        if cursor <= entry.head.upperBound { return cursor < entry.head.lowerBound ? .nowhere : .head(entry.head) }
        for argument in arguments.arguments {
            let syntax = argument.syntax
            if let name = syntax.name, name.lowerBound <= cursor, cursor <= name.upperBound {
                return .name(name)
            }
            guard let value = syntax.value, value.lowerBound <= cursor else { continue }
            // JSON that is not whole goes on to the end, spaces and all.
            guard cursor <= value.upperBound || syntax.json?.isBalanced == false else { continue }
            if syntax.name == nil, !hasPositions, beginsName(syntax) { return .name(value) }
            let mayBeName = syntax.name == nil && hasPositions
            // A quote may begin a name, until it is closed.
            if let json = syntax.json, !(mayBeName && syntax.hasOpenQuote) {
                return jsonPosition(json, in: argument.path)
            }
            return .value(value, container(of: argument), orName: mayBeName)
        }
        if hasPositions {
            let values = arguments.arguments.count { $0.syntax.name == nil }
            let isAll = arguments.arguments.contains { $0.syntax.name == nil && $0.path.isEmpty }
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
        guard word.json == nil else { return word.hasOpenQuote && method != nil }
        return entry.text[word.range].first.map { $0 != "@" && $0 != "_" } ?? true
    }

    // MARK: Params

    /// What the params should be.
    var params: Expectation { Expectation(method.map { [$0.method.params.root] } ?? [], work) }

    /// The members that a name leads through.
    func path(_ name: Range<Int>) -> [ExactString] { entry.names.path(spelled: entry.text.text(name)) }

    /// What stands at a path in the params.
    func expectation(at path: [ExactString]) -> Expectation { path.reduce(params) { $0.member($1) } }

    /// The object that an argument puts a value into.
    private func container(of argument: CallArguments.Argument) -> Container {
        container(of: argument.path, except: argument.syntax.range)
    }

    private func container(of path: [ExactString], except argument: Range<Int>?) -> Container {
        let outer = Array(path.dropLast())
        return Container(
            expectation: expectation(at: outer), path: outer, given: given(in: outer, except: argument),
            current: path.last, value: path.isEmpty ? params : expectation(at: path),
            valuePath: path.last.map { [$0] } ?? [])
    }

    /// The longest value that is looked at to tell which branch of a choice was meant, in scalars.
    private static let longestChoice = 1000
    /// The most arguments whose values are looked at for that.
    private static let mostChoices = 100

    /// The members that arguments give an object of the params, but for the argument that holds a range.
    func given(in path: [ExactString], except range: Range<Int>?) -> [Expectation.Given] {
        let looksAtValues = arguments.arguments.count <= Self.mostChoices
        return arguments.arguments.compactMap { argument in
            let own = argument.path
            guard let value = argument.syntax.value, own.count > path.count, own.starts(with: path),
                range.map({ !argument.syntax.range.contains($0.lowerBound) || $0.isEmpty }) ?? true
            else { return nil }
            var known: JSON?
            if looksAtValues, own.count == path.count + 1, argument.syntax.json?.isBalanced != false,
                value.count <= Self.longestChoice,
                case .value(let meant) = arguments.meaning(of: argument, in: params)
            {
                known = meant
            }
            return (own[path.count], known)
        }
    }

    // MARK: JSON

    private func jsonPosition(_ json: JSONTokens, in path: [ExactString]) -> Position {
        let position = json.position(at: cursor)
        return .json(json, position, container(of: position, json, in: path))
    }

    /// What JSON as a whole should be, which stands at a path of the params.
    func root(at path: [ExactString]) -> Expectation {
        switch entry.form {
        case .raw: Expectation(Self.envelope, work)
        case .command: Expectation(Self.rules, work)
        // What an array of values by position holds is found by its elements.
        case .call where arguments.isArrayOfValues: Expectation([], work)
        case .call, .empty, .comment, .result: expectation(at: path)
        }
    }

    /// What should stand at a slot of a bracket, in JSON whose outermost value should be `root`.
    private func expectation(in container: Int, slot: Int?, _ json: JSONTokens, from root: Expectation) -> Expectation {
        let outer = expectation(of: container, json, from: root)
        return expectation(in: container, slot: slot, json, of: outer, given: given(in: container, json))
    }

    /// What the object or array should be that a bracket begins.
    private func expectation(of bracket: Int, _ json: JSONTokens, from root: Expectation) -> Expectation {
        let brackets = self.brackets(downTo: bracket, json)
        return zip(brackets, brackets.dropFirst()).reduce(root) { outer, step in
            guard work.look(at: 1) else { return Expectation([], work) }
            return expectation(
                in: step.0, slot: json.tokens[step.1].slot, json, of: outer, given: given(in: step.0, json))
        }
    }

    /// The brackets around one and itself, the outermost first.
    private func brackets(downTo bracket: Int, _ json: JSONTokens) -> [Int] {
        var brackets = [bracket]
        while let outer = json.tokens[brackets[brackets.count - 1]].container { brackets.append(outer) }
        return brackets.reversed()
    }

    /// What should stand at a slot of a bracket, of which is known what it should be itself and which members it has.
    func expectation(
        in container: Int, slot: Int?, _ json: JSONTokens, of outer: Expectation, given: [Expectation.Given]
    ) -> Expectation {
        guard let slot else { return Expectation([], work) }
        guard json.isObject(container) else {
            guard let positions = positions(in: container, json) else { return outer.element(slot) }
            return slot < positions.count ? params.member(positions[slot]) : Expectation([], work)
        }
        let name = name(ofKey: slot, json)
        if entry.form == .raw, name == "params", json.tokens[container].container == nil { return params }
        if entry.form == .command, let own = ownExpectation(of: name, in: container, json) { return own }
        return outer.member(name, given: given)
    }

    /// The names of the params whose values stand in an array in their order; nil where an array holds something else.
    func positions(in array: Int, _ json: JSONTokens) -> [ExactString]? {
        guard !json.isObject(array) else { return nil }
        switch entry.form {
        case .call:
            return arguments.isArrayOfValues && json.tokens[array].container == nil ? entry.names.positions : nil
        case .raw:
            guard isParamsOfEnvelope(array, json), let method = method?.method, method.paramStructure != .byName
            else { return nil }
            return method.positions
        case .command, .empty, .comment, .result: return nil
        }
    }

    /// Whether a bracket begins the params of a raw line.
    func isParamsOfEnvelope(_ bracket: Int, _ json: JSONTokens) -> Bool {
        guard entry.form == .raw, let outer = json.tokens[bracket].container, json.tokens[outer].container == nil,
            json.isObject(outer), let key = json.tokens[bracket].slot
        else { return false }
        return name(ofKey: key, json) == "params"
    }

    /// The parts of a rule that depend on its method: the params and the state of `when`, and the state of `set`.
    private func ownExpectation(of name: ExactString, in container: Int, _ json: JSONTokens) -> Expectation? {
        let path = path(to: container, json)
        // `set` stands in a rule, and in a step of a sequence.
        let isOfRule = path.allSatisfy { $0 == "sequence" || Int($0.string) != nil }
        guard name == "set" ? isOfRule : path.last == "when",
            let method = entry.words.first.flatMap({ vocabulary.method(entry.text.text($0)) })
        else { return nil }
        let update: JSON
        switch name {
        case "params": return Expectation([method.method.params.root], work)
        case "state": update = true
        case "set": update = HandlersSchema.update
        default: return nil
        }
        let most = 100
        let state = method.service.scripts.stateNames.prefix(most).map { (name: $0, value: update) }
        let schema = try? Schema(["type": "object", "properties": JSON(members: Array(state))])
        return Expectation(schema.map { [$0.root] } ?? [], work)
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

    /// The way from the outermost value to the one that a bracket begins.
    private func path(to bracket: Int, _ json: JSONTokens) -> [ExactString] {
        let brackets = self.brackets(downTo: bracket, json)
        return zip(brackets, brackets.dropFirst()).map { outer, inner in
            let slot = json.tokens[inner].slot
            return json.isObject(outer) ? slot.map { name(ofKey: $0, json) } ?? "" : ExactString(slot ?? 0)
        }
    }

    /// The members of an object, but for the one with this key.
    func given(in object: Int, _ json: JSONTokens, except key: Int? = nil) -> [Expectation.Given] {
        guard json.isObject(object) else { return [] }
        let keys = json.keys(of: object)
        guard work.look(at: keys.count) else { return [] }
        return keys.filter { $0 != key }.map { key in
            (
                name(ofKey: key, json),
                json.scalar(ofKey: key).flatMap { try? JSON(parsing: entry.text.text($0)) }
            )
        }
    }

    /// The name that a key spells.
    func name(ofKey key: Int, _ json: JSONTokens) -> ExactString { json.name(ofKey: key, in: entry.text) }

    // MARK: Raw lines and rules

    private static func methodOfEnvelope(_ json: JSONTokens, in text: [Unicode.Scalar]) -> String? {
        guard json.tokens.first?.kind == .beginObject else { return nil }
        for key in json.keys(of: 0) where text.text(json.tokens[key].range) == "\"method\"" {
            return json.scalar(ofKey: key).flatMap { try? JSON(parsing: text.text($0)) }?.string
        }
        return nil
    }

    /// What a raw line should be, params aside.
    private static let envelope: [Subschema] =
        (try? Schema([
            "type": "object", "required": ["jsonrpc", "method"],
            "properties": [
                "jsonrpc": ["const": "2.0"],
                "method": ["type": "string", "description": "SERVICE.METHOD"],
                "params": ["type": ["object", "array"]],
                "id": ["type": ["string", "integer"], "description": "Left out of a notification."],
            ],
        ])).map { [$0.root] } ?? []

    private static let rules: [Subschema] = (try? HandlersSchema.rules()).map { [$0.root] } ?? []
}

extension JSONTokens {
    /// The keys that stand directly in an object.
    func keys(of object: Int) -> [Int] {
        var keys: [Int] = []
        var index = object + 1
        let end = tokens[object].partner ?? tokens.count
        while index < end {
            if tokens[index].kind == .key, tokens[index].container == object { keys.append(index) }
            // What stands in inner brackets is stepped over.
            let isBracket = tokens[index].kind == .beginObject || tokens[index].kind == .beginArray
            index = isBracket ? tokens[index].partner.map { $0 + 1 } ?? end : index + 1
        }
        return keys
    }

    /// The name that a key spells; as it stands, where that is no JSON.
    func name(ofKey key: Int, in text: [Unicode.Scalar]) -> ExactString {
        let token = tokens[key]
        let spelled = text[token.range].dropFirst().dropLast(token.isClosed ? 1 : 0)
        let plain = ExactString(String(String.UnicodeScalarView(spelled)))
        guard spelled.contains("\\") else { return plain }
        return (try? JSON(parsing: text.text(token.range)))?.exactString ?? plain
    }

    /// The string, number or literal behind a key; nil where none stands there, or one that is open.
    func scalar(ofKey key: Int) -> Range<Int>? {
        guard key + 2 < tokens.count, tokens[key + 1].kind == .colon else { return nil }
        let token = tokens[key + 2]
        switch token.kind {
        case .string, .number, .literal: return token.isClosed ? token.range : nil
        default: return nil
        }
    }
}
