import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import StringFormats
import Testing
import ValueGeneration

private let formats = Format.allCases.map(\.rawValue)

@Test(arguments: formats)
func `A value has its format`(format: String) throws {
    let schema = try checkedSchema(#"{"type": "string", "format": "\#(format)", "minLength": 1}"#)
    var generator = ValueGenerator(seed: 7)
    for _ in 0..<200 { #expect(schema.isValid(try generator.value(for: schema))) }
}

/// Formats of a fixed length aside, a string is made as long as it must be.
@Test(arguments: formats.filter { !["date", "ipv4", "ipv6", "uuid"].contains($0) })
func `A value of a format is long enough`(format: String) throws {
    let schema = try checkedSchema(#"{"type": "string", "format": "\#(format)", "minLength": 60}"#)
    var generator = ValueGenerator(seed: 7)
    for _ in 0..<50 { #expect(schema.isValid(try generator.value(for: schema))) }
}

@Test(arguments: [
    ("email", 8), ("uri", 5), ("hostname", 3), ("ipv4", 8), ("ipv6", 4), ("duration", 3), ("json-pointer", 2),
    ("relative-json-pointer", 1), ("uri-reference", 1), ("regex", 2),
])
func `A value of a format is short enough`(format: String, length: Int) throws {
    let schema = try checkedSchema(#"{"type": "string", "format": "\#(format)", "maxLength": \#(length)}"#)
    var generator = ValueGenerator(seed: 7)
    for _ in 0..<50 { #expect(schema.isValid(try generator.value(for: schema))) }
}

@Test func `An unknown format is no hindrance`() throws {
    #expect(try mockValue(#"{"type": "string", "format": "stardate"}"#).kind == .string)
}

@Test func `A format and a pattern hold together`() throws {
    let schema = try checkedSchema(#"{"format": "date", "type": "string", "pattern": "^2025-0[1-6]-"}"#)
    var generator = ValueGenerator(seed: 7)
    for _ in 0..<50 { #expect(schema.isValid(try generator.value(for: schema))) }
}

@Test(arguments: [
    ("email", #"@acme\.com$"#), ("uri", #"\.png$"#), ("date", "^1999-"), ("hostname", #"\.internal$"#),
    ("ipv4", #"^10\."#), ("date-time", #"\+[01]\d:[0-5]\d$"#), ("uuid", "^[0-9A-F-]+$"),
])
func `A format and a pattern of one end, or of capitals, hold together`(format: String, pattern: String) throws {
    let schema = try checkedSchema(
        #"{"type": "string", "format": "\#(format)", "pattern": \#(JSON(pattern))}"#)
    var generator = ValueGenerator(seed: 7)
    for _ in 0..<20 { #expect(schema.isValid(try generator.value(for: schema))) }
}

@Test func `A string that no small letter may begin begins with a capital`() throws {
    let value = try mockValue(#"{"type": "string", "not": {"pattern": "^[a-z]"}, "minLength": 1}"#)
    #expect(value.kind == .string)
}

@Test(arguments: [
    "{}", #"{"type": "string"}"#, #"{"type": "string", "maxLength": 5}"#, #"{"type": "string", "minLength": 40}"#,
    #"{"format": "duration", "type": "string"}"#, #"{"format": "hostname", "type": "string"}"#,
    #"{"format": "uri", "type": "string"}"#, #"{"format": "json-pointer", "type": "string"}"#,
    #"{"format": "regex", "type": "string"}"#, #"{"format": "idn-hostname", "type": "string"}"#,
    #"{"format": "uri-reference", "type": "string", "maxLength": 6}"#,
])
func `Many strings of one array differ`(items: String) throws {
    let value = try mockValue(#"{"type": "array", "uniqueItems": true, "minItems": 130, "items": \#(items)}"#)
    #expect(value.count >= 130)
}
