internal import ClamatorKit
internal import LineEditing

/// Lays out JSON for people: members in their order, short values on one line, long ones broken to a width.
struct JSONLayout {
    let paint: Palette
    /// How many columns a line may have.
    let width: Int

    /// The value as text, without a line end.
    func text(_ value: JSON) -> StyledText {
        var out = StyledText()
        write(value, indent: 0, used: 0, into: &out)
        return out
    }

    /// The value on one line, without colours.
    static func line(_ value: JSON) -> String {
        JSONLayout(paint: Palette(usesColor: false), width: .max).line(value).plainText
    }

    /// The value on one line, however long.
    func line(_ value: JSON) -> StyledText {
        switch value.kind {
        case .object:
            if value.count == 0 { return "{}" }
            let members = value.members.map { name, value -> StyledText in "\(key(name)): \(line(value))" }
            return "{ \(members.joined(separator: ", ")) }"
        case .array: return "[\(value.elements.map(line).joined(separator: ", "))]"
        default: return scalar(value)
        }
    }

    /// Writes a value whose parts are indented by more than `indent`, and of whose first line `used` columns are taken.
    private func write(_ value: JSON, indent: Int, used: Int, into out: inout StyledText) {
        guard value.kind == .object || value.kind == .array else {
            out += scalar(value)
            return
        }
        if value.count == 0 || fits(value, in: width - used) {
            out += line(value)
            return
        }
        let inner = indent + 2
        let margin = StyledText("\n" + String(repeating: " ", count: inner))
        out += value.kind == .object ? "{" : "["
        if isNumbers(value) {
            writeNumbers(value, margin, inner, into: &out)
        } else {
            var isFirst = true
            func separate() {
                if !isFirst { out += "," }
                out += margin
                isFirst = false
            }
            for (name, member) in value.members {
                separate()
                out += "\(key(name)): "
                write(member, indent: inner, used: inner + Self.columns(ofKey: name) + 2, into: &out)
            }
            for element in value.elements {
                separate()
                write(element, indent: inner, used: inner, into: &out)
            }
        }
        out += StyledText("\n" + String(repeating: " ", count: indent) + (value.kind == .object ? "}" : "]"))
    }

    private func isNumbers(_ value: JSON) -> Bool {
        value.kind == .array && value.withView { $0.elements.allSatisfy { $0.kind == .number } }
    }

    /// Writes numbers as many to a line as fit.
    private func writeNumbers(_ array: JSON, _ margin: StyledText, _ indent: Int, into out: inout StyledText) {
        var column = width
        for (index, number) in array.elements.enumerated() {
            let needed = number.description.utf8.count + 1
            if index > 0 { out += "," }
            if index == 0 || column + 1 + needed > width {
                out += margin
                column = indent + needed
            } else {
                out += " "
                column += 1 + needed
            }
            out += scalar(number)
        }
    }

    /// Whether the value on one line needs no more than so many columns, one behind it for a comma among them.
    private func fits(_ value: JSON, in columns: Int) -> Bool {
        var left = columns - 1
        func take(_ value: JSON) -> Bool {
            switch value.kind {
            case .object:
                left -= value.count == 0 ? 2 : 2 + 2 * value.count
                return left >= 0
                    && value.members.allSatisfy { name, member in
                        left -= Self.columns(ofKey: name) + 2
                        return left >= 0 && take(member)
                    }
            case .array:
                left -= 2 * max(1, value.count)
                return left >= 0 && value.elements.allSatisfy(take)
            default:
                // What is many times as long in bytes is not measured.
                guard value.withView({ $0.rawText.count <= 8 * columns }) else { return false }
                left -= DisplayWidth.columns(of: Printable.escape(value.description))
                return left >= 0
            }
        }
        return take(value)
    }

    /// The columns of a member's name with its quotes.
    private static func columns(ofKey name: ExactString) -> Int {
        DisplayWidth.columns(of: Printable.escape(JSON(name.string).description))
    }

    private func key(_ name: ExactString) -> StyledText {
        paint(.name, Printable.escape(JSON(name.string).description))
    }

    private func scalar(_ value: JSON) -> StyledText {
        let text = Printable.escape(value.description)
        switch value.kind {
        case .string: return paint(.string, text)
        case .number: return paint(.number, text)
        default: return paint(.literal, text)
        }
    }
}
