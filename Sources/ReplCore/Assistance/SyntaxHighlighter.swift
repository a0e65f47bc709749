internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// The colours of an entry, as far as they are seen: of JSON and params, those outside a range are left out.
struct SyntaxHighlighter {
    let reading: EntryReading
    let visible: Range<Int>

    /// - Parameters:
    ///   - reading: The entry.
    ///   - visible: The scalars that are seen; all where none are given.
    init(reading: EntryReading, visible: Range<Int> = 0..<Int.max) {
        self.reading = reading
        self.visible = visible
    }

    private var entry: Entry { reading.entry }
    private var text: [Unicode.Scalar] { entry.text }

    var highlights: [Highlight] {
        let kept = entry.keptName.map { [Highlight($0, .name)] } ?? []
        return switch entry.form {
        case .empty: kept
        case .comment: [Highlight(entry.head.lowerBound..<entry.rest.upperBound, .dim)]
        case .result: kept + [Highlight(entry.head, .reference)]
        case .raw: kept + json(reading.json)
        case .command:
            [Highlight(entry.head, isKnownCommand ? .command : .mistake)] + words + call + json(reading.json)
        case .call: kept + call
        }
    }

    // MARK: The first word

    private var isKnownCommand: Bool {
        guard entry.command == nil, reading.cursor == entry.head.upperBound else { return entry.command != nil }
        return Command.allCases.contains { $0.rawValue.hasPrefix(entry.name) }
    }

    /// The name of the method that is called, and the params.
    private var call: [Highlight] {
        guard let name = entry.calledName else { return [] }
        let allows = reading.params.allowance()
        return [Highlight(name, style(ofCalled: name))] + arguments.flatMap { argument($0, allows) } + brackets
    }

    private func style(ofCalled name: Range<Int>) -> TextStyle {
        if reading.method != nil { return .method }
        guard reading.cursor == name.upperBound else { return .mistake }
        let typed = text.text(name).utf8
        let catalogue = reading.vocabulary.catalogue
        let canGoOn =
            catalogue.names.contains { $0.utf8.starts(with: typed) }
            || catalogue.methods.contains { $0.method.name.utf8.starts(with: typed) }
        return canGoOn ? .plain : .mistake
    }

    /// The names behind a command.
    private var words: [Highlight] {
        guard let command = entry.command,
            let word = entry.words.first
        else { return [] }
        switch command.argument {
        case .service, .method, .name, .rule: return [Highlight(word, .method)]
        case .words, .setting: return [Highlight(word, .literal)]
        case .none, .file, .countedCall: return []
        }
    }

    // MARK: Params

    private var arguments: ArraySlice<ArgumentSyntax> {
        let all = reading.arguments.arguments
        let first = all.partitioningIndex { $0.range.upperBound > visible.lowerBound }
        return all[first...].prefix { $0.range.lowerBound < visible.upperBound }
    }

    /// The name and value of an argument; `allows` tells which members the params may have.
    private func argument(_ argument: ArgumentSyntax, _ allows: (ExactString) -> Bool) -> [Highlight] {
        var highlights: [Highlight] = []
        if let name = argument.name {
            let isTyping = name.lowerBound <= reading.cursor && reading.cursor <= name.upperBound
            highlights.append(Highlight(name, isTyping || isAllowed(argument.path, allows) ? .name : .mistake))
        }
        guard let value = argument.value, !value.isEmpty else { return highlights }
        if let json = argument.json, !isText(argument, json) { return highlights + self.json(json, isPart: true) }
        let mayBeName = argument.name == nil && entry.names.positions == nil
        if mayBeName, reading.cursor == value.upperBound { return [Highlight(value, .name)] }
        return highlights + [Highlight(value, style(ofBare: argument, value))]
    }

    private func isAllowed(_ path: [ExactString], _ allows: (ExactString) -> Bool) -> Bool {
        if path.count == 1 { return allows(path[0]) }
        return reading.expectation(at: Array(path.dropLast())).allows(path.last ?? "")
    }

    /// Whether brackets are text, since that is what is expected.
    private func isText(_ argument: ArgumentSyntax, _ json: JSONTokens) -> Bool {
        guard let first = json.tokens.first?.kind, first != .string, !argument.path.isEmpty else { return false }
        return reading.expectation(at: argument.path).isText(in: first == .beginObject ? .object : .array)
    }

    /// The style of what a value without quotes is read as.
    private func style(ofBare argument: ArgumentSyntax, _ value: Range<Int>) -> TextStyle {
        switch text[value.lowerBound] {
        case "_", "@": return .reference
        default: break
        }
        let kind = JSONTokens.kind(of: text[value])
        guard kind != .other, case .value(let meant) = reading.arguments.ownMeaning(of: argument, in: reading.params)
        else {
            return .string
        }
        return meant.kind == .string ? .string : style(of: kind)
    }

    // MARK: JSON

    private func json(_ json: JSONTokens?, isPart: Bool = false) -> [Highlight] {
        guard let json else { return [] }
        let first = json.tokens.partitioningIndex { $0.range.upperBound > visible.lowerBound }
        let seen = json.tokens[first...].prefix { $0.range.lowerBound < visible.upperBound }
        return seen.compactMap { token in
            let style = isMistake(token, json) ? .mistake : style(of: token.kind)
            return style == .plain ? nil : Highlight(token.range, style)
        } + (isPart ? [] : brackets(of: json))
    }

    private func style(of kind: JSONTokens.Token.Kind) -> TextStyle {
        switch kind {
        case .key: .name
        case .string: .string
        case .number: .number
        case .literal: .literal
        case .beginObject, .endObject, .beginArray, .endArray, .colon, .comma, .other: .plain
        }
    }

    /// Whether a bracket closes nothing, or what another kind of bracket opened; a word that is being typed is none
    /// yet.
    private func isMistake(_ token: JSONTokens.Token, _ json: JSONTokens) -> Bool {
        switch token.kind {
        case .endObject: token.partner.map { json.tokens[$0].kind != .beginObject } ?? true
        case .endArray: token.partner.map { json.tokens[$0].kind != .beginArray } ?? true
        case .beginObject: token.partner.map { json.tokens[$0].kind != .endObject } ?? false
        case .beginArray: token.partner.map { json.tokens[$0].kind != .endArray } ?? false
        case .other: !(token.range.lowerBound <= reading.cursor && reading.cursor <= token.range.upperBound)
        default: false
        }
    }

    private var brackets: [Highlight] {
        let all = entry.arguments
        let first = all.partitioningIndex { $0.range.upperBound >= reading.cursor }
        return all[first...].first?.json.map(brackets) ?? []
    }

    /// The pair of brackets of which one is at the cursor, or just before it.
    private func brackets(of json: JSONTokens) -> [Highlight] {
        for offset in [reading.cursor, reading.cursor - 1] {
            guard let index = json.bracket(at: offset) else { continue }
            let token = json.tokens[index]
            guard let partner = token.partner, !isMistake(token, json) else { return [] }
            return [token, json.tokens[partner]].map { Highlight($0.range, .bracket) }
        }
        return []
    }
}

extension JSONTokens {
    /// The bracket at an offset of the text.
    func bracket(at offset: Int) -> Int? {
        guard let index = lastToken(before: offset + 1), tokens[index].range.lowerBound == offset else { return nil }
        switch tokens[index].kind {
        case .beginObject, .endObject, .beginArray, .endArray: return index
        default: return nil
        }
    }
}

extension TextStyle {
    fileprivate static let method = TextStyle(color: .cyan, isBold: true)
    fileprivate static let command = TextStyle(color: .magenta, isBold: true)
    fileprivate static let name = TextStyle(color: .cyan)
    fileprivate static let string = TextStyle(color: .green)
    fileprivate static let number = TextStyle(color: .yellow)
    fileprivate static let literal = TextStyle(color: .magenta)
    fileprivate static let reference = TextStyle(color: .blue)
    fileprivate static let bracket = TextStyle(isBold: true, isUnderlined: true)
    /// What no call can have.
    static let mistake = TextStyle(color: .red, isUnderlined: true)
}
