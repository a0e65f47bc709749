import ClamatorJSON

/// A JSON value as plain Swift, with the bytes that matter.
indirect enum PlainValue: Equatable {
    case null
    case bool(Bool)
    /// As it was spelled.
    case number([UInt8])
    /// The characters in UTF-8, without escapes.
    case string([UInt8])
    case array([PlainValue])
    case object([PlainMember])
}

struct PlainMember: Equatable {
    var name: [UInt8]
    var value: PlainValue
}

struct PlainFailure: Error, Equatable {
    var reason: JSONError.Reason
    var offset: Int
}

/// The grammar of RFC 8259, production by production, over an array: slow, obvious, and what the scanner must agree
/// with.
struct PlainParser {
    private let text: [UInt8]
    private var offset = 0
    private var depth = 0

    init(_ text: [UInt8]) { self.text = text }

    static func parse(_ text: [UInt8]) -> Result<PlainValue, PlainFailure> {
        var parser = PlainParser(text)
        return Result { () throws(PlainFailure) in
            parser.skipWhitespace()
            let value = try parser.value()
            parser.skipWhitespace()
            guard parser.offset == text.count else { throw PlainFailure(reason: .trailingText, offset: parser.offset) }
            return value
        }
    }

    /// The byte at the offset; nil at the end.
    private var byte: UInt8? { offset < text.count ? text[offset] : nil }

    private func looks(at other: String, from start: Int) -> Bool { text[start...].starts(with: other.utf8) }

    private func failure(_ reason: JSONError.Reason) -> PlainFailure { PlainFailure(reason: reason, offset: offset) }

    private func expected(_ what: String) -> PlainFailure {
        guard let byte else { return failure(.unexpectedEnd) }
        if byte < 0x80 { return failure(.unexpected(Unicode.Scalar(byte), expected: what)) }
        guard let (scalar, _) = decode(at: offset) else { return failure(.invalidUTF8) }
        return failure(.unexpected(scalar, expected: what))
    }

    private mutating func take(_ character: Character) -> Bool {
        guard byte == character.asciiValue else { return false }
        offset += 1
        return true
    }

    private mutating func skipWhitespace() {
        while let byte, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
    }

    private mutating func value() throws(PlainFailure) -> PlainValue {
        switch byte {
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try number())
        default:
            if looks(at: "NaN", from: offset) || looks(at: "Infinity", from: offset) { throw failure(.notFinite) }
            if looks(at: "\u{FEFF}", from: offset) { throw failure(.byteOrderMark) }
            throw expected("a value")
        }
    }

    private mutating func literal(_ rawText: String) throws(PlainFailure) {
        for character in rawText where !take(character) { throw expected(rawText) }
    }

    private mutating func array() throws(PlainFailure) -> [PlainValue] {
        try enter()
        if take("]") { return leave([]) }
        var elements: [PlainValue] = []
        while true {
            skipWhitespace()
            elements.append(try value())
            skipWhitespace()
            if take("]") { return leave(elements) }
            guard take(",") else { throw expected("',' or ']'") }
        }
    }

    private mutating func object() throws(PlainFailure) -> [PlainMember] {
        try enter()
        if take("}") { return leave([]) }
        var members: [PlainMember] = []
        while true {
            skipWhitespace()
            guard byte == UInt8(ascii: "\"") else {
                throw expected(members.isEmpty ? "a member's name or '}'" : "a member's name")
            }
            let name = try string()
            skipWhitespace()
            guard take(":") else { throw expected("':'") }
            skipWhitespace()
            members.append(PlainMember(name: name, value: try value()))
            skipWhitespace()
            if take("}") { return leave(members) }
            guard take(",") else { throw expected("',' or '}'") }
        }
    }

    private mutating func enter() throws(PlainFailure) {
        guard depth < 512 else { throw failure(.tooDeep(limit: 512)) }
        depth += 1
        offset += 1
        skipWhitespace()
    }

    private mutating func leave<Parts>(_ parts: Parts) -> Parts {
        depth -= 1
        return parts
    }

    private mutating func number() throws(PlainFailure) -> [UInt8] {
        let start = offset
        _ = take("-")
        if byte == UInt8(ascii: "I") { throw failure(.notFinite) }
        if take("0") {
            if isAtDigit { throw failure(.leadingZero) }
        } else {
            try digits()
        }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return Array(text[start..<offset])
    }

    private var isAtDigit: Bool { byte.map { (0x30...0x39).contains($0) } ?? false }

    private mutating func digits() throws(PlainFailure) {
        guard isAtDigit else { throw failure(byte == nil ? .unexpectedEnd : .missingDigits) }
        while isAtDigit { offset += 1 }
    }

    private mutating func string() throws(PlainFailure) -> [UInt8] {
        offset += 1
        var characters: [UInt8] = []
        while true {
            guard let byte else { throw failure(.unexpectedEnd) }
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return characters
            case UInt8(ascii: "\\"): characters += try escape()
            case 0x00...0x1F: throw failure(.controlCharacter(byte))
            case 0x20...0x7F:
                characters.append(byte)
                offset += 1
            default:
                guard let (_, length) = decode(at: offset) else { throw failure(.invalidUTF8) }
                characters += text[offset..<(offset + length)]
                offset += length
            }
        }
    }

    private mutating func escape() throws(PlainFailure) -> [UInt8] {
        let start = offset
        offset += 1
        guard let byte else { throw failure(.unexpectedEnd) }
        offset += 1
        let simple: [Character: UInt8] = [
            "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 0x08, "f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09,
        ]
        if let value = simple[Character(Unicode.Scalar(byte))] { return [value] }
        guard byte == UInt8(ascii: "u") else { throw PlainFailure(reason: .invalidEscape, offset: start) }
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return Array(String(scalar).utf8) }
        // A surrogate: the other half must be spelled right behind.
        if unit < 0xDC00 {
            if offset == text.count { throw failure(.unexpectedEnd) }
            if take("\\") {
                if offset == text.count { throw failure(.unexpectedEnd) }
                if take("u") {
                    let low = try codeUnit()
                    if (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(combine(unit, low)) {
                        return Array(String(scalar).utf8)
                    }
                }
            }
        }
        throw PlainFailure(reason: .loneSurrogate, offset: start)
    }

    private func combine(_ high: UInt32, _ low: UInt32) -> UInt32 {
        0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00)
    }

    private mutating func codeUnit() throws(PlainFailure) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw expected("four hexadecimal digits")
            }
            unit = unit * 16 + UInt32(digit)
            offset += 1
        }
        return unit
    }

    /// Decodes a character beyond ASCII by its arithmetic, and refuses what was not encoded in the fewest bytes.
    private func decode(at start: Int) -> (Unicode.Scalar, length: Int)? {
        let lead = UInt32(text[start])
        let length = lead >= 0xF8 ? 0 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0
        guard length > 0, start + length <= text.count else { return nil }
        var value = lead & (0x7F >> UInt32(length))
        for index in (start + 1)..<(start + length) {
            guard text[index] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(text[index] & 0x3F)
        }
        guard let scalar = Unicode.Scalar(value), String(scalar).utf8.count == length else { return nil }
        return (scalar, length)
    }
}

/// Whether the tape says what the plain value says, member by member.
func isSame(_ json: JSON, _ value: PlainValue) -> Bool {
    switch value {
    case .null: return json.kind == .null
    case .bool(let bool): return json.kind == (bool ? .true : .false)
    case .number(let rawText): return json.kind == .number && json.withView { $0.rawText.elementsEqual(rawText) }
    case .string(let utf8):
        return json.kind == .string && json.withView { view in view.withUTF8 { $0.elementsEqual(utf8) } }
    case .array(let elements):
        return json.kind == .array && json.count == elements.count
            && zip(json.elements, elements).allSatisfy { isSame($0, $1) }
    case .object(let members):
        return json.kind == .object && json.count == members.count
            && zip(json.members, members).allSatisfy {
                $0.name.utf8.elementsEqual($1.name) && isSame($0.value, $1.value)
            }
    }
}
