import ClamatorKit

/// Functions that look into strings, take them apart, and make them.
extension Expression {
    func callOnText(
        _ function: ExpressionFunction, _ arguments: [Node], in context: inout ExpressionContext
    ) throws -> ExpressionValue {
        switch function {
        case .contains: return .bool(try contains(arguments, in: &context))
        case .split:
            let whole = try text(.split, 0, arguments, in: &context)
            let separator = try text(.split, 1, arguments, in: &context)
            guard !separator.isEmpty else {
                throw error("split takes a separator that is not empty", at: arguments[1].offset)
            }
            return try made(list: split(whole, at: separator, in: &context), in: &context)
        case .join:
            let list = try value(of: arguments[0], in: &context)
            guard list.types == .array else { throw mismatch(.join, 0, list, arguments) }
            let separator = try text(.join, 1, arguments, in: &context)
            return .text(try join(try elements(of: list, in: &context), with: separator, in: &context))
        case .number:
            let text = try text(.number, 0, arguments, in: &context)
            try context.spend(steps: 4 * text.utf8.count)
            guard let json = try? JSON(parsing: text), json.kind == .number, json.textLength == text.utf8.count else {
                throw error("number takes the text of a number, got \(excerpt(text))", at: arguments[0].offset)
            }
            return .json(json)
        default:
            let value = try value(of: arguments[0], in: &context)
            if value.isAbsent { throw mismatch(.string, 0, value, arguments) }
            if value.isString { return value }
            return .text(try text(of: value, in: &context))
        }
    }

    /// A string's own text, else the JSON text.
    private func text(of value: ExpressionValue, in context: inout ExpressionContext) throws -> String {
        if let text = try string(value, in: &context) { return text }
        guard value.byteCount <= ExpressionValue.largest else { throw LimitReached(.bytes) }
        try context.spend(bytes: value.byteCount)
        var writer = JSONWriter()
        value.append(to: &writer)
        return writer.text
    }

    private func excerpt(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(40)
        return JSON(String(String.UnicodeScalarView(shown)) + (shown.count < text.unicodeScalars.count ? "…" : ""))
            .description
    }

    private func contains(_ arguments: [Node], in context: inout ExpressionContext) throws -> Bool {
        let whole = try value(of: arguments[0], in: &context)
        let part = try value(of: arguments[1], in: &context)
        if whole.isString {
            guard part.isString else {
                throw unfit(
                    part, at: arguments[1].offset, "contains looks for a string in a string, got \(part.types.words)")
            }
            try context.spend(steps: whole.byteCount + 4 * part.byteCount)
            return part.withUTF8 { part in whole.withUTF8 { TextSearch(part).firstIndex(in: $0) } } != nil
        }
        guard whole.types == .array else { throw mismatch(.contains, 0, whole, arguments) }
        for element in try elements(of: whole, in: &context) {
            if try ExpressionValue.json(element).isEqual(to: part, in: &context) { return true }
        }
        return false
    }

    private func split(
        _ text: String, at separator: String, in context: inout ExpressionContext
    ) throws -> [JSON] {
        try context.spend(steps: text.utf8.count + 4 * separator.utf8.count)
        let search = separator.withBytes { TextSearch($0) }
        let bounds = text.withBytes { text in
            var bounds: [Range<Int>] = []
            var start = 0
            while let next = search.firstIndex(in: text, from: start) {
                bounds.append(start..<next)
                start = next + separator.utf8.count
            }
            return bounds + [start..<text.count]
        }
        // Each part becomes a value of its own.
        try context.spend(steps: 128 * bounds.count)
        return text.withBytes { text in
            bounds.map { range in JSON(String(decoding: text.part(range), as: UTF8.self)) }
        }
    }

    private func join(
        _ elements: [JSON], with separator: String, in context: inout ExpressionContext
    ) throws -> String {
        var joined = ""
        for (position, element) in elements.enumerated() {
            if position > 0 { joined += separator }
            joined += try text(of: .json(element), in: &context)
            guard joined.utf8.count <= ExpressionValue.largest else { throw LimitReached(.bytes) }
        }
        try context.spend(bytes: joined.utf8.count)
        return joined
    }
}
