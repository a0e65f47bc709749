internal import ClamatorKit
internal import LineEditing

/// The params of a call as people type them: `a=2 b.c=x`, values by position, one JSON value, `@FILE`, or `_`.
///
/// What checks an entry while it is typed, what completes it, what Enter sends, and what `call` sends of the words of a
/// shell, all go by this.
struct CallArguments {
    /// An argument, and where its value goes.
    struct Argument {
        let syntax: ArgumentSyntax
        /// The way to the value from the params; empty where it is all of them.
        let path: [ExactString]
        /// Why it can go nowhere.
        let misplacement: EntryMistake?
    }

    /// What an argument stands for.
    enum Meaning {
        case value(JSON)
        /// The JSON in a file, or in the standard input where the path is `-`.
        case file(String)
        case mistake(EntryMistake)
    }

    let text: [Unicode.Scalar]
    private(set) var arguments: [Argument] = []
    let names: ParamNames
    private let results: SessionResults

    /// The arguments of an entry.
    init(_ entry: Entry, _ results: SessionResults) {
        self.init(entry.text, entry.arguments, entry.names, results)
    }

    /// What stands behind a method's name.
    init(_ text: String, _ names: ParamNames, _ results: SessionResults = SessionResults()) {
        let text = Array(text.unicodeScalars)
        self.init(text, ArgumentSyntax.arguments(in: text, from: 0, names), names, results)
    }

    /// Words as a shell has cut them: each `name=value` or a value by position, or one that is the whole.
    init(words: [String], _ names: ParamNames) {
        let (text, arguments) = ArgumentSyntax.arguments(ofWords: words, names)
        self.init(text, arguments, names, SessionResults(), areCutAtSpaces: false)
    }

    init(
        _ text: [Unicode.Scalar], _ syntax: [ArgumentSyntax], _ names: ParamNames, _ results: SessionResults,
        areCutAtSpaces: Bool = true
    ) {
        self.text = text
        self.names = names
        self.results = results
        if syntax.count == 1, let only = syntax.first, only.name == nil, let value = only.value, isWhole(only, value) {
            arguments = [Argument(syntax: only, path: [], misplacement: nil)]
            return
        }
        let quoted = areCutAtSpaces ? Self.firstInSingleQuotes(syntax, text) : nil
        var taken = TakenPaths(positions: names.positions ?? [], values: syntax.count { $0.name == nil })
        for (index, argument) in syntax.enumerated() {
            let path = argument.name.map { names.path(spelled: text.text($0)) } ?? taken.nextPosition()
            var mistake = mistake(in: argument) ?? taken.take(path, argument)
            if let quoted, quoted.words.contains(index) {
                mistake = EntryMistake(range: quoted.range, message: Self.singleQuotes(text.text(quoted.range)))
            }
            arguments.append(Argument(syntax: argument, path: path, misplacement: mistake))
        }
    }

    /// The first value that begins with a single quote and goes on behind a space, and all words of it: up to one that
    /// ends with such a quote, or else the next, if that alone makes no sense.
    private static func firstInSingleQuotes(
        _ syntax: [ArgumentSyntax], _ text: [Unicode.Scalar]
    ) -> (words: ClosedRange<Int>, range: Range<Int>)? {
        guard let last = syntax.lastIndex(where: { text[$0.range].last == "'" }) ?? syntax.indices.last else {
            return nil
        }
        for (index, argument) in syntax[...last].enumerated() {
            guard let value = argument.value, text[value].first == "'", value.count == 1 || text[value].last != "'"
            else {
                continue
            }
            let behind = index + 1
            guard behind < syntax.count else { return nil }
            let isOdd = syntax[behind].name != nil && syntax[behind].value == nil
            let end = syntax[behind...].firstIndex { text[$0.range].last == "'" } ?? (isOdd ? behind : nil)
            guard let end else { continue }
            return (index...end, value.lowerBound..<syntax[end].range.upperBound)
        }
        return nil
    }

    /// Whether a value without a name is all of the params. Where values may be given by position, that is one array or
    /// object whose members are params, a result or a file; and what such an array holds are the values.
    private func isWhole(_ argument: ArgumentSyntax, _ value: Range<Int>) -> Bool {
        guard names.positions != nil else { return true }
        switch text[value].first {
        case "[", "@": return true
        case "_": return results.isReference(text.text(value))
        case "{":
            guard let json = argument.json else { return false }
            return json.keys(of: 0).allSatisfy { key in
                // A name that is being typed may become one.
                key + 1 == json.tokens.count || names.isKnown(json.name(ofKey: key, in: text))
            }
        default: return false
        }
    }

    /// Whether the only argument is an array of values by position.
    var isArrayOfValues: Bool {
        guard names.positions != nil, let only = arguments.first, only.path.isEmpty, only.syntax.name == nil else {
            return false
        }
        return only.syntax.value.map { text[$0].first == "[" } ?? false
    }

    // MARK: Paths

    /// Which paths in the params have a value.
    private struct TakenPaths {
        let positions: [ExactString]
        /// How many values have no name.
        let values: Int
        private var next = 0
        private var taken: Set<[ExactString]> = []
        /// The ways to what was put inside an object.
        private var entered: Set<[ExactString]> = []

        init(positions: [ExactString], values: Int) {
            self.positions = positions
            self.values = values
            // Values have the first positions, whatever stands before them.
            taken = Set(positions.prefix(values).map { [$0] })
        }

        mutating func nextPosition() -> [ExactString] {
            defer { next += 1 }
            return next < positions.count ? [positions[next]] : []
        }

        /// Why a path cannot be taken; nil where it could, and is.
        mutating func take(_ path: [ExactString], _ argument: ArgumentSyntax) -> EntryMistake? {
            guard let name = argument.name else {
                return path.isEmpty ? EntryMistake(range: argument.range, message: tooMany) : nil
            }
            guard path.count <= JSONParser.maximumDepth else {
                return EntryMistake(
                    range: name,
                    message: "a name reaches at most \(JSONParser.maximumDepth) levels deep, got \(path.count)")
            }
            var shown: String { Printable.excerpt(path.map(\.string).joined(separator: ".")) }
            if let first = path.first, positions.prefix(values).contains(first) {
                return EntryMistake(range: name, message: "\(shown) is given twice, by position and by name")
            }
            for length in 1..<max(path.count, 1) where taken.contains(Array(path.prefix(length))) {
                let outer = Printable.excerpt(path.prefix(length).map(\.string).joined(separator: "."))
                return EntryMistake(
                    range: name, message: "\(outer) has a value already, so nothing can be put inside it")
            }
            guard !taken.contains(path), !entered.contains(path) else {
                return EntryMistake(range: name, message: "\(shown) is given twice")
            }
            taken.insert(path)
            for length in 1..<max(path.count, 1) { entered.insert(Array(path.prefix(length))) }
            return nil
        }

        var tooMany: String { CallArguments.tooMany(values, positions) }
    }

    private static func tooMany(_ count: Int, _ positions: [ExactString]) -> String {
        let names = positions.isEmpty ? "" : " (\(positions.map(\.string).joined(separator: ", ")))"
        let values = "\(positions.count) value\(positions.count == 1 ? "" : "s")"
        return "expected at most \(values)\(Printable.escape(names)), got \(count)"
    }

    /// What is wrong with an argument itself, whatever is expected of its value.
    private func mistake(in argument: ArgumentSyntax) -> EntryMistake? {
        if argument.hasOpenQuote { return openQuote(in: argument) }
        guard let name = argument.name else { return nil }
        if argument.value == nil || name.isEmpty {
            let typed = Printable.excerpt(text.text(argument.range))
            return EntryMistake(
                range: argument.range, message: "expected name=value, got \(typed)\(advice(on: argument.range))")
        }
        let typed = text.text(name)
        guard text[name.lowerBound] == "\"" else {
            let isPlain = text[name].allSatisfy { !"{[\"".unicodeScalars.contains($0) } && text[name.lowerBound] != "@"
            return isPlain || names.isKnown(ExactString(typed))
                ? nil : EntryMistake(range: name, message: Self.needsQuotes(typed))
        }
        do throws(JSONError) { _ = try JSON(parsing: typed) } catch {
            return EntryMistake(range: name, message: BrokenJSON.text(error, in: typed))
        }
        return nil
    }

    private static func needsQuotes(_ name: String) -> String {
        "this name needs quotes: \(Printable.excerpt(JSON(name).description))=…"
    }

    /// What may have been meant by words that are no name=value: spaces around the equals sign, or a comment.
    private func advice(on range: Range<Int>) -> String {
        if text[range].first == "#" { return "; a comment needs a line of its own" }
        let next = text.skippingSpace(from: range.upperBound)
        let isLoose =
            range.contains { text[$0] == "=" && $0 > range.lowerBound && text[$0 - 1].isSpace }
            || (next < text.count && text[next] == "=")
            || text[..<range.lowerBound].last { !$0.isSpace } == "="
        return isLoose ? "; there may be no space beside the equals sign" : ""
    }

    private func openQuote(in argument: ArgumentSyntax) -> EntryMistake {
        let quote = (argument.value ?? argument.range).lowerBound
        let line = argument.range.lowerBound..<(text[quote...].firstIndex(of: "\n") ?? text.count)
        let excerpt = BrokenJSON.excerpt(of: text[line], column: quote - line.lowerBound)
        return EntryMistake(range: quote..<quote + 1, message: "this quote is not closed\n\(excerpt)")
    }

    private static func singleQuotes(_ typed: String) -> String {
        "JSON strings need double quotes, got \(Printable.excerpt(typed))"
    }

    // MARK: Values

    /// Judges what an argument stands for.
    ///
    /// - Parameters:
    ///   - argument: One of the arguments.
    ///   - params: What the params should be.
    /// - Returns: The value; a file that has it, which is not read here; or a mistake.
    func meaning(of argument: Argument, in params: Expectation) -> Meaning {
        if let mistake = argument.misplacement { return .mistake(mistake) }
        guard let range = argument.syntax.value else { return .value(.null) }
        let typed = text.text(range)
        do throws(UsageError) {
            if let result = try results.reference(typed) {
                return .value(argument.path.isEmpty ? try placed(result) : result)
            }
            if typed.utf8.elementsEqual("@".utf8) { throw UsageError("expected @FILE, got @") }
            if typed.utf8.first == UInt8(ascii: "@") { return .file(String(Substring(typed.utf8.dropFirst()))) }
            if argument.path.isEmpty {
                if argument.syntax.hasOpenQuote { return .mistake(openQuote(in: argument.syntax)) }
                return .value(try placed(try whole(range)))
            }
        } catch {
            let isWord = argument.path.isEmpty && argument.syntax.json == nil
            let end = isWord ? text.endOfWord(from: range.lowerBound) : range.upperBound
            return .mistake(EntryMistake(range: range.lowerBound..<end, message: error.description))
        }
        let expected = argument.path.reduce(params) { $0.member($1) }
        do throws(Expectation.ValueMistake) {
            return .value(try expected.value(of: typed))
        } catch {
            switch error {
            case .broken(let error):
                return .mistake(EntryMistake(range: range, message: BrokenJSON.text(error, in: typed)))
            case .singleQuotes: return .mistake(EntryMistake(range: range, message: Self.singleQuotes(typed)))
            }
        }
    }

    /// All params as one JSON value.
    private func whole(_ range: Range<Int>) throws(UsageError) -> JSON {
        let typed = text.text(range)
        do throws(JSONError) {
            return try JSON(parsing: typed)
        } catch {
            let advice = advice(on: range)
            if "{[\"".unicodeScalars.contains(typed.unicodeScalars.first ?? " "),
                text[range.lowerBound] != "\"" || advice.isEmpty
            {
                throw UsageError(BrokenJSON.text(error, in: typed))
            }
            if typed.utf8.first == UInt8(ascii: "'") { throw UsageError(Self.singleQuotes(typed)) }
            let word = range.lowerBound..<text.endOfWord(from: range.lowerBound)
            if let mark = word.first(where: { text[$0] == "=" }), mark > range.lowerBound {
                throw UsageError(Self.needsQuotes(text.text(range.lowerBound..<mark)))
            }
            throw UsageError("expected name=value, one JSON value or @FILE, got \(Printable.excerpt(typed))\(advice)")
        }
    }

    /// The params that one value is: an array of values by position, an object of params, or else the first param.
    private func placed(_ value: JSON) throws(UsageError) -> JSON {
        guard let positions = names.positions else { return value }
        if value.kind == .array {
            guard value.count <= positions.count else { throw UsageError(Self.tooMany(value.count, positions)) }
            return JSON(members: zip(positions, value.elements).map { (name: $0, value: $1) })
        }
        if value.kind == .object, value.members.allSatisfy({ names.isKnown($0.name) }) { return value }
        guard let first = positions.first else { throw UsageError(Self.tooMany(1, positions)) }
        return JSON(members: [(first, value)])
    }

    // MARK: Sending

    /// Puts the params together.
    ///
    /// - Parameter readsInput: Whether `@-` may read the standard input.
    /// - Returns: The params; an empty object if there is none.
    /// - Throws: `UsageError` for the first argument that makes no sense, or whose file cannot be read.
    func params(readsInput: Bool = false) throws(UsageError) -> JSON {
        var tree = ParamsTree()
        var hasReadInput = false
        for argument in arguments {
            // What is sent is worth more work than what is shown at every key.
            let work = TypingWork(steps: 10 * TypingWork.perKey)
            var value: JSON
            switch meaning(of: argument, in: Expectation(names.schema.map { [$0] } ?? [], work)) {
            case .value(let known): value = known
            case .file(let path):
                let isInput = path.utf8.elementsEqual("-".utf8)
                if isInput, hasReadInput { throw UsageError("@- is given twice, but the standard input is read once") }
                hasReadInput = hasReadInput || isInput
                value = try Self.json(in: path, readsInput: readsInput)
                if argument.path.isEmpty { value = try placed(value) }
            case .mistake(let mistake): throw UsageError(mistake.message)
            }
            if argument.path.isEmpty { return value }
            tree.set(value, at: argument.path[...])
        }
        return tree.json
    }

    private static func json(in path: String, readsInput: Bool) throws(UsageError) -> JSON {
        let isInput = path.utf8.elementsEqual("-".utf8)
        let text: [UInt8]
        if isInput, !readsInput { throw UsageError("@- is the standard input, which is not free here") }
        do throws(FileError) {
            text = try isInput ? StandardInput.readAll() : Files.read(path)
        } catch {
            throw UsageError(error.description, fileFault: error.fault)
        }
        do throws(JSONError) {
            return try JSON(parsing: text)
        } catch {
            let name = isInput ? "standard input" : Printable.escape(path)
            throw UsageError("\(name):\(error.line):\(error.column): no JSON: \(error.reason)", fileFault: .wrong)
        }
    }
}

/// Params that grow by `a.b=1`, members in the order in which they were first given. No path is set twice.
private struct ParamsTree {
    private enum Node {
        case value(JSON)
        case object(ParamsTree)
    }

    private var members: [(name: ExactString, node: Node)] = []
    private var indices: [ExactString: Int] = [:]

    mutating func set(_ value: JSON, at path: ArraySlice<ExactString>) {
        guard let name = path.first else { return }
        let index = indices[name] ?? members.count
        if index == members.count {
            indices[name] = index
            members.append((name, .value(value)))
        }
        guard path.count > 1 else { return members[index].node = .value(value) }
        var inner = ParamsTree()
        if case .object(let tree) = members[index].node { inner = tree }
        // As long as the tree stands in two places, a change would copy all of it.
        members[index].node = .value(value)
        inner.set(value, at: path.dropFirst())
        members[index].node = .object(inner)
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
