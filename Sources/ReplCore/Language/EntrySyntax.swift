internal import LineEditing

/// An entry as it is being typed, taken apart as far as it goes: what colours, completion and hints go by.
struct EntrySyntax {
    /// What an entry begins like.
    enum Form {
        case empty, command, raw, call
    }

    let text: [Unicode.Scalar]
    let form: Form
    /// The first word: a method's name, or a command's with its dot.
    let head: Range<Int>
    /// What stands behind the name of a method.
    let arguments: [ArgumentSyntax]
    /// The tokens of a raw line, or of the rule behind `.on METHOD`.
    let json: JSONTokens?

    init(_ text: [Unicode.Scalar]) {
        self.text = text
        let start = text.skippingSpace(from: 0)
        guard start < text.count else {
            (form, head, arguments, json) = (.empty, start..<start, [], nil)
            return
        }
        let head = start..<text.endOfWord(from: start)
        switch text[start] {
        case "{", "[":
            (form, self.head, arguments) = (.raw, start..<start, [])
            json = JSONTokens(text[start...], ofOneValue: false)
        case ".":
            (form, self.head, arguments) = (.command, head, [])
            json = Self.rule(of: text.text(head), in: text, from: head.upperBound)
        default:
            (form, self.head, json) = (.call, head, nil)
            arguments = ArgumentSyntax.arguments(in: text, from: head.upperBound)
        }
    }

    /// The words behind a command's name.
    var words: [Range<Int>] {
        var words: [Range<Int>] = []
        var place = text.skippingSpace(from: head.upperBound)
        while place < text.count {
            words.append(place..<text.endOfWord(from: place))
            place = text.skippingSpace(from: words[words.count - 1].upperBound)
        }
        return words
    }

    /// The number of brackets that are open at a place.
    func depth(at cursor: Int) -> Int {
        let parts = arguments.compactMap(\.json) + [json].compactMap(\.self)
        return parts.map { json in
            guard let first = json.tokens.first, first.range.lowerBound < cursor else { return 0 }
            return json.depth(at: json.place(at: cursor))
        }.max() ?? 0
    }

    /// The one JSON that a command takes: the rule of `.on METHOD RULE`.
    private static func rule(of command: String, in text: [Unicode.Scalar], from place: Int) -> JSONTokens? {
        guard command == "." + Command.on.rawValue else { return nil }
        let method = text.skippingSpace(from: place)
        let rule = text.skippingSpace(from: text.endOfWord(from: method))
        guard rule < text.count, text[rule] == "{" || text[rule] == "[" else { return nil }
        return JSONTokens(text[rule...], ofOneValue: false)
    }
}
