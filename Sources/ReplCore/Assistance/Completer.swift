internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// What Tab offers in an entry.
struct Completer {
    let reading: EntryReading
    /// The names in a folder that begin so, folders with a slash at their end; none where it cannot be read.
    let files: (_ folder: String, _ start: String) -> [String]
    /// The types that a service or a method names, each behind its name and a dot.
    var types: (_ owner: String) -> [String] = { _ in [] }
    /// All params of an example of a method, as they are typed.
    var example: (ServiceCatalogue.NamedMethod) -> String = { _ in "" }

    private var text: [Unicode.Scalar] { reading.entry.text }
    private var vocabulary: Vocabulary { reading.vocabulary }

    var completions: Completions {
        var completions = ownCompletions
        completions.whole = wholeExample
        return completions
    }

    /// The params of an example where a method is called and none are typed yet.
    private var wholeExample: String? {
        guard let method = reading.method, let name = reading.entry.calledName, reading.entry.arguments.isEmpty,
            reading.cursor >= name.upperBound
        else { return nil }
        let params = example(method)
        if params.isEmpty { return nil }
        return (reading.cursor == name.upperBound ? " " : "") + params
    }

    private var ownCompletions: Completions {
        switch reading.position {
        case .nowhere: .none
        case .head(let word): head(word)
        case .word(let number, let word): argument(number, word)
        case .name(let word): workedOut(names(word))
        case .value(let word, let container, let orName): workedOut(value(word, container, orName: orName))
        case .json(let json, let position, let container): workedOut(self.json(json, position, container))
        }
    }

    /// What was worked out with too little is not all that can stand there.
    private func workedOut(_ completions: Completions) -> Completions {
        reading.work.isUsedUp ? .none : completions
    }

    // MARK: The first word

    private func head(_ word: Range<Int>) -> Completions {
        let typed = text.text(word.lowerBound..<reading.cursor)
        let commands = Command.allCases.map { command in
            Candidate(
                ".\(command.rawValue)", suffix: command.argument == .none ? "" : " ", detail: command.purpose)
        }
        if typed.utf8.first == UInt8(ascii: ".") { return fitting(word, commands) }
        if reading.entry.form == .result { return fitting(word, results(typed, "")) }
        let inUse = vocabulary.methodsInUse.filter { begins($0.method.name, typed) }
            .map { method($0.method.name, $0.method) }
        let named = text[word].contains(".") ? methodsByService(typed) : services
        let wireNamed = vocabulary.catalogue.methods.filter { $0.method.wireName != nil && begins($0.name, typed) }
            .map { method($0.name, $0.method) }
        let found = fitting(word, inUse + wireNamed + named)
        if typed.isEmpty { return Completions(range: found.range, candidates: inUse + services + commands) }
        // A method's name alone stands for all methods of that name.
        guard found.candidates.isEmpty else { return found }
        let bare = vocabulary.catalogue.methods.filter { $0.method.name.hasPrefix(typed) }.map {
            method($0.name, $0.method)
        }
        return Completions(range: word.lowerBound..<reading.cursor, candidates: bare)
    }

    private var services: [Candidate] {
        vocabulary.catalogue.services.map { service in
            let count = service.contract.methods.count
            return Candidate(
                service.contract.service, suffix: ".", type: count == 1 ? "1 method" : "\(count) methods",
                detail: service.contract.description?.onOneLine)
        }
    }

    /// Whether a name begins with what was typed. The types are worked out only of names that do.
    private func begins(_ name: String, _ typed: String) -> Bool {
        name.utf8.starts(with: typed.utf8)
    }

    /// The methods that begin so.
    private func methods(_ typed: String) -> [Candidate] {
        vocabulary.catalogue.methods.flatMap { named in
            named.names.filter { begins($0, typed) }.map { method($0, named.method) }
        }
    }

    /// The same by `service.method`, shown without the service, which is typed already.
    private func methodsByService(_ typed: String) -> [Candidate] {
        vocabulary.catalogue.methods.filter { begins($0.key, typed) }.map { named in
            var candidate = method(named.key, named.method)
            candidate.display = named.method.name
            return candidate
        }
    }

    private func method(_ name: String, _ method: Contract.Method) -> Candidate {
        let params = method.params.root
        let takesParams = !reading.work.look(at: params.weight) || !params.properties.isEmpty || params.types != .object
        return Candidate(
            name, suffix: takesParams ? " " : "", type: type(of: method), detail: method.description?.onOneLine)
    }

    private func type(of method: Contract.Method) -> String {
        Printable.escape(reading.work.signature(of: method.params.root))
    }

    // MARK: Behind a command

    private func argument(_ number: Int, _ word: Range<Int>) -> Completions {
        guard let command = reading.entry.command else { return .none }
        let typed = text.text(word.lowerBound..<min(reading.cursor, word.upperBound))
        var methods: [Candidate] {
            vocabulary.methodsInUse.filter { begins($0.method.name, typed) }
                .map { method($0.method.name, $0.method) } + self.methods(typed)
        }
        let services = services.map { Candidate($0.text, type: $0.type, detail: $0.detail) }
        switch (command.argument, number) {
        case (.service, 0): return fitting(word, services)
        case (.name, 0):
            let named = fitting(word, services + methods.map(\.withoutSuffix))
            guard command == .describe else { return named }
            // A method that begins as a type does is meant first.
            let isBehindName = typed.utf8.last == UInt8(ascii: ".")
            guard isBehindName || named.candidates.isEmpty else { return named }
            let types = fitting(word, types(behind: typed))
            return named.candidates.isEmpty
                ? types : Completions(range: named.range, candidates: named.candidates + types.candidates)
        case (.method, 0): return fitting(word, methods.map(\.withoutSuffix))
        case (.countedCall, 1), (.rule, 0): return fitting(word, methods.map { $0.with(suffix: " ") })
        case (.rule, 1):
            return fitting(word, [Candidate("silence"), Candidate("{\"", display: "{…}", detail: "a rule")])
        case (.words(let words), 0): return fitting(word, words.map { Candidate($0) })
        case (.setting, 0): return fitting(word, Setting.allCases.map { Candidate($0.rawValue, detail: $0.purpose) })
        case (.setting, 1):
            let setting = Setting(rawValue: text.text(reading.entry.words[0]))
            return fitting(word, setting?.words.map { Candidate($0) } ?? [])
        case (.file, _):
            let start = min(reading.entry.rest.lowerBound, reading.cursor)
            let (folder, names) = names(continuing: text.text(start..<reading.cursor))
            return Completions(
                range: start..<reading.cursor,
                candidates: names.map { Candidate(folder + $0, display: Printable.escape($0)) })
        default: return .none
        }
    }

    /// The types of the service or method that a dot stands behind.
    private func types(behind typed: String) -> [Candidate] {
        guard let dot = typed.utf8.lastIndex(of: UInt8(ascii: ".")) else { return [] }
        return types(String(Substring(typed.utf8[..<dot]))).map { Candidate($0, detail: "a type") }
    }

    /// The folder that a path names, as it is typed, and the names in it that go on as the path does.
    private func names(continuing path: String) -> (folder: String, names: [String]) {
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(Substring(path.utf8[...$0])) } ?? ""
        let name = String(Substring(path.utf8.dropFirst(folder.utf8.count)))
        let isHiddenMeant = name.utf8.first == UInt8(ascii: ".")
        return (folder, files(folder, name).filter { isHiddenMeant || $0.utf8.first != UInt8(ascii: ".") })
    }

    /// A path behind the at sign that begins a word, in quotes where those are typed, or where it would not be one word
    /// otherwise. Those of a folder stay open, and so do those that are closed further on.
    private func pathOfParam(in word: Range<Int>, suffix: String) -> Completions {
        let start = word.lowerBound + 1
        let typed = text.text(start..<reading.cursor)
        let isQuoted = typed.utf8.first == UInt8(ascii: "\"")
        let path = isQuoted ? (try? JSON(parsing: typed + "\""))?.string ?? String(typed.dropFirst()) : typed
        let (folder, names) = names(continuing: path)
        // A quote right behind the cursor is that which the path brings along.
        let isClosed = isQuoted && word.upperBound > reading.cursor && text[word.upperBound - 1] == "\""
        let goesOn = isClosed && word.upperBound > reading.cursor + 1
        let candidates = names.map { name in
            let path = folder + name
            let staysOpen = goesOn || name.utf8.last == UInt8(ascii: "/")
            let isWord = !path.unicodeScalars.contains(where: \.isSpace) && path.utf8.first != UInt8(ascii: "\"")
            let inQuotes = JSON(path).description
            return Candidate(
                !isQuoted && isWord ? path : staysOpen ? String(inQuotes.dropLast()) : inQuotes,
                suffix: staysOpen ? "" : suffix, display: Printable.escape(name))
        }
        return Completions(range: start..<reading.cursor + (isClosed && !goesOn ? 1 : 0), candidates: candidates)
    }

    // MARK: Params

    /// A param's name as it is typed: in quotes where it would not be one word before an equals sign.
    private func asTyped(_ name: ExactString) -> String {
        let isWord = name.string.unicodeScalars.allSatisfy { !$0.isSpace && $0 != "=" && $0 != "\"" }
        return isWord ? name.string : JSON(name.string).description
    }

    private func names(_ word: Range<Int>) -> Completions { fitting(word, nameCandidates(word)) }

    private func nameCandidates(_ word: Range<Int>) -> [Candidate] {
        // A dot reaches inside a param, unless it is part of the param's own name.
        let outer = Array(reading.path(word.lowerBound..<reading.cursor).dropLast())
        let start = outer.isEmpty ? "" : outer.map(\.string).joined(separator: ".") + "."
        let isOpen = reading.entry.arguments.first { $0.name == word }?.value == nil
        let given = reading.given(in: outer, except: word)
        let members = reading.expectation(at: outer).members(given: given)
        return members.filter { member in !given.contains { $0.name == member.name } }.map { member in
            Candidate(
                start + asTyped(member.name), suffix: isOpen ? "=" : "",
                display: Printable.escape(start + member.name.string),
                type: Printable.escape(member.signature), detail: member.explanation,
                style: member.isRequired ? .plain : .dim)
        }
    }

    private func value(_ word: Range<Int>, _ container: EntryReading.Container, orName: Bool) -> Completions {
        let typed = text.text(word.lowerBound..<reading.cursor)
        if typed.utf8.first == UInt8(ascii: "@") {
            return pathOfParam(in: word, suffix: container.current == nil ? "" : " ")
        }
        let behind = container.current == nil ? "" : " "
        if typed.utf8.first == UInt8(ascii: "_") { return fitting(word, results(typed, behind)) }
        let values = ValueCandidates(reading, container)
        let candidates = values.bare(suffix: behind) + (orName ? nameCandidates(word) : [])
        if candidates.isEmpty, typed.isEmpty { return fitting(word, results("_", behind)) }
        return fitting(word, candidates)
    }

    /// The results so far, or the members of one of them.
    private func results(_ typed: String, _ suffix: String) -> [Candidate] {
        guard let cut = typed.lastIndex(where: { $0 == "." || $0 == "[" }) else {
            let results = vocabulary.results
            let numbered = results.all.enumerated().reversed().prefix(20).map { number, result in
                Candidate("_\(number + 1)", detail: preview(result))
            }
            let kept = results.names.map { name in
                Candidate("_" + name, detail: (try? results.reference("_" + name)).map(preview))
            }
            return (results.all.last.map { [Candidate("_", detail: "the last: " + preview($0))] } ?? []) + kept
                + numbered
        }
        guard let outer = try? vocabulary.results.reference(String(typed[..<cut])) else { return [] }
        let start = typed[..<cut]
        let members = outer.members.filter { !$0.name.utf8.contains { ".[] ".utf8.contains($0) } && !$0.name.isEmpty }
        return members.map { name, value in
            Candidate(
                "\(start).\(name)", suffix: value.members.isEmpty ? suffix : ".",
                display: Printable.escape(name.string),
                detail: preview(value))
        }
            + outer.elements.prefix(100).enumerated().map { index, value in
                Candidate(
                    "\(start)[\(index)]", suffix: value.members.isEmpty ? suffix : ".", display: "[\(index)]",
                    detail: preview(value))
            }
    }

    /// The start of a value, as much as a line may show.
    private func preview(_ value: JSON) -> String { OneValue.excerpt(value, atMost: 200) }

    // MARK: Inside JSON

    private func json(_ json: JSONTokens, _ position: JSONPosition, _ container: EntryReading.Container) -> Completions
    {
        switch position.role {
        case .key: return keys(json, position, container)
        case .value:
            let isRaw = reading.entry.form == .raw
            if isRaw, container.path.isEmpty, container.valuePath == ["method"] {
                return quoted(
                    position.word,
                    vocabulary.catalogue.methods.map { named in
                        Candidate(
                            JSON(named.name).description, display: Printable.escape(named.name),
                            type: type(of: named.method), detail: named.method.description?.onOneLine)
                    })
            }
            return expression(position.word) ?? quoted(position.word, ValueCandidates(reading, container).json)
        case .end: return behindValue(json, position, container)
        }
    }

    /// What goes on in the `${…}` that is open before the cursor; nil where none is.
    private func expression(_ word: Range<Int>) -> Completions? {
        let typed = Array(text[word.lowerBound..<min(reading.cursor, word.upperBound)])
        guard reading.entry.command == .on, typed.first == "\"", let open = OpenExpression(typed),
            let method = reading.entry.words.first.flatMap({ vocabulary.method(text.text($0)) })
        else { return nil }
        let candidates = ExpressionCandidates(method: method, work: reading.work).candidates(behind: open.path)
        return fitting(reading.cursor - open.count..<reading.cursor, candidates)
    }

    private func keys(_ json: JSONTokens, _ position: JSONPosition, _ container: EntryReading.Container) -> Completions
    {
        let members = container.expectation.members(given: container.given)
        let candidates = members.filter { member in !container.given.contains { $0.name == member.name } }.map {
            member in
            Candidate(
                JSON(member.name.string).description, suffix: ": ", display: Printable.escape(member.name.string),
                type: Printable.escape(member.signature), detail: member.explanation,
                style: member.isRequired ? .plain : .dim)
        }
        if candidates.isEmpty, position.word.isEmpty, !container.expectation.schemas.isEmpty {
            return Completions(range: position.word, candidates: [Candidate("}")])
        }
        return quoted(position.word, candidates)
    }

    /// Where a value is whole: a comma where more can follow, and the bracket that closes.
    private func behindValue(
        _ json: JSONTokens, _ position: JSONPosition, _ container: EntryReading.Container
    ) -> Completions {
        guard let bracket = position.container, json.tokens[bracket].partner == nil else { return .none }
        let range = reading.cursor..<reading.cursor
        guard json.isObject(bracket) else {
            return Completions(range: range, candidates: [Candidate(", "), Candidate("]")])
        }
        let known = Set(container.given.map(\.name) + [container.current ?? ""])
        let missing = container.expectation.members(given: container.given).filter { !known.contains($0.name) }
        var candidates = missing.contains(where: \.isRequired) ? [] : [Candidate("}")]
        if !missing.isEmpty { candidates.insert(Candidate(", ", display: ",", detail: missing[0].name.string), at: 0) }
        return Completions(range: range, candidates: candidates)
    }

    // MARK: What fits

    /// The candidates that go on as the word does: the whole word where one does, else what stands before the cursor.
    private func fitting(_ word: Range<Int>, _ candidates: [Candidate]) -> Completions {
        for range in [word, word.lowerBound..<min(reading.cursor, word.upperBound)] {
            let found = candidates.filter { $0.text.unicodeScalars.starts(with: text[range]) }
            if !found.isEmpty { return Completions(range: range, candidates: found) }
        }
        return Completions(range: word, candidates: [])
    }

    /// The same for JSON: quotes that are not typed yet are put in, and one that is closed already is replaced.
    private func quoted(_ word: Range<Int>, _ candidates: [Candidate]) -> Completions {
        let typed = text[word.lowerBound..<min(reading.cursor, word.upperBound)]
        let isUnquoted = !typed.isEmpty && typed.first != "\"" && candidates.contains { $0.text.hasPrefix("\"") }
        let found = candidates.filter { candidate in
            let whole = candidate.text.unicodeScalars
            return whole.starts(with: typed) || (isUnquoted && whole.dropFirst().starts(with: typed))
        }
        return Completions(range: word, candidates: found)
    }
}

extension Candidate {
    var withoutSuffix: Candidate { with(suffix: "") }

    func with(suffix: String) -> Candidate {
        var copy = self
        copy.suffix = suffix
        return copy
    }
}

extension Expectation.Member {
    /// The type in few words, and the default where there is one.
    var signature: String { signature(with: []) }

    /// The same, with what it asks for beside the type.
    func signature(with constraints: [String]) -> String {
        let words = constraints.isEmpty ? "" : " (\(constraints.joined(separator: ", ")))"
        return expectation.signature + words
            + (expectation.defaultValue.map { " = \(Self.excerpt($0))" } ?? "")
    }

    private static func excerpt(_ value: JSON) -> String {
        let most = 40
        let isLong = value.withView { $0.rawText.count > 8 * most }
        let text = isLong ? OneValue.excerpt(value, atMost: most) : JSONLayout.line(value)
        return text.count > most + 1 ? text.prefix(most) + "…" : text
    }

    /// What the author says of it, else all of a type that goes by its name.
    var explanation: String? { (expectation.description ?? expectation.wholeSignature)?.onOneLine }
}
