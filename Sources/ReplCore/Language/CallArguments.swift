internal import ClamatorKit

/// The params of a call as people type them: `a=2 b.c=x`, one JSON value, `@FILE`, or `_`.
struct CallArguments {
    /// What the method's params are like.
    let schema: Subschema?
    /// The results that `_` and `_3` stand for.
    let results: [JSON]

    /// The params that a text stands for; an empty object where there is none.
    func params(_ text: String) throws(UsageError) -> JSON {
        if text.isEmpty { return [:] }
        guard Self.startsWithName(text) else { return try whole(text) }
        var words: [String] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "="), !rest[..<equals].contains(where: \.isWhitespace) else {
                words.append(String(rest.splitAtSpace.0))
                break
            }
            let (value, behind) = Self.splitValue(rest[rest.index(after: equals)...])
            words.append(String(rest[...equals] + value))
            rest = behind
        }
        return try params(words)
    }

    /// The params that words stand for, as a shell has cut them: each `name=value`, or one that is the whole.
    func params(_ words: [String]) throws(UsageError) -> JSON {
        if words.count == 1, !Self.startsWithName(words[0]) { return try whole(words[0]) }
        var object = ParamsTree()
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw UsageError("expected name=value, got \(Printable.excerpt(word))")
            }
            let path = path(of: String(word[..<equals]))
            try object.set(try value(String(word[word.index(after: equals)...]), at: path), at: path[...])
        }
        return object.json
    }

    /// Whether the text ends inside a JSON value that more lines could complete.
    static func endsInsideValue(_ text: String) -> Bool {
        guard startsWithName(text) else { return !text.hasPrefix("@") && Entry.couldBeContinued(text) && !text.isEmpty }
        var rest = Substring(text)
        while let equals = rest.firstIndex(of: "=") {
            let value = rest[rest.index(after: equals)...]
            let (typed, behind) = splitValue(value)
            if behind.isEmpty, "{[\"".contains(typed.first ?? " "), Entry.couldBeContinued(String(typed)) {
                return true
            }
            rest = behind
        }
        return false
    }

    /// Whether named arguments follow: a word with an equals sign before any bracket, quote or space.
    private static func startsWithName(_ text: String) -> Bool {
        guard let mark = text.firstIndex(where: { "={[\"@ \t\n".contains($0) }) else { return false }
        return text[mark] == "=" && mark != text.startIndex
    }

    private func whole(_ text: String) throws(UsageError) -> JSON {
        if let result = try reference(text) { return result }
        if text.hasPrefix("@") { return try file(String(text.dropFirst())) }
        do throws(JSONError) {
            return try JSON(parsing: text)
        } catch {
            if "{[\"".contains(text.first ?? " ") { throw UsageError(BrokenJSON.text(error, in: text)) }
            throw UsageError("expected name=value, one JSON value or @FILE, got \(Printable.excerpt(text))")
        }
    }

    private func file(_ path: String) throws(UsageError) -> JSON {
        do {
            return try JSON(parsing: try Files.read(path))
        } catch let error as JSONError {
            throw UsageError("\(Printable.escape(path)):\(error.line):\(error.column): no JSON: \(error.reason)")
        } catch {
            throw UsageError(Printable.escape("\(error)"))
        }
    }

    // MARK: Values

    /// What a typed value means: JSON if it parses and fits the schema; else the text if that fits; else JSON if it
    /// parses, so that the error names what was typed; else the text.
    private func value(_ text: String, at path: [String]) throws(UsageError) -> JSON {
        if let result = try reference(text) { return result }
        if text.hasPrefix("@") { return try file(String(text.dropFirst())) }
        let parsed = try? JSON(parsing: text)
        guard let schema = path.reduce(schema, { $0?.property($1) }) else { return parsed ?? JSON(text) }
        if let parsed, schema.accepts(parsed) { return parsed }
        if schema.accepts(JSON(text)) { return JSON(text) }
        return parsed ?? JSON(text)
    }

    /// The result that `_`, `_3` or `_.sum` stands for; nil for other text.
    private func reference(_ text: String) throws(UsageError) -> JSON? {
        guard text.hasPrefix("_") else { return nil }
        let digits = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(1 + digits.count)
        guard rest.isEmpty || rest.first == "." || rest.first == "[" else { return nil }
        let place = digits.isEmpty ? results.count : Int(digits) ?? 0
        guard place > 0, place <= results.count else {
            throw UsageError(results.isEmpty ? "there is no result yet" : "there is no result \(digits)")
        }
        var value = results[place - 1]
        for token in rest.split(whereSeparator: { ".[]".contains($0) }) {
            guard let next = value.kind == .array ? Int(token).flatMap({ value[$0] }) : value[String(token)] else {
                throw UsageError(Printable.escape("\(text): the result has no \(token)"))
            }
            value = next
        }
        return value
    }

    /// Splits off a value: to the end of a JSON array, object or string where it begins like one, else to a space.
    private static func splitValue(_ text: Substring) -> (Substring, Substring) {
        if let first = text.first, "{[\"".contains(first), let end = endOfJSON(text) {
            let behind = text[end...]
            if behind.isEmpty || behind.first?.isWhitespace == true { return (text[..<end], behind.trimmed) }
        }
        return text.splitAtSpace
    }

    /// Where the brackets and quotes that a text begins with are closed; the end of the text, where they never are.
    private static func endOfJSON(_ text: Substring) -> Substring.Index? {
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if isQuoted {
                if !isEscaped, character == "\"" { isQuoted = false }
                isEscaped = character == "\\" && !isEscaped
            } else if character == "\"" {
                isQuoted = true
            } else if "{[".contains(character) {
                depth += 1
            } else if "}]".contains(character) {
                depth -= 1
            }
            if depth <= 0, !isQuoted { return text.index(after: index) }
        }
        return text.endIndex
    }

    /// The members that a name leads through: one, where the schema has a member of that name, else cut at the dots.
    private func path(of name: String) -> [String] {
        if schema?.property(name) != nil { return [name] }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return parts.contains("") ? [name] : parts
    }
}

/// Params that grow by `a.b=1`, members in the order in which they were first given.
private struct ParamsTree {
    private enum Node {
        case value(JSON)
        case object(ParamsTree)
    }

    private var members: [(name: String, node: Node)] = []

    mutating func set(_ value: JSON, at path: ArraySlice<String>) throws(UsageError) {
        guard let name = path.first else { return }
        let index = members.firstIndex { $0.name == name }
        var node = Node.value(value)
        if path.count > 1 {
            var inner = ParamsTree()
            switch index.map({ members[$0].node }) {
            case .object(let tree): inner = tree
            case .value:
                throw UsageError("\(Printable.excerpt(name)) has a value already, so nothing can be put inside it")
            case nil: break
            }
            try inner.set(value, at: path.dropFirst())
            node = .object(inner)
        }
        if let index { members[index].node = node } else { members.append((name, node)) }
    }

    var json: JSON {
        JSON(
            members: members.map { name, node in
                switch node {
                case .value(let value): (name, value)
                case .object(let tree): (name, tree.json)
                }
            })
    }
}
