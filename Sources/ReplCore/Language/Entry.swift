internal import ClamatorKit
internal import LineEditing

/// An entry, taken apart as far as it goes. What runs it goes by this, and so do completion, hints and colours while it
/// is typed.
struct Entry {
    /// What an entry begins like.
    enum Form {
        /// Nothing but white space.
        case empty
        /// A line that begins with `#`, for people.
        case comment
        /// `.name argument`, or a word that means a command.
        case command
        /// `_`, `_3`, or a part of such a result, to be shown.
        case result
        /// A line that begins with a bracket: it goes out as it is.
        case raw
        /// `service.method` or, with a service in use, `method`; and what stands behind it.
        case call
    }

    let text: [Unicode.Scalar]
    let form: Form
    /// The name before an equals sign under which the result is kept; nil if there is none.
    let keptName: Range<Int>?
    /// The first word behind that: a method's name, a command, or a result; empty before a raw line.
    let head: Range<Int>
    /// What stands behind the head, without white space at either end.
    let rest: Range<Int>
    /// The command that is meant; nil for an unknown one, and in other entries.
    let command: Command?
    /// The name of the method that is called: the head of a call, and what stands behind `.repeat N`; nil in other
    /// entries.
    let calledName: Range<Int>?
    /// The method that is called, where its name is known.
    let method: ServiceCatalogue.NamedMethod?
    /// The params of that method.
    let names: ParamNames
    /// What stands behind the name of a method, one by one.
    let arguments: [ArgumentSyntax]
    /// Where JSON begins that is no argument of a call: a raw line, or the rule of `.on METHOD RULE`.
    private let jsonStart: Int?

    /// Takes an entry apart.
    init(_ text: String, _ vocabulary: Vocabulary) { self.init(Array(text.unicodeScalars), vocabulary) }

    /// Takes an entry apart; with what is known of it as it was before a key, where it is typed.
    init(_ text: [Unicode.Scalar], _ vocabulary: Vocabulary, _ memory: EntryMemory? = nil) {
        self.text = text
        memory?.begin(text)
        let begin = text.skippingSpace(from: 0)
        keptName = Self.keptName(in: text, from: begin)
        let start = keptName.map { text.skippingSpace(from: 1 + text.skippingSpace(from: $0.upperBound)) } ?? begin
        let isRaw = start < text.count && (text[start] == "{" || text[start] == "[")
        let head = start..<(isRaw ? start : text.endOfWord(from: start))
        self.head = head
        let behind = text.skippingSpace(from: head.upperBound)
        rest = behind..<max(behind, 1 + (text.lastIndex { !$0.isSpace } ?? -1))
        let name = text.text(head)
        let method = isRaw || name.isEmpty ? nil : vocabulary.method(name)
        let form = Self.form(of: text[start...], isRaw: isRaw, name, method == nil ? vocabulary.results : nil)
        self.form = form
        let command = form == .command ? Command(word: name) : nil
        let calledName =
            form == .call ? head : command == .repeat ? Self.nameOfCall(in: text, behind: behind, vocabulary) : nil
        let called = form == .call ? method : calledName.flatMap { vocabulary.method(text.text($0)) }
        let names = ParamNames(called?.method)
        (self.command, self.calledName, self.method, self.names) = (command, calledName, called, names)
        arguments = calledName.map { ArgumentSyntax.arguments(in: text, from: $0.upperBound, names, memory) } ?? []
        jsonStart = isRaw ? start : command == .on ? Self.startOfRule(in: text, from: behind) : nil
    }

    /// What an entry begins like, of which no word is a method's name where there are results to speak of.
    private static func form(
        of text: ArraySlice<Unicode.Scalar>, isRaw: Bool, _ name: String, _ results: SessionResults?
    ) -> Form {
        if isRaw { return .raw }
        switch text.first {
        case nil: return .empty
        case "#": return .comment
        case ".": return .command
        default:
            guard let results else { return .call }
            if Command(word: name) != nil { return .command }
            return results.isReference(name) || results.isKeptName(name) ? .result : .call
        }
    }

    /// The name of the method in the call that stands behind a word; nil where no call does.
    private static func nameOfCall(
        in text: [Unicode.Scalar], behind word: Int, _ vocabulary: Vocabulary
    ) -> Range<Int>? {
        let start = text.skippingSpace(from: text.endOfWord(from: word))
        guard start < text.count, text[start] != "{", text[start] != "[", keptName(in: text, from: start) == nil else {
            return nil
        }
        let range = start..<text.endOfWord(from: start)
        let name = text.text(range)
        let isKnown = vocabulary.method(name) != nil
        let form = form(of: text[start...], isRaw: false, name, isKnown ? nil : vocabulary.results)
        return form == .call ? range : nil
    }

    /// The word of letters, digits and underscores before an equals sign with which an entry begins.
    private static func keptName(in text: [Unicode.Scalar], from start: Int) -> Range<Int>? {
        guard start < text.count, text[start].isLetter else { return nil }
        let end = text[start...].firstIndex { !($0.isLetter || "0"..."9" ~= $0 || $0 == "_") } ?? text.count
        let mark = text.skippingSpace(from: end)
        return mark < text.count && text[mark] == "=" ? start..<end : nil
    }

    /// The method that is called, or the command without its dot.
    var name: String {
        let name = text.text(head)
        return form == .command && name.utf8.first == UInt8(ascii: ".")
            ? String(Substring(name.utf8.dropFirst())) : name
    }

    /// The command that the name of an unknown method may have been meant as; nil where none is near.
    var nearestCommand: String? { form == .call && keptName == nil ? Command.nearest(to: name) : nil }

    /// What stands behind the name, or a raw line as a whole.
    var restText: String { text.text(rest) }

    /// The words behind a command's name.
    var words: [Range<Int>] {
        var words: [Range<Int>] = []
        var start = rest.lowerBound
        while start < text.count {
            words.append(start..<text.endOfWord(from: start))
            start = text.skippingSpace(from: words[words.count - 1].upperBound)
        }
        return words
    }

    /// The tokens of a raw line, or of the rule behind `.on METHOD`; nil where the entry has neither.
    var json: JSONTokens? { json(nil) }

    /// The same, with what is known of it.
    func json(_ memory: EntryMemory?) -> JSONTokens? {
        jsonStart.map { JSONTokens.of(text, from: $0, ofOneValue: false, memory) }
    }

    /// Why Enter does nothing, where that is told by how the entry begins; nil where it is not.
    var mistake: EntryMistake? {
        if keptName != nil, let mistake = mistakeOfKeeping { return mistake }
        switch form {
        case .call where method == nil: return nameMistake
        case .command where command == nil:
            let advice = Suggestion.sentence(for: name, among: Command.names, mark: ".", else: ".help lists them")
            return EntryMistake(range: head, message: "no command .\(Printable.excerpt(name))\(advice)")
        case .command where command?.takesArguments == false && !rest.isEmpty:
            return nothingBelongs(behind: command.map { ".\($0.rawValue)" } ?? "")
        case .result where !rest.isEmpty: return nothingBelongs(behind: name)
        default: return nil
        }
    }

    private func nothingBelongs(behind name: String) -> EntryMistake {
        EntryMistake(range: rest, message: "\(name) takes nothing behind it, got \(Printable.excerpt(restText))")
    }

    /// Why what stands behind the equals sign has no result to keep.
    private var mistakeOfKeeping: EntryMistake? {
        switch form {
        case .empty, .comment, .command:
            return EntryMistake(range: head, message: "expected NAME = SERVICE.METHOD and its params")
        case .call:
            guard let method, method.method.isNotification else { return nil }
            let name = Printable.escape(method.name)
            return EntryMistake(range: head, message: "\(name) is a notification, which has no result to keep")
        case .raw, .result: return nil
        }
    }

    /// Why the word before an equals sign keeps no result; nil where no such word stands where a method is called.
    private var nameMistake: EntryMistake? {
        let mark = head.first { text[$0] == "=" }
        guard let end = mark ?? (rest.isEmpty || text[rest.lowerBound] != "=" ? nil : head.upperBound) else {
            return nil
        }
        // Params in round brackets may have one too.
        if text[head.lowerBound..<end].contains("(") { return nil }
        if keptName != nil {
            return EntryMistake(range: head, message: "expected one NAME = SERVICE.METHOD and its params")
        }
        let name = Printable.excerpt(text.text(head.lowerBound..<end))
        return EntryMistake(
            range: head.lowerBound..<end,
            message:
                "no result can be kept as \"\(name)\"; a name is of letters, digits and _, and begins with a letter")
    }

    /// How many brackets are open at an offset.
    func depth(at offset: Int) -> Int {
        let parts = arguments.compactMap(\.json) + [json].compactMap(\.self)
        return parts.map { json in
            guard let first = json.tokens.first, first.range.lowerBound < offset else { return 0 }
            return json.depth(at: json.position(at: offset))
        }.max() ?? 0
    }

    /// How an entry ends.
    enum End: Equatable {
        case whole
        /// More lines could complete the JSON in it.
        case open
        /// The JSON in it is wrong, so that no further line completes it; the entry ends with this line of its own,
        /// from 0.
        case broken(line: Int)
    }

    /// Whether more lines could complete the JSON in the entry, or what is wrong with it.
    var end: End {
        if let jsonStart { return end(of: jsonStart..<rest.upperBound) }
        guard let last = arguments.last, let value = last.value, last.json != nil, last.openQuote == nil else {
            return .whole
        }
        return end(of: value)
    }

    /// Whether the entry is whole: false where more lines could complete the JSON in it.
    var isComplete: Bool { end != .open }

    private func end(of json: Range<Int>) -> End {
        do throws(JSONError) {
            _ = try JSON(parsing: text.text(json) + "\n")
            return .whole
        } catch {
            if error.reason == .unexpectedEnd { return .open }
            return .broken(line: text[..<json.lowerBound].count { $0 == "\n" } + error.line - 1)
        }
    }

    /// Where the one JSON begins that a command takes: the rule of `.on METHOD RULE`.
    private static func startOfRule(in text: [Unicode.Scalar], from method: Int) -> Int? {
        let rule = text.skippingSpace(from: text.endOfWord(from: method))
        return rule < text.count && (text[rule] == "{" || text[rule] == "[") ? rule : nil
    }
}

extension Unicode.Scalar {
    fileprivate var isLetter: Bool { "a"..."z" ~= self || "A"..."Z" ~= self }
}

/// Cut by scalars: a space with a combining mark behind it is white space all the same.
extension StringProtocol {
    /// Without white space at either end.
    var trimmed: Substring {
        let scalars = Substring(self).unicodeScalars
        let start = scalars.firstIndex { !$0.isSpace } ?? scalars.endIndex
        let end = scalars.lastIndex { !$0.isSpace }.map { scalars.index(after: $0) } ?? start
        return Substring(scalars[start..<end])
    }

    /// What stands before the first white space, and what behind it.
    var splitAtSpace: (Substring, Substring) {
        let scalars = Substring(self).unicodeScalars
        guard let space = scalars.firstIndex(where: \.isSpace) else { return (Substring(self), "") }
        return (Substring(scalars[..<space]), Substring(scalars[space...]).trimmed)
    }
}
