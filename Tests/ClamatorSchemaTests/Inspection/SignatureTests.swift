import ClamatorJSON
import ClamatorSchema
import Testing

@Test(arguments: [
    (
        #"{"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number", "default": 0}, "kind": {"enum": ["x", "y"]}}, "required": ["a", "kind"]}"#,
        #"{ a: number, b?: number = 0, kind: "x" | "y" }"#
    ),
    ("true", "unknown"), ("false", "never"), ("{}", "unknown"), (#"{"title": "x"}"#, "unknown"),
    (#"{"type": "integer"}"#, "integer"), (#"{"type": ["string", "null"]}"#, "null | string"),
    (#"{"const": {"a": 1}}"#, #"{"a": 1}"#), (#"{"enum": [1, null]}"#, "1 | null"),
    (#"{"type": "array"}"#, "unknown[]"), (#"{"type": "array", "items": {"type": "string"}}"#, "string[]"),
    (#"{"items": {"type": ["string", "null"]}}"#, "(null | string)[]"),
    (
        #"{"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}], "items": false}"#,
        "[string, number]"
    ),
    (#"{"type": "array", "prefixItems": [{"type": "string"}]}"#, "[string, ...unknown[]]"),
    (#"{"type": "object"}"#, "object"), (#"{"type": "object", "additionalProperties": false}"#, "{}"),
    (#"{"additionalProperties": {"type": "number"}}"#, "{ [name]: number }"),
    (#"{"properties": {"a-b": {"type": "null"}}, "required": ["c", "a-b"]}"#, #"{ "a-b": null, c: unknown }"#),
    (
        ##"{"properties": {"who": {"$ref": "#/$defs/customer"}, "all": {"type": "array", "items": {"$ref": "#/$defs/customer"}}}, "$defs": {"customer": {}}}"##,
        "{ who?: customer, all?: customer[] }"
    ),
    (##"{"$ref": "#/$defs/a", "$defs": {"a": {"type": "null"}}}"##, "null"),
    (##"{"properties": {"next": {"$ref": "#"}}}"##, "{ next?: this }"),
    (#"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}"#, "string | string[]"),
    (#"{"allOf": [{"properties": {"a": true}}, {"properties": {"b": true}}]}"#, "{ a?: unknown } & { b?: unknown }"),
    (#"{"not": {"type": "string"}}"#, "not string"),
    (#"{"type": "object", "properties": {"k": {"oneOf": [{"const": "a"}, {"const": "b"}]}}}"#, #"{ k?: "a" | "b" }"#),
])
func `A schema has a signature`(_ schema: String, _ expected: String) throws {
    #expect(try Schema(JSON(parsing: schema)).signature == expected)
}
