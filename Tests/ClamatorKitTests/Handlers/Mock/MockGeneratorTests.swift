import Testing

@testable import ClamatorKit

struct Snapshot: Sendable, CustomTestStringConvertible {
    var schema: String
    var value: String
    var testDescription: String { schema }

    init(_ schema: String, _ value: String) {
        self.schema = schema
        self.value = value
    }
}

private let snapshots = [
    Snapshot("true", ""),
    Snapshot(#"{"type": "null"}"#, ""),
    Snapshot(#"{"type": "boolean"}"#, ""),
    Snapshot(#"{"type": "integer"}"#, ""),
    Snapshot(#"{"type": "number"}"#, ""),
    Snapshot(#"{"type": "integer", "minimum": 1000, "exclusiveMaximum": 1010, "multipleOf": 4}"#, ""),
    Snapshot(#"{"type": "number", "minimum": 0.001, "maximum": 0.009}"#, ""),
    Snapshot(#"{"type": "number", "multipleOf": 0.05, "minimum": 1, "maximum": 2}"#, ""),
    Snapshot(#"{"type": "number", "minimum": 1e300}"#, ""),
    Snapshot(#"{"type": "integer", "minimum": 9007199254740993, "maximum": 9007199254740993}"#, ""),
    Snapshot(#"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-20}"#, ""),
    Snapshot(#"{"not": {"type": ["string", "object", "array", "boolean", "null"]}}"#, ""),
    Snapshot(#"{"type": "string"}"#, ""),
    Snapshot(#"{"type": "string", "minLength": 30, "maxLength": 32}"#, ""),
    Snapshot(#"{"type": "string", "maxLength": 2}"#, ""),
    Snapshot(#"{"type": "string", "maxLength": 0}"#, ""),
    Snapshot(#"{"const": {"a": [1, null]}}"#, ""),
    Snapshot(#"{"enum": ["red", "green", "blue"], "not": {"const": "red"}}"#, ""),
    Snapshot(#"{"type": "string", "examples": [5, "like this"], "default": "or this"}"#, ""),
    Snapshot(#"{"type": "string", "default": "or this"}"#, ""),
    Snapshot(
        #"{"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 5}, "minItems": 5, "uniqueItems": true}"#,
        ""),
    Snapshot(
        #"{"type": "array", "items": {"type": "string"}, "contains": {"const": "here"}, "minContains": 2, "maxItems": 3}"#,
        ""),
    Snapshot(#"{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false}"#, ""),
    Snapshot(
        #"{"type": "object", "properties": {"id": {"type": "integer"}, "firstName": {"type": "string"}, "lastName": {"type": "string"}, "email": {"type": "string", "format": "email"}, "phone": {"type": "string"}, "createdAt": {"type": "string", "format": "date-time"}, "address": {"type": "object", "properties": {"street": {"type": "string"}, "city": {"type": "string"}, "country": {"type": "string", "pattern": "^[A-Z]{2}$"}, "zip": {"type": "string"}}, "required": ["street", "city", "country", "zip"]}}, "required": ["id", "firstName", "lastName", "email", "phone", "createdAt", "address"]}"#,
        ""),
    Snapshot(
        #"{"type": "object", "properties": {"lines": {"type": "array", "items": {"type": "object", "properties": {"product": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}, "price": {"type": "number", "minimum": 0}}, "required": ["product", "quantity", "price"]}}, "total": {"type": "number"}, "currency": {"type": "string"}, "description": {"type": "string"}}, "required": ["lines", "total", "currency", "description"]}"#,
        ""),
    Snapshot(#"{"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2}"#, ""),
    Snapshot(
        #"{"type": "object", "patternProperties": {"^x-[a-z]{3}$": {"type": "boolean"}}, "additionalProperties": false, "minProperties": 1}"#,
        ""),
    Snapshot(
        #"{"type": "object", "propertyNames": {"enum": ["a", "b"]}, "additionalProperties": {"type": "null"}, "minProperties": 2}"#,
        ""),
    Snapshot(
        #"{"type": "object", "properties": {"card": {"type": "string"}, "cvc": {"const": "123"}}, "required": ["card"], "dependentRequired": {"card": ["cvc"]}}"#,
        ""),
    Snapshot(
        #"{"type": "object", "properties": {"kind": {"enum": ["circle", "square"]}}, "required": ["kind"], "if": {"properties": {"kind": {"const": "circle"}}}, "then": {"properties": {"radius": {"type": "integer"}}, "required": ["radius"]}, "else": {"properties": {"side": {"type": "integer"}}, "required": ["side"]}}"#,
        ""),
    Snapshot(
        #"{"oneOf": [{"type": "object", "properties": {"ok": {"const": true}}, "required": ["ok"]}, {"type": "object", "properties": {"ok": {"const": false}, "reason": {"type": "string"}}, "required": ["ok", "reason"]}]}"#,
        ""),
    Snapshot(
        ##"{"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "properties": {"value": {"type": "integer"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}}, "required": ["value", "children"]}}}"##,
        ""),
    Snapshot(
        ##"{"$ref": "#/$defs/list", "$defs": {"list": {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"head": {"type": "integer"}, "tail": {"$ref": "#/$defs/list"}}, "required": ["head", "tail"], "additionalProperties": false}]}}}"##,
        ""),
    Snapshot(
        #"{"type": "object", "allOf": [{"properties": {"a": {"type": "integer", "minimum": 5}}}, {"properties": {"a": {"maximum": 6}}, "required": ["a"]}], "unevaluatedProperties": false}"#,
        ""),
]

@Test(arguments: snapshots)
func valueIsTheOneOfItsSeed(_ snapshot: Snapshot) throws {
    let value = try mockValue(snapshot.schema)
    #expect(try checkedSchema(snapshot.schema).isValid(value))
    #expect(value.description == snapshot.value)
}

@Test func equalSeedsGiveEqualValuesCallByCall() throws {
    let schema = try checkedSchema(
        #"{"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}, "c": {"type": "array"}}}"#
    )
    var one = MockGenerator(seed: 42)
    var two = MockGenerator(seed: 42)
    var other = MockGenerator(seed: 43)
    var differs = false
    for _ in 0..<50 {
        let value = try one.value(for: schema)
        #expect(try two.value(for: schema).description == value.description)
        differs = try differs || other.value(for: schema) != value
    }
    #expect(differs)
}

@Test func longArraysAreMadeWhereTheyMustBe() throws {
    let value = try mockValue(
        #"{"type": "array", "items": {"type": "integer"}, "minItems": 3000, "uniqueItems": true}"#)
    #expect(value.count == 3000)
}

@Test func valuesStaySmall() throws {
    let schema = try checkedSchema(
        ##"{"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "properties": {"a": {"$ref": "#/$defs/n"}, "b": {"$ref": "#/$defs/n"}, "c": {"type": "array", "items": {"$ref": "#/$defs/n"}}, "d": {"type": "string"}}}}}"##
    )
    var generator = MockGenerator(seed: 1)
    for _ in 0..<20 { #expect(try generator.value(for: schema).description.utf8.count < 20_000) }
}
