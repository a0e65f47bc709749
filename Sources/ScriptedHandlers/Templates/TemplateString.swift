import ClamatorKit

/// Takes a string with `${…}` in it apart, from its beginning to its end.
struct TemplateString {
    enum Part {
        /// Text that stands as it is, `$${` having become `${`.
        case text(String)
        case expression(Expression)
    }

    private let string: JSON
    private let text: [Unicode.Scalar]
    private var offset = 0
    /// What is likely to be meant otherwise, each with the byte of the file that it speaks of.
    private(set) var warnings: [(message: String, fileOffset: Int)] = []

    /// Begins at the start of a string, which may stand in a file.
    init(_ string: JSON) {
        self.string = string
        text = Array((string.string ?? "").unicodeScalars)
    }

    var isAtEnd: Bool { offset == text.count }

    /// The next part; nil at the end.
    ///
    /// - Throws: `ExpressionError` where an expression is none. It has the offset in the string's file.
    mutating func next(in scope: Expression.Scope) throws(ExpressionError) -> Part? {
        if isAtEnd { return nil }
        if stands("${", at: offset) { return .expression(try expression(in: scope)) }
        let start = offset
        var plain = String.UnicodeScalarView()
        while !isAtEnd, !stands("${", at: offset) {
            if stands("$${", at: offset) {
                plain.append(contentsOf: "${".unicodeScalars)
                offset += 3
            } else {
                plain.append(text[offset])
                offset += 1
            }
        }
        noteForeignForms(in: start..<offset, of: scope)
        return .text(String(plain))
    }

    /// Warns of what other tools would put a param for.
    private mutating func noteForeignForms(in range: Range<Int>, of scope: Expression.Scope) {
        guard text[range].contains(where: { $0 == "{" || $0 == "$" }) else { return }
        var budget = WorkBudget(steps: 2000)
        let params = Set(scope.params.memberNames(spending: &budget))
        for (offset, form) in ForeignForm.all(in: text, range) where form.isMeant(for: params, scope.state) {
            let message = "\"\(form.written)\" stays as it is; a value is put in as ${\(form.expression)}"
            warnings.append((message, fileOffset(of: offset)))
        }
    }

    private mutating func expression(in scope: Expression.Scope) throws(ExpressionError) -> Expression {
        let start = offset + 2
        let closing = closingBrace(from: start)
        let source = String(String.UnicodeScalarView(text[start..<(closing ?? text.count)]))
        do throws(ExpressionError) {
            let expression = try Expression(source, in: scope)
            guard let closing else {
                throw ExpressionError("expected '}'", source: source, offset: text.count - start)
            }
            offset = closing + 1
            warnings += expression.warnings.map { ($0.message, fileOffset(of: start + $0.offset)) }
            return expression
        } catch {
            var error = error
            error.isClosed = closing != nil
            error.fileOffset = fileOffset(of: start + error.offset)
            throw error
        }
    }

    private func stands(_ mark: StaticString, at offset: Int) -> Bool {
        text[offset...].prefix(mark.utf8CodeUnitCount).map(\.value).elementsEqual(ByteView(mark).lazy.map(UInt32.init))
    }

    /// The brace that ends an expression: outside quotes the one that balances.
    private func closingBrace(from start: Int) -> Int? {
        var isQuoted = false
        var depth = 0
        var offset = start
        while offset < text.count {
            switch text[offset] {
            case "\\" where isQuoted: offset += 1
            case "\"": isQuoted.toggle()
            case "{" where !isQuoted: depth += 1
            case "}" where !isQuoted:
                if depth == 0 { return offset }
                depth -= 1
            default: break
            }
            offset += 1
        }
        return nil
    }

    /// The byte of the file where a code point of the string's value stands, escapes before it counted as they are
    /// spelled.
    private func fileOffset(of index: Int) -> Int {
        let rawText = string.withView { Array($0.rawText.dropFirst()) }
        var rawOffset = 0
        for scalar in text.prefix(index) {
            let isEscape = rawText[rawOffset] == UInt8(ascii: "\\")
            let isHex = isEscape && rawText[rawOffset + 1] == UInt8(ascii: "u")
            rawOffset += isHex ? (scalar.value > 0xFFFF ? 12 : 6) : isEscape ? 2 : UTF8.width(scalar)
        }
        return string.offset + 1 + rawOffset
    }
}
