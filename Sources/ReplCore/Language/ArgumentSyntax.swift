internal import LineEditing

/// One of the words behind a method's name: `name=value`, or the params as a whole.
struct ArgumentSyntax {
    /// The name before the equals sign; nil for the params as a whole.
    let name: Range<Int>?
    /// The value; nil for a name without an equals sign.
    let value: Range<Int>?
    /// The value's tokens, where it begins with a bracket or a quote.
    let json: JSONTokens?

    /// Takes apart what stands behind a method's name, however unfinished.
    static func arguments(in text: [Unicode.Scalar], from start: Int) -> [ArgumentSyntax] {
        var index = text.skippingSpace(from: start)
        guard index < text.count else { return [] }
        guard startsWithName(text[index...]) else { return [whole(text, from: index)] }
        var arguments: [ArgumentSyntax] = []
        while index < text.count {
            let word = index..<text.endOfWord(from: index)
            guard let equals = text[word].firstIndex(of: "=") else {
                arguments.append(ArgumentSyntax(name: word, value: nil, json: nil))
                index = text.skippingSpace(from: word.upperBound)
                continue
            }
            let (end, json) = endOfValue(text, from: equals + 1)
            arguments.append(ArgumentSyntax(name: word.lowerBound..<equals, value: equals + 1..<end, json: json))
            index = text.skippingSpace(from: end)
        }
        return arguments
    }

    /// Whether named arguments follow: a word with an equals sign before any bracket, quote or space.
    static func startsWithName(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
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
