import ClamatorJSON
import ClamatorSchema
import TestSupport
import Testing

/// What is said of members and elements that no schema which holds speaks of.
struct UnevaluatedExplanationTests {
    @Test(arguments: [
        (#"{"k": "a", "n": "x"}"#, [#"/n | /oneOf/0/properties/n/type | expected integer, got string "x""#]),
        (
            #"{"k": "a", "n": "x", "z": 1}"#,
            [
                #"/n | /oneOf/0/properties/n/type | expected integer, got string "x""#,
                #"/z | /unevaluatedProperties | unknown property "z""#,
            ]
        ),
        (#"{"k": "c", "n": 1}"#, [#"/k | /oneOf | expected "a" or "b", got "c""#]),
        (
            #"{"n": 1}"#,
            [#" | /oneOf/0/required | missing required "k"; 1 other branch does not match either"#]
        ),
        (
            #"{"k": "a", "n": 1, "s": "t"}"#,
            [
                #"/s | /unevaluatedProperties | unexpected property "s": it belongs to oneOf/1, which does not match (/k: expected "b", got "a")"#
            ]
        ),
    ])
    func `A member that a refused branch speaks of is not unknown`(_ value: String, _ expected: [String]) throws {
        let schema = #"""
            {"oneOf": [
              {"properties": {"k": {"const": "a"}, "n": {"type": "integer"}}, "required": ["k", "n"]},
              {"properties": {"k": {"const": "b"}, "s": {"type": "string"}}, "required": ["k", "s"]}],
             "unevaluatedProperties": false}
            """#
        #expect(try explanation(schema, value) == expected)
    }

    @Test(arguments: [
        (
            ##"{"$ref": "#/$defs/B", "properties": {"x": true}}"##, #"{"id": 1, "x": 1}"#,
            #"forbidden property "x": it is declared under properties, where unevaluatedProperties does not look"#
        ),
        (
            ##"{"allOf": [{"$ref": "#/$defs/B"}, {"patternProperties": {"^x": true}}]}"##, #"{"x": 1}"#,
            #"forbidden property "x": it is declared under allOf/1, where unevaluatedProperties does not look"#
        ),
        (
            ##"{"$ref": "#/$defs/B", "properties": {"x": true}}"##, #"{"ids": 1}"#,
            #"unknown property "ids"; did you mean "id"?"#
        ),
    ])
    func `What a schema around or beside declares is forbidden, not unknown`(
        _ schema: String, _ value: String, _ expected: String
    ) throws {
        let base = #""$defs": {"B": {"properties": {"id": true}, "unevaluatedProperties": false}}"#
        let reasons = try explanation(schema.dropLast() + ", " + base + "}", value)
        #expect(reasons.count == 1)
        #expect(reasons.first?.hasSuffix(" | " + expected) == true)
    }

    @Test
    func `A branch that the tag rules out does not explain a member that it alone speaks of`() throws {
        let schema = #"""
            {"oneOf": [
               {"properties": {"type": {"const": "card"}, "number": {"type": "string"}}, "required": ["type", "number"]},
               {"properties": {"type": {"const": "iban"}, "iban": {"type": "string"}}, "required": ["type", "iban"]}],
             "unevaluatedProperties": false}
            """#
        #expect(
            try explanation(schema, #"{"type": "card", "number": "1", "iban": 2}"#) == [
                #"/iban | /unevaluatedProperties | unexpected property "iban": it belongs to oneOf/1, which does not match (/type: expected "iban", got "card")"#
            ])
    }

    @Test(arguments: [
        (
            #"{"a": 1, "b": 1}"#,
            #"/b | /unevaluatedProperties | unexpected property "b": it belongs to oneOf/1, which does not match"#
        ),
        (
            #"{"a": 1, "b": "x"}"#,
            #" | /oneOf | expected exactly one branch to match, got 2: 0 and 1"#
        ),
    ])
    func `Where a branch of oneOf holds, no other is told as if it had to`(_ value: String, _ expected: String) throws {
        let schema = #"""
            {"type": "object", "oneOf": [{"properties": {"a": {}}, "required": ["a"]},
               {"properties": {"b": {"type": "string"}}, "required": ["b"]}], "unevaluatedProperties": false}
            """#
        #expect(try explanation(schema, value) == [expected])
    }

    @Test(arguments: [
        (
            #"{"anyOf": [{"properties": {"a": true, "x": false}}, {"properties": {"a": true}}]}"#,
            #"{"a": 1, "x": 2}"#, #"/x | /unevaluatedProperties | unknown property "x""#
        ),
        (
            #"{"anyOf": [{"patternProperties": {"^x": false}}, true]}"#, #"{"x": 2}"#,
            #"/x | /unevaluatedProperties | unknown property "x""#
        ),
        (
            #"{"anyOf": [{"properties": {"a": true}, "additionalProperties": false}, {"properties": {"a": true}}]}"#,
            #"{"a": 1, "x": 2}"#, #"/x | /unevaluatedProperties | unknown property "x""#
        ),
        (
            #"{"oneOf": [{"properties": {"a": true}, "unevaluatedProperties": false}, {"properties": {"a": true}}]}"#,
            #"{"a": 1, "x": 2}"#, #"/x | /unevaluatedProperties | unknown property "x""#
        ),
        (
            #"{"anyOf": [{"prefixItems": [true], "items": false}, {"prefixItems": [true]}]}"#, "[1, 2]",
            "/1 | /unevaluatedItems | unexpected element"
        ),
        (
            #"{"anyOf": [{"prefixItems": [true, false]}, {"prefixItems": [true]}]}"#, "[1, 2]",
            "/1 | /unevaluatedItems | unexpected element"
        ),
    ])
    func `A branch that forbids a member or element is not told as what it belongs to`(
        _ schema: String, _ value: String, _ expected: String
    ) throws {
        let closed = schema.dropLast() + #", "unevaluatedProperties": false, "unevaluatedItems": false}"#
        #expect(try explanation(String(closed), value) == [expected])
    }

    @Test
    func `Where another branch holds, the refused one says why it does not count`() throws {
        let schema = #"""
            {"anyOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": true}}],
             "unevaluatedProperties": false}
            """#
        #expect(
            try explanation(schema, #"{"a": "x", "b": 1}"#) == [
                #"/a | /anyOf/0/properties/a/type | expected integer, got string "x""#
            ])
        #expect(
            try explanation(schema, #"{"a": 1, "c": 1}"#) == [#"/c | /unevaluatedProperties | unknown property "c""#])
    }

    @Test(arguments: [
        (
            #"{"if": {"required": ["a"]}, "then": {"properties": {"a": true, "b": true}}}"#, #"{"b": 1}"#,
            #"/b | /unevaluatedProperties | unexpected property "b": it belongs to then, which applies only where if matches (missing required "a")"#
        ),
        (
            #"{"if": {"required": ["a"]}, "then": {"properties": {"a": true}}, "else": {"properties": {"c": true}}}"#,
            #"{"a": 1, "c": 1}"#,
            #"/c | /unevaluatedProperties | unexpected property "c": it belongs to else, which applies only where if does not match"#
        ),
        (
            #"{"dependentSchemas": {"card": {"properties": {"billing": true}}}}"#, #"{"billing": 1}"#,
            #"/billing | /unevaluatedProperties | unexpected property "billing": it belongs to dependentSchemas/card, which applies only beside "card""#
        ),
        (
            #"{"allOf": [{"anyOf": [true, {"properties": {"a": true}, "required": ["b/c"]}]}]}"#, #"{"a": 1}"#,
            #"/a | /unevaluatedProperties | unexpected property "a": it belongs to allOf/0/anyOf/1, which does not match (missing required "b/c")"#
        ),
    ])
    func `A member of a schema that does not apply says when it would`(
        _ schema: String, _ value: String, _ expected: String
    ) throws {
        let closed = schema.dropLast() + #", "unevaluatedProperties": false}"#
        #expect(try explanation(String(closed), value) == [expected])
    }

    @Test(arguments: [
        (
            #"{"if": {"properties": {"k": {"const": "a"}}}, "then": {"required": ["x"]}}"#, #"{"k": "b"}"#,
            #"/k | /unevaluatedProperties | unexpected property "k": it belongs to if, which does not match (/k: expected "a", got "b")"#
        ),
        (
            #"{"if": {"properties": {"k": {"const": "a"}}}, "then": {"properties": {"k": true}}}"#, #"{"k": "b"}"#,
            #"/k | /unevaluatedProperties | unexpected property "k": it belongs to if, which does not match (/k: expected "a", got "b")"#
        ),
        (
            #"{"if": {"not": {"required": ["k"]}}, "else": false}"#, #"{"k": 1}"#,
            #" | /else | no value is allowed where if does not match, got object {"k": 1}"#
        ),
        (
            #"{"allOf": [{"if": {"properties": {"k": {"type": "object", "required": ["l"]}}}}]}"#, #"{"k": {}}"#,
            #"/k | /unevaluatedProperties | unexpected property "k": it belongs to allOf/0/if, which does not match (/k: missing required "l")"#
        ),
        (
            #"{"if": {"anyOf": [{"properties": {"k": {"const": 1}}}, true]}}"#, #"{"k": 2}"#,
            #"/k | /unevaluatedProperties | unexpected property "k": it belongs to if/anyOf/0, which does not match (/k: expected 1, got 2)"#
        ),
        (
            #"{"if": {"not": {"properties": {"k": {"const": "a"}}}}}"#, #"{"k": "a"}"#,
            #"/k | /unevaluatedProperties | forbidden property "k": it is declared under if/not, where unevaluatedProperties does not look"#
        ),
        (
            #"{"not": {"properties": {"k": {"const": "a"}}}}"#, #"{"k": "b"}"#,
            #"/k | /unevaluatedProperties | forbidden property "k": it is declared under not, where unevaluatedProperties does not look"#
        ),
        (
            #"{"anyOf": [{"not": {"properties": {"k": true}}}, {"required": ["m"]}]}"#, #"{"m": 1}"#,
            #"/m | /unevaluatedProperties | unknown property "m""#
        ),
        (
            #"{"if": {"prefixItems": [{"const": 1}]}}"#, "[2]",
            "/0 | /unevaluatedItems | unexpected element: it belongs to if, which does not match (/0: expected 1, got 2)"
        ),
    ])
    func `An if or a not that alone speaks of a member or element asserts nothing of it`(
        _ schema: String, _ value: String, _ expected: String
    ) throws {
        let closed = schema.dropLast() + #", "unevaluatedProperties": false, "unevaluatedItems": false}"#
        #expect(try explanation(String(closed), value).first == expected)
        #expect(try explanation(String(closed), value).allSatisfy { !$0.contains("/if/") && !$0.contains("/not/") })
    }

    @Test
    func `What a refused allOf or reference speaks of is declared`() throws {
        let schema = ##"""
            {"allOf": [{"$ref": "#/$defs/x"}, {"properties": {"b": {"type": "null"}}}], "unevaluatedProperties": false,
             "$defs": {"x": {"properties": {"length": {"type": "integer"}}, "required": ["other"]}}}
            """##
        #expect(
            try explanation(schema, #"{"length": "x", "b": 1}"#) == [
                #" | /allOf/0/$ref/required = #/$defs/x/required | missing required "other""#,
                #"/length | /allOf/0/$ref/properties/length/type = #/$defs/x/properties/length/type | expected integer, got string "x""#,
                "/b | /allOf/1/properties/b/type | expected null, got number 1",
            ])
        #expect(
            try explanation(schema, #"{"lenght": 1}"#) == [
                #" | /allOf/0/$ref/required = #/$defs/x/required | missing required "other""#,
                #"/lenght | /unevaluatedProperties | unknown property "lenght"; did you mean "length"?"#,
            ])
    }

    @Test(arguments: [
        ("[1, 2]", "/1 | /anyOf/0/prefixItems/1/type | expected string, got number 2"),
        (
            #"[2, "x"]"#,
            "/1 | /unevaluatedItems | unexpected element: it belongs to anyOf/0, which does not match (/0: expected 1, got 2)"
        ),
        (#"[1, "x", 3]"#, "/2 | /unevaluatedItems | unexpected element"),
        ("[3]", "/0 | /anyOf | expected 1 or 2, got 3"),
    ])
    func `An element that a refused branch speaks of is not unexpected`(_ value: String, _ expected: String) throws {
        let schema = #"""
            {"anyOf": [{"prefixItems": [{"const": 1}, {"type": "string"}]}, {"prefixItems": [{"const": 2}]}],
             "unevaluatedItems": false}
            """#
        #expect(try explanation(schema, value) == [expected])
    }

    @Test(arguments: [
        (
            #"{"b": 1}"#,
            #"forbidden property "b": it is declared under allOf/1/oneOf/0, where additionalProperties does not look"#
        ),
        (
            #"{"c": 1}"#,
            #"forbidden property "c": it is declared under properties, where additionalProperties does not look"#
        ),
        (#"{"d": 1}"#, #"unknown property "d""#),
        (
            #"{"e": 1}"#,
            #"forbidden property "e": it is declared under not, where additionalProperties does not look"#
        ),
    ])
    func `A property that is declared where additionalProperties does not look is not called unknown`(
        _ value: String, _ expected: String
    ) throws {
        let schema = #"""
            {"properties": {"c": true}, "not": {"properties": {"e": true}, "required": ["e", "f"]}, "allOf": [
              {"properties": {"a": true}, "additionalProperties": false}, {"oneOf": [{"properties": {"b": true}}, false]}]}
            """#
        let member = value.dropFirst(2).prefix(1)
        #expect(try explanation(schema, value) == ["/\(member) | /allOf/0/additionalProperties | \(expected)"])
    }

    @Test
    func `Under recursion the reasons stay few, and come in time`() throws {
        let schema = try Schema(
            JSON(
                parsing: #"""
                    {"anyOf": [
                       {"properties": {"field": {"type": "string"}, "not": {"$ref": "#"}}, "required": ["field"]},
                       {"properties": {"and": {"items": {"$ref": "#"}}, "or": {"items": {"$ref": "#"}}}, "minProperties": 2}],
                     "unevaluatedProperties": false}
                    """#))
        var value: JSON = ["field": "a", "other": 1]
        for level in 0..<8 {
            value = level % 2 == 0 ? ["and": [value], "x": 1] : ["field": "a", "not": value, "or": [value]]
        }
        var count = 0
        let time = try processorTime { count = try schema.explain(value).count }
        #expect(count > 0)
        #expect(time < .seconds(5))
    }
}
