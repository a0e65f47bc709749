import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import Testing
import ValueGeneration

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
    Contradiction("false", "", "no value follows false"),
    Contradiction(#"{"type": "integer", "minimum": 5, "maximum": 4}"#, "", "no number is at least 5 and at most 4"),
    Contradiction(
        #"{"type": "number", "exclusiveMinimum": 5, "maximum": 5}"#, "", "no number is more than 5 and at most 5"),
    Contradiction(
        #"{"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 6}"#, "", "no integer is within its bounds"
    ),
    Contradiction(
        #"{"type": "integer", "minimum": 1, "maximum": 6, "multipleOf": 7}"#, "",
        "no number within its bounds is such a multiple"),
    Contradiction(#"{"type": "string", "minLength": 5, "maxLength": 4}"#, "", "minLength 5 is more than maxLength 4"),
    Contradiction(
        #"{"type": "string", "minLength": 2000000}"#, "",
        "minLength 2000000 is more than the 1048576 that are ever made"),
    Contradiction(#"{"type": "array", "minItems": 2, "maxItems": 1}"#, "", "minItems 2 is more than maxItems 1"),
    Contradiction(
        #"{"type": "array", "minItems": 1000000}"#, "", "every value has more than 100000 parts"),
    Contradiction(
        #"{"type": "array", "items": {"type": "boolean"}, "uniqueItems": true, "minItems": 3}"#, "",
        "minItems 3 is more than the 2 elements that an array may have"),
    Contradiction(
        #"{"type": "array", "items": {"type": "string"}, "contains": {"type": "null"}}"#, "/contains",
        "no type is left"),
    Contradiction(
        #"{"type": "array", "prefixItems": [true], "items": false, "minItems": 2}"#, "",
        "minItems 2 is more than the 1 elements that an array may have"),
    Contradiction(
        #"{"type": "string", "enum": [1, 2]}"#, "", "none of the values it names follows the rest of the schema"),
    Contradiction(#"{"const": 1, "enum": [2, 3]}"#, "", "none of the values it names follows the rest of the schema"),
    Contradiction(#"{"allOf": [{"type": "string"}, {"type": "integer"}]}"#, "/allOf/1", "no type is left"),
    Contradiction(
        #"{"type": "string", "oneOf": [{"type": "null"}, {"type": "integer"}]}"#, "",
        "no branch of oneOf can be taken"),
    Contradiction(
        #"{"type": "integer", "oneOf": [{"type": "integer"}, {"type": "number"}]}"#, "",
        "what follows a branch of oneOf follows another too"),
    Contradiction(#"{"not": {}}"#, "", "not refuses every value"),
    Contradiction(
        #"{"type": "string", "not": {"type": "string"}}"#, "",
        "not refuses what is asked for"),
    Contradiction(
        #"{"type": "object", "required": ["a"], "additionalProperties": false}"#, "/additionalProperties",
        #"the property "a" is required, but no value follows false"#),
    Contradiction(
        #"{"type": "object", "required": ["a"], "properties": {"a": false}}"#, "/properties/a",
        #"the property "a" is required, but no value follows false"#),
    Contradiction(
        #"{"type": "object", "required": ["a"], "propertyNames": {"pattern": "^b"}}"#, "/propertyNames",
        #"the property "a" is required, but propertyNames refuses its name"#),
    Contradiction(
        #"{"type": "object", "required": ["a", "b"], "maxProperties": 1}"#, "",
        "maxProperties 1 is less than the 2 that are required"),
    Contradiction(
        #"{"type": "object", "minProperties": 2, "properties": {"a": true}, "additionalProperties": false}"#, "",
        "minProperties 2 is more than the 1 names that an object may have"),
    Contradiction(
        ##"{"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}"##, "/properties/next",
        "what it requires contains it again, without end"),
    Contradiction(
        ##"{"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "properties": {"o": {"type": "object", "properties": {"x": {"type": "integer", "minimum": 1, "maximum": 0}}, "required": ["x"]}}, "required": ["o"]}}}"##,
        "/$defs/n/properties/o/properties/x", "no number is at least 1 and at most 0"),
]

@Test(arguments: contradictions)
func `A contradiction is reported with its place`(_ contradiction: Contradiction) throws {
    var generator = ValueGenerator(seed: 1)
    let schema = try checkedSchema(contradiction.schema)
    let failure = #expect(throws: GenerationFailure.self) { try generator.value(for: schema) }
    #expect(failure?.location.description == contradiction.place)
    #expect(failure?.reason == contradiction.reason)
}
