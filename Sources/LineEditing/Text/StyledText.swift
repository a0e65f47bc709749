/// A piece of text in one style.
package struct StyledRun: Hashable, Sendable {
    package var text: String
    package var style: TextStyle

    package init(_ text: String, _ style: TextStyle = .plain) {
        self.text = text
        self.style = style
    }

    /// The text with the escape sequences of its style around it.
    package var ansi: String {
        let sequence = style.sequence
        return sequence.isEmpty ? text : sequence + text + TextStyle.end
    }
}

/// Text in styles. Only where it is written out do the styles become escape sequences.
package struct StyledText: Hashable, Sendable {
    /// The pieces; neighbours differ in style, and none is empty.
    package private(set) var runs: [StyledRun] = []

    /// Makes an empty text.
    package init() {}

    package init(_ text: String, _ style: TextStyle = .plain) { append(StyledRun(text, style)) }

    package init(_ runs: some Sequence<StyledRun>) {
        for run in runs { append(run) }
    }

    package mutating func append(_ run: StyledRun) {
        if run.text.isEmpty { return }
        if let last = runs.last, last.style == run.style {
            runs[runs.count - 1].text += run.text
        } else {
            runs.append(run)
        }
    }

    package static func += (text: inout StyledText, end: StyledText) {
        for run in end.runs { text.append(run) }
    }

    package static func + (start: StyledText, end: StyledText) -> StyledText {
        var text = start
        text += end
        return text
    }

    package var isEmpty: Bool { runs.isEmpty }

    /// The text without its styles.
    package var plainText: String { runs.map(\.text).joined() }

    /// The text with its styles as escape sequences.
    package var ansi: String { runs.map(\.ansi).joined() }

    /// The columns of a text of one line.
    package var columns: Int { runs.reduce(0) { $0 + DisplayWidth.columns(of: $1.text) } }

    /// The text in lines.
    package var lines: [StyledText] {
        var lines = [StyledText()]
        for run in runs {
            for (number, part) in run.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if number > 0 { lines.append(StyledText()) }
                lines[lines.count - 1].append(StyledRun(String(part), run.style))
            }
        }
        return lines
    }

    /// The text with each line break replaced by another text.
    package func replacingLineBreaks(with separator: String) -> StyledText {
        StyledText(runs.map { StyledRun($0.text.replacing("\n", with: separator), $0.style) })
    }
}

extension StyledText: ExpressibleByArrayLiteral {
    package init(arrayLiteral runs: StyledRun...) { self.init(runs) }
}

/// A literal is plain text; styled texts may be put into it.
extension StyledText: ExpressibleByStringInterpolation {
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = StyledText()

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) { text.append(StyledRun(literal)) }
        package mutating func appendInterpolation(_ styled: StyledText) { text += styled }
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text.append(StyledRun(value.description))
        }
    }

    package init(stringLiteral text: String) { self.init(text) }
    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.text }
}

extension DefaultStringInterpolation {
    /// Nothing calls this. It makes the compiler refuse a literal that would become a `String` by mistake.
    @available(*, deprecated, message: "the styles would be lost; make a StyledText, or take plainText or ansi")
    package mutating func appendInterpolation(_ text: StyledText) { appendLiteral(text.plainText) }
}

extension Sequence<StyledText> {
    /// The texts in a row, with another between each two.
    package func joined(separator: StyledText = "") -> StyledText {
        var all = StyledText()
        for (number, text) in enumerated() {
            if number > 0 { all += separator }
            all += text
        }
        return all
    }
}
