import ServiceSupport
import Testing

// For `FileDiagnostic`, which is internal.
@testable import ClamatorKit

@Suite struct FileDiagnosticTests {
    @Test func `A problem is one line, whatever is in its file's name, path and message`() {
        let diagnostic = FileDiagnostic(
            severity: .warning, file: "a\nb.json", line: 1, column: 2, path: JSONPointer(["m\r\nx", "y~/\u{2028}"]),
            message: "got \"\u{1B}[2J\"")
        #expect(
            diagnostic.description
                == #"a\u000ab.json:1:2: warning: got "\u001b[2J" (at /m\u000d\u000ax/y~0~1\u2028)"#)
    }

    @Test func `The path in a problem is the text of a JSON Pointer`() throws {
        let diagnostic = FileDiagnostic(
            severity: .error, file: "f", line: 1, column: 1, path: JSONPointer(["a\nb", "~"]), message: "m")
        let text = try #require(diagnostic.description.split(separator: "(at ").last?.dropLast())
        #expect(JSONPointer(parsing: text) != nil)
    }

    @Test func `Names and values with line breaks are escaped wherever a contract breaks a rule`() throws {
        let found = try diagnostics(
            of: #"""
                {"service": "s", "methods": {
                  "m\nx": {"params": {"type": "object"}, "result": true},
                  "q": {"params": {"properties": {"a\n": {"pattern": "(\nx"}, "b": {"$ref": "#/x\ny"}}}, "result": true},
                  "r": {"result": {"type": "integer"}, "handler": {"result": "one\ntwo"}},
                  "s": {"result": true, "handler": {"result": "${nothing +\n}"}},
                  "t": {"result": {"enum\n": 1, "format": "a\nb", "required": ["\n"], "additionalProperties": false}}}}
                """#)
        #expect(found.count == 6)
        for line in found { #expect(line.hasPrefix("c.json:") && !line.contains("\n"), "\(line)") }
    }
}
