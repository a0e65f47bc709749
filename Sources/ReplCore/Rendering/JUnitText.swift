internal import ClamatorKit

/// Pieces of JUnit's XML.
enum JUnitText {
    static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    /// A test case, with why it failed, could not be judged, or was left out: some lines for each reason, of which the
    /// first is its message.
    static func testCase(
        _ name: String, of className: String, seconds: Double? = nil, failures: [String] = [], errors: [String] = [],
        skipped: String? = nil
    ) -> String {
        let time = seconds.map { " time=\"\(decimal($0))\"" } ?? ""
        let start = "    <testcase name=\"\(escape(name))\" classname=\"\(escape(className))\"\(time)"
        let reasons =
            failures.map { element("failure", $0) } + errors.map { element("error", $0) }
            + (skipped.map { [element("skipped", $0)] } ?? [])
        return reasons.isEmpty ? start + "/>\n" : start + ">\n" + reasons.joined() + "    </testcase>\n"
    }

    private static func element(_ name: String, _ reasons: String) -> String {
        let reasons = excerpt(reasons)
        let firstLine = reasons.prefix { $0 != "\n" }
        return "      <\(name) message=\"\(escape(String(firstLine)))\">\(escape(reasons))</\(name)>\n"
    }

    /// The start of a text that may quote whole replies.
    private static func excerpt(_ text: String) -> String {
        let limit = 64 << 10
        guard text.utf8.count > limit else { return text }
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…"
    }

    /// Makes text safe between tags and in attributes. Controls are written out, since most cannot stand in XML 1.0
    /// (§2.2) in any form; so are the two noncharacters that it excludes.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in Printable.escapeLines(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": escaped += "\\u" + String(scalar.value, radix: 16)
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Seconds with nine decimals, never with an exponent.
    static func decimal(_ seconds: Double) -> String {
        let nanoseconds = Int((min(max(seconds, 0), 1e9) * 1e9).rounded())
        let fraction = String(nanoseconds % 1_000_000_000)
        return "\(nanoseconds / 1_000_000_000)." + String(repeating: "0", count: 9 - fraction.count) + fraction
    }
}
