import ClamatorJSON
import ClamatorSchema
import Testing

/// What people read when a value is refused.
struct ExplanationTests {
    private static let order = ##"""
        {"type": "object", "required": ["id", "lines"], "additionalProperties": false,
         "properties": {
           "id": {"type": "string", "pattern": "^ORD-[0-9]{4}$"},
           "status": {"enum": ["new", "paid", "shipped"]},
           "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/line"}},
           "payment": {"oneOf": [{"$ref": "#/$defs/card"}, {"$ref": "#/$defs/transfer"}, {"$ref": "#/$defs/voucher"}]},
           "note": {"anyOf": [{"type": "string", "maxLength": 5}, {"type": "null"}]},
           "price": {"anyOf": [
             {"type": "object", "properties": {"amount": {"type": "number"}, "unit": {"type": "string"}}, "required": ["amount", "unit"]},
             {"type": "object", "properties": {"free": {"const": true}}, "required": ["free"]}]}},
         "$defs": {
           "line": {"type": "object", "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}}, "required": ["sku"]},
           "card": {"type": "object", "properties": {"kind": {"const": "card"}, "last4": {"type": "string", "minLength": 4}}, "required": ["kind", "last4"]},
           "transfer": {"type": "object", "properties": {"kind": {"const": "transfer"}}, "required": ["kind"]},
           "voucher": {"type": "object", "properties": {"kind": {"const": "voucher"}}, "required": ["kind"]}}}
        """##

    @Test(arguments: [
        (#"3"#, [" | /type | expected object, got number 3"]),
        (#"{"id": "ORD-1234"}"#, [#" | /required | missing required "lines""#]),
        (
            #"{"id": "ORD-12", "lines": [], "stauts": "new"}"#,
            [
                #"/id | /properties/id/pattern | expected a match of ^ORD-[0-9]{4}$, got "ORD-12""#,
                "/lines | /properties/lines/minItems | expected at least 1 element, got 0",
                #"/stauts | /additionalProperties | unknown property "stauts"; did you mean "status"?"#,
            ]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A", "quantity": 0}, {"quantity": "two"}]}"#,
            [
                "/lines/0/quantity | /properties/lines/items/$ref/properties/quantity/minimum = #/$defs/line/properties/quantity/minimum | expected at least 1, got 0",
                #"/lines/1 | /properties/lines/items/$ref/required = #/$defs/line/required | missing required "sku""#,
                #"/lines/1/quantity | /properties/lines/items/$ref/properties/quantity/type = #/$defs/line/properties/quantity/type | expected integer, got string "two""#,
            ]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A"}], "status": "piad"}"#,
            [
                #"/status | /properties/status/enum | expected "new", "paid" or "shipped", got "piad"; did you mean "paid"?"#
            ]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A"}], "payment": {"kind": "cash"}}"#,
            [#"/payment/kind | /properties/payment/oneOf | expected "card", "transfer" or "voucher", got "cash""#]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A"}], "payment": {}}"#,
            [#"/payment | /properties/payment/oneOf | missing required "kind""#]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A"}], "payment": {"kind": "card", "last4": "12"}}"#,
            [
                #"/payment/last4 | /properties/payment/oneOf/0/$ref/properties/last4/minLength = #/$defs/card/properties/last4/minLength | expected at least 4 characters, got "12""#
            ]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A"}], "payment": "card"}"#,
            [#"/payment | /properties/payment/oneOf | expected object, got string "card""#]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A"}], "note": 3}"#,
            ["/note | /properties/note/anyOf | expected null or string, got number 3"]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A"}], "note": "too long"}"#,
            [#"/note | /properties/note/anyOf/0/maxLength | expected at most 5 characters, got 8: "too long""#]
        ),
        (
            #"{"id": "ORD-1234", "lines": [{"sku": "A"}], "price": {"amount": 3}}"#,
            [
                #"/price | /properties/price/anyOf/0/required | missing required "unit"; 1 other branch does not match either"#
            ]
        ),
    ])
    func `An order is explained`(_ value: String, _ expected: [String]) throws {
        #expect(try explanation(Self.order, value) == expected)
    }

    @Test(arguments: [
        (#"{"type": ["integer", "null"]}"#, "1.5", "/type | expected null or integer, got number 1.5"),
        (#"{"const": {"a": 1}}"#, "2", #"/const | expected {"a": 1}, got 2"#),
        (#"{"enum": []}"#, "2", "/enum | expected nothing (the enum is empty), got 2"),
        (#"{"exclusiveMinimum": 1.50}"#, "1.5", "/exclusiveMinimum | expected more than 1.50, got 1.5"),
        (#"{"maximum": 1e400}"#, "1e401", "/maximum | expected at most 1e400, got 1e401"),
        (#"{"exclusiveMaximum": 2}"#, "2", "/exclusiveMaximum | expected less than 2, got 2"),
        (#"{"multipleOf": 0.01}"#, "0.075", "/multipleOf | expected a multiple of 0.01, got 0.075"),
        (#"{"format": "date"}"#, #""2024-02-30""#, #"/format | expected format "date", got "2024-02-30""#),
        (#"{"maxItems": 1}"#, "[1, 2]", "/maxItems | expected at most 1 element, got 2"),
        (#"{"uniqueItems": true}"#, "[1, 2, 1.0]", "/uniqueItems | expected unique elements, got 1.0 at 0 and at 2"),
        (#"{"contains": {"type": "string"}}"#, "[1]", "/contains | expected at least 1 element that is string, got 0"),
        (
            #"{"contains": {"const": 1}, "maxContains": 1}"#, "[1, 1]",
            "/maxContains | expected at most 1 element that is 1, got 2"
        ),
        (#"{"minProperties": 2}"#, #"{"a": 1, "a": 2}"#, "/minProperties | expected at least 2 members, got 1"),
        (#"{"maxProperties": 0}"#, #"{"a": 1}"#, "/maxProperties | expected at most 0 members, got 1"),
        (
            #"{"dependentRequired": {"a": ["b"]}}"#, #"{"a": 1}"#,
            #"/dependentRequired/a | missing "b", which "a" requires"#
        ),
        (#"{"not": {"type": "string"}}"#, #""x""#, #"/not | expected anything but string, got string "x""#),
        // Nothing is left out of what a schema says.
        (#"{"not": {"minimum": 5}}"#, "7", #"/not | expected anything but a match of {"minimum": 5}, got number 7"#),
        (
            #"{"not": {"required": ["a"]}}"#, #""x""#,
            #"/not | expected anything but a match of {"required": ["a"]}, got string "x""#
        ),
        (
            #"{"contains": {"type": "integer", "minimum": 5}}"#, "[1]",
            #"/contains | expected at least 1 element that is a match of {"type": "integer", "minimum": 5}, got 0"#
        ),
        (#"{"not": {}}"#, "1", "/not | no value is allowed here, got number 1"),
        // What forbids every value says where.
        (
            #"{"if": {"type": "number"}, "then": false}"#, "1",
            "/then | no value is allowed where if matches, got number 1"
        ),
        (
            #"{"if": {"type": "string"}, "else": false}"#, "1",
            "/else | no value is allowed where if does not match, got number 1"
        ),
        (
            #"{"dependentSchemas": {"a": false}}"#, #"{"a": 1}"#,
            #"/dependentSchemas/a | no value is allowed with "a", got object {"a": 1}"#
        ),
        // A choice says all that it takes.
        (#"{"anyOf": [{"const": 1}, {"enum": [2, "x"]}]}"#, "null", #"/anyOf | expected 1, 2 or "x", got null"#),
        (#"{"anyOf": [{"const": 1}, {"const": "x"}]}"#, "2", #"/anyOf | expected 1 or "x", got 2"#),
        (
            #"{"oneOf": [{"allOf": [{"type": "object"}]}, {"type": "null"}]}"#, "1",
            "/oneOf | expected null or object, got number 1"
        ),
        (
            #"{"oneOf": [{"type": "number"}, {"type": "integer"}]}"#, "1",
            "/oneOf | expected exactly one branch to match, got 2: 0 and 1"
        ),
        (#"{"anyOf": [{"const": 1}, {"enum": [2, 3]}]}"#, "4", "/anyOf | expected 1, 2 or 3, got 4"),
        ("false", "[]", " | no value is allowed here, got an empty array"),
        (
            #"{"enum": [1]}"#, #""\#(String(repeating: "x", count: 100))""#,
            #"/enum | expected 1, got "\#(String(repeating: "x", count: 59))…""#
        ),
    ])
    func `Each keyword has its words`(_ schema: String, _ value: String, _ expected: String) throws {
        #expect(try explanation(schema, value) == [" | " + expected])
    }

    @Test(arguments: [
        (
            #"{"propertyNames": {"maxLength": 1}}"#, #"{"ab": 1}"#,
            #"/ab | /propertyNames/maxLength | property name: expected at most 1 character, got 2: "ab""#
        ),
        (#"{"items": false, "prefixItems": [true]}"#, "[1, 2]", "/1 | /items | expected at most 1 element"),
        (
            #"{"unevaluatedItems": false, "prefixItems": [true]}"#, "[1, 2]",
            "/1 | /unevaluatedItems | unexpected element"
        ),
        (
            #"{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}"#, #"{"a": 1, "b": 2}"#,
            #"/b | /unevaluatedProperties | unknown property "b""#
        ),
        (#"{"properties": {"a": false}}"#, #"{"a": 1}"#, #"/a | /properties/a | forbidden property "a""#),
        (
            #"{"patternProperties": {"^x/": {"type": "null"}}}"#, #"{"x/~": 1}"#,
            "/x~1~0 | /patternProperties/^x~1/type | expected null, got number 1"
        ),
        (
            #"{"if": {"required": ["a"]}, "then": {"properties": {"a": {"const": 1}}}}"#, #"{"a": 2}"#,
            "/a | /then/properties/a/const | expected 1, got 2"
        ),
        (
            #"{"dependentSchemas": {"a": {"required": ["c"]}}}"#, #"{"a": 2}"#,
            #" | /dependentSchemas/a/required | missing required "c""#
        ),
        (
            ##"{"$id": "https://example.org/s", "$ref": "#/$defs/a b", "$defs": {"a b": {"type": "null"}}}"##, "1",
            " | /$ref/type = https://example.org/s#/$defs/a%20b/type | expected null, got number 1"
        ),
    ])
    func `Reasons name their places`(_ schema: String, _ value: String, _ expected: String) throws {
        #expect(try explanation(schema, value) == [expected])
    }

    @Test func `Reasons follow the order of the value`() throws {
        let schema = #"{"properties": {"a": {"type": "null"}, "b": {"items": {"type": "null"}}}, "required": ["c"]}"#
        #expect(
            try explanation(schema, #"{"b": [1], "a": 2}"#) == [
                #" | /required | missing required "c""#,
                "/b/0 | /properties/b/items/type | expected null, got number 1",
                "/a | /properties/a/type | expected null, got number 2",
            ])
    }

    @Test func `A reason to which two ways lead is given once`() throws {
        let schema = ##"""
            {"allOf": [{"$ref": "#/$defs/x"}, {"$ref": "#/$defs/x"}, {"$ref": "#/$defs/y"}],
             "$defs": {"x": {"type": "null"}, "y": {"type": "null"}}}
            """##
        #expect(
            try explanation(schema, "1") == [
                " | /allOf/0/$ref/type = #/$defs/x/type | expected null, got number 1",
                " | /allOf/2/$ref/type = #/$defs/y/type | expected null, got number 1",
            ])
    }

    @Test func `Other branches are counted once`() throws {
        let schema = #"""
            {"anyOf": [{"required": ["z", "y"]}, {"anyOf": [{"maxProperties": 0}, {"required": ["z", "y", "x"]}]}]}
            """#
        #expect(
            try explanation(schema, #"{"a": 1}"#) == [
                " | /anyOf/1/anyOf/0/maxProperties | expected at most 0 members, got 1; 1 other branch does not match either"
            ])
    }

    @Test(arguments: [
        (#"{"b": "s"}"#, #"/b | /oneOf/1/properties/b/type | expected integer, got string "s""#),
        (#"{"c": 1}"#, #" | /oneOf/2/required | missing required "d""#),
        (#"{"a": 1, "e": 1}"#, #"/e | /oneOf/0/additionalProperties | unknown property "e""#),
    ])
    func `Of branches one that knows all members is explained`(_ value: String, _ expected: String) throws {
        let schema = #"""
            {"oneOf": [
              {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": false},
              {"type": "object", "properties": {"b": {"type": "integer"}}, "additionalProperties": false},
              {"type": "object", "properties": {"c": true, "d": true}, "required": ["d"], "unevaluatedProperties": false}]}
            """#
        #expect(try explanation(schema, value) == [expected + "; 2 other branches do not match either"])
    }

    @Test func `Of a repeated name the last is explained`() throws {
        let schema = #"{"additionalProperties": {"type": "null"}}"#
        #expect(try explanation(schema, #"{"a": 1, "a": null}"#) == [])
        #expect(
            try explanation(schema, #"{"a": null, "a": 1}"#) == [
                "/a | /additionalProperties/type | expected null, got number 1"
            ])
    }

    @Test
    func `The one wrong element among many that take long to check is found`() throws {
        let branches = (0..<50).map {
            "{\"properties\": {\"t\": {\"const\": \($0)}, \"v\($0)\": {\"type\": \"integer\"}}, \"required\": [\"t\"]}"
        }
        let items = "{\"type\": \"object\", \"oneOf\": [\(branches.joined(separator: ", "))]}"
        let schema = try Schema(JSON(parsing: "{\"properties\": {\"l\": {\"items\": \(items)}}}"))
        let elements = (0..<4000).map { "{\"t\": \($0 % 50), \"v\($0 % 50)\": \($0)}" } + [#"{"t": 1, "v1": "x"}"#]
        let value = try JSON(parsing: "{\"l\": [\(elements.joined(separator: ", "))]}")
        let expected = #"expected integer, got string "x""#
        #expect(schema.validate(value) == .invalid)
        #expect(try schema.explain(value).map(\.error) == [expected])
        var writer = JSONWriter()
        try schema.explain(refused: value, into: &writer)
        let reasons = try JSON(parsing: writer.text)
        #expect(reasons.elements.map { $0["error"]?.string } == [expected])
    }

    @Test func `Units are written as the standard names them`() throws {
        let schema = try Schema(JSON(parsing: #"{"properties": {"a": {"type": "number"}}}"#))
        var writer = JSONWriter()
        let units = try schema.explain(["a": "x"])
        writer.array { writer in for unit in units { unit.write(into: &writer) } }
        var direct = JSONWriter()
        try schema.explain(["a": "x"], into: &direct)
        #expect(direct.text == writer.text)
        #expect(
            writer.text
                == #"[{"instanceLocation":"/a","keywordLocation":"/properties/a/type","error":"expected number, got string \"x\""}]"#
        )
    }

    @Test(arguments: [
        (#"{"minLength": 1e30}"#, #""x""#, #"/minLength | expected at least 1e30 characters, got "x""#),
        (
            #"{"minItems": 99999999999999999999}"#, "[]",
            "/minItems | expected at least 99999999999999999999 elements, got 0"
        ),
        (#"{"minProperties": 1E25}"#, "{}", "/minProperties | expected at least 1E25 members, got 0"),
        (
            #"{"contains": {"type": "null"}, "minContains": 1e20}"#, "[null]",
            "/minContains | expected at least 1e20 elements that are null, got 1"
        ),
        (#"{"minItems": 1.0}"#, "[]", "/minItems | expected at least 1 element, got 0"),
    ])
    func `A count beyond 64 bits is told as it is written`(_ schema: String, _ value: String, _ reason: String) throws {
        #expect(try explanation(schema, value) == [" | " + reason])
    }
}
