/// A text that is no JSON (RFC 8259), and the byte where that became certain.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong there.
    public enum Reason: Equatable, Sendable {
        /// The text ends inside a value; more text could make it whole.
        case unexpectedEnd
        /// A character that cannot stand here, and what could.
        case unexpected(Unicode.Scalar, expected: String)
        /// A number that begins with a zero it may not have (RFC 8259 §6).
        case leadingZero
        /// A number without digits where they must be.
        case missingDigits
        /// `NaN` or `Infinity`, which JSON does not have.
        case notFinite
        /// A control character inside a string (RFC 8259 §7).
        case controlCharacter(UInt8)
        /// A backslash that begins no escape sequence (RFC 8259 §7).
        case invalidEscape
        /// Half of a surrogate pair, which encodes no character.
        case loneSurrogate
        /// Bytes that are no UTF-8 (RFC 3629).
        case invalidUTF8
        /// A byte-order mark (RFC 8259 §8.1).
        case byteOrderMark
        /// Text behind the value.
        case trailingText
        /// Arrays and objects nested deeper than the limit.
        case tooDeep(limit: Int)
        /// A text of 4 GiB or more, or an array or object of over 134 million parts.
        case tooLarge
    }

    /// What is wrong.
    public var reason: Reason
    /// The offset in bytes from the start of the text.
    public var offset: Int
    /// The line of that byte, from 1.
    public var line: Int
    /// The column of that byte in code points, from 1.
    public var column: Int

    /// What is wrong and where, in one line.
    public var description: String { "\(reason) at line \(line), column \(column)" }

    init(reason: Reason, offset: Int, in text: ByteView) {
        self.reason = reason
        self.offset = offset
        let position = TextPosition(offset: offset, in: text)
        line = position.line
        column = position.column
    }
}

extension JSONError.Reason: CustomStringConvertible {
    /// What is wrong, without where.
    public var description: String {
        switch self {
        case .unexpectedEnd: "the text ends too early"
        case .unexpected(let scalar, let expected): "expected \(expected), got \(Self.name(of: scalar))"
        case .leadingZero: "a number has no leading zeros"
        case .missingDigits: "expected a digit"
        case .notFinite: "JSON has no NaN and no Infinity"
        case .controlCharacter(let byte): "\(Self.name(of: Unicode.Scalar(byte))) must be escaped inside a string"
        case .invalidEscape: "no such escape sequence"
        case .loneSurrogate: "half of a surrogate pair stands alone"
        case .invalidUTF8: "the bytes are not UTF-8"
        case .byteOrderMark: "a byte-order mark is no JSON"
        case .trailingText: "there is text behind the value"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .tooLarge: "the text is too large"
        }
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case " ": return "a space"
        case "\t": return "a tab"
        case "\n": return "a line break"
        case "\r": return "a carriage return"
        case "'": return "a single quote"
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark,
            .spacingMark, .privateUse, .unassigned, .surrogate:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        default:
            return "'\(scalar)'"
        }
    }
}
