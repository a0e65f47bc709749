import ClamatorJSON
import ClamatorSchema
import TestSupport
import Testing

/// A member that tells the branches of a choice apart: the branch that it names is explained, and no other.
struct TagTests {
    @Test(arguments: [
        (
            #"{"v": 1, "x": 2}"#,
            [
                #" | /oneOf/0/required | missing required "y""#,
                "/x | /oneOf/0/properties/x/type | expected string, got number 2",
            ]
        ),
        (#"{"v": 2.0, "x": "s"}"#, [#"/x | /oneOf/1/properties/x/type | expected integer, got string "s""#]),
        (#"{"v": 3, "x": 1}"#, ["/v | /oneOf | expected 1 or 2, got 3"]),
        (
            #"{"x": true}"#,
            [
                "/x | /oneOf/1/properties/x/type | expected integer, got boolean true; 1 other branch does not match either"
            ]
        ),
    ])
    func `A tag that may be missing is used where it is given`(_ value: String, _ expected: [String]) throws {
        let schema = #"""
            {"oneOf": [
              {"properties": {"v": {"const": 1}, "x": {"type": "string"}, "y": true}, "required": ["x", "y"]},
              {"properties": {"v": {"const": 2}, "x": {"type": "integer"}}, "required": ["x"]}]}
            """#
        #expect(try explanation(schema, value) == expected)
    }

    @Test(arguments: [
        (
            #"{"meta": {"kind": "a"}, "n": true}"#,
            "/n | /anyOf/0/properties/n/type | expected integer, got boolean true"
        ),
        (
            #"{"meta": {"kind": "b"}, "n": true}"#,
            "/n | /anyOf/1/allOf/1/properties/n/type | expected string, got boolean true"
        ),
        (
            #"{"meta": {"kind": "c"}, "n": true}"#,
            "/n | /anyOf/1/allOf/1/properties/n/type | expected string, got boolean true"
        ),
        (#"{"meta": {"kind": "d"}, "n": true}"#, #"/meta/kind | /anyOf | expected "a", "b" or "c", got "d""#),
    ])
    func `A tag is found through references, allOf and choices, and further down in the value`(
        _ value: String, _ expected: String
    ) throws {
        let schema = ##"""
            {"anyOf": [
               {"properties": {"meta": {"$ref": "#/$defs/a"}, "n": {"type": "integer"}}},
               {"allOf": [
                  {"properties": {"meta": {"oneOf": [{"$ref": "#/$defs/b"}, {"properties": {"kind": {"const": "c"}}}]}}},
                  {"properties": {"n": {"type": "string"}}}]}],
             "$defs": {"a": {"properties": {"kind": {"const": "a"}}},
                       "b": {"properties": {"kind": {"$ref": "#/$defs/kind"}}}, "kind": {"enum": ["b", "b"]}}}
            """##
        let reason = try #require(try explanation(schema, value).first)
        #expect(reason == expected)
        #expect(try explanation(schema, value).count == 1)
    }

    @Test(arguments: [
        (#"{"id": 1, "kind": "x", "n": "s"}"#, "/n | expected integer, got string \"s\""),
        (#"{"id": 1, "kind": "y", "n": 1}"#, "/n | expected string, got number 1"),
        (#"{"kind": "y"}"#, #" | missing required "id""#),
        (#"{"id": 1, "kind": "z"}"#, #"/kind | expected "x" or "y", got "z""#),
    ])
    func `A tag that a shared schema declares and each branch narrows tells them apart`(
        _ value: String, _ expected: String
    ) throws {
        let schema = ##"""
            {"anyOf": [
               {"allOf": [{"$ref": "#/$defs/base"}, {"properties": {"kind": {"const": "x"}, "n": {"type": "integer"}}}]},
               {"allOf": [{"properties": {"kind": {"const": "y"}, "n": {"type": "string"}}}, {"$ref": "#/$defs/base"}]}],
             "$defs": {"base": {"properties": {"kind": {"enum": ["x", "y"]}}, "required": ["id", "kind"]}}}
            """##
        let reasons = try explanation(schema, value).map { reason in
            let parts = reason.split(separator: " | ", omittingEmptySubsequences: false)
            return "\(parts[0]) | \(parts[2])"
        }
        #expect(reasons == [expected])
    }

    @Test
    func `A branch without the tag leaves the others told apart by it`() throws {
        let schema = #"""
            {"oneOf": [
              {"properties": {"k": {"const": "a"}, "n": {"type": "integer"}}, "required": ["k"]},
              {"properties": {"k": {"const": "b"}}, "required": ["k"]},
              {"properties": {"free": {"const": true}}, "required": ["free"], "additionalProperties": false}]}
            """#
        #expect(
            try explanation(schema, #"{"k": "a", "n": "x"}"#) == [
                #"/n | /oneOf/0/properties/n/type | expected integer, got string "x""#
            ])
        // The third branch may be meant.
        #expect(try explanation(schema, #"{"k": "c"}"#).allSatisfy { !$0.contains("expected \"a\" or \"b\"") })
    }

    @Test
    func `The first element can be the tag of an array`() throws {
        let schema = #"""
            {"oneOf": [{"prefixItems": [{"const": "add"}, {"type": "number"}], "minItems": 2},
                       {"prefixItems": [{"const": "say"}, {"type": "string"}], "minItems": 2}]}
            """#
        #expect(
            try explanation(schema, #"["say", 1]"#) == [
                "/1 | /oneOf/1/prefixItems/1/type | expected string, got number 1"
            ])
        #expect(try explanation(schema, #"["sing", 1]"#) == [#"/0 | /oneOf | expected "add" or "say", got "sing""#])
    }

    @Test
    func `What several branches allow is no tag`() throws {
        let schema = #"""
            {"oneOf": [{"properties": {"s": {"enum": [1, 2]}, "a": {"type": "null"}}, "required": ["a"]},
                       {"properties": {"s": {"enum": [2, 3]}, "b": {"type": "null"}}, "required": ["b"]}]}
            """#
        #expect(
            try explanation(schema, #"{"s": 3, "a": null}"#) == [
                "/s | /oneOf/0/properties/s/enum | expected 1 or 2, got 3; 1 other branch does not match either"
            ])
    }

    @Test
    func `Of a repeated tag the last counts`() throws {
        let schema = #"""
            {"oneOf": [{"properties": {"k": {"const": 1}, "x": {"type": "null"}}}, {"properties": {"k": {"const": 2}, "x": {"type": "string"}}}]}
            """#
        #expect(
            try explanation(schema, #"{"k": 1, "x": 5, "k": 2}"#) == [
                "/x | /oneOf/1/properties/x/type | expected string, got number 5"
            ])
    }

    @Test
    func `Many branches of many tags are looked through in time`() throws {
        let values = (0..<200).map(String.init).joined(separator: ",")
        let properties = (0..<64).map { "\"m\($0)\": {\"enum\": [\(values)]}" }.joined(separator: ",")
        let branches = [String](repeating: "{\"properties\": {\(properties)}, \"required\": [\"none\"]}", count: 40)
        let schema = try Schema(JSON(parsing: "{\"oneOf\": [\(branches.joined(separator: ","))]}"))
        let value = try JSON(parsing: "{\((0..<64).map { "\"m\($0)\": -1" }.joined(separator: ","))}")
        var count = 0
        let time = try processorTime { count = try schema.explain(value).count }
        #expect(count > 0)
        #expect(time < .seconds(10))
    }
}
