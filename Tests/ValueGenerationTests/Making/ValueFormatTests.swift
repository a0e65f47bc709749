import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import Testing

@testable import ValueGeneration

private let formats = [
    "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
    "uri-reference", "iri", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer", "uuid", "regex",
]

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
