import StringFormats
import Testing

/// A string, and whether it has a format.
struct FormatCase: Sendable, CustomTestStringConvertible {
    var format: Format
    var text: String
    var isValid: Bool

    var testDescription: String {
        "\(format.rawValue) \(isValid ? "accepts" : "refuses") \(text.debugDescription)"
    }

    func check() {
        let accepted = format.accepts(text.utf8.span)
        #expect(accepted == isValid)
    }

    static func table(_ format: Format, valid: [String], invalid: [String]) -> [FormatCase] {
        valid.map { FormatCase(format: format, text: $0, isValid: true) }
            + invalid.map { FormatCase(format: format, text: $0, isValid: false) }
    }
}
