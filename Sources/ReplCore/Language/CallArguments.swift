internal import ClamatorKit
internal import LineEditing

/// The params of a call as people type them: `a=2 b.c=x`, one JSON value, `@FILE`, or `_`.
struct CallArguments {
    /// What the method's params are like.
    let schema: Subschema?
    /// The results that `_` and `_3` stand for.
    let results: [JSON]

    /// The params that a text stands for; an empty object where there is none.
    func params(_ text: String) throws(UsageError) -> JSON {
        let scalars = Array(text.unicodeScalars)
        return try params(ArgumentSyntax.arguments(in: scalars, from: 0), in: scalars)
    }

    /// The params that the arguments of an entry stand for.
    func params(_ arguments: [ArgumentSyntax], in text: [Unicode.Scalar]) throws(UsageError) -> JSON {
        if let only = arguments.first, only.name == nil { return try whole(text.text(only.value ?? 0..<0)) }
        var object = ParamsTree()
        for argument in arguments {
            let name = text.text(argument.name ?? 0..<0)
            guard let value = argument.value, !name.isEmpty else { throw Self.noArgument(name) }
            try set(text.text(value), of: name, in: &object)
        }
        return object.json
    }

    /// The params that words stand for, as a shell has cut them: each `name=value`, or one that is the whole.
    func params(_ words: [String]) throws(UsageError) -> JSON {
        if words.count == 1, !ArgumentSyntax.startsWithName(Array(words[0].unicodeScalars)[...]) {
            return try whole(words[0])
        }
        var object = ParamsTree()
        for word in words {
            guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")), equals != word.startIndex else {
                throw Self.noArgument(word)
            }
            let value = String(Substring(word.utf8[equals...].dropFirst()))
            try set(value, of: String(Substring(word.utf8[..<equals])), in: &object)
        }
        return object.json
    }

    private func set(_ text: String, of name: String, in object: inout ParamsTree) throws(UsageError) {
        let path = path(of: ExactString(name))
        try object.set(try value(text, at: path), at: path[...])
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
