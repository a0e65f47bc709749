internal import ClamatorSchema

/// A JSON value with `${…}` in its strings, read once.
///
/// A string that is one `${…}` becomes the expression's value, of whatever kind; in a longer string the value's text is
/// put in its place. `$${` is a plain `${`. The names of members are taken as they are.
struct Template: Sendable {
    private enum Part: Sendable {
        /// JSON text that stands as it is.
        case text([UInt8])
        /// A value in the place of a string.
        case value(Expression)
        /// A string with values in it.
        case string([Piece])
    }

    private enum Piece: Sendable {
        /// Text, escaped as inside a JSON string.
        case text([UInt8])
        case value(Expression)
    }

    /// A string in the template that holds an expression.
    struct Placeholder: Sendable {
        /// The path to the string inside the template.
        let path: [String]
        /// What may stand there in a call.
        let types: TypeSet
    }

    private var parts: [Part] = []
    /// The value, where the template holds no expression.
    private(set) var constant: JSON?
    /// The strings that hold expressions, in order; all else in the template is literal.
    private(set) var placeholders: [Placeholder] = []

    /// Whether some expression reads the service's state.
    var looksAtState: Bool {
        parts.contains { part in
            switch part {
            case .text: false
            case .value(let expression): expression.looksAtState
            case .string(let pieces):
                pieces.contains { if case .value(let expression) = $0 { expression.looksAtState } else { false } }
            }
        }
    }

    /// What may go wrong with a template: the path of the string inside it, and what is wrong with the expression.
    typealias Report = (_ path: [String], _ error: ExpressionError) -> Void

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - value: The JSON value with its `${…}`.
    ///   - params: What the params are like.
    ///   - state: The names in the service's state.
    ///   - report: Is told of the first expression in each string that is none, or that cannot have a value.
    init(_ value: JSON, params: Subschema, state: [String] = [], report: Report) {
        var text = JSONWriter()
        append(value, in: Expression.Scope(params: params, state: state), path: [], text: &text, report: report)
        flush(&text)
        if placeholders.isEmpty {
            constant = JSON { writer in
                for case .text(let bytes) in parts { bytes.withUnsafeBufferPointer { writer.append($0) } }
            }
        }
    }

    private mutating func append(
        _ value: JSON, in scope: Expression.Scope, path: [String], text: inout JSONWriter, report: Report
    ) {
        switch value.kind {
        case .array:
            text.append(UInt8(ascii: "["))
            for (index, element) in value.elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                append(element, in: scope, path: path + [String(index)], text: &text, report: report)
            }
            text.append(UInt8(ascii: "]"))
        case .object:
            text.append(UInt8(ascii: "{"))
            for (index, (name, member)) in value.members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                JSON(name).withSpelling { text.append($0) }
                text.append(UInt8(ascii: ":"))
                append(member, in: scope, path: path + [name], text: &text, report: report)
            }
            text.append(UInt8(ascii: "}"))
        case .string:
            do throws(ExpressionError) {
                try append(string: value, in: scope, path: path, text: &text)
            } catch {
                report(path, error)
            }
        default:
            value.withSpelling { text.append($0) }
        }
    }

    private mutating func append(
        string: JSON, in scope: Expression.Scope, path: [String], text: inout JSONWriter
    ) throws(ExpressionError) {
        var splitter = TemplateString(string)
        var pieces: [Piece] = []
        var types = TypeSet.string
        while let part = try splitter.next(in: scope) {
            switch part {
            case .text(let plain):
                var piece = JSONWriter()
                var plain = plain
                plain.withUTF8 { piece.appendEscaped($0) }
                pieces.append(.text(piece.withBytes { Array($0) }))
            case .expression(let expression):
                types = pieces.isEmpty && splitter.isAtEnd ? expression.types : .string
                pieces.append(.value(expression))
            }
        }
        guard pieces.contains(where: { if case .value = $0 { true } else { false } }) else {
            text.append(UInt8(ascii: "\""))
            for case .text(let bytes) in pieces { bytes.withUnsafeBufferPointer { text.append($0) } }
            text.append(UInt8(ascii: "\""))
            return
        }
        flush(&text)
        placeholders.append(Placeholder(path: path, types: types))
        if pieces.count == 1, case .value(let expression) = pieces[0] {
            parts.append(.value(expression))
        } else {
            parts.append(.string(pieces))
        }
    }

    private mutating func flush(_ text: inout JSONWriter) {
        let bytes = text.withBytes { Array($0) }
        if !bytes.isEmpty { parts.append(.text(bytes)) }
        text.removeAll()
    }

    // MARK: In a call

    /// Writes the value in a call.
    ///
    /// - Throws: What its expressions throw, and `ExpressionError` for a string that grows over 1 MiB.
    private func write(in context: ExpressionContext, into writer: inout JSONWriter) throws {
        writer.beginValue()
        for part in parts {
            switch part {
            case .text(let text): text.withUnsafeBufferPointer { writer.append($0) }
            case .value(let expression): try expression.value(in: context).append(to: &writer)
            case .string(let pieces): try Self.write(pieces, in: context, into: &writer)
            }
        }
    }

    private static func write(_ pieces: [Piece], in context: ExpressionContext, into writer: inout JSONWriter) throws {
        writer.append(UInt8(ascii: "\""))
        let start = writer.byteCount
        for piece in pieces {
            switch piece {
            case .text(let text): text.withUnsafeBufferPointer { writer.append($0) }
            case .value(let expression):
                try expression.value(in: context).appendInside(to: &writer)
                if writer.byteCount - start > ExpressionValue.largest {
                    throw ExpressionError(
                        "the string around it is longer than 1 MiB", source: expression.source, offset: 0)
                }
            }
        }
        writer.append(UInt8(ascii: "\""))
    }

    /// The value in a call, where it is a string, else its JSON text; for the messages of errors.
    ///
    /// - Throws: As `value(in:using:)`.
    func text(in context: ExpressionContext, using workspace: inout Workspace) throws -> String {
        let value = try value(in: context, using: &workspace)
        return value.string ?? value.description
    }

    /// The value in a call.
    ///
    /// - Throws: As `write(in:into:)`; `JSONError` where the whole nests too deep.
    func value(in context: ExpressionContext, using workspace: inout Workspace) throws -> JSON {
        if let constant { return constant }
        return try workspace.build { try write(in: context, into: &$0) }
    }
}
