internal import ClamatorKit
internal import LineEditing

/// The params of a call as people type them: `a=2 b.c=x`, values by position, one JSON value, `@FILE`, or `_`.
struct CallArguments {
    /// What the method's params are like.
    let schema: Subschema?
    /// The params that may be given without names, in their order; nil where none may.
    var positions: [ExactString]? = nil
    /// The results that `_` and `_3` stand for.
    let results: [JSON]

    /// The params that a text stands for; an empty object if there is none.
    func params(_ text: String) throws(UsageError) -> JSON {
        let scalars = Array(text.unicodeScalars)
        let arguments = ArgumentSyntax.arguments(in: scalars, from: 0, isParam: isParam)
        if positions == nil, let only = arguments.first, only.name == nil {
            return try whole(scalars.text(only.value ?? 0..<0))
        }
        return try params(arguments.map { ($0.name.map(scalars.text), $0.value.map(scalars.text)) })
    }

    /// The params that words stand for, as a shell has cut them: each `name=value`, or one that is the whole.
    func params(_ words: [String]) throws(UsageError) -> JSON {
        if positions == nil, words.count == 1, !ArgumentSyntax.startsWithName(Array(words[0].unicodeScalars)[...]) {
            return try whole(words[0])
        }
        let isParam = isParam
        return try params(
            words.map { word in
                // The shell has cut the words: a name may have spaces.
                let scalars = Array(word.unicodeScalars)
                let name =
                    scalars.first == "\""
                    ? ArgumentSyntax.name(in: scalars, from: 0) : scalars.firstIndex(of: "=").map { 0..<$0 }
                guard let name, isParam?(scalars.text(name)) ?? true else {
                    return isParam == nil ? (word, nil) : (nil, word)
                }
                return (scalars.text(name), scalars.text(name.upperBound + 1..<scalars.count))
            })
    }

    /// Whether a word before an equals sign names a param; nil where no param is given without a name.
    private var isParam: ((String) -> Bool)? {
        guard positions != nil else { return nil }
        let names = Set(schema?.properties.map(\.name) ?? [])
        return { name in path(spelled: name).first.map(names.contains) ?? false }
    }

    /// The params that names with values, and values alone, stand for.
    private func params(_ given: [(name: String?, value: String?)]) throws(UsageError) -> JSON {
        var object = ParamsTree()
        let values = given.filter { $0.name == nil }.compactMap(\.value)
        let positions = positions ?? []
        if given.count == 1, let only = values.first, let params = try alone(only, positions) { return params }
        guard values.count <= positions.count else { throw Self.tooMany(values.count, positions) }
        for (name, text) in zip(positions, values) { try object.set(try value(text, at: [name]), at: [name]) }
        let placed = Set(positions.prefix(values.count))
        for (name, text) in given {
            guard let name else { continue }
            guard let text, !name.isEmpty else { throw Self.noArgument(name) }
            let path = path(spelled: name)
            if let first = path.first, placed.contains(first) {
                throw UsageError("\(Printable.excerpt(first.string)) is given twice, by position and by name")
            }
            try object.set(try value(text, at: path), at: path[...])
        }
        return object.json
    }

    /// The params that one array or object stands for, or one value that is no text of its own; nil for another.
    private func alone(_ text: String, _ positions: [ExactString]) throws(UsageError) -> JSON? {
        let isReference = try reference(text) != nil
        guard isReference || "{[@".unicodeScalars.contains(text.unicodeScalars.first ?? " ") else { return nil }
        let value = try whole(text)
        if value.kind == .array {
            guard value.count <= positions.count else { throw Self.tooMany(value.count, positions) }
            return JSON(members: zip(positions, value.elements).map { (name: $0, value: $1) })
        }
        let names = Set(schema?.properties.map(\.name) ?? [])
        if value.kind == .object, value.members.allSatisfy({ names.contains($0.name) }) { return value }
        guard let first = positions.first else { throw Self.tooMany(1, positions) }
        return JSON(members: [(first, value)])
    }

    private static func tooMany(_ count: Int, _ positions: [ExactString]) -> UsageError {
        let names = positions.isEmpty ? "" : " (\(positions.map(\.string).joined(separator: ", ")))"
        return UsageError(
            "expected at most \(positions.count) value\(positions.count == 1 ? "" : "s")\(Printable.escape(names)), got \(count)"
        )
    }

    private static func noArgument(_ word: String) -> UsageError {
        UsageError("expected name=value, got \(Printable.excerpt(word))")
    }

    private func whole(_ text: String) throws(UsageError) -> JSON {
        if let result = try reference(text) { return result }
        if text.utf8.first == UInt8(ascii: "@") { return try file(String(Substring(text.utf8.dropFirst()))) }
        do throws(JSONError) {
            return try JSON(parsing: text)
        } catch {
            if "{[\"".unicodeScalars.contains(text.unicodeScalars.first ?? " ") {
                throw UsageError(BrokenJSON.text(error, in: text))
            }
            throw UsageError("expected name=value, one JSON value or @FILE, got \(Printable.excerpt(text))")
        }
    }

    private func file(_ path: String) throws(UsageError) -> JSON {
        let text: [UInt8]
        do throws(FileError) {
            text = try Files.read(path)
        } catch {
            throw UsageError(error.description, fileFault: error.fault)
        }
        do throws(JSONError) {
            return try JSON(parsing: text)
        } catch {
            throw UsageError(
                "\(Printable.escape(path)):\(error.line):\(error.column): no JSON: \(error.reason)", fileFault: .wrong)
        }
    }

    // MARK: Values

    /// What a typed value means: a result, a file, or what the schema makes of it.
    private func value(_ text: String, at path: [ExactString]) throws(UsageError) -> JSON {
        if let result = try reference(text) { return result }
        if text.utf8.first == UInt8(ascii: "@") { return try file(String(Substring(text.utf8.dropFirst()))) }
        let expected = path.reduce(Expectation(schema.map { [$0] } ?? [], TypingWork(steps: 10 * TypingWork.perKey))) {
            $0.member($1)
        }
        return expected.reading(of: text)
    }

    /// The result that `_`, `_3` or `_.sum` stands for; nil for other text.
    func reference(_ text: String) throws(UsageError) -> JSON? {
        let scalars = text.unicodeScalars
        guard scalars.first == "_" else { return nil }
        let digits = scalars.dropFirst().prefix { "0"..."9" ~= $0 }
        let rest = scalars[digits.endIndex...]
        guard rest.isEmpty || rest.first == "." || rest.first == "[" else { return nil }
        let number = digits.isEmpty ? results.count : Int(Substring(digits)) ?? 0
        guard number > 0, number <= results.count else {
            throw UsageError(results.isEmpty ? "there is no result yet" : "there is no result \(Substring(digits))")
        }
        var value = results[number - 1]
        for token in rest.split(whereSeparator: { ".[]".unicodeScalars.contains($0) }).map({ String(Substring($0)) }) {
            guard let next = value.kind == .array ? Int(token).flatMap({ value[$0] }) : value[token] else {
                throw UsageError(Printable.escape("\(text): the result has no \(token)"))
            }
            value = next
        }
        return value
    }

    /// The members that a name as it is typed leads through: one, where it is in quotes.
    func path(spelled name: String) -> [ExactString] {
        if name.utf8.first == UInt8(ascii: "\""), let text = (try? JSON(parsing: name))?.exactString { return [text] }
        return path(of: ExactString(name))
    }

    /// The members that a name leads through: one, where the schema has a member of that name, else cut at the dots.
    func path(of name: ExactString) -> [ExactString] {
        if schema?.properties.contains(where: { $0.name == name }) == true { return [name] }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { ExactString(Substring($0)) }
        return parts.contains("") ? [name] : parts
    }
}

/// Params that grow by `a.b=1`, members in the order in which they were first given.
private struct ParamsTree {
    private enum Node {
        case value(JSON)
        case object(ParamsTree)
    }

    private var members: [(name: ExactString, node: Node)] = []

    mutating func set(_ value: JSON, at path: ArraySlice<ExactString>) throws(UsageError) {
        guard let name = path.first else { return }
        let index = members.firstIndex { $0.name == name }
        var node = Node.value(value)
        if path.count > 1 {
            var inner = ParamsTree()
            switch index.map({ members[$0].node }) {
            case .object(let tree): inner = tree
            case .value:
                throw UsageError(
                    "\(Printable.excerpt(name.string)) has a value already, so nothing can be put inside it")
            case nil: break
            }
            try inner.set(value, at: path.dropFirst())
            node = .object(inner)
        }
        if let index { members[index].node = node } else { members.append((name, node)) }
    }

    var json: JSON {
        JSON(
            members: members.map { name, node -> (name: ExactString, value: JSON) in
                switch node {
                case .value(let value): (name, value)
                case .object(let tree): (name, tree.json)
                }
            })
    }
}
