import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import Testing
import ValueGeneration

private let composed = "\u{E9}"
private let decomposed = "e\u{301}"

@Test
func `Names that are equal by normalisation alone are two members`() throws {
    let schema = try checkedSchema(
        #"{"type": "object", "properties": {"\#(composed)": {"type": "integer"}, "\#(decomposed)": {"type": "boolean"}}, "required": ["\#(composed)", "\#(decomposed)"], "additionalProperties": false}"#
    )
    var generator = ValueGenerator(seed: 1)
    for _ in 0..<20 {
        let value = try generator.value(for: schema)
        #expect(value.members.map { Array($0.name.utf8) } == [Array(composed.utf8), Array(decomposed.utf8)])
        #expect(schema.isValid(value))
    }
}

@Test
func `Values that are equal by normalisation alone are two values`() throws {
    let value = try mockValue(
        #"{"type": "array", "items": {"enum": ["\#(composed)", "\#(decomposed)"]}, "uniqueItems": true, "minItems": 2}"#
    )
    #expect(value.count == 2)
}

@Test(arguments: [
    #"{"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "minProperties": 5, "additionalProperties": false}"#,
    #"{"type": "object", "patternProperties": {"^x-": true}, "propertyNames": {"maxLength": 4}, "minProperties": 3, "additionalProperties": false}"#,
    #"{"type": "object", "patternProperties": {"^x-": true}, "propertyNames": {"minLength": 40}, "minProperties": 3, "additionalProperties": false}"#,
    #"{"type": "object", "patternProperties": {"^x-": true}, "propertyNames": {"pattern": "-z$"}, "minProperties": 3, "additionalProperties": false}"#,
    #"{"type": "object", "patternProperties": {"^x": true}, "propertyNames": {"enum": ["a", "xa", "xb", "b"]}, "minProperties": 2, "additionalProperties": false}"#,
    #"{"type": "object", "patternProperties": {"^[ab]$": true}, "minProperties": 2, "additionalProperties": false}"#,
    #"{"type": "object", "patternProperties": {"^[ab]$": true}, "minProperties": 6}"#,
    #"{"type": "object", "properties": {"id": true, "name": true}, "patternProperties": {"^x": true}, "minProperties": 4, "additionalProperties": false}"#,
    #"{"type": "object", "patternProperties": {"^secret": false, "^x": true}, "minProperties": 3, "additionalProperties": false}"#,
    #"{"type": "object", "propertyNames": {"enum": ["a", "b", "c"]}, "minProperties": 3}"#,
    #"{"type": "object", "minProperties": 40}"#,
])
func `Where patterns and propertyNames allow names, as many are made as are needed`(text: String) throws {
    let schema = try checkedSchema(text)
    for seed in 0..<30 {
        var generator = ValueGenerator(seed: UInt64(seed))
        #expect(schema.isValid(try generator.value(for: schema)))
    }
}

@Test
func `A name tells the value of a string that the schema leaves free`() throws {
    let value = try mockValue(
        #"{"type": "object", "properties": {"email": {"type": "string"}, "zip": {"type": "string", "maxLength": 9}}, "required": ["email", "zip"]}"#
    )
    #expect(value["email"]?.string?.hasSuffix("@example.com") == true)
    #expect(value["zip"]?.string?.utf8.count == 5)
}

@Test(arguments: [
    #"{"type": "string", "pattern": "^[a-z0-9@.]+$"}"#, #"{"type": "string", "format": "date"}"#,
    #"{"type": "string", "format": "stardate"}"#, #"{"type": "string", "maxLength": 6}"#,
    #"{"type": "string", "minLength": 60}"#, #"{"enum": ["a", "b"]}"#, #"{"const": "a"}"#,
    #"{"type": "string", "contentEncoding": "base64"}"#, #"{"type": "string", "contentMediaType": "text/plain"}"#,
])
func `A name tells nothing where the schema says what the string is`(member: String) throws {
    let schema = try checkedSchema(
        #"{"type": "object", "properties": {"email": \#(member)}, "required": ["email"]}"#)
    for seed in 0..<30 {
        var generator = ValueGenerator(seed: UInt64(seed))
        let value = try generator.value(for: schema)
        #expect(schema.isValid(value))
        #expect(value["email"]?.string?.contains("@example") == false)
    }
}

@Test(arguments: [
    #"{"type": ["null", "string"]}"#, #"{"type": ["object", "null"]}"#, #"{"enum": [null, "a"]}"#,
    #"{"anyOf": [{"type": "null"}, {"type": "string", "pattern": "^k[0-9]$"}]}"#,
    #"{"oneOf": [{"type": "integer"}, {"type": "null"}]}"#, #"{"oneOf": [{"const": null}, {"type": "array"}]}"#,
    #"{"anyOf": [{"enum": [null]}, {"type": "object", "properties": {"a": {"type": ["null", "integer"]}}, "required": ["a"]}]}"#,
    ##"{"$ref": "#/$defs/t", "$defs": {"t": {"anyOf": [{"$ref": "#/$defs/n"}, {"type": "number"}]}, "n": {"type": "null"}}}"##,
    #"{"anyOf": [{"type": "string"}, {"type": "null"}], "default": null}"#,
    #"{"type": ["integer", "null"], "default": null, "examples": [null]}"#,
    #"{"type": ["object", "null"], "default": null}"#,
    #"{"if": {"type": "null"}, "then": true, "else": {"type": "string"}}"#,
    #"{"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"type": "null"}}"#,
])
func `Where null or a value will do, it is a value`(text: String) throws {
    let schema = try checkedSchema(text)
    for seed in 0..<50 {
        var generator = ValueGenerator(seed: UInt64(seed))
        #expect(try !generator.value(for: schema).isNull)
    }
}

@Test
func `Null it is where nothing else will do`() throws {
    #expect(try mockValue(#"{"anyOf": [{"type": "null"}, {"type": "string", "pattern": "^a$b"}]}"#).isNull)
    #expect(try mockValue(#"{"enum": ["a", null], "not": {"type": "string"}}"#).isNull)
}

@Test
func `A default counts though null is among the examples, and null is made where only its type is left`() throws {
    #expect(try mockValue(#"{"type": ["string", "null"], "examples": [null], "default": "so"}"#) == "so")
    #expect(try mockValue(#"{"type": "null", "default": null}"#).isNull)
}
