import ClamatorJSON
import Testing

@testable import ClamatorSchema

struct DefaultsTests {
    @Test(arguments: [
        (#"{"properties": {"a": {"default": 1}, "b": {"default": [2]}}}"#, #"{"b": 3}"#, #"{"b":3,"a":1}"#),
        (#"{"properties": {"a": {"properties": {"b": {"default": 1}}}}}"#, #"{"a": {}}"#, #"{"a":{"b":1}}"#),
        (#"{"properties": {"a": {"default": {}, "properties": {"b": {"default": 1}}}}}"#, "{}", #"{"a":{"b":1}}"#),
        (#"{"items": {"properties": {"a": {"default": 1}}}}"#, "[{}, 2]", #"[{"a":1},2]"#),
        (#"{"prefixItems": [true, {"properties": {"a": {"default": 1}}}]}"#, "[{}, {}, {}]", #"[{},{"a":1},{}]"#),
        (
            ##"{"$ref": "#/$defs/x", "$defs": {"x": {"properties": {"a": {"$ref": "#/$defs/y"}}}, "y": {"default": 1}}}"##,
            "{}", #"{"a":1}"#
        ),
        (
            #"{"allOf": [{"properties": {"a": {"default": 1}}}, {"properties": {"a": {"default": 2}, "b": {"default": 3}}}]}"#,
            "{}", #"{"a":1,"b":3}"#
        ),
        (
            #"{"if": {"required": ["x"]}, "then": {"properties": {"a": {"default": 1}}}, "else": {"properties": {"b": {"default": 2}}}}"#,
            #"{"x": 0}"#, #"{"x":0,"a":1}"#
        ),
        (
            #"{"if": {"required": ["x"]}, "then": {"properties": {"a": {"default": 1}}}, "else": {"properties": {"b": {"default": 2}}}}"#,
            "{}", #"{"b":2}"#
        ),
        (
            #"{"oneOf": [{"required": ["k"], "properties": {"a": {"default": 1}}}, {"properties": {"k": false, "b": {"default": 2}}}]}"#,
            "{}", #"{"b":2}"#
        ),
        (
            #"{"anyOf": [{"properties": {"a": {"default": 1}}}, {"properties": {"b": {"default": 2}}}]}"#, "{}",
            #"{"a":1}"#
        ),
        (#"{"additionalProperties": {"properties": {"a": {"default": 1}}}}"#, #"{"x": {}}"#, #"{"x":{"a":1}}"#),
        // A default that would need itself ends.
        (##"{"properties": {"next": {"$ref": "#", "default": {}}}}"##, "{}", #"{"next":{"next":{}}}"#),
        // Numbers keep their spelling, names their escapes' meaning.
        (#"{"properties": {"a": {"default": 1.50}}}"#, #"{"\u0062": 1e2}"#, #"{"b":1e2,"a":1.50}"#),
    ])
    func missingMembersAreFilledIn(_ schema: String, _ value: String, _ expected: String) throws {
        let schema = try Schema(JSON(parsing: schema))
        let filled = schema.fillingDefaults(in: try JSON(parsing: value))
        #expect(filled.description == expected)
        #expect(schema.hasDefaults)
    }

    @Test(arguments: [
        (#"{"properties": {"a": {"default": 1}}}"#, #"{ "a": 2 }"#), (#"{"properties": {"a": {"default": 1}}}"#, "[ ]"),
        (#"{"default": 3}"#, "null"),
    ])
    func aValueThatLacksNothingStaysAsItIs(_ schema: String, _ value: String) throws {
        let schema = try Schema(JSON(parsing: schema))
        #expect(schema.fillingDefaults(in: try JSON(parsing: value)).description == value)
    }

    @Test(arguments: [
        "true", #"{"type": "object"}"#, #"{"default": 3}"#, #"{"$defs": {"a": {"properties": {"b": {"default": 1}}}}}"#,
        #"{"not": {"properties": {"b": {"default": 1}}}}"#,
    ])
    func aSchemaThatCannotFillSaysSo(_ schema: String) throws {
        #expect(try !Schema(JSON(parsing: schema)).hasDefaults)
    }

    @Test func defaultsThatBreakTheirSchemaAreNamed() throws {
        let schema = try Schema(
            JSON(
                parsing: #"""
                    {"properties": {"a": {"type": "string", "default": 3}, "b": {"type": "string", "default": "x"},
                     "c": {"items": {"type": "null"}, "default": [null, 1]}}}
                    """#))
        #expect(
            schema.brokenDefaults.map(\.description) == [
                "#/properties/a/default: the default breaks its own schema: expected string, got number 3",
                "#/properties/c/default: the default breaks its own schema at /1: expected null, got number 1",
            ])
    }
}
