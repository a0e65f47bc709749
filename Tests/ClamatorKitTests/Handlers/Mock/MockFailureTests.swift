import Testing

@testable import ClamatorKit

struct Contradiction: Sendable, CustomTestStringConvertible {
    var schema: String
    var place: String
    var reason: String
    var testDescription: String { schema }

    init(_ schema: String, _ place: String, _ reason: String) {
        self.schema = schema
        self.place = place
        self.reason = reason
    }
}

private let contradictions = [
    Contradiction("false", "", ""),
    Contradiction(#"{"type": "integer", "minimum": 5, "maximum": 4}"#, "", ""),
    Contradiction(#"{"type": "number", "exclusiveMinimum": 5, "maximum": 5}"#, "", ""),
    Contradiction(#"{"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 6}"#, "", ""),
    Contradiction(#"{"type": "integer", "minimum": 1, "maximum": 6, "multipleOf": 7}"#, "", ""),
    Contradiction(#"{"type": "string", "minLength": 5, "maxLength": 4}"#, "", ""),
    Contradiction(#"{"type": "string", "minLength": 2000000}"#, "", ""),
    Contradiction(#"{"type": "array", "minItems": 2, "maxItems": 1}"#, "", ""),
    Contradiction(#"{"type": "array", "minItems": 1000000}"#, "", ""),
    Contradiction(#"{"type": "array", "items": {"type": "boolean"}, "uniqueItems": true, "minItems": 3}"#, "", ""),
    Contradiction(#"{"type": "array", "items": {"type": "string"}, "contains": {"type": "null"}}"#, "", ""),
    Contradiction(#"{"type": "array", "prefixItems": [true], "items": false, "minItems": 2}"#, "", ""),
    Contradiction(#"{"type": "string", "enum": [1, 2]}"#, "", ""),
    Contradiction(#"{"const": 1, "enum": [2, 3]}"#, "", ""),
    Contradiction(#"{"allOf": [{"type": "string"}, {"type": "integer"}]}"#, "", ""),
    Contradiction(#"{"type": "string", "oneOf": [{"type": "null"}, {"type": "integer"}]}"#, "", ""),
    Contradiction(#"{"type": "integer", "oneOf": [{"type": "integer"}, {"type": "number"}]}"#, "", ""),
    Contradiction(#"{"not": {}}"#, "", ""),
    Contradiction(#"{"type": "string", "not": {"type": "string"}}"#, "", ""),
    Contradiction(#"{"type": "object", "required": ["a"], "additionalProperties": false}"#, "", ""),
    Contradiction(#"{"type": "object", "required": ["a"], "properties": {"a": false}}"#, "", ""),
    Contradiction(#"{"type": "object", "required": ["a"], "propertyNames": {"pattern": "^b"}}"#, "", ""),
    Contradiction(#"{"type": "object", "required": ["a", "b"], "maxProperties": 1}"#, "", ""),
    Contradiction(
        #"{"type": "object", "minProperties": 2, "properties": {"a": true}, "additionalProperties": false}"#, "", ""),
    Contradiction(
        ##"{"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}"##, "", ""),
    Contradiction(
        ##"{"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "properties": {"o": {"type": "object", "properties": {"x": {"type": "integer", "minimum": 1, "maximum": 0}}, "required": ["x"]}}, "required": ["o"]}}}"##,
        "", ""),
]

@Test(arguments: contradictions)
func contradictionIsReportedWithItsPlace(_ contradiction: Contradiction) throws {
    var generator = MockGenerator(seed: 1)
    let schema = try checkedSchema(contradiction.schema)
    let failure = #expect(throws: MockFailure.self) { try generator.value(for: schema) }
    #expect(failure?.location.description == contradiction.place)
    #expect(failure?.reason == contradiction.reason)
}
