internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// An entry as it is being typed, understood as far as it goes: which method it calls, where the cursor stands in it, and
/// what is expected there.
struct EntryReading {
    let entry: Entry
    /// The tokens of a raw line, or of the rule behind `.on METHOD`.
    let json: JSONTokens?
    let cursor: Int
    let vocabulary: Vocabulary
    /// The method that is called, where its name is known.
    let method: ServiceCatalogue.NamedMethod?
    /// What working out what is expected may cost.
    private(set) var work = TypingWork()

    init(_ buffer: TextBuffer, _ vocabulary: Vocabulary) {
        self.init(Entry(buffer.scalars), cursor: buffer.cursor, vocabulary)
    }

    init(_ entry: Entry, cursor: Int, _ vocabulary: Vocabulary) {
        self.entry = entry
        self.cursor = cursor
        json = entry.json
        self.vocabulary = vocabulary
        switch entry.form {
        case .call: method = vocabulary.method(entry.name)
        case .raw: method = json.flatMap { Self.methodOfEnvelope($0, in: entry.text) }.flatMap(vocabulary.method)
        case .command, .empty: method = nil
        }
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
        case name(Range<Int>, isFirst: Bool)
        /// In a value that is not in quotes or brackets.
        case value(Range<Int>, Container)
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
        for argument in entry.arguments {
            if let name = argument.name, name.lowerBound <= cursor, cursor <= name.upperBound {
                return .name(name, isFirst: false)
            }
            guard let value = argument.value, value.lowerBound <= cursor else { continue }
            // JSON that is not whole goes on to the end, spaces and all.
            guard cursor <= value.upperBound || argument.json?.isBalanced == false else { continue }
            let path = argument.name.map(path) ?? []
            if let json = argument.json { return jsonPosition(json, in: path) }
            if argument.name == nil, beginsName(value) { return .name(value, isFirst: true) }
            return .value(value, container(of: path, except: argument))
        }
        // Behind params given as a whole nothing can follow.
        if let first = entry.arguments.first, first.name == nil { return .nowhere }
        return .name(cursor..<cursor, isFirst: entry.arguments.isEmpty)
    }

    /// Whether the first word behind a method could become the name of a param.
    private func beginsName(_ word: Range<Int>) -> Bool {
        entry.text[word].first.map { $0 != "@" && $0 != "_" } ?? true
    }

    // MARK: Params

    /// What the params should be.
    var params: Expectation { Expectation(method.map { [$0.method.params.root] } ?? [], work) }

    /// The members that a name leads through.
    func path(_ name: Range<Int>) -> [ExactString] {
        let schema = method?.method.params.root
        let isKnown = schema.map { work.look(at: $0.weight) } ?? false
        return CallArguments(schema: isKnown ? schema : nil, results: [])
            .path(spelled: entry.text.text(name))
    }

    /// What stands at a path in the params.
    func expectation(at path: [ExactString]) -> Expectation { path.reduce(params) { $0.member($1) } }

    /// The object that a named argument puts a value into.
    private func container(of path: [ExactString], except argument: ArgumentSyntax) -> Container {
        let outer = Array(path.dropLast())
        return Container(
            expectation: expectation(at: outer), path: outer, given: given(in: outer, except: argument.name),
            current: path.last, value: path.isEmpty ? params : expectation(at: path),
            valuePath: path.last.map { [$0] } ?? [])
    }

    /// The longest value that is looked at to tell which branch of a choice was meant, in scalars.
    private static let longestChoice = 1000

    /// The members that named arguments give an object of the params, but for the one whose name has this range.
    func given(in path: [ExactString], except name: Range<Int>?) -> [Expectation.Given] {
        entry.arguments.compactMap { argument in
            guard let range = argument.name, let value = argument.value, range != name else { return nil }
            let own = self.path(range)
            guard own.count > path.count, own.starts(with: path) else { return nil }
            let isWhole =
                own.count == path.count + 1 && argument.json?.isBalanced != false && value.count <= Self.longestChoice
            return (
                own[path.count], isWhole ? expectation(at: own).reading(of: entry.text.text(value)) : nil
            )
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
        case .call, .empty: expectation(at: path)
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
        guard json.isObject(container) else { return outer.element(slot) }
        let name = name(ofKey: slot, json)
        if entry.form == .raw, name == "params", json.tokens[container].container == nil { return params }
        if entry.form == .command, let own = ownExpectation(of: name, in: container, json) { return own }
        return outer.member(name, given: given)
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
            inner.append(ExactString(slot ?? 0))
            slot = json.tokens[index].slot
            bracket = json.tokens[index].container
        }
        inner.reverse()
        let root = root(at: path)
        let value = position.container.map { expectation(in: $0, slot: position.slot, json, from: root) } ?? root
        guard let object = bracket else {
            return Container(
                expectation: expectation(at: Array(path.dropLast())), path: Array(path.dropLast()),
                given: given(in: Array(path.dropLast()), except: nil).filter { $0.name != path.last },
                current: path.last, value: value, valuePath: (path.last.map { [$0] } ?? []) + inner)
        }
        let key = slot ?? json.keys(of: object).first { json.tokens[$0].range.lowerBound == position.word.lowerBound }
        let current = key.map { name(ofKey: $0, json) }
        return Container(
            expectation: expectation(of: object, json, from: root), path: path + self.path(to: object, json),
            given: given(in: object, json, except: key), current: current, value: value,
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
        let keys = json.keys(of: object)
        guard work.look(at: keys.count) else { return [] }
        return keys.filter { $0 != key }.map { key in
            (
                name(ofKey: key, json),
                json.scalar(ofKey: key).flatMap { try? JSON(parsing: entry.text.text($0)) }
            )
        }
    }

    /// The name that a key spells; as it stands, where that is no JSON.
    func name(ofKey key: Int, _ json: JSONTokens) -> ExactString {
        let token = json.tokens[key]
        let spelled = entry.text[token.range].dropFirst().dropLast(token.isClosed ? 1 : 0)
        let plain = ExactString(String(String.UnicodeScalarView(spelled)))
        guard spelled.contains("\\") else { return plain }
        return (try? JSON(parsing: entry.text.text(token.range)))?.exactString ?? plain
    }

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
                "params": ["type": "object"],
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
