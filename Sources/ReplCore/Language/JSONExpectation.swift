internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// What is expected in the JSON of an entry.
extension EntryReading {
    /// What JSON as a whole should be, which stands at a path of the params.
    func root(at path: [ExactString]) -> Expectation {
        switch entry.form {
        case .raw: Expectation(Self.envelope, work)
        case .command where entry.calledName == nil: Expectation(Self.rules, work)
        // What an array of values by position holds is found by its elements.
        case .call, .command, .empty, .comment, .result:
            arguments.isArrayOfValues ? Expectation([], work) : expectation(at: path)
        }
    }

    /// What should stand at a slot of a bracket, in JSON whose outermost value should be `root`.
    func expectation(in container: Int, slot: Int?, _ json: JSONTokens, from root: Expectation) -> Expectation {
        let outer = expectation(of: container, json, from: root)
        return expectation(in: container, slot: slot, json, of: outer, given: given(in: container, json))
    }

    /// What the object or array should be that a bracket begins.
    func expectation(of bracket: Int, _ json: JSONTokens, from root: Expectation) -> Expectation {
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
        if entry.command == .on, let own = ownExpectation(of: name, in: container, json) { return own }
        return outer.member(name, given: given)
    }

    /// The names of the params whose values stand in an array in their order; nil where an array holds something else.
    func positions(in array: Int, _ json: JSONTokens) -> [ExactString]? {
        guard !json.isObject(array) else { return nil }
        switch entry.form {
        case .call, .command:
            return arguments.isArrayOfValues && json.tokens[array].container == nil ? entry.names.positions : nil
        case .raw:
            guard isParamsOfEnvelope(array, json), let method = method?.method, method.paramStructure != .byName
            else { return nil }
            return method.positions
        case .empty, .comment, .result: return nil
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

    /// The way from the outermost value to the one that a bracket begins.
    func path(to bracket: Int, _ json: JSONTokens) -> [ExactString] {
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

    /// The name that a key means.
    func name(ofKey key: Int, _ json: JSONTokens) -> ExactString { json.name(ofKey: key, in: entry.text) }

    // MARK: Raw lines and rules

    static func methodOfEnvelope(_ json: JSONTokens, in text: [Unicode.Scalar]) -> String? {
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
                "id": ["type": ["string", "integer", "null"], "description": "Left out of a notification."],
            ],
        ])).map { [$0.root] } ?? []

    private static let rules: [Subschema] = (try? HandlersSchema.rules()).map { [$0.root] } ?? []
}
