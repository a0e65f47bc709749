import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import StringFormats

/// Strings of the formats that JSON Schema defines (Validation §7.3).
extension ValueMaker {
    /// A string of a format, with so many characters beside the usual where the format has a place for them.
    mutating func format(_ format: Format, filling: Int) -> String {
        switch format {
        case .dateTime: date() + "T" + clock() + fraction(filling) + "Z"
        case .date: date()
        case .time: clock() + fraction(filling) + "Z"
        case .duration: "P" + digits(1 + filling) + "D"
        case .email: mailbox(filling) + "@example.com" + labels(max(0, filling - 40))
        case .idnEmail: mailbox(filling) + "@müller.example" + labels(max(0, filling - 40))
        case .hostname: word(of: NameWords.words) + ".example" + labels(filling)
        case .idnHostname: "bücher.example" + labels(filling)
        case .ipv4: "192.0.2.\(random.int(in: 1...254))"
        case .ipv6: address(filling)
        case .uri: "https://example.com/" + word(of: NameWords.words) + letters(filling)
        case .uriReference: "/" + word(of: NameWords.words) + letters(filling)
        case .iri: "https://example.com/straße/" + word(of: NameWords.words) + letters(filling)
        case .iriReference: "/straße/" + word(of: NameWords.words) + letters(filling)
        case .uriTemplate: "/" + word(of: NameWords.words) + letters(filling) + "/{id}"
        case .jsonPointer: "/" + word(of: NameWords.words) + letters(filling)
        case .relativeJSONPointer: "1/" + word(of: NameWords.words) + letters(filling)
        case .uuid: uuid()
        case .regex: "^[a-z]+" + letters(filling) + "$"
        }
    }

    /// The shortest string of a format, for where there is little room; nil where the usual one is as short.
    static func shortest(_ format: Format) -> String? {
        switch format {
        case .duration: "P1D"
        case .email, .idnEmail: "a@b.co"
        case .hostname, .idnHostname: "a"
        case .ipv4: "8.8.8.8"
        case .ipv6: "::"
        case .uri, .iri: "a:b"
        case .uriReference, .iriReference, .uriTemplate, .jsonPointer, .regex: ""
        case .relativeJSONPointer: "0"
        default: nil
        }
    }

    private mutating func word(of words: [String]) -> String { random.pick(words) ?? "" }

    private mutating func date() -> String {
        "\(2024 + random.below(2))-\(padded(random.int(in: 1...12)))-\(padded(random.int(in: 1...28)))"
    }

    private mutating func clock() -> String {
        "\(padded(random.below(24))):\(padded(random.below(60))):\(padded(random.below(60)))"
    }

    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private mutating func fraction(_ filling: Int) -> String { filling == 0 ? "" : "." + digits(filling) }

    /// The part of a mail address before the `@`, of at most 64 characters (RFC 5321 §4.5.3.1.1).
    private mutating func mailbox(_ filling: Int) -> String { userName() + letters(min(filling, 40)) }

    /// Labels of a host name, of at most 63 characters each (RFC 1035 §2.3.4).
    private mutating func labels(_ filling: Int) -> String {
        var text = ""
        var rest = filling
        while rest > 0 {
            let count = min(60, rest)
            text += "." + letters(count)
            rest -= count + 1
        }
        return text
    }

    mutating func letters(_ count: Int) -> String {
        String(decoding: (0..<count).map { _ in UInt8(ascii: "a") + UInt8(random.below(26)) }, as: UTF8.self)
    }

    /// An address of those set aside for documentation (RFC 3849).
    private mutating func address(_ filling: Int) -> String {
        guard filling > 0 else { return "2001:db8::" + String(random.int(in: 1...0xFFFF), radix: 16) }
        return "2001:0db8" + (0..<6).map { _ in ":" + hexadecimal(4) }.joined()
    }

    /// A UUID of version 4 (RFC 9562 §5.4).
    private mutating func uuid() -> String {
        let variant = String(8 + random.below(4), radix: 16)
        let groups = [hexadecimal(8), hexadecimal(4), "4" + hexadecimal(3), variant + hexadecimal(3), hexadecimal(12)]
        return groups.joined(separator: "-")
    }
}
