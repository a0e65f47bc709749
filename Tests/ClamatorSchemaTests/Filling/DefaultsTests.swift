import ClamatorJSON
import TestSupport
import Testing

// For `Schema.program`, which is internal.
@testable import ClamatorSchema

struct DefaultsTests {
    private func schema(_ text: String) throws -> Schema { try Schema(JSON(parsing: text)) }

    @Test(arguments: [
        (#"{"properties": {"a": {"default": 1}, "b": {"default": [2]}}}"#, #"{"b": 3}"#, #"{"b": 3,"a":1}"#),
        (#"{"properties": {"a": {"default": null}}}"#, "{}", #"{"a":null}"#),
        (#"{"properties": {"a": {"default": 1}, "b": {"default": 2}}}"#, "{ }", #"{"a":1,"b":2 }"#),
        (#"{"properties": {"a": {"default": 1}}}"#, "{\"b\": \"x\"\n}", "{\"b\": \"x\",\"a\":1\n}"),
        (#"{"properties": {"a": {"properties": {"b": {"default": 1}}}}}"#, #"{"a": {}}"#, #"{"a": {"b":1}}"#),
        (#"{"properties": {"a": {"default": {}, "properties": {"b": {"default": 1}}}}}"#, "{}", #"{"a":{"b":1}}"#),
        (#"{"items": {"properties": {"a": {"default": 1}}}}"#, "[{}, 2]", #"[{"a":1}, 2]"#),
        (
            #"{"prefixItems": [true, {"properties": {"a": {"default": 1}}}]}"#, "[{}, {}, {}]",
            #"[{}, {"a":1}, {}]"#
        ),
        (
            #"{"prefixItems": [true], "items": {"properties": {"a": {"default": 1}}}}"#, "[{}, {}, {}]",
            #"[{}, {"a":1}, {"a":1}]"#
        ),
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
            #"{"x": 0}"#, #"{"x": 0,"a":1}"#
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
        // By the member that tells the branches apart.
        (
            #"""
            {"oneOf": [
              {"type": "object", "required": ["t"], "properties": {"t": {"const": "a"}, "n": {"default": 1}}},
              {"type": "object", "required": ["t"], "properties": {"t": {"const": "b"}, "n": {"default": 2}}}]}
            """#, #"{"t":"b"}"#, #"{"t":"b","n":2}"#
        ),
        (#"{"additionalProperties": {"properties": {"a": {"default": 1}}}}"#, #"{"x":{}}"#, #"{"x":{"a":1}}"#),
        (#"{"patternProperties": {"^x": {"properties": {"a": {"default": 1}}}}}"#, #"{"x":{}}"#, #"{"x":{"a":1}}"#),
        // What stands inside another object comes first in the text, and last in the schema.
        (
            #"{"properties": {"z": {"default": 1}}, "additionalProperties": {"properties": {"a": {"default": 2}}}}"#,
            #"{"x":{"y":0},"v":[]}"#, #"{"x":{"y":0,"a":2},"v":[],"z":1}"#
        ),
        (
            #"{"allOf": [{"properties": {"z": {"default": 1}}}, {"properties": {"x": {"properties": {"a": {"default": 2}}}}}]}"#,
            #"{"x":{}}"#, #"{"x":{"a":2},"z":1}"#
        ),
        // A default that would need itself ends.
        (##"{"properties": {"next": {"$ref": "#", "default": {}}}}"##, "{}", #"{"next":{"next":{}}}"#),
        (
            #"{"properties": {"a": {"default": {"b": {}}, "properties": {"b": {"properties": {"c": {"default": [{}], "items": {"properties": {"d": {"default": "e"}}}}}}}}}}"#,
            "{}", #"{"a":{"b": {"c":[{"d":"e"}]}}}"#
        ),
        // Values keep their spelling, names their escapes.
        (#"{"properties": {"a": {"default": 1.50}}}"#, #"{"\u0062": 1e2}"#, #"{"\u0062": 1e2,"a":1.50}"#),
        (#"{"properties": {"a": {"default": 1}}}"#, #"{"\u0061": 1e2}"#, #"{"\u0061": 1e2}"#),
        (#"{"properties": {"\"\n": {"default": 1}}}"#, "{}", #"{"\"\n":1}"#),
    ])
    func `Missing members are filled in`(_ text: String, _ value: String, _ expected: String) throws {
        let schema = try schema(text)
        let filled = try schema.fillingDefaults(in: try JSON(parsing: value))
        #expect(filled.description == expected)
        #expect(schema.hasDefaults)
    }

    @Test(arguments: [
        #"{"properties": {"k": {"default": 0}}, "contains": {"properties": {"a": {"default": 1}}}}"#,
        #"{"properties": {"k": {"default": 0}}, "unevaluatedItems": {"properties": {"a": {"default": 1}}}}"#,
    ])
    func `What looks at values or names without saying what a value has fills nothing in`(_ text: String) throws {
        #expect(try schema(text).fillingDefaults(in: try JSON(parsing: "[{}]")).description == "[{}]")
    }

    @Test(arguments: [#""properties": {"x-a": true}"#, #""patternProperties": {"^x-": true}"#])
    func `Members that properties or patternProperties cover get nothing from additionalProperties`(_ cover: String)
        throws
    {
        let schema = try schema("{\(cover), \"additionalProperties\": {\"properties\": {\"k\": {\"default\": 1}}}}")
        let filled = try schema.fillingDefaults(in: try JSON(parsing: #"{"x-a":{},"b":{}}"#))
        #expect(filled.description == #"{"x-a":{},"b":{"k":1}}"#)
    }

    @Test func `Names that only look alike each have their default`() throws {
        let schema = try schema(
            #"{"allOf": [{"properties": {"\u00e9": {"default": 1}}}, {"properties": {"e\u0301": {"default": 2}}}]}"#)
        func filled(_ value: JSON) throws -> [UInt8] { Array(try schema.fillingDefaults(in: value).description.utf8) }
        #expect(try filled([:]) == Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        #expect(try filled(["e\u{301}": 5]) == Array("{\"e\u{301}\":5,\"\u{E9}\":1}".utf8))
    }

    @Test(arguments: [
        (#"{"properties": {"a": {"default": 1}}}"#, #"{ "a": 2 }"#),
        (#"{"properties": {"a": {"default": 1}}}"#, "[ ]"), (#"{"default": 3}"#, "null"),
    ])
    func `A value that lacks nothing stays as it is`(_ text: String, _ value: String) throws {
        #expect(try schema(text).fillingDefaults(in: try JSON(parsing: value)).description == value)
    }

    @Test(arguments: [
        "true", #"{"type": "object"}"#, #"{"default": 3}"#,
        #"{"$defs": {"a": {"properties": {"b": {"default": 1}}}}}"#,
        #"{"not": {"properties": {"b": {"default": 1}}}}"#,
        #"{"contains": {"properties": {"b": {"default": 1}}}}"#,
        #"{"propertyNames": {"properties": {"b": {"default": 1}}}}"#,
        #"{"dependentSchemas": {"a": {"properties": {"b": {"default": 1}}}}}"#,
        #"{"unevaluatedProperties": {"properties": {"b": {"default": 1}}}}"#,
    ])
    func `A schema that cannot fill anything in says so`(_ text: String) throws {
        #expect(try !schema(text).hasDefaults)
    }

    // MARK: The note that the check makes

    @Test(arguments: [1, 64, 65, 200])
    func `The check notes where a value lacks a default, however many names there are, and only there`(count: Int)
        throws
    {
        let properties = (0..<count).map { "\"p\($0)\": {\"default\": \($0)}" }.joined(separator: ",")
        let schema = try schema("{\"items\": {\"properties\": {\(properties)}}}")
        let members = (0..<count).map { "\"p\($0)\":0" }
        func isNoted(_ members: some Sequence<String>) throws -> Bool {
            var lacksDefaults = false
            let value = try JSON(parsing: "[{\(members.joined(separator: ","))}]")
            #expect(value.withView { Schema.Check(schema).accepts($0, lacksDefaults: &lacksDefaults) })
            #expect(try (schema.fillingDefaults(in: value).description != value.description) == lacksDefaults)
            return lacksDefaults
        }
        #expect(try !isNoted(members))
        #expect(try !isNoted(members.reversed()))
        #expect(try isNoted(members.dropLast()))
        #expect(try isNoted(members.dropFirst()))
    }

    // MARK: Defaults that break the schema

    @Test(arguments: [
        (#"{"properties": {"x": {"default": 1}}, "dependentRequired": {"x": ["y"]}}"#, "{}"),
        (#"{"properties": {"x": {"default": 1}}, "dependentSchemas": {"x": {"required": ["y"]}}}"#, "{}"),
        (#"{"properties": {"x": {"default": 1}}, "not": {"required": ["x"]}}"#, "{}"),
        (#"{"properties": {"x": {"default": 1}}, "if": {"required": ["x"]}, "then": {"required": ["y"]}}"#, "{}"),
        (#"{"properties": {"x": {"default": 1}}, "maxProperties": 1}"#, #"{"y": 0}"#),
        (#"{"properties": {"x": {"default": 1}}, "propertyNames": {"maxLength": 0}}"#, "{}"),
        (#"{"properties": {"x": {"default": 1}}, "patternProperties": {"x": {"type": "string"}}}"#, "{}"),
        (#"{"properties": {"x": {"default": 1}}, "enum": [{}, 1]}"#, "{}"),
        (#"{"properties": {"x": {"default": 1}}, "const": {}}"#, "{}"),
        (#"{"properties": {"x": {"type": "string", "default": 1}}}"#, "{}"),
        (
            #"{"properties": {"x": {"default": 1}}, "oneOf": [{"required": ["x"]}, {"required": ["y"]}]}"#,
            #"{"y": 1}"#
        ),
        (#"{"properties": {"x": {"default": 1}}, "oneOf": [{"maxProperties": 0}, {"required": ["y"]}]}"#, "{}"),
        (#"{"allOf": [{"properties": {"x": {"default": 1}}}, {"additionalProperties": false}]}"#, "{}"),
        (#"{"allOf": [{"properties": {"x": {"default": 1}}}, {"properties": {"x": {"type": "null"}}}]}"#, "{}"),
        (#"{"allOf": [{"properties": {"x": {"default": 1}}}], "properties": {"x": {"type": "null"}}}"#, "{}"),
        (
            ##"{"$ref": "#/$defs/a", "maxProperties": 0, "$defs": {"a": {"properties": {"x": {"default": 1}}}}}"##,
            "{}"
        ),
        (#"{"uniqueItems": true, "items": {"properties": {"x": {"default": 1}}}}"#, #"[{}, {"x": 1}]"#),
        (#"{"contains": {"maxProperties": 0}, "items": {"properties": {"x": {"default": 1}}}}"#, "[{}]"),
        (
            #"{"properties": {"a": {"properties": {"x": {"default": 1}}}}, "additionalProperties": {"maxProperties": 0}, "not": {"properties": {"a": {"required": ["x"]}}, "required": ["a"]}}"#,
            #"{"a": {}}"#
        ),
        (
            #"{"anyOf": [{"properties": {"x": {"default": 1}}}], "unevaluatedProperties": false, "maxProperties": 0}"#,
            "{}"
        ),
    ])
    func `A value that no longer follows the schema with its defaults is refused, with the reason`(
        _ text: String, _ value: String
    ) throws {
        let schema = try schema(text)
        let value = try JSON(parsing: value)
        #expect(schema.isValid(value))
        #expect(try !schema.isValid(schema.fillingDefaults(in: value)))
        var filler = DefaultsFiller()
        let error = #expect(throws: FillingError.self) { _ = try filler.complete(value, by: schema) }
        guard case .breaksSchema(let units)? = error else {
            Issue.record("not refused: \(String(describing: error))")
            return
        }
        #expect(!units.isEmpty)
        #expect(units.allSatisfy { $0.error.hasSuffix(", with the declared defaults filled in") })
    }

    @Test(arguments: [
        #"{"type": "object", "properties": {"x": {"default": 1}}, "required": ["y"], "additionalProperties": false}"#,
        ##"{"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"x": {"$ref": "#/$defs/a", "default": {}}}}}}"##,
        #"{"properties": {"x": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": null}}}"#,
        #"{"items": {"properties": {"x": {"enum": ["a", 1], "default": "a"}}}, "maxItems": 3}"#,
        #"""
        {"oneOf": [
          {"type": "object", "required": ["t"], "properties": {"t": {"const": "a"}, "n": {"default": 1}}},
          {"type": "object", "required": ["t"], "properties": {"t": {"const": "b"}, "n": {"default": 2}}}]}
        """#,
    ])
    func `Where nothing can break, what was filled in is not checked again`(_ text: String) throws {
        let schema = try schema(text)
        #expect(schema.hasDefaults)
        #expect(!schema.program.rule(schema.node).pointee.breaksByFilling)
    }

    // MARK: Limits

    @Test func `Defaults that double at each of 24 levels come to a limit`() throws {
        let types = (0..<24).map { level in
            ##""a\##(level)": {"properties": {"x": {"$ref": "#/$defs/a\##(level + 1)"}, "##
                + ##""y": {"$ref": "#/$defs/a\##(level + 1)"}}, "default": {}}"##
        }
        let text = ##"{"$ref": "#/$defs/a0", "$defs": {\##(types.joined(separator: ",")), "a24": {"type": "object"}}}"##
        let schema = try schema(text)
        let time = processorTime {
            #expect(throws: LimitReached.self) { try schema.fillingDefaults(in: [:]) }
            #expect(schema.defaultDiagnostics().contains { if case .limitReached = $0.fault { true } else { false } })
        }
        // Many times what a release build takes.
        #expect(time < .seconds(20))
    }

    @Test func `Schemas that double for one value are walked once each`() throws {
        let types = (0..<30).map { level in
            let next = ##"{"$ref": "#/$defs/a\##(level + 1)"}"##
            return ##""a\##(level)": {"allOf": [\##(next), \##(next)]}"##
        }
        let leaf = #""a30": {"properties": {"x": {"default": 1}}}"#
        let schema = try schema(##"{"$ref": "#/$defs/a0", "$defs": {\##(types.joined(separator: ",")), \##(leaf)}}"##)
        #expect(try schema.fillingDefaults(in: [:]).description == #"{"x":1}"#)
    }

    @Test func `Defaults are found as deep in the schema as a check goes`() throws {
        let links = (0..<2400).map { ##""d\##($0)": {"anyOf": [{"$ref": "#/$defs/d\##($0 + 1)"}, false]}"## }
        let leaf = #""d2400": {"properties": {"x": {"default": 1}}}"#
        let schema = try schema(##"{"$ref": "#/$defs/d0", "$defs": {\##(links.joined(separator: ",")), \##(leaf)}}"##)
        #expect(schema.isValid([:]))
        #expect(try schema.fillingDefaults(in: [:]).description == #"{"x":1}"#)
    }

    @Test func `Defaults nested deeper than a value may be come to a limit, and no deeper than that are filled in`()
        throws
    {
        func schema(_ depth: Int) throws -> Schema {
            let types = (0..<depth).map { level in
                ##""a\##(level)": {"properties": {"x": {"$ref": "#/$defs/a\##(level + 1)", "default": {}}}}"##
            }
            return try Schema(
                JSON(
                    parsing:
                        ##"{"$ref": "#/$defs/a0", "$defs": {\##(types.joined(separator: ",")), "a\##(depth)": true}}"##)
            )
        }
        #expect(throws: LimitReached(.depth)) { try schema(513).fillingDefaults(in: [:]) }
        let deepest = try schema(511).fillingDefaults(in: [:])
        #expect(deepest.description.utf8.count == 511 * 6 + 2)
    }

    @Test func `Four mebibytes of defaults come to a limit`() throws {
        let text = String(repeating: "x", count: 1 << 20)
        let schema = try schema("{\"items\": {\"properties\": {\"a\": {\"default\": \"\(text)\"}}}}")
        #expect(try schema.fillingDefaults(in: [[:], [:], [:]]).description.utf8.count > 3 << 20)
        #expect(throws: LimitReached(.bytes)) { try schema.fillingDefaults(in: [[:], [:], [:], [:]]) }
    }

    @Test func `A hundred thousand objects that each lack a member are filled, through several schemas too`() throws {
        let count = 100_000
        let value = try JSON(parsing: "[" + Array(repeating: "{}", count: count).joined(separator: ",") + "]")
        let item = #"{"properties": {"a": {"default": 1}}}"#
        for text in ["{\"items\": \(item)}", "{\"allOf\": [{\"items\": \(item)}, {\"items\": \(item)}]}"] {
            #expect(try schema(text).fillingDefaults(in: value).description.utf8.count == count * 8 + 1)
        }
    }

    // MARK: What is told at load

    @Test(arguments: [
        (
            #"{"properties": {"a": {"type": "string", "default": 3}}}"#,
            ["/properties/a/default: the default breaks its own schema: expected string, got number 3"]
        ),
        (
            #"{"$defs": {"c": {"items": {"type": "null"}, "default": [null, 1]}}}"#,
            ["/$defs/c/default: the default breaks its own schema at /1: expected null, got number 1"]
        ),
        (
            #"{"properties": {"quantity": {"default": 1}}, "required": ["quantity"]}"#,
            [#"/properties/quantity/default: the default of "quantity" can never apply: the member is required"#]
        ),
        (
            ##"{"allOf": [{"$ref": "#/$defs/a"}], "required": ["x"], "$defs": {"a": {"properties": {"x": {"default": 1}}}}}"##,
            [#"/required: the default of "x" can never apply: the member is required"#]
        ),
        (
            #"{"properties": {"x": {"default": 1}}, "allOf": [{"required": ["x"]}]}"#,
            [#"/properties/x/default: the default of "x" can never apply: the member is required"#]
        ),
        (
            #"{"properties": {"x": {"default": 1}, "z": {"default": 2}}, "dependentRequired": {"x": ["y"]}}"#,
            [
                #"/properties/x/default: filling in the default of "x" breaks the schema: "#
                    + #"missing "y", which "x" requires"#
            ]
        ),
        (#"{"properties": {"x": {"default": 1}, "y": {"default": 2}}, "dependentRequired": {"x": ["y"]}}"#, []),
        (#"{"properties": {"x": {"default": 1}}, "required": ["y"]}"#, []), (#"{"default": 1}"#, []),
    ])
    func `Defaults that cannot do what they are for are named`(_ text: String, _ expected: [String]) throws {
        let found = try schema(text).defaultDiagnostics().map { "\($0.location): \($0.message)" }
        #expect(found == expected)
    }

    @Test func `A sample shows a default that breaks what an empty object does not`() throws {
        let schema = try schema(
            #"{"properties": {"x": {"default": 1}, "z": true}, "required": ["z"], "dependentRequired": {"x": ["y"]}}"#)
        #expect(schema.defaultDiagnostics() == [])
        let found = schema.defaultDiagnostics(trying: [["z": 1], ["z": 1, "y": 1]])
        #expect(found.map(\.location.description) == ["/properties/x/default"])
        guard case .breaksTheValue(let name, let unit)? = found.first?.fault else {
            Issue.record("\(found)")
            return
        }
        #expect(name == "x")
        #expect(unit.keywordLocation.hasPrefix("/dependentRequired"))
    }
}
