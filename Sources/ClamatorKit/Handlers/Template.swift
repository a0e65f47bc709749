/// A JSON value with `${…}` in its strings, read once.
///
/// A string that is one `${…}` becomes the value, of whatever kind; in a longer string the value's text is put in its
/// place. `$${` is a plain `${`.
struct Template: Sendable {
    private enum Part: Sendable {
        /// JSON text that stands as it is.
        case text([UInt8])
        /// A value in the place of a string.
        case value(ParamPath)
        /// A string with values in it.
        case string([Piece])
    }

    fileprivate enum Piece: Sendable {
        case text(String)
        case value(ParamPath)
    }

    private var parts: [Part] = []
    /// The value, where the template holds no expression.
    private(set) var constant: JSON?

    /// What may go wrong with a template: the path of the string inside it, and what is wrong with the expression.
    typealias Report = (_ path: [String], _ error: ExpressionError) -> Void

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - value: The JSON value with its `${…}`.
    ///   - params: What the params are like.
    ///   - report: Is told of each expression that is none, or that names what is not in the params.
    init(_ value: JSON, params: Subschema, report: Report) {
        var text = JSONWriter()
        append(value, params: params, path: [], text: &text, report: report)
        flush(&text)
        if parts.allSatisfy({ if case .text = $0 { true } else { false } }) {
            constant = JSON { writer in
                for case .text(let bytes) in parts { bytes.withUnsafeBufferPointer { writer.append($0) } }
            }
        }
    }

    private mutating func append(
        _ value: JSON, params: Subschema, path: [String], text: inout JSONWriter, report: Report
    ) {
        switch value.kind {
        case .array:
            text.append(UInt8(ascii: "["))
            for (index, element) in value.elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                append(element, params: params, path: path + [String(index)], text: &text, report: report)
            }
            text.append(UInt8(ascii: "]"))
        case .object:
            text.append(UInt8(ascii: "{"))
            for (index, (name, member)) in value.members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                JSON(name).withSpelling { text.append($0) }
                text.append(UInt8(ascii: ":"))
                append(member, params: params, path: path + [name], text: &text, report: report)
            }
            text.append(UInt8(ascii: "}"))
        case .string where value.string?.contains("${") == true:
            do throws(ExpressionError) {
                let pieces = try Self.pieces(of: value.string ?? "", params: params)
                flush(&text)
                if pieces.count == 1, case .value(let path) = pieces[0] {
                    parts.append(.value(path))
                } else {
                    parts.append(
                        pieces.isPlain ? .text(Array(JSON(pieces.plainText).description.utf8)) : .string(pieces))
                }
            } catch {
                report(path, error)
            }
        default:
            value.withSpelling { text.append($0) }
        }
    }

    private mutating func flush(_ text: inout JSONWriter) {
        let bytes = text.withBytes { Array($0) }
        if !bytes.isEmpty { parts.append(.text(bytes)) }
        text.removeAll()
    }

    private static func pieces(of string: String, params: Subschema) throws(ExpressionError) -> [Piece] {
        var pieces: [Piece] = []
        var plain = ""
        var rest = Substring(string)
        while let opening = rest.firstRange(of: "${") {
            let isEscaped = rest[..<opening.lowerBound].hasSuffix("$")
            if isEscaped {
                plain += rest[..<opening.lowerBound].dropLast() + "${"
                rest = rest[opening.upperBound...]
                continue
            }
            plain += rest[..<opening.lowerBound]
            rest = rest[opening.upperBound...]
            guard let closing = rest.closingBrace else {
                throw ExpressionError(reason: "expected '}' behind the expression", source: String(rest))
            }
            if !plain.isEmpty { pieces.append(.text(plain)) }
            plain = ""
            pieces.append(.value(try ParamPath(rest[..<closing]).resolved(in: params)))
            rest = rest[rest.index(after: closing)...]
        }
        plain += rest
        if !plain.isEmpty { pieces.append(.text(plain)) }
        return pieces
    }

    /// Writes the value for the params of a call.
    ///
    /// - Throws: `ExpressionError` where the params have no value for an expression.
    private func write(params: JSON, into writer: inout JSONWriter) throws(ExpressionError) {
        for part in parts {
            switch part {
            case .text(let text): text.withUnsafeBufferPointer { writer.append($0) }
            case .value(let path): try Self.value(of: path, in: params).withSpelling { writer.append($0) }
            case .string(let pieces): JSON(try Self.text(of: pieces, params: params)).withSpelling { writer.append($0) }
            }
        }
    }

    /// The value for the params of a call, where it is a string; for the messages of errors.
    func text(params: JSON) throws(ExpressionError) -> String {
        var writer = JSONWriter()
        try write(params: params, into: &writer)
        let text = writer.text
        return (try? JSON(parsing: text))?.string ?? text
    }

    /// The value for the params of a call.
    ///
    /// - Throws: `ExpressionError` where the params have no value for an expression; `JSONError` where the whole nests too
    ///   deep.
    func value(params: JSON, in workspace: inout Workspace) throws -> JSON {
        if let constant { return constant }
        return try workspace.build { try write(params: params, into: &$0) }
    }

    private static func value(of path: ParamPath, in params: JSON) throws(ExpressionError) -> JSON {
        guard let value = path.value(in: params) else {
            throw ExpressionError(reason: "absent from the params", source: path.source)
        }
        return value
    }

    private static func text(of pieces: [Piece], params: JSON) throws(ExpressionError) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let plain): text += plain
            case .value(let path):
                let value = try value(of: path, in: params)
                text += value.string ?? value.description
            }
        }
        return text
    }
}

extension [Template.Piece] {
    fileprivate var isPlain: Bool { allSatisfy { if case .text = $0 { true } else { false } } }
    fileprivate var plainText: String { map { if case .text(let text) = $0 { text } else { "" } }.joined() }
}

extension StringProtocol {
    /// The brace that ends an expression: the first outside quotes.
    fileprivate var closingBrace: Index? {
        var isQuoted = false
        var isEscaped = false
        for index in indices {
            switch self[index] {
            case "\\" where isQuoted && !isEscaped:
                isEscaped = true
                continue
            case "\"" where !isEscaped: isQuoted.toggle()
            case "}" where !isQuoted: return index
            default: break
            }
            isEscaped = false
        }
        return nil
    }

    /// Where a text stands first.
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        indices.lazy.compactMap { start in
            guard self[start...].hasPrefix(text) else { return nil }
            return start..<index(start, offsetBy: text.count)
        }.first
    }
}
