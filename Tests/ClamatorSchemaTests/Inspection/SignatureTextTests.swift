import ClamatorJSON
import ClamatorSchema
import Testing

@Test(arguments: [
    (#"{"type": "string", "format": "email", "maxLength": 40}"#, "string (email, at most 40 characters)"),
    (#"{"type": "string", "pattern": "^[A-Z]{2,3}$"}"#, "string (/^[A-Z]{2,3}$/)"),
    (#"{"type": "string", "minLength": 1}"#, "string (at least 1 character)"),
    (#"{"type": "string", "minLength": 4, "maxLength": 4}"#, "string (exactly 4 characters)"),
    (#"{"type": "string", "minLength": 0}"#, "string"),
    (#"{"type": "string", "contentEncoding": "base64"}"#, "string (base64)"),
    (#"{"type": "integer", "minimum": 1, "maximum": 100}"#, "integer (1 to 100)"),
    (#"{"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01}"#, "number (above 0, multiple of 0.01)"),
    (#"{"type": "number", "minimum": 0, "exclusiveMaximum": 1}"#, "number (at least 0, below 1)"),
    (
        #"{"type": "array", "items": {"type": ["string", "null"], "maxLength": 5}, "minItems": 1, "maxItems": 3, "uniqueItems": true}"#,
        "(null | string (at most 5 characters))[] (1 to 3 elements, all different)"
    ),
    (#"{"type": ["object", "null"], "minProperties": 1}"#, "null | object (at least 1 member)"),
    (#"{"minLength": 2}"#, "unknown (at least 2 characters)"),
    (
        ##"{"properties": {"a": {"$ref": "#/$defs/t", "default": 1}}, "$defs": {"t": {"type": "integer", "minimum": 1}}}"##,
        "{ a?: t = 1 }"
    ),
    (##"{"$ref": "#/$defs/t", "$defs": {"t": {"type": "integer", "minimum": 1}}}"##, "integer (at least 1)"),
    (
        #"{"$schema": "http://json-schema.org/draft-04/schema#", "type": "number", "minimum": 0, "exclusiveMinimum": true}"#,
        "number (above 0)"
    ),
    (
        #"{"type": "array", "prefixItems": [{"title": "from", "type": "string"}, {"title": "to whom", "type": "string"}], "items": false}"#,
        #"[from: string, "to whom": string]"#
    ),
])
func `The text of a signature has the constraints`(_ schema: String, _ expected: String) throws {
    var budget = WorkBudget(steps: 1000)
    #expect(try Schema(JSON(parsing: schema)).root.signatureText(spending: &budget).text == expected)
}

@Test func `The text of a signature can be broken behind commas and operators, and names its types`() throws {
    let schema = try Schema(
        JSON(
            parsing: ##"""
                {"properties": {"a": {"$ref": "#/$defs/one"}, "b": {"type": "string", "minLength": 1, "maxLength": 2},
                 "c": {"additionalProperties": {"anyOf": [{"$ref": "#/$defs/one"}, {"$ref": "#/$defs/two/oneOf/0"}]}}},
                 "allOf": [{"$ref": "#/$defs/three"}],
                 "$defs": {"one": {"enum": ["x, y"]}, "two": {"oneOf": [{"type": "null"}]}, "three": true}}
                """##))
    var budget = WorkBudget(steps: 1000)
    let text = schema.root.signatureText(spending: &budget)
    #expect(
        text.pieces == [
            "three & ", "{ a?: one, ", "b?: string ", "(1 to 2 characters), ", "c?: { [name]: one | ", "two } }",
        ])
    #expect(text.types.map(\.name) == ["three", "one", "two"])
    #expect(text.types.map { $0.schema.source } == [true, ["enum": ["x, y"]], ["type": "null"]])
    let brief = schema.root.signatureText(showingConstraints: false, spending: &budget)
    #expect(brief.text == schema.signature)
}
