internal import ClamatorKit
internal import LineEditing

/// What is wrong with an entry already, while it is typed. What further keys could still put right is left alone.
struct InlineDiagnostics {
    /// Something wrong, and where.
    struct Diagnostic: Equatable {
        let range: Range<Int>
        let message: String
        /// Whether Enter sends nothing for it.
        var isMistake = false
    }

    let reading: EntryReading

    private var entry: Entry { reading.entry }
    private var text: [Unicode.Scalar] { entry.text }

    /// The longest entry that is checked, in scalars, so that a key costs no more than a few milliseconds; longer ones
    /// are checked when they are sent.
    private static let longest = 4000

    /// The first thing that is wrong; one at the cursor comes first.
    var diagnostic: Diagnostic? {
        guard text.count <= Self.longest else { return nil }
        let diagnostic =
            entry.mistake.map(mistake) ?? entry.calledName.map(call)
            ?? reading.json.flatMap { json($0, at: [], reading.root(at: [])) }
        // What was worked out with too little says nothing.
        return reading.work.isUsedUp ? nil : diagnostic
    }

    private func isTyping(_ range: Range<Int>) -> Bool {
        range.lowerBound <= reading.cursor && reading.cursor <= range.upperBound
    }

    private func mistake(_ mistake: EntryMistake) -> Diagnostic? {
        // The word that the entry begins with may become another, but no word behind it changes what that takes.
        let isOpen = isTyping(mistake.range) && mistake.range.lowerBound <= entry.head.lowerBound
        return isOpen ? nil : Diagnostic(range: mistake.range, message: mistake.summary, isMistake: true)
    }

    private func call(_ name: Range<Int>) -> Diagnostic? {
        guard reading.method != nil else { return unknownMethod(name) }
        let diagnostics = reading.arguments.arguments.compactMap(argument)
        return diagnostics.first { isTyping($0.range) } ?? diagnostics.first(where: \.isMistake) ?? diagnostics.first
            ?? choiceOfParams
    }

    private func unknownMethod(_ called: Range<Int>) -> Diagnostic? {
        let name = text.text(called)
        guard !isTyping(called), !DiscoveryName.isMeant(by: name) else { return nil }
        let names = reading.vocabulary.catalogue.names + reading.vocabulary.methodsInUse.map(\.method.name)
        return Diagnostic(
            range: called, message: UnknownName(name, among: names, orCommand: entry.nearestCommand).description)
    }

    // MARK: Params

    private func argument(_ argument: ArgumentSyntax) -> Diagnostic? {
        let range = argument.value ?? argument.range
        if argument.openQuote != nil, range.lowerBound <= reading.cursor { return nil }
        let params = reading.params
        var value: JSON?
        let isMistaken = reading.arguments.mistake(of: argument) != nil
        let goesInto = !isMistaken && argument.json.map { self.goesInto($0, range) } ?? false
        if !goesInto {
            switch reading.arguments.meaning(of: argument, in: params) {
            case .mistake(let mistake):
                if isTyping(mistake.range), !staysWrong(argument) { return nil }
                return Diagnostic(range: mistake.range, message: mistake.summary, isMistake: true)
            case .file: break
            case .value(let meant): value = meant
            }
        }
        if let name = argument.name, !isTyping(name), let diagnostic = self.name(name, argument.path) {
            return diagnostic
        }
        let expected = argument.path.isEmpty ? params : reading.expectation(at: argument.path)
        if goesInto, let json = argument.json, argument.path.isEmpty || !expected.types.contains(.string) {
            return self.json(json, at: argument.path, reading.root(at: argument.path))
        }
        guard let value, let reason = expected.reasons(against: value).first else { return nil }
        if argument.json == nil, isTyping(range), couldStillFit(range, value, expected, reason) { return nil }
        return diagnostic(reason, range, argument.path)
    }

    /// What the arguments put together that leaves no branch of a choice.
    private var choiceOfParams: Diagnostic? {
        let all = reading.arguments.arguments
        let current = all.first { isTyping($0.range) }
        let outers = Set(all.flatMap { argument in argument.path.indices.map { argument.path[..<$0] } })
        for outer in outers.sorted(by: { $0.count < $1.count }) where reading.work.look(at: all.count + outer.count) {
            var given = reading.given(in: Array(outer), except: current?.range)
            // What the value comes to is not known before its end.
            if let current, let name = current.name, !isTyping(name), current.path.count > outer.count,
                current.path.starts(with: outer)
            {
                given.append((current.path[outer.count], nil))
            }
            let found = choice(reading.expectation(at: Array(outer)), given, at: Array(outer)) { name in
                all.last { $0.path.starts(with: outer + [name]) }?.range
            }
            if let found { return found }
        }
        return nil
    }

    /// What an object has that leaves no branch of a choice, whatever else it gets; `range` tells where members stand.
    private func choice(
        _ expected: Expectation, _ given: [Expectation.Given], at path: [ExactString],
        _ range: (ExactString) -> Range<Int>?
    ) -> Diagnostic? {
        let conflict = expected.conflict(in: given)
        guard let last = conflict.last else { return nil }
        let object = JSON(members: given.map { (name: $0.name, value: $0.value ?? .null) })
        // What is said of the object itself, such as that a member is missing, may still change, and so may what is
        // said of a value that is not whole.
        let reason = expected.reasons(against: object).first { unit in
            unit.instanceLocation.tokens.first.map { name in
                OutputUnit.lastStep(of: unit.keywordLocation) == "additionalProperties"
                    || given.contains { $0.name == name && $0.value != nil }
            } ?? false
        }
        if let reason, let range = range(reason.instanceLocation.tokens[0]) {
            return diagnostic(reason, range, path)
        }
        guard let range = range(last.name) else { return nil }
        let names = conflict.map { JSON($0.name.string).description }.joined(separator: ", ")
        return Diagnostic(
            range: range,
            message: (path.isEmpty ? "" : path.dotted + ": ") + "no branch of the choice has all of \(names)")
    }

    /// Whether a word that stands where the name of a param should cannot become one, whatever follows.
    private func staysWrong(_ argument: ArgumentSyntax) -> Bool {
        let word = argument.range
        guard argument.name == nil || argument.value == nil, reading.cursor > word.lowerBound,
            text[word.lowerBound] != "\""
        else { return false }
        let mayBeAnyName = entry.names.positions == nil && !"{[@".unicodeScalars.contains(text[word.lowerBound])
        let typed = text.text(word).utf8
        return !mayBeAnyName
            && !reading.params.members().contains { member in
                let name = member.name.string.utf8
                return name.starts(with: typed) || typed.starts(with: Array(name) + ".".utf8)
            }
    }

    /// Whether JSON is looked at value by value, since the cursor is in it or more could follow.
    private func goesInto(_ json: JSONTokens, _ range: Range<Int>) -> Bool {
        !json.isBalanced || (range.lowerBound < reading.cursor && reading.cursor < range.upperBound)
    }

    private func name(_ name: Range<Int>, _ path: [ExactString]) -> Diagnostic? {
        var outer = reading.params
        for (index, step) in path.enumerated() {
            guard outer.allows(step) else {
                let known = outer.members().map(\.name)
                let typed = index + 1 == path.count ? text.text(name) : Array(path[...index]).dotted
                return Diagnostic(
                    range: name,
                    message: "no param \(JSON(typed))"
                        + (Suggestion.nearest(to: step, among: known).map { "; did you mean \(JSON($0))?" } ?? ""))
            }
            outer = outer.member(step)
            // What a name leads through is an object.
            if index + 1 < path.count, outer.types.isDisjoint(with: .object),
                let reason = outer.reasons(against: object(at: path[...index])).first
            {
                return diagnostic(reason, name, Array(path[...index]))
            }
        }
        return nil
    }

    /// What the arguments put together at a path that they lead through, but for what is in files.
    private func object(at path: ArraySlice<ExactString>) -> JSON {
        var tree = ParamsTree()
        for argument in reading.arguments.arguments
        where argument.path.count > path.count && argument.path.starts(with: path) {
            if case .value(let value) = reading.arguments.meaning(of: argument, in: reading.params) {
                tree.set(value, at: argument.path[path.count...])
            }
        }
        return tree.json
    }

    /// Whether more of the word could make the value fit.
    private func couldStillFit(_ range: Range<Int>, _ value: JSON, _ expected: Expectation, _ reason: OutputUnit)
        -> Bool
    {
        let typed = text.text(range)
        // A result may be followed by what reaches inside it.
        if typed.isEmpty || typed.utf8.first == UInt8(ascii: "_") { return true }
        if let values = expected.values {
            return values.contains { ($0.string ?? $0.description).hasPrefix(typed) || $0.description.hasPrefix(typed) }
        }
        let types = expected.types
        if types.contains(.string) { return true }
        if !types.isDisjoint(with: [.boolean, .null]) {
            let words = (types.contains(.boolean) ? ["true", "false"] : []) + (types.contains(.null) ? ["null"] : [])
            if words.contains(where: { $0.hasPrefix(typed) }) { return true }
        }
        guard !types.isDisjoint(with: .number) else { return false }
        guard value.kind == .number else {
            // A number that has only begun: a sign, a point or an exponent without digits.
            let word = Array(typed.unicodeScalars)
            return JSONTokens.kind(of: word[...]) == .number && (try? JSON(parsing: typed + "0")) != nil
        }
        // More digits make a number greater, but not smaller, and a fraction never whole.
        return ["minimum", "exclusiveMinimum", "multipleOf"].contains(OutputUnit.lastStep(of: reason.keywordLocation))
    }

    private func diagnostic(_ reason: OutputUnit, _ range: Range<Int>, _ path: [ExactString]) -> Diagnostic {
        let path = (path + reason.instanceLocation.tokens).dotted
        return Diagnostic(range: range, message: path.isEmpty ? reason.error : "\(path): \(reason.error)")
    }

    // MARK: JSON

    private func json(_ json: JSONTokens, at path: [ExactString], _ root: Expectation) -> Diagnostic? {
        guard !json.tokens.isEmpty, !reading.isDeep(json) else { return nil }
        return values(in: nil, json, at: path) { _ in root }
    }

    /// Checks the values that stand directly in a bracket, and goes into the one that the cursor is in.
    private func values(
        in container: Int?, _ json: JSONTokens, at path: [ExactString], _ expected: (Int?) -> Expectation
    ) -> Diagnostic? {
        var first: Diagnostic?
        for (slot, tokens) in json.values(in: container) {
            let range =
                json.tokens[tokens.lowerBound].range.lowerBound..<json.tokens[tokens.upperBound - 1].range.upperBound
            let own = container == nil ? path : path + [step(container, slot, json)]
            let opening = json.tokens[tokens.lowerBound]
            let isBracket = opening.kind == .beginObject || opening.kind == .beginArray
            let isOpen = isBracket ? opening.partner == nil : !opening.isClosed
            let isInside = range.lowerBound < reading.cursor && (reading.cursor < range.upperBound || isOpen)
            let bracket = tokens.lowerBound
            let isParams = isBracket && reading.isParamsOfEnvelope(bracket, json)
            // A raw line holds params, of which its own schema says nothing.
            let isRaw = container == nil && entry.form == .raw
            let found: Diagnostic?
            if isBracket, isInside || isRaw || (isParams && reading.positions(in: bracket, json) != nil) {
                let inner = expected(slot)
                let given = settled(in: bracket, json)
                let part =
                    (isParams && reading.positions(in: bracket, json) != nil ? nil : type(of: opening, inner, own))
                    ?? names(in: bracket, json, inner)
                    ?? choice(inner, given, at: own) { rangeOfKey($0, in: bracket, json) }
                    ?? values(in: bracket, json, at: own) { slot in
                        reading.expectation(in: bracket, slot: slot, json, of: inner, given: given)
                    }
                found = part ?? (isInside ? nil : isParams ? params(range, own) : whole(range, json, own, inner))
            } else if isParams {
                found = isOpen ? nil : params(range, own)
            } else if isOpen || (!isBracket && isTyping(range) && !opening.isClosedString) {
                found = nil
            } else {
                found = whole(range, json, own, expected(slot))
            }
            if let found, isTyping(found.range) || isInside { return found }
            first = first ?? found
        }
        return first
    }

    private func step(_ container: Int?, _ slot: Int?, _ json: JSONTokens) -> ExactString {
        guard json.isObject(container) else {
            let number = slot ?? 0
            let positions = container.flatMap { reading.positions(in: $0, json) } ?? []
            return number < positions.count ? positions[number] : ExactString(number)
        }
        return slot.map { reading.name(ofKey: $0, json) } ?? ""
    }

    /// A bracket where no object or array is expected.
    private func type(of opening: JSONTokens.Token, _ expected: Expectation, _ path: [ExactString]) -> Diagnostic? {
        let type: TypeSet = opening.kind == .beginObject ? .object : .array
        guard expected.types.isDisjoint(with: type), !expected.types.isEmpty else { return nil }
        let names = expected.types.names.joined(separator: " or ")
        let prefix = path.isEmpty ? "" : path.dotted + ": "
        let got = type == .object ? "an object" : "an array"
        return Diagnostic(range: opening.range, message: "\(prefix)expected \(names), got \(got)")
    }

    /// The names of an object's members, but for the one that is being typed.
    private func names(in object: Int, _ json: JSONTokens, _ expected: Expectation) -> Diagnostic? {
        guard json.isObject(object) else { return nil }
        for key in json.keys(of: object) where !isTyping(json.tokens[key].range) {
            let name = reading.name(ofKey: key, json)
            guard !expected.allows(name) else { continue }
            let known = expected.members().map(\.name)
            return Diagnostic(
                range: json.tokens[key].range,
                message: "unknown property \(JSON(name.string))"
                    + (Suggestion.nearest(to: name, among: known).map { "; did you mean \(JSON($0))?" } ?? ""))
        }
        return nil
    }

    /// The members of an object, but for what is being typed of them.
    private func settled(in object: Int, _ json: JSONTokens) -> [Expectation.Given] {
        zip(json.keys(of: object), reading.given(in: object, json)).compactMap { key, member in
            if isTyping(json.tokens[key].range) { return nil }
            let isWhole = json.scalar(ofKey: key).map { !isTyping($0) || text[$0.lowerBound] == "\"" } ?? false
            return (member.name, isWhole ? member.value : nil)
        }
    }

    private func rangeOfKey(_ name: ExactString, in object: Int, _ json: JSONTokens) -> Range<Int>? {
        json.keys(of: object).last { reading.name(ofKey: $0, json) == name }.map { json.tokens[$0].range }
    }

    /// The params of a raw line, which are whole.
    private func params(_ range: Range<Int>, _ path: [ExactString]) -> Diagnostic? {
        guard let method = reading.method?.method, let given = try? JSON(parsing: text.text(range)) else { return nil }
        if let fault = method.structureFault(of: given) { return diagnostic(fault, range, path) }
        let named = (try? method.namedParams(given)) ?? given
        return reading.params.reasons(against: named).first.map { diagnostic($0, range, path) }
    }

    /// A value that is whole.
    private func whole(
        _ range: Range<Int>, _ json: JSONTokens, _ path: [ExactString], _ expected: Expectation
    ) -> Diagnostic? {
        let value: JSON
        do throws(JSONError) {
            value = try JSON(parsing: text.text(range))
        } catch {
            let prefix = path.isEmpty ? "" : path.dotted + ": "
            let isWord = json.tokens.contains { $0.kind == .other && $0.range == range }
            return Diagnostic(
                range: range,
                message: isWord
                    ? "\(prefix)\(text.text(range)) is no JSON; text needs quotes" : "\(prefix)no JSON: \(error.reason)"
            )
        }
        return expected.reasons(against: value).first.map { diagnostic($0, range, path) }
    }
}

extension JSONTokens.Token {
    fileprivate var isClosedString: Bool { kind == .string && isClosed }
}
