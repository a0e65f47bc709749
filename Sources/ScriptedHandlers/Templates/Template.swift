import ClamatorKit

/// A JSON value with `${…}` in its strings, read once.
///
/// A string that is one `${…}` becomes the expression's value, of whatever kind; in a longer string the value's text is
/// put there instead. `$${` is a plain `${`. The names of members are taken as they are. A member or an element whose
/// value is the literal `absent` is left out.
///
/// A class, so that an outcome that holds templates is a few words, whatever they hold.
final class Template: Sendable {
    /// A piece of the JSON text that the template becomes.
    fileprivate enum Part: Sendable {
        /// Text that stands as it is, as a range of `text`.
        case text(Range<Int>)
        /// A value that replaces a string.
        case value(Expression)
        /// A comma, unless a bracket stands before it. It begins an element or a member of what has optional ones.
        case separator
        /// The same, of an element or a member that may be left out from the separator on.
        case optional(Expression)
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
        let path: TemplatePath
        /// The index of the string on its document's tape.
        let node: Int
        /// What may stand there in a call.
        let types: TypeSet
    }

    private let location: JSONPointer
    private let text: [UInt8]
    private let parts: [Part]
    /// The value, where the template holds no expression.
    let constant: JSON?
    /// The strings that hold expressions, in order; all else in the template is literal.
    let placeholders: [Placeholder]
    /// What is likely to be meant otherwise: the path of the string, and the byte of the file.
    let warnings: [(path: TemplatePath, message: String, fileOffset: Int)]

    /// Whether some expression reads the service's state.
    var looksAtState: Bool {
        parts.contains { part in
            switch part {
            case .text, .opening, .closing, .separator: false
            case .value(let expression), .inside(let expression), .optional(let expression): expression.looksAtState
            }
        }
    }

    /// What may go wrong with a template: the path of the string inside it, and what is wrong with the expression.
    typealias Report = (_ path: TemplatePath, _ error: ExpressionError) -> Void

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - value: The JSON value with its `${…}`.
    ///   - location: Where it stands in its file.
    ///   - params: What the params are like.
    ///   - state: What the service's state begins with.
    ///   - report: Called with the first expression in each string that is none, or that cannot have a value.
    init(
        _ value: JSON, at location: JSONPointer = JSONPointer(), params: Subschema,
        state: [ExactString: JSON] = [:],
        report: Report
    ) {
        self.location = location
        var reader = TemplateReader(scope: Expression.Scope(params: params, state: state))
        reader.append(value, path: .root, report: report)
        reader.endText()
        (parts, placeholders, warnings) = (reader.parts, reader.placeholders, reader.warnings)
        text = reader.text.copy
        constant = placeholders.isEmpty ? JSON { writer in reader.text.withBytes { writer.append($0) } } : nil
    }

    /// Whether some of the value is calculated, and its literal text alone is more than a call may make.
    var isAlwaysTooLarge: Bool { constant == nil && text.count > Self.largest }

    /// The most text that a value may have, the quotes of a string aside. One without expressions may be of any size:
    /// nothing is made of it in a call.
    private static let largest = ExpressionValue.largest + 2

    // MARK: In a call

    /// Writes the value in a call.
    ///
    /// - Throws: What its expressions throw, with `TemplateLimit` instead of `LimitReached`.
    private func write(in context: inout ExpressionContext, into writer: inout JSONWriter) throws {
        writer.beginValue()
        var placeholder = -1
        var separator = 0
        do {
            for part in parts {
                let count = writer.byteCount
                switch part {
                case .text(let range):
                    text.withBytes { writer.append($0.part(range)) }
                case .value(let expression):
                    placeholder += 1
                    try expression.value(in: &context).append(to: &writer)
                case .separator:
                    separator = count
                    let isFirst = writer.withBytes {
                        $0[count - 1] == UInt8(ascii: "{") || $0[count - 1] == UInt8(ascii: "[")
                    }
                    if !isFirst { writer.append(UInt8(ascii: ",")) }
                case .optional(let expression):
                    placeholder += 1
                    guard let value = try expression.valueUnlessLeftOut(in: &context) else {
                        writer.truncate(to: separator)
                        continue
                    }
                    value.append(to: &writer)
                case .opening:
                    placeholder += 1
                    writer.append(UInt8(ascii: "\""))
                case .inside(let expression): try expression.value(in: &context).appendInside(to: &writer)
                case .closing: writer.append(UInt8(ascii: "\""))
                }
                try context.spend(bytes: writer.byteCount - count)
                if writer.byteCount > Self.largest { throw LimitReached(.bytes) }
            }
        } catch let error as LimitReached {
            throw limit(error.limit, at: placeholders[max(placeholder, 0)].path)
        }
    }

    private func limit(_ limit: WorkBudget.Limit, at path: TemplatePath) -> TemplateLimit {
        TemplateLimit(limit: limit, location: JSONPointer(location.tokens + path.tokens))
    }

    /// The value in a call, where it is a string, else its JSON text; for the messages of errors.
    ///
    /// - Throws: As `value(in:using:)`.
    func text(in context: inout ExpressionContext, using scratch: inout ScratchBuffer) throws -> String {
        let value = try value(in: &context, using: &scratch)
        return value.string ?? value.description
    }

    /// The value in a call.
    ///
    /// - Throws: What its expressions throw, and `TemplateLimit` where a limit is reached: the whole too large, nested
    ///   too deep, or too much work.
    func value(in context: inout ExpressionContext, using scratch: inout ScratchBuffer) throws -> JSON {
        if let constant { return constant }
        do {
            return try scratch.build { try write(in: &context, into: &$0) }
        } catch is JSONError {
            throw limit(.depth, at: .root)
        }
    }

    /// The value in a call, in memory of its own that is no larger than it needs.
    ///
    /// - Throws: As `value(in:using:)`.
    func valueToKeep(in context: inout ExpressionContext) throws -> JSON {
        var scratch = ScratchBuffer()
        return try value(in: &context, using: &scratch)
    }
}

/// A limit that a template reached in a call.
struct TemplateLimit: DescribedError {
    let limit: WorkBudget.Limit
    /// Where the value was to stand, as a path in the handlers file.
    let location: JSONPointer

    var name: String { LimitReached.wireName }

    var message: String {
        let reason =
            switch limit {
            case .bytes: "limit reached: the value would be larger than \(ExpressionValue.largest >> 20) MiB"
            case .depth: "limit reached: the value would be nested deeper than \(JSONParser.maximumDepth) levels"
            case .steps, .pattern: LimitReached(limit).description
            }
        return "\(reason) (at \(location))"
    }

    var attributes: [(String, JSON)] { [("location", JSON(location.description))] }
}

/// Takes a template apart into text and expressions.
private struct TemplateReader: ~Copyable {
    let scope: Expression.Scope
    private(set) var warnings: [(path: TemplatePath, message: String, fileOffset: Int)] = []
    private(set) var parts: [Template.Part] = []
    private(set) var placeholders: [Template.Placeholder] = []
    /// All text, one piece behind the other.
    private(set) var text = JSONWriter()
    /// Where the text begins that belongs to no part yet.
    private var textStart = 0

    init(scope: Expression.Scope) { self.scope = scope }

    /// Whether a string is one expression that may leave it out. What is no expression is found out later.
    private static func mayBeLeftOut(_ value: JSON, in scope: Expression.Scope) -> Bool {
        guard let text = value.string, text.hasPrefix("${"), text.contains("absent") else { return false }
        var splitter = TemplateString(value)
        guard case .expression(let expression)? = try? splitter.next(in: scope) else { return false }
        return splitter.isAtEnd && expression.mayLeaveOut
    }

    private mutating func separate(_ index: Int, _ hasOptional: Bool) {
        if hasOptional {
            endText()
            parts.append(.separator)
        } else if index > 0 {
            text.append(UInt8(ascii: ","))
        }
    }

    mutating func append(_ value: JSON, path: TemplatePath, isOptional: Bool = false, report: Template.Report) {
        switch value.kind {
        case .array:
            text.append(UInt8(ascii: "["))
            let scope = scope
            let hasOptional = value.elements.contains { Self.mayBeLeftOut($0, in: scope) }
            for (index, element) in value.elements.enumerated() {
                separate(index, hasOptional)
                append(element, path: .element(path, index), isOptional: hasOptional, report: report)
            }
            text.append(UInt8(ascii: "]"))
        case .object:
            text.append(UInt8(ascii: "{"))
            let scope = scope
            let hasOptional = value.members.contains { Self.mayBeLeftOut($0.value, in: scope) }
            for (index, (name, member)) in value.members.enumerated() {
                separate(index, hasOptional)
                JSON(name.string).withView { text.append($0.rawText) }
                text.append(UInt8(ascii: ":"))
                append(member, path: .member(path, name), isOptional: hasOptional, report: report)
            }
            text.append(UInt8(ascii: "}"))
        case .string:
            do throws(ExpressionError) {
                try append(string: value, path: path, isOptional: isOptional)
            } catch {
                report(path, error)
            }
        default:
            value.withView { text.append($0.rawText) }
        }
    }

    private mutating func append(
        string: JSON, path: TemplatePath, isOptional: Bool
    ) throws(ExpressionError) {
        var splitter = TemplateString(string)
        var pieces: [TemplateString.Part] = []
        while let piece = try splitter.next(in: scope) { pieces.append(piece) }
        warnings += splitter.warnings.map { (path, $0.message, $0.fileOffset) }
        if pieces.count == 1, case .expression(let expression) = pieces[0] {
            endText()
            parts.append(isOptional && expression.mayLeaveOut ? .optional(expression) : .value(expression))
            placeholders.append(.init(path: path, node: string.view.index, types: expression.types))
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
        placeholders.append(.init(path: path, node: string.view.index, types: .string))
    }

    private mutating func appendText(of piece: TemplateString.Part) {
        guard case .text(let plain) = piece else { return }
        plain.withBytes { text.appendEscaped($0) }
    }

    /// Makes a part of the text since the last one.
    mutating func endText() {
        if textStart < text.byteCount { parts.append(.text(textStart..<text.byteCount)) }
        textStart = text.byteCount
    }
}
