internal import ClamatorKit
internal import LineEditing

/// One of the words behind a method's name: `name=value`, a value by position, or the params as a whole.
struct ArgumentSyntax {
    /// The name before the equals sign, with its quotes where it has some; nil for the params as a whole, and for a
    /// value by position.
    private(set) var name: Range<Int>?
    /// The value; nil for a name without an equals sign.
    private(set) var value: Range<Int>?
    /// The tokens of a value that begins with a bracket or a quote, of a path in quotes behind an at sign, or of the
    /// quotes of a name without an equals sign.
    private var tokens: JSONTokens?
    /// The way to the value from the params; empty where it is all of them, or more than there are positions.
    private(set) var path: [ExactString] = []
    /// Whether that leads into a param that the schema names.
    private(set) var isOfKnownParam = false

    /// The same with another way.
    func with(path: [ExactString]) -> ArgumentSyntax {
        var copy = self
        copy.path = path
        return copy
    }

    /// All of it.
    var range: Range<Int> { (name ?? value ?? 0..<0).lowerBound..<(value ?? name ?? 0..<0).upperBound }

    /// The tokens of a value that is JSON by how it begins, or of a name's quotes.
    var json: JSONTokens? { hasQuotedPath ? nil : tokens }

    /// Whether the value is an at sign and a path in quotes.
    private var hasQuotedPath: Bool {
        guard let first = tokens?.tokens.first, let value else { return false }
        return first.range.lowerBound > value.lowerBound
    }

    /// Whether more of the text could belong to it, spaces and all, since brackets or quotes are not closed.
    var isOpen: Bool { tokens?.isBalanced == false }

    /// The quote that it begins with, where that is not closed.
    var openQuote: Int? {
        guard let first = tokens?.tokens.first, first.kind == .string, !first.isClosed else { return nil }
        return first.range.lowerBound
    }

    // MARK: An entry

    /// Takes apart what stands behind a method's name, however unfinished.
    ///
    /// - Parameters:
    ///   - text: The entry.
    ///   - start: Where the method's name ends.
    ///   - names: The params of the method.
    ///   - memory: What is known of them, where the text is an entry that is typed.
    /// - Returns: The arguments in their order.
    static func arguments(
        in text: [Unicode.Scalar], from start: Int, _ names: ParamNames, _ memory: EntryMemory? = nil
    ) -> [ArgumentSyntax] {
        var index = text.skippingSpace(from: start)
        guard index < text.count else { return [] }
        guard names.positions != nil || startsWithName(text[index...]) else {
            return [whole(text, from: index, memory)]
        }
        var arguments = memory?.beginArguments(from: start, names) ?? RereadArguments()
        if let last = arguments.last { index = text.skippingSpace(from: last.range.upperBound) }
        var values = names.positions == nil ? 0 : arguments.kept.count { $0.name == nil }
        while index < text.count, !arguments.keepLast(from: index) {
            var argument: ArgumentSyntax
            if let name = name(in: text[index...]), names.isName(text.text(name)) {
                let (value, tokens) = value(in: text, from: name.upperBound + 1, memory) {
                    names.isText(at: names.path(typed: text.text(name)))
                }
                argument = ArgumentSyntax(name: name, value: value, tokens: tokens)
            } else {
                let (word, tokens) = value(in: text, from: index, memory) {
                    // The first may be all of the params.
                    !arguments.isEmpty && names.isText(at: names.path(behind: values))
                }
                argument =
                    names.positions == nil
                    ? ArgumentSyntax(name: word, value: nil, tokens: text[index] == "\"" ? tokens : nil)
                    : ArgumentSyntax(name: nil, value: word, tokens: tokens)
            }
            argument.take(names.path(of: argument, in: text, behind: values), names)
            if argument.name == nil { values += 1 }
            arguments.append(argument)
            index = text.skippingSpace(from: argument.range.upperBound)
        }
        let all = arguments.finish()
        memory?.remember(all)
        return all
    }

    private mutating func take(_ path: [ExactString], _ names: ParamNames) {
        self.path = path
        isOfKnownParam = path.first.map(names.isKnown) ?? false
    }

    /// Takes the text to stand so many scalars further on.
    mutating func move(by distance: Int) {
        func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound + distance..<range.upperBound + distance }
        name = name.map(moved)
        value = value.map(moved)
        if let tokens { self.tokens = tokens.moved(by: distance) }
    }

    /// Whether it is the same, and is a value for what it is, whatever the text goes on with behind the space after it.
    func endsByItself(in text: [Unicode.Scalar]) -> Bool {
        guard let value, name?.isEmpty != true else { return false }
        // A bracket that is no JSON may become some, by what stands far behind it.
        return json != nil || !Self.beginsLikeJSON(text[value])
    }

    /// Whether named arguments follow: a word with an equals sign before any bracket, quote or space, or a string with
    /// anything but a space behind it, which is no value.
    private static func startsWithName(_ text: ArraySlice<Unicode.Scalar>, endsAtSpace: Bool = true) -> Bool {
        if text.first == "\"" {
            let json = JSONTokens(text, ofOneValue: true)
            return json.isBalanced && json.end < text.endIndex && !text[json.end].isSpace
        }
        let mark = text.firstIndex { "={[\"@".unicodeScalars.contains($0) || (endsAtSpace && $0.isSpace) }
        guard let mark else {
            return false
        }
        return text[mark] == "=" && mark != text.startIndex
    }

    /// What stands before an equals sign: a word, or a string in quotes. Nil where no equals sign follows.
    private static func name(in text: ArraySlice<Unicode.Scalar>) -> Range<Int>? {
        guard text.first == "\"" else {
            let mark = text.firstIndex { $0 == "=" || $0.isSpace }
            return mark.flatMap { text[$0] == "=" ? text.startIndex..<$0 : nil }
        }
        let json = JSONTokens(text, ofOneValue: true)
        guard json.tokens.first?.isClosed == true, json.end < text.endIndex, text[json.end] == "=" else { return nil }
        return text.startIndex..<json.end
    }

    private static func whole(_ text: [Unicode.Scalar], from start: Int, _ memory: EntryMemory?) -> ArgumentSyntax {
        let end = 1 + (text.lastIndex { !$0.isSpace } ?? start)
        return ArgumentSyntax(
            name: nil, value: start..<end,
            tokens: startOfTokens(in: text[start...]).map {
                JSONTokens.of(text, from: $0, ofOneValue: $0 > start, memory)
            })
    }

    /// A value: an array or object where it begins like one and a space follows; a string in quotes, or such a path
    /// behind an at sign, with what stands directly behind it; else a word. What only begins like an array or object is
    /// a word where that is text.
    private static func value(
        in text: [Unicode.Scalar], from start: Int, _ memory: EntryMemory?, isText: () -> Bool
    ) -> (Range<Int>, JSONTokens?) {
        if let first = startOfTokens(in: text[start...]) {
            let json = JSONTokens.of(text, from: first, ofOneValue: true, memory)
            if text[first] == "\"" { return (start..<text.endOfWord(from: json.end), json) }
            let isJSON = json.isBalanced || !isText()
            if isJSON, json.end == text.count || text[json.end].isSpace { return (start..<json.end, json) }
        }
        return (start..<text.endOfWord(from: start), nil)
    }

    /// Where the tokens of a value begin: at its start where that is JSON, behind it where a path in quotes follows an
    /// at sign; nil where it has none.
    private static func startOfTokens(in text: ArraySlice<Unicode.Scalar>) -> Int? {
        if beginsLikeJSON(text) { return text.startIndex }
        return text.starts(with: "@\"".unicodeScalars) ? text.startIndex + 1 : nil
    }

    private static func beginsLikeJSON(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        text.first.map { $0 == "{" || $0 == "[" || $0 == "\"" } ?? false
    }

    // MARK: Words of a shell

    /// Takes apart words that a shell has cut, in which spaces mean nothing.
    ///
    /// - Returns: A text that has the words in it, and the arguments in their order.
    static func arguments(
        ofWords words: [String], _ names: ParamNames
    ) -> (text: [Unicode.Scalar], arguments: [ArgumentSyntax]) {
        let text = Array(words.joined(separator: " ").unicodeScalars)
        var start = 0
        let ranges = words.map { word in
            defer { start += word.unicodeScalars.count + 1 }
            return start..<start + word.unicodeScalars.count
        }
        func tokens(_ range: Range<Int>) -> JSONTokens? {
            startOfTokens(in: text[range]).map { JSONTokens(text[$0..<range.upperBound], ofOneValue: true) }
        }
        if names.positions == nil, let only = ranges.first, ranges.count == 1,
            !startsWithName(text[only], endsAtSpace: false)
        {
            return (text, [ArgumentSyntax(name: nil, value: only, tokens: tokens(only))])
        }
        var arguments: [ArgumentSyntax] = []
        var values = 0
        for range in ranges {
            let word = text[range]
            let mark = word.first == "\"" ? name(in: word)?.upperBound : word.firstIndex(of: "=")
            var argument: ArgumentSyntax
            if let mark, names.isName(text.text(range.lowerBound..<mark)) {
                let rest = mark + 1..<range.upperBound
                argument = ArgumentSyntax(name: range.lowerBound..<mark, value: rest, tokens: tokens(rest))
            } else if names.positions == nil {
                argument = ArgumentSyntax(name: range, value: nil, tokens: word.first == "\"" ? tokens(range) : nil)
            } else {
                argument = ArgumentSyntax(name: nil, value: range, tokens: tokens(range))
            }
            argument.take(names.path(of: argument, in: text, behind: values), names)
            if argument.name == nil { values += 1 }
            arguments.append(argument)
        }
        return (text, arguments)
    }
}
