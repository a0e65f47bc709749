package import ClamatorKit

/// The unfinished `${…}` at the end of the text of a template: its last name, and those that are before that.
package struct OpenExpression {
    /// The names before the last one, each with a dot behind it.
    package let path: [ExactString]
    /// How many characters of the text belong to the last name, which may be none.
    package let count: Int

    /// What can begin an expression, beside names of params: functions, with how they are called, and literals.
    package static let words: [(text: String, form: String)] =
        ExpressionFunction.allCases.map { ($0.rawValue, $0.form) }
        + ["true", "false", "null", "absent"].map { ($0, "") }

    /// Whether a member can be reached by its name behind a dot.
    package static func isName(_ name: ExactString) -> Bool {
        let scalars = name.string.unicodeScalars
        return scalars.first.map { ExpressionParser.canBeginName($0) } == true
            && scalars.allSatisfy { ExpressionParser.canContinueName($0) }
    }

    /// Nil where no expression is open at the end of a text, or no name can stand there.
    ///
    /// - Parameter text: The text as JSON has it, from its opening quote on.
    package init?(_ text: [Unicode.Scalar]) {
        guard let start = Self.start(in: text) else { return nil }
        var names: [ExactString] = []
        var end = text.endIndex
        while true {
            let name = text[start..<end].reversed().prefix(while: ExpressionParser.canContinueName).count
            names.append(ExactString(String(String.UnicodeScalarView(text[(end - name)..<end]))))
            end -= name
            guard end > start, text[end - 1] == "." else { break }
            end -= 1
        }
        // A number, what follows brackets, or a name that is missing has no names of ours.
        let isNamed = names.dropFirst().allSatisfy { !$0.isEmpty }
        let first = names.last?.string.unicodeScalars.first
        guard isNamed, first.map({ ExpressionParser.canBeginName($0) }) ?? true else { return nil }
        count = names[0].string.unicodeScalars.count
        path = names.dropFirst().reversed()
    }

    /// The index behind the `${` that is open at the end, outside of the texts in quotes within it.
    private static func start(in text: [Unicode.Scalar]) -> Int? {
        var start: Int?
        var (depth, isQuoted) = (0, false)
        var index = 0
        while index < text.count {
            let next = index + 1 < text.count ? text[index + 1] : nil
            switch (text[index], start) {
            case ("$", nil) where next == "$" && index + 2 < text.count && text[index + 2] == "{": index += 2
            case ("$", nil) where next == "{":
                (start, depth, isQuoted) = (index + 2, 1, false)
                index += 1
            case ("\\", .some) where next == "\"":
                isQuoted.toggle()
                index += 1
            // What is escaped in a quoted text of the expression, a quote with a backslash of its own.
            case ("\\", .some) where next == "\\":
                index += index + 2 < text.count && text[index + 2] == "\\" ? 3 : 2
            case ("{", .some) where !isQuoted: depth += 1
            case ("}", .some) where !isQuoted:
                depth -= 1
                if depth == 0 { start = nil }
            default: break
            }
            index += 1
        }
        return isQuoted ? nil : start
    }
}
