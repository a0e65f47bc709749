import ClamatorKit

/// What other tools write where a value is to be put into a text: `{{x}}`, `{x}`, `$x`.
struct ForeignForm {
    /// The whole of it.
    let written: String
    /// What stands inside, a name or a path.
    let expression: String

    /// Whether the path begins with a param, or with what has the params or the state.
    func isMeant(for params: Set<ExactString>, _ state: [ExactString: JSON]) -> Bool {
        let names = expression.split(separator: ".", omittingEmptySubsequences: false).map { ExactString($0) }
        if params.contains(names[0]) { return true }
        guard names.count > 1 else { return false }
        return names[0] == "params" && params.contains(names[1]) || names[0] == "state" && state[names[1]] != nil
    }

    /// Each in a part of a text, with its offset.
    static func all(in text: [Unicode.Scalar], _ range: Range<Int>) -> [(offset: Int, form: ForeignForm)] {
        var found: [(offset: Int, form: ForeignForm)] = []
        var offset = range.lowerBound
        while offset < range.upperBound {
            let isFirst = offset == range.lowerBound || text[offset - 1] != "$" && text[offset - 1] != "{"
            if isFirst, let form = form(at: offset, in: text[..<range.upperBound]) {
                found.append((offset, form))
                offset += form.written.unicodeScalars.count
            } else {
                offset += 1
            }
        }
        return found
    }

    private static func form(at offset: Int, in text: ArraySlice<Unicode.Scalar>) -> ForeignForm? {
        var rest = text[offset...]
        let closing: Int
        switch (rest.popFirst(), rest.first) {
        case ("{", "{"):
            rest.removeFirst()
            closing = 2
        case ("{", _): closing = 1
        case ("$", _): closing = 0
        default: return nil
        }
        if closing > 0 { rest = rest.drop { $0 == " " } }
        let path = rest.prefix { isPart($0) || closing > 0 && $0 == "." }
        guard let first = path.first, isPart(first), !("0"..."9" ~= first) else { return nil }
        rest = rest[path.endIndex...]
        if closing > 0 { rest = rest.drop { $0 == " " } }
        guard rest.prefix(closing).count == closing, rest.prefix(closing).allSatisfy({ $0 == "}" }) else { return nil }
        return ForeignForm(
            written: String(String.UnicodeScalarView(text[offset..<rest.startIndex + closing])),
            expression: String(String.UnicodeScalarView(path)))
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool { scalar == "_" || scalar.properties.isXIDContinue }
}
