internal import ClamatorKit
internal import LineEditing

/// What is wrong with an argument itself, whatever is expected of its value.
extension CallArguments {
    /// The first value that begins with a single quote and goes on behind a space, and all words of it: up to one that
    /// ends with such a quote, or else the next, if that alone makes no sense.
    func firstInSingleQuotes(_ syntax: [ArgumentSyntax]) -> (words: ClosedRange<Int>, range: Range<Int>)? {
        guard text.contains("'") else { return nil }
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

    /// What is wrong with an argument itself, whatever is expected of its value.
    func mistake(in argument: ArgumentSyntax) -> EntryMistake? {
        if let quote = argument.openQuote { return openQuote(at: quote, in: argument) }
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

    static func needsQuotes(_ name: String) -> String {
        "this name needs quotes: \(Printable.excerpt(JSON(name).description))=…"
    }

    /// What may have been meant by words that are no name=value: spaces around the equals sign, or a comment.
    func advice(on range: Range<Int>) -> String {
        if text[range].first == "#" { return "; a comment needs a line of its own" }
        let next = text.skippingSpace(from: range.upperBound)
        let isLoose =
            range.contains { text[$0] == "=" && $0 > range.lowerBound && text[$0 - 1].isSpace }
            || (next < text.count && text[next] == "=")
            || text[..<range.lowerBound].last { !$0.isSpace } == "="
        return isLoose ? "; there may be no space beside the equals sign" : ""
    }

    func openQuote(at quote: Int, in argument: ArgumentSyntax) -> EntryMistake {
        let line = argument.range.lowerBound..<(text[quote...].firstIndex(of: "\n") ?? text.count)
        let excerpt = BrokenJSON.excerpt(of: text[line], column: quote - line.lowerBound)
        return EntryMistake(range: quote..<quote + 1, message: "this quote is not closed\n\(excerpt)")
    }

    static func singleQuotes(_ typed: String) -> String {
        "JSON strings need double quotes, got \(Printable.excerpt(typed))"
    }
}
