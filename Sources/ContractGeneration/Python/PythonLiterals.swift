import ClamatorJSON

/// Values as Python's literals.
enum PythonLiterals {
    /// A value.
    static func text(_ value: JSON) -> String {
        switch value.kind {
        case .null: "None"
        case .true: "True"
        case .false: "False"
        case .number: number(value)
        case .string: string(value.exactString ?? "")
        case .array: "[\(value.elements.map(text).joined(separator: ", "))]"
        case .object:
            "{\(value.lastMembers.map { "\(string($0.name)): \(text($0.value))" }.joined(separator: ", "))}"
        }
    }

    /// A number: an integer without a fraction, anything else as it is spelled.
    static func number(_ value: JSON) -> String { value.int.map(String.init) ?? value.description }

    /// A string. What would not be seen is written by its number.
    static func string(_ value: ExactString) -> String {
        SourceText.quoted(value) { isVisible($0) ? nil : escape($0) }
    }

    /// A pattern: as a raw string where it can be one.
    static func pattern(_ pattern: String) -> String {
        let isRaw = pattern.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") }
        return isRaw && pattern.utf8.contains(UInt8(ascii: "\\")) && pattern.utf8.last != UInt8(ascii: "\\")
            ? "r\"\(pattern)\"" : string(ExactString(pattern))
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (mark, count) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(mark)\(String(repeating: "0", count: count - digits.count))\(digits)"
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .nonspacingMark, .enclosingMark, .spacingMark:
            false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
