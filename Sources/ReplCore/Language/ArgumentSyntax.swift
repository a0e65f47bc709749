internal import LineEditing

/// One of the words behind a method's name: `name=value`, a value by position, or the params as a whole.
struct ArgumentSyntax {
    /// The name before the equals sign, with its quotes where it has some; nil for the params as a whole, and for a value by
    /// position.
    let name: Range<Int>?
    /// The value; nil for a name without an equals sign.
    let value: Range<Int>?
    /// The value's tokens, where it begins with a bracket or a quote.
    let json: JSONTokens?

    /// Takes apart what stands behind a method's name, however unfinished.
    ///
    /// - Parameters:
    ///   - text: The entry.
    ///   - start: Where the method's name ends.
    ///   - isParam: Whether a word before an equals sign names a param, for a method whose params may be given by position;
    ///     nil for others, whose params are all named, or given as a whole.
    /// - Returns: The arguments in their order.
    static func arguments(
        in text: [Unicode.Scalar], from start: Int, isParam: ((String) -> Bool)? = nil
    ) -> [ArgumentSyntax] {
        var index = text.skippingSpace(from: start)
        guard index < text.count else { return [] }
        guard isParam != nil || startsWithName(text[index...]) else { return [whole(text, from: index)] }
        var arguments: [ArgumentSyntax] = []
        while index < text.count {
            var end = text.endOfWord(from: index)
            if let name = name(in: text, from: index), isParam?(text.text(name)) ?? true {
                let (endOfValue, json) = endOfValue(text, from: name.upperBound + 1)
                end = endOfValue
                arguments.append(ArgumentSyntax(name: name, value: name.upperBound + 1..<end, json: json))
            } else if isParam != nil {
                let (endOfValue, json) = endOfValue(text, from: index)
                end = endOfValue
                arguments.append(ArgumentSyntax(name: nil, value: index..<end, json: json))
            } else {
                arguments.append(ArgumentSyntax(name: index..<end, value: nil, json: nil))
            }
            index = text.skippingSpace(from: end)
        }
        return arguments
    }

    /// What stands before an equals sign: a word, or a string in quotes. Nil where no equals sign follows.
    static func name(in text: [Unicode.Scalar], from start: Int) -> Range<Int>? {
        guard text[start] == "\"" else {
            return text[start..<text.endOfWord(from: start)].firstIndex(of: "=").map { start..<$0 }
        }
        let json = JSONTokens(text[start...], ofOneValue: true)
        guard json.tokens.first?.isClosed == true, json.end < text.count, text[json.end] == "=" else { return nil }
        return start..<json.end
    }

    /// Whether named arguments follow: a word with an equals sign before any bracket, quote or space, or a name in quotes
    /// with one.
    static func startsWithName(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        if text.first == "\"" { return name(in: Array(text), from: 0) != nil }
        guard let mark = text.firstIndex(where: { "={[\"@".unicodeScalars.contains($0) || $0.isSpace }) else {
            return false
        }
        return text[mark] == "=" && mark != text.startIndex
    }

    private static func whole(_ text: [Unicode.Scalar], from start: Int) -> ArgumentSyntax {
        var end = text.count
        while end > start, text[end - 1].isSpace { end -= 1 }
        let isJSON = beginsLikeJSON(text[start...])
        return ArgumentSyntax(
            name: nil, value: start..<end, json: isJSON ? JSONTokens(text[start...], ofOneValue: false) : nil)
    }

    /// The end of a value: of a JSON array, object or string where it begins like one and a space follows, else the next
    /// space.
    private static func endOfValue(_ text: [Unicode.Scalar], from start: Int) -> (Int, JSONTokens?) {
        if beginsLikeJSON(text[start...]) {
            let json = JSONTokens(text[start...], ofOneValue: true)
            if json.end == text.count || text[json.end].isSpace { return (json.end, json) }
        }
        return (text.endOfWord(from: start), nil)
    }

    private static func beginsLikeJSON(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        text.first.map { $0 == "{" || $0 == "[" || $0 == "\"" } ?? false
    }
}
