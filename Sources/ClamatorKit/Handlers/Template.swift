internal import ClamatorSchema

/// A JSON value with `${…}` in its strings, read once.
///
/// A string that is one `${…}` becomes the expression's value, of whatever kind; in a longer string the value's text is
/// put in its place. `$${` is a plain `${`. The names of members are taken as they are.
///
/// A class, so that an outcome that holds templates is a few words, whatever they hold.
final class Template: Sendable {
    /// A piece of the JSON text that the template becomes.
    fileprivate enum Part: Sendable {
        /// Text that stands as it is, as a range of `text`.
        case text(Range<Int>)
        /// A value in the place of a string.
        case value(Expression)
        /// The quote before a string with values in it.
        case opening
        /// A value inside a string.
        case inside(Expression)
        /// The quote behind a string with values in it.
        case closing
    }

    /// A string in the template that holds an expression.
    struct Placeholder: Sendable {
        /// The path to the string inside the template.
        let path: [ExactString]
        /// What may stand there in a call.
        let types: TypeSet
    }

    private let text: [UInt8]
    private let parts: [Part]
    /// The value, where the template holds no expression.
    let constant: JSON?
    /// The strings that hold expressions, in order; all else in the template is literal.
    let placeholders: [Placeholder]

    /// Whether some expression reads the service's state.
    var looksAtState: Bool {
        parts.contains { part in
            switch part {
            case .text, .opening, .closing: false
            case .value(let expression), .inside(let expression): expression.looksAtState
            }
        }
    }

    /// What may go wrong with a template: the path of the string inside it, and what is wrong with the expression.
    typealias Report = (_ path: [ExactString], _ error: ExpressionError) -> Void

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - value: The JSON value with its `${…}`.
    ///   - params: What the params are like.
    ///   - state: The names in the service's state.
    ///   - report: Is told of the first expression in each string that is none, or that cannot have a value.
    init(_ value: JSON, params: Subschema, state: [ExactString] = [], report: Report) {
        var reader = TemplateReader(scope: Expression.Scope(params: params, state: state))
        reader.append(value, path: [], report: report)
        reader.endText()
        (parts, placeholders, text) = (reader.parts, reader.placeholders, reader.text.withBytes { Array($0) })
        constant = placeholders.isEmpty ? JSON { writer in reader.text.withBytes { writer.append($0) } } : nil
    }

    // MARK: In a call

    /// Writes the value in a call.
    ///
    /// - Throws: What its expressions throw, and `ExpressionError` for a string that grows over 1 MiB.
    private func write(in context: ExpressionContext, into writer: inout JSONWriter) throws {
        writer.beginValue()
        var stringStart = 0
        for part in parts {
            switch part {
            case .text(let range):
                text.withUnsafeBufferPointer { writer.append(UnsafeBufferPointer(rebasing: $0[range])) }
            case .value(let expression): try expression.value(in: context).append(to: &writer)
            case .opening:
                writer.append(UInt8(ascii: "\""))
                stringStart = writer.byteCount
            case .inside(let expression):
                try expression.value(in: context).appendInside(to: &writer)
                if writer.byteCount - stringStart > ExpressionValue.largest {
                    throw ExpressionError(
                        "the string around it is longer than 1 MiB", source: expression.source, offset: 0)
                }
            case .closing: writer.append(UInt8(ascii: "\""))
            }
        }
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

/// Takes a template apart into text and expressions.
private struct TemplateReader: ~Copyable {
    let scope: Expression.Scope
    private(set) var parts: [Template.Part] = []
    private(set) var placeholders: [Template.Placeholder] = []
    /// All text, one piece behind the other.
    private(set) var text = JSONWriter()
    /// Where the text begins that belongs to no part yet.
    private var textStart = 0

    init(scope: Expression.Scope) { self.scope = scope }

    mutating func append(_ value: JSON, path: [ExactString], report: Template.Report) {
        switch value.kind {
        case .array:
            text.append(UInt8(ascii: "["))
            for (index, element) in value.elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                append(element, path: path + [ExactString(index)], report: report)
            }
            text.append(UInt8(ascii: "]"))
        case .object:
            text.append(UInt8(ascii: "{"))
            for (index, (name, member)) in value.members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                JSON(name.string).withSpelling { text.append($0) }
                text.append(UInt8(ascii: ":"))
                append(member, path: path + [name], report: report)
            }
            text.append(UInt8(ascii: "}"))
        case .string:
            do throws(ExpressionError) {
                try append(string: value, path: path)
            } catch {
                report(path, error)
            }
        default:
            value.withSpelling { text.append($0) }
        }
    }

    private mutating func append(string: JSON, path: [ExactString]) throws(ExpressionError) {
        var splitter = TemplateString(string)
        var pieces: [TemplateString.Part] = []
        while let piece = try splitter.next(in: scope) { pieces.append(piece) }
        if pieces.count == 1, case .expression(let expression) = pieces[0] {
            endText()
            parts.append(.value(expression))
            placeholders.append(Template.Placeholder(path: path, types: expression.types))
            return
        }
        guard pieces.contains(where: { if case .expression = $0 { true } else { false } }) else {
            text.append(UInt8(ascii: "\""))
            for piece in pieces { appendText(of: piece) }
            text.append(UInt8(ascii: "\""))
            return
        }
        endText()
        parts.append(.opening)
        for piece in pieces {
            switch piece {
            case .text:
                appendText(of: piece)
                endText()
            case .expression(let expression): parts.append(.inside(expression))
            }
        }
        parts.append(.closing)
        placeholders.append(Template.Placeholder(path: path, types: .string))
    }

    private mutating func appendText(of piece: TemplateString.Part) {
        guard case .text(var plain) = piece else { return }
        plain.withUTF8 { text.appendEscaped($0) }
    }

    /// Makes a part of the text since the last one.
    mutating func endText() {
        if textStart < text.byteCount { parts.append(.text(textStart..<text.byteCount)) }
        textStart = text.byteCount
    }
}
