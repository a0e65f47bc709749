internal import ClamatorKit

/// Lays out JSON for people: members in their order, short values on one line, long ones broken to a width.
struct JSONLayout {
    let paint: Palette
    /// How many columns a line may have.
    let width: Int

    /// The value as text, without a line end.
    func text(_ value: JSON) -> String {
        var out = ""
        write(value, indent: 0, used: 0, into: &out)
        return out
    }

    /// The value on one line, however long.
    func line(_ value: JSON) -> String {
        switch value.kind {
        case .object:
            if value.count == 0 { return "{}" }
            return "{ " + value.members.map { key($0.name) + ": " + line($0.value) }.joined(separator: ", ") + " }"
        case .array: return "[" + value.elements.map(line).joined(separator: ", ") + "]"
        default: return scalar(value)
        }
    }

    /// Writes a value whose parts are indented by more than `indent`, and of whose first line `used` columns are taken.
    private func write(_ value: JSON, indent: Int, used: Int, into out: inout String) {
        guard value.kind == .object || value.kind == .array else {
            out += scalar(value)
            return
        }
        if value.count == 0 || fits(value, in: width - used) {
            out += line(value)
            return
        }
        let inner = indent + 2
        let margin = String(repeating: " ", count: inner)
        out += value.kind == .object ? "{\n" : "[\n"
        var isFirst = true
        func separate() {
            out += isFirst ? margin : ",\n" + margin
            isFirst = false
        }
        for (name, member) in value.members {
            separate()
            out += key(name) + ": "
            write(member, indent: inner, used: inner + name.unicodeScalars.count + 4, into: &out)
        }
        for element in value.elements {
            separate()
            write(element, indent: inner, used: inner, into: &out)
        }
        out += "\n" + String(repeating: " ", count: indent) + (value.kind == .object ? "}" : "]")
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
                        left -= name.unicodeScalars.count + 4
                        return left >= 0 && take(member)
                    }
            case .array:
                left -= 2 * max(1, value.count)
                return left >= 0 && value.elements.allSatisfy(take)
            default:
                left -= value.withSpelling { spelling in spelling.count { $0 & 0xC0 != 0x80 } }
                return left >= 0
            }
        }
        return take(value)
    }

    private func key(_ name: String) -> String { paint(.name, Printable.escape(JSON(name).description)) }

    private func scalar(_ value: JSON) -> String {
        let text = Printable.escape(value.description)
        switch value.kind {
        case .string: return paint(.string, text)
        case .number: return paint(.number, text)
        default: return paint(.literal, text)
        }
    }
}
