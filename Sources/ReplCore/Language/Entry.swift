internal import ClamatorKit
internal import LineEditing

/// An entry, taken apart as far as it goes. What runs it goes by this, and so do completion, hints and colours while it is
/// typed.
struct Entry {
    /// What an entry begins like.
    enum Form {
        /// Nothing but white space.
        case empty
        /// `.name argument`
        case command
        /// A line that begins with a bracket: it goes out as it is.
        case raw
        /// `service.method` or, with a service in use, `method`; and what stands behind it.
        case call
    }

    let text: [Unicode.Scalar]
    let form: Form
    /// The first word: a method's name, or a command's with its dot; empty before a raw line.
    let head: Range<Int>
    /// What stands behind the head, without white space at either end.
    let rest: Range<Int>
    /// What stands behind the name of a method, one by one.
    let arguments: [ArgumentSyntax]
    /// Where JSON begins that is no argument of a call: a raw line, or the rule of `.on METHOD RULE`.
    private let jsonStart: Int?

    /// Takes an entry apart.
    init(_ text: String) { self.init(Array(text.unicodeScalars)) }

    /// Takes an entry apart.
    init(_ text: [Unicode.Scalar]) {
        self.text = text
        let start = text.skippingSpace(from: 0)
        guard start < text.count else {
            (form, head, rest, arguments, jsonStart) = (.empty, start..<start, start..<start, [], nil)
            return
        }
        let end = 1 + (text.lastIndex { !$0.isSpace } ?? start)
        let isRaw = text[start] == "{" || text[start] == "["
        let head = start..<(isRaw ? start : text.endOfWord(from: start))
        self.head = head
        let behind = text.skippingSpace(from: head.upperBound)
        rest = behind..<max(behind, end)
        form = isRaw ? .raw : text[start] == "." ? .command : .call
        arguments = form == .call ? ArgumentSyntax.arguments(in: text, from: head.upperBound) : []
        jsonStart = isRaw ? start : Self.startOfRule(in: text, behind: head)
    }

    /// The method that is called, or the command without its dot.
    var name: String { text.text(form == .command ? head.dropFirst() : head) }

    /// What stands behind the name, or a raw line as a whole.
    var restText: String { text.text(rest) }

    /// The command that is named.
    var command: Command? { form == .command ? Command(rawValue: name) : nil }

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
    var json: JSONTokens? { jsonStart.map { JSONTokens(text[$0...], ofOneValue: false) } }

    /// How many brackets are open at an offset.
    func depth(at offset: Int) -> Int {
        let parts = arguments.compactMap(\.json) + [json].compactMap(\.self)
        return parts.map { json in
            guard let first = json.tokens.first, first.range.lowerBound < offset else { return 0 }
            return json.depth(at: json.position(at: offset))
        }.max() ?? 0
    }

    /// Whether the entry is whole: false where more lines could complete the JSON in it.
    var isComplete: Bool {
        if let jsonStart { return !couldGoOn(jsonStart..<rest.upperBound) }
        guard let last = arguments.last, let value = last.value, last.json != nil else { return true }
        return !couldGoOn(value)
    }

    /// Whether JSON could become whole by further lines.
    private func couldGoOn(_ json: Range<Int>) -> Bool {
        do throws(JSONError) {
            _ = try JSON(parsing: text.text(json) + "\n")
            return false
        } catch {
            return error.reason == .unexpectedEnd
        }
    }

    /// Where the one JSON begins that a command takes: the rule of `.on METHOD RULE`.
    private static func startOfRule(in text: [Unicode.Scalar], behind head: Range<Int>) -> Int? {
        guard text.text(head) == "." + Command.on.rawValue else { return nil }
        let method = text.skippingSpace(from: head.upperBound)
        let rule = text.skippingSpace(from: text.endOfWord(from: method))
        return rule < text.count && (text[rule] == "{" || text[rule] == "[") ? rule : nil
    }
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
