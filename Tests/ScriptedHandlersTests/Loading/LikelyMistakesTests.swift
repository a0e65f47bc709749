import TestSupport
import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct LikelyMistakesTests {
    /// The warnings on a contract whose one method has these params, without file, line and column.
    private func warnings(params: String, dialect: String = "https://json-schema.org/draft/2020-12/schema") throws
        -> [String]
    {
        try warnings(
            contract: """
                {"service": "s", "jsonSchemaDialect": "\(dialect)",
                 "methods": {"m": {"params": \(params), "result": true, "handler": {"result": 1}}}}
                """)
    }

    private func warnings(contract: String) throws -> [String] {
        try diagnosticsInTime(of: contract).map { diagnostic in
            diagnostic.split(separator: ": ", maxSplits: 2).dropFirst().joined(separator: ": ")
        }
    }

    /// Fails where the search takes many times what it takes in a release build.
    private func diagnosticsInTime(of contract: String) throws -> [String] {
        var found: [String] = []
        let time = try processorTime { found = try diagnostics(of: contract) }
        #expect(time < .seconds(60))
        return found
    }

    @Test func `Names that look alike are told apart`() throws {
        let found = try warnings(
            params: "{\"properties\": {\"e\u{301}\": {}}, \"required\": [\"\u{E9}\"], \"additionalProperties\": false}")
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                #"warning: no object can have "\u00e9": "additionalProperties": false forbids it; did you mean "e\u0301"?"#
            )
                == true)
    }

    @Test(arguments: [
        (#"{"typ": "object"}"#, #"unknown keyword "typ"; did you mean "type"? (at /methods/m/params/typ)"#),
        (
            #"{"properties": {"a": {"minlength": 1}}}"#,
            #"unknown keyword "minlength"; did you mean "minLength"? (at /methods/m/params/properties/a/minlength)"#
        ),
        (
            #"{"allOf": [{"items": {"requred": []}}]}"#,
            #"unknown keyword "requred"; did you mean "required"? (at /methods/m/params/allOf/0/items/requred)"#
        ),
        (
            #"{"properties": {"a": {"$def": {}}}}"#,
            #"unknown keyword "$def"; did you mean "$defs"? (at /methods/m/params/properties/a/$def)"#
        ),
        (
            #"{"properties": {"a": {"$schema": "http://example.org/s"}}}"#,
            #"unknown $schema "http://example.org/s", which is passed over; known are draft-04, draft-06, draft-07, 2019-09 and 2020-12, as in "https://json-schema.org/draft/2020-12/schema" (at /methods/m/params/properties/a/$schema)"#
        ),
        (#"{"frobnicate": 1}"#, #"unknown keyword "frobnicate" (at /methods/m/params/frobnicate)"#),
        (
            #"{"id": "a"}"#, #""id" is no keyword of 2020-12; write "$id" (at /methods/m/params/id)"#
        ),
        (
            #"{"additionalItems": false}"#,
            #""additionalItems" is no keyword of 2020-12; write "items", beside "prefixItems" (at /methods/m/params/additionalItems)"#
        ),
        (
            ##"{"$recursiveRef": "#"}"##,
            #""$recursiveRef" is no keyword of 2020-12; write "$dynamicRef" (at /methods/m/params/$recursiveRef)"#
        ),
        (
            #"{"dependencies": {"a": ["b"]}}"#,
            #""dependencies" is no keyword of 2020-12; write "dependentRequired" (at /methods/m/params/dependencies)"#
        ),
        (
            #"{"dependencies": {"a": {}, "b": ["a"]}}"#,
            #""dependencies" is no keyword of 2020-12; write "dependentRequired" and "dependentSchemas" (at /methods/m/params/dependencies)"#
        ),
    ])
    func `A keyword that nothing gives a meaning is named, with the one that was meant`(params: String, warning: String)
        throws
    {
        #expect(try warnings(params: params) == ["warning: \(warning)"])
    }

    @Test(arguments: [
        (
            #"{"prefixItems": [{}]}"#,
            #""prefixItems" is no keyword of draft-07; write an array under "items" (at /methods/m/params/prefixItems)"#
        ),
        (
            #"{"unevaluatedProperties": false}"#,
            #""unevaluatedProperties" is no keyword of draft-07 and does nothing (at /methods/m/params/unevaluatedProperties)"#
        ),
        (
            #"{"dependentRequired": {}}"#,
            #""dependentRequired" is no keyword of draft-07; write "dependencies" (at /methods/m/params/dependentRequired)"#
        ),
    ])
    func `Keywords of a later edition are told apart from unknown ones`(params: String, warning: String) throws {
        let found = try warnings(params: params, dialect: "http://json-schema.org/draft-07/schema#")
        #expect(found == ["warning: \(warning)"])
    }

    @Test(arguments: [
        (
            #"{"type": "string", "nullable": true}"#,
            #", and null is refused here; write "type": ["string","null"]"#
        ),
        (
            #"{"type": "string", "enum": ["a"], "nullable": true}"#,
            #", and null is refused here; write "type": ["string","null"] and null in "enum""#
        ),
        (
            ##"{"$ref": "#/$defs/t", "nullable": true}"##,
            #", and null is refused here; write "anyOf": [{…}, {"type": "null"}]"#
        ),
        (
            #"{"type": "string", "enum": ["a", null], "nullable": true}"#,
            #", and null is refused here; write "type": ["string","null"]"#
        ),
        (
            #"{"type": ["string", "null"], "enum": ["a"], "nullable": true}"#,
            #", and null is refused here; write null in "enum""#
        ),
        (#"{"nullable": true}"#, #"; null is allowed here without it"#),
    ])
    func `Nullable is told what says the same`(schema: String, end: String) throws {
        let params = #"{"$defs": {"t": {"type": "string"}}, "properties": {"a": \#(schema)}}"#
        let place = "(at /methods/m/params/properties/a/nullable)"
        let found = try warnings(params: params).filter { $0.contains("nullable") }
        #expect(found == [#"warning: JSON Schema has no "nullable"\#(end) \#(place)"#])
    }

    @Test(arguments: [
        #"{"x-mine": 1, "title": "", "$comment": "", "deprecated": true, "readOnly": true, "example": 1, "xml": {}}"#,
        #"{"externalDocs": {}, "discriminator": {"propertyName": "k"}, "contentSchema": {}, "nullable": false}"#,
        #"{"properties": {"typ": {}, "nullable": {}}, "const": {"typ": 1}, "enum": [{"typ": 1}]}"#,
        #"{"default": {"typ": 1}, "definitions": {"id": {}}}"#,
        #"{"properties": {"a": {"format": "int32"}, "b": {"format": "date-time"}}}"#,
    ])
    func `Annotations, OpenAPI's additions, keys of the author and what is no schema are left alone`(params: String)
        throws
    {
        let found = try warnings(params: params).filter { !$0.contains("default can never apply") }
        #expect(found == [])
    }

    @Test func `An unknown format is named, with the one that was meant`() throws {
        #expect(
            try warnings(params: #"{"properties": {"a": {"format": "dat-time"}, "b": {"format": "colour"}}}"#) == [
                #"warning: unknown format "dat-time", which refuses nothing; did you mean "date-time"? (at /methods/m/params/properties/a/format)"#,
                #"warning: unknown format "colour", which refuses nothing (at /methods/m/params/properties/b/format)"#,
            ])
    }

    @Test(arguments: [
        #"{"properties": {"a": {}}, "required": ["a", "b"], "additionalProperties": false}"#,
        ##"{"$defs": {"base": {"required": ["a", "b"]}}, "$ref": "#/$defs/base", "properties": {"a": {}}, "additionalProperties": false}"##,
        #"{"allOf": [{"required": ["b"]}, {"additionalProperties": false}]}"#,
    ])
    func `A required name that no object can have is named`(params: String) throws {
        let found = try warnings(params: params)
        #expect(found.count == 1)
        #expect(found.first?.contains(#"no object can have "b": "additionalProperties": false forbids it"#) == true)
    }

    @Test(arguments: [
        #"{"patternProperties": {"^b": {}}, "required": ["b1"], "additionalProperties": false}"#,
        #"{"properties": {"a": {}}, "required": ["b"], "unevaluatedProperties": {}}"#,
        #"{"anyOf": [{"properties": {"b": {}}}, {}], "required": ["b"], "unevaluatedProperties": false}"#,
        #"{"anyOf": [{"additionalProperties": {}}, {}], "required": ["b"], "unevaluatedProperties": false}"#,
        #"{"propertyNames": {"maxLength": 1}, "required": ["b"]}"#,
        #"{"if": {"required": ["b"]}, "not": {"required": ["b"]}, "additionalProperties": false}"#,
        #"{"anyOf": [{"required": ["b"]}, {"additionalProperties": false}]}"#,
        #"{"required": ["b"], "additionalProperties": {}}"#,
        #"{"$defs": {"closed": {"additionalProperties": false}}, "required": ["b"]}"#,
    ])
    func `A required name that some part of the schema allows is left alone`(params: String) throws {
        #expect(try warnings(params: params) == [])
    }

    @Test(arguments: [
        (
            #"{"properties": {"a": {}}, "additionalProperties": false, "if": {"required": ["a"]}, "then": {"required": ["b"]}}"#,
            "additionalProperties", "/then/required/0"
        ),
        (
            #"{"additionalProperties": false, "anyOf": [{}, {"properties": {"b": {}}, "required": ["b"]}]}"#,
            "additionalProperties", "/anyOf/1/required/0"
        ),
        (
            ##"{"$ref": "#/$defs/c", "else": {"required": ["b"]}, "if": {}, "$defs": {"c": {"additionalProperties": false}}}"##,
            "additionalProperties", "/else/required/0"
        ),
        (
            ##"{"additionalProperties": false, "if": {}, "then": {"$ref": "#/$defs/t"}, "$defs": {"t": {"required": ["b"]}}}"##,
            "additionalProperties", ""
        ),
        (
            #"{"properties": {"a": {}}, "required": ["a", "b"], "unevaluatedProperties": false}"#,
            "unevaluatedProperties", "/required/1"
        ),
        (
            #"{"allOf": [{"required": ["b"]}, {"unevaluatedProperties": false}], "properties": {"b": {}}}"#,
            "unevaluatedProperties", ""
        ),
        (#"{"required": ["b"], "propertyNames": {"pattern": "^a"}}"#, "propertyNames", "/required/0"),
    ])
    func `A name that a branch requires, or that another keyword forbids, is told at its place`(
        params: String, keyword: String, place: String
    ) throws {
        let reason = keyword == "propertyNames" ? #""propertyNames""# : #""\#(keyword)": false"#
        #expect(
            try warnings(params: params) == [
                #"warning: no object can have "b": \#(reason) forbids it (at /methods/m/params\#(place))"#
            ])
    }

    @Test(arguments: [
        (
            #"{"properties": {"a": {"default": 1}}, "required": ["a"]}"#,
            #"the default of "a" can never apply: the member is required (at /methods/m/params/properties/a/default)"#
        ),
        (
            #"{"properties": {"a": {"items": {"default": 1}}}}"#,
            #"the default can never apply: it is a missing property that gets one, from the property's own schema, its "$ref" or its "allOf" (at /methods/m/params/properties/a/items/default)"#
        ),
        (
            #"{"contains": {"properties": {"b": {"default": 1}}}}"#,
            #"the default can never apply: defaults are not filled in behind "contains" (at /methods/m/params/contains/properties/b/default)"#
        ),
        (
            #"{"properties": {"a": {"anyOf": [{"default": 1}]}}}"#,
            #"the default can never apply: it is a missing property that gets one, from the property's own schema, its "$ref" or its "allOf" (at /methods/m/params/properties/a/anyOf/0/default)"#
        ),
    ])
    func `A default that can never apply is told, with the reason`(params: String, reason: String) throws {
        #expect(try warnings(params: params) == ["warning: \(reason)"])
    }

    @Test(arguments: [
        #"{"properties": {"a": {"default": 1}}}"#,
        ##"{"$defs": {"t": {"default": 1}}, "properties": {"a": {"$ref": "#/$defs/t"}}, "items": {"$ref": "#/$defs/t"}}"##,
        #"{"anyOf": [{"properties": {"a": {"default": 1}}}]}"#,
        #"{"patternProperties": {"^a": {"properties": {"b": {"default": 1}}}}}"#,
        #"{"$defs": {"unused": {"default": 1}}}"#,
        #"{"anyOf": [{"properties": {"a": {"default": 1}}}, {"required": ["a"]}]}"#,
    ])
    func `A default that applies somewhere is left alone`(params: String) throws {
        #expect(try warnings(params: params) == [])
    }

    /// In each, the calls that one branch is for are refused, whichever of the branches that is.
    @Test(arguments: [
        #"{"properties": {"cert": {"type": "string"}}, "dependentRequired": {"tls": ["cert"]}, "oneOf": [{"properties": {"kind": {"const": "tcp"}, "tls": {"default": false}}, "required": ["kind"]}, {"properties": {"kind": {"const": "udp"}}, "required": ["kind"]}]}"#,
        #"{"properties": {"cert": {"type": "string"}}, "dependentRequired": {"tls": ["cert"]}, "oneOf": [{"properties": {"kind": {"const": "udp"}}, "required": ["kind"]}, {"properties": {"kind": {"const": "tcp"}, "tls": {"default": false}}, "required": ["kind"]}]}"#,
        #"{"dependentRequired": {"c": ["a"]}, "oneOf": [{"properties": {"kind": {"const": "y"}}, "required": ["kind"]}, {"properties": {"kind": {"const": "x"}, "c": {"default": 1}}, "required": ["kind"]}, {"properties": {"kind": {"const": "z"}}, "required": ["kind"]}]}"#,
        #"{"dependentRequired": {"c": ["a"]}, "anyOf": [{"properties": {"kind": {"const": "x"}, "c": {"default": 1}}, "required": ["kind"]}, {"required": ["q"]}]}"#,
        #"{"properties": {"a": {"type": "string"}}, "dependentRequired": {"c": ["a"]}, "if": {"properties": {"k": {"const": 7}}, "required": ["k"]}, "then": {"properties": {"c": {"default": 1}}}}"#,
    ])
    func `A default in one branch that breaks the values of that branch is told`(params: String) throws {
        #expect(try warnings(params: params).contains { $0.contains("filling in the default") })
    }

    @Test func `A default that breaks the value it is filled into is told`() throws {
        let found = try warnings(
            params: #"{"properties": {"a": {"default": 1}, "b": {}}, "dependentRequired": {"a": ["b"]}}"#)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(#"warning: filling in the default of "a" breaks the schema"#) == true)
    }

    @Test(arguments: [
        #"{"type": "object", "properties": {"a": {"default": {}, \#(q)}}}"#,
        #"{"type": "object", "properties": {"a": {"default": [{}], "items": {\#(q)}}}}"#,
        ##"{"type": "object", "properties": {"a": {"$ref": "#/$defs/t"}}, "$defs": {"t": {"default": {}, \##(q)}}}"##,
        ##"{"type": "object", "properties": {"a": {"$ref": "#/$defs/t", "default": {}}}, "$defs": {"t": {\##(q)}}}"##,
        #"{"type": "object", "properties": {"a": {"allOf": [{"default": {}, "required": ["q"]}, {\#(q)}]}}}"#,
        #"{"type": "object", "properties": {"a": {"default": {}, "required": ["b"], "properties": {"b": {"default": {}, \#(q)}}}}}"#,
    ])
    func `A required member that a default lacks has a default that applies`(params: String) throws {
        #expect(try warnings(params: params) == [])
    }

    private static let q = #""required": ["q"], "properties": {"q": {"default": 1}}"#

    @Test func `A required member of a default that never applies itself is told`() throws {
        let found = try warnings(
            params: #"{"type": "object", "required": ["a"], "properties": {"a": {"default": {}, \#(Self.q)}}}"#)
        #expect(found.count == 2)
        #expect(found.allSatisfy { $0.contains("can never apply: the member is required") })
    }

    @Test func `Of several defaults that break a value each is told at its place, once`() throws {
        let members = (0..<5).map { #""a\#($0)": {"default": 1}"# }.joined(separator: ", ")
        let rules = (0..<5).map { #""a\#($0)": ["b\#($0)"]"# }.joined(separator: ", ")
        let found = try warnings(
            params: #"{"type": "object", "properties": {\#(members)}, "dependentRequired": {\#(rules)}}"#)
        #expect(
            found
                == (0..<5).map {
                    #"warning: filling in the default of "a\#($0)" breaks the schema: missing "b\#($0)", which "a\#($0)" "#
                        + "requires (at /methods/m/params/properties/a\($0)/default)"
                })
    }

    @Test func `Defaults of which no one alone is at fault are told in one warning`() throws {
        let members = (0..<5).map { #""a\#($0)": {"default": 1}"# }.joined(separator: ", ")
        let found = try warnings(
            params: #"{"type": "object", "properties": {\#(members)}, "maxProperties": 3}"#)
        #expect(
            found == [
                "warning: filling in defaults breaks the schema: expected at most 3 members, got 5 (at /methods/m/params)"
            ])
    }

    @Test(arguments: [true, false]) func `Where a limit ends the search it is told`(
        isOfDefaults: Bool
    ) throws {
        let count = isOfDefaults ? 2000 : 1200
        let patterns = (0..<count).map { #""y(a|b)*\#($0)": {}"# }.joined(separator: ", ")
        let members = (0..<count).map { #""x\#($0)": {"default": 1}"# }.joined(separator: ", ")
        let names = (0..<4 * count).map { #""x\#($0)""# }.joined(separator: ", ")
        let rest = isOfDefaults ? #""properties": {\#(members)}"# : #""required": [\#(names)]"#
        let found = try warnings(
            params: #"{"type": "object", \#(rest), "patternProperties": {\#(patterns)}, "additionalProperties": false}"#
        )
        #expect(found.contains("warning: not all was looked at: limit reached"), "\(found.prefix(3))")
    }

    @Test(arguments: [
        #"{"type": "object", "required": ["a"], "properties": {"a": {}, "x": {"default": 1}}, "dependentRequired": {"x": ["y"]}}"#,
        #"{"type": "object", "required": ["a"], "properties": {"a": {}, "x": {"default": 1}}, "maxProperties": 1}"#,
        #"{"type": "object", "required": ["a"], "properties": {"a": {}, "x": {"default": 1}}, "not": {"required": ["x"]}}"#,
        #"{"type": "object", "properties": {"a": {}, "x": {"default": 1}}, "oneOf": [{"required": ["a"]}, {"required": ["x"]}]}"#,
        #"{"type": "object", "properties": {"a": {}, "x": {"default": 1}}, "if": {"required": ["a"]}, "then": {"maxProperties": 1}}"#,
        #"{"type": "array", "uniqueItems": true, "items": {"type": "object", "required": ["a"], "properties": {"a": {}, "x": {"default": 1}}}}"#,
        #"{"type": "array", "contains": {"required": ["x"]}, "maxContains": 1, "items": {"type": "object", "required": ["a"], "properties": {"a": {}, "x": {"default": 1}}}}"#,
    ])
    func `A default that breaks a value which has what is required is told`(schema: String) throws {
        let nested = #"{"type": "object", "required": ["p"], "properties": {"p": \#(schema)}}"#
        for schema in [schema, nested] {
            for (name, params, result) in [("params", schema, "true"), ("result", "{}", schema)] {
                let found = try warnings(types: "{}", params: params, result: result).filter {
                    $0.hasPrefix("warning: filling in ") && $0.contains("(at /methods/m/\(name)")
                }
                #expect(found.count == 1, "\(name): \(schema): \(found)")
            }
        }
    }

    @Test func `A default that breaks one of the method's examples is told`() throws {
        let found = try warnings(
            contract: #"""
                {"service": "s", "methods": {"m": {
                  "params": {"properties": {"x": {"default": 1}}, "not": {"required": ["k7", "x"]}},
                  "result": true, "examples": [{"params": {"k7": 1}}], "handler": {"result": 1}}}}
                """#)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(#"warning: filling in the default of "x" breaks the schema"#) == true)
    }

    @Test(arguments: [
        #"{"type": "object", "required": ["a"], "properties": {"a": {}, "x": {"default": 1}}, "maxProperties": 2, "additionalProperties": false}"#,
        #"{"type": "object", "required": ["a", "y"], "properties": {"x": {"default": 1}}, "dependentRequired": {"x": ["y"]}}"#,
    ])
    func `A default that breaks nothing is left alone`(params: String) throws {
        let found = try warnings(params: params)
        #expect(found == [])
    }

    @Test(arguments: [
        #"{"properties": {"x": {"default": 1}}, "maxProperties": 1}"#,
        #"{"properties": {"x": {"default": 1}}, "maxProperties": 1, "additionalProperties": {"type": "string"}}"#,
        #"{"properties": {"x": {"default": 1}, "a": {}}, "required": ["a", "other1"], "maxProperties": 3}"#,
    ])
    func `A default that breaks a value with as many other members as it may have is told`(params: String) throws {
        let found = try warnings(params: params)
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                #"warning: filling in the default of "x" breaks the schema: expected at most "#) == true, "\(found)")
    }

    @Test func `A default of a shared type counts as used where one method uses it`() throws {
        let found = try warnings(
            contract: ##"""
                {"service": "s", "$defs": {"t": {"properties": {"a": {"default": 1}}}}, "methods": {
                  "m": {"params": {"not": {"$ref": "#/$defs/t"}}, "result": true, "handler": {"result": 1}},
                  "n": {"params": {"$ref": "#/$defs/t"}, "result": true, "handler": {"result": 1}}}}
                """##)
        #expect(found == [])
    }

    /// The warnings on a contract with these types, whose one method has these schemas.
    private func warnings(types: String, params: String = "{}", result: String = "true") throws -> [String] {
        try warnings(
            contract: """
                {"service": "s", "$defs": \(types),
                 "methods": {"m": {"params": \(params), "result": \(result), "handler": {"result": 1}}}}
                """)
    }

    @Test(arguments: [
        (#"{"S": {"type": "string"}}"#, ##"{"$ref": "#/$defs/S", "type": "integer"}"##),
        (#"{"S": {"type": "integer", "minimum": 1}}"#, ##"{"allOf": [{"$ref": "#/$defs/S"}, {"maximum": 0}]}"##),
        (
            #"{"B": {"type": "object", "properties": {"a": {}}, "additionalProperties": false}}"#,
            ##"{"$ref": "#/$defs/B", "properties": {"x": {}}, "required": ["x"]}"##
        ),
    ])
    func `Where only what is said beside a type contradicts it, the type is not blamed`(types: String, schema: String)
        throws
    {
        let found = try warnings(types: types, params: schema, result: schema)
        for name in ["params", "result"] {
            #expect(found.contains { $0.hasPrefix("warning: no value can follow the \(name) schema: ") }, "\(found)")
        }
        #expect(found.allSatisfy { !$0.contains("this type") && $0.contains("(at /methods/m/") }, "\(found)")
    }

    @Test func `A type that contradicts itself is told at its place, once`() throws {
        let found = try warnings(
            types: #"{"S": {"type": "integer", "minimum": 1, "maximum": 0}}"#, params: ##"{"$ref": "#/$defs/S"}"##,
            result: ##"{"$ref": "#/$defs/S"}"##)
        #expect(
            found.filter { $0.hasPrefix("warning: ") } == [
                "warning: no value can follow this type: no number is at least 1 and at most 0 (at /$defs/S)"
            ])
    }

    private static let notCarried =
        "warning: the params of a call are an object or an array, and the params schema takes neither (at /methods/m/params)"

    @Test(arguments: [
        #"{"type": "string"}"#, #"{"type": ["null", "integer"]}"#, #"{"enum": ["a", 1]}"#, #"{"const": null}"#,
        ##"{"$ref": "#/$defs/T"}"##, ##"{"allOf": [{"type": ["array", "string"]}, {"$ref": "#/$defs/U"}]}"##,
        #"{"anyOf": [{"type": "boolean"}, {"const": 1}]}"#,
    ])
    func `Params that are no params of JSON-RPC are told`(params: String) throws {
        func types(_ more: String) -> String {
            ##"{"T": {"$ref": "#/$defs/U"}, "U": {"type": ["number", "string"\##(more)], "minLength": 1}}"##
        }
        #expect(try warnings(types: types(""), params: params).contains(Self.notCarried))
        // Where the type leads to an object too, it may be called.
        let isCalled = params.contains("$defs/T")
        #expect(try warnings(types: types(#", "object""#), params: params).contains(Self.notCarried) != isCalled)
    }

    @Test(arguments: [
        "{}", "true", #"{"type": ["array", "null"]}"#, #"{"enum": ["a", {}]}"#, #"{"minLength": 1}"#,
        #"{"anyOf": [{"type": "string"}, {"type": "object"}]}"#,
    ])
    func `Params that may be an object or an array are none`(params: String) throws {
        #expect(try !warnings(types: "{}", params: params).contains(Self.notCarried))
    }

    @Test(arguments: [
        (##"{"properties": {"a": {"$ref": "#/$defs/A", "default": {}}}}"##, ["A/properties/a/default"]),
        (##"{"default": {"b": 1}, "properties": {"a": {"$ref": "#/$defs/A"}}}"##, ["A/default"]),
        (
            ##"{"properties": {"a": {"default": {"l": [{}]}, "properties": {"l": {"items": {"$ref": "#/$defs/A"}}}}}}"##,
            ["A/properties/a/default"]
        ),
        (
            ##"{"properties": {"a": {"$ref": "#/$defs/B", "default": {}}}}"##,
            ["A/properties/a/default", "B/properties/b/default"]
        ),
        // These have an end.
        (##"{"properties": {"a": {"$ref": "#/$defs/A", "default": null}}}"##, []),
        (##"{"properties": {"a": {"$ref": "#/$defs/A", "default": {"a": null}}}}"##, []),
        (##"{"properties": {"a": {"$ref": "#/$defs/C"}, "c": {"$ref": "#/$defs/C"}}}"##, []),
        (##"{"properties": {"a": {"$ref": "#/$defs/C", "properties": {"a": {"$ref": "#/$defs/C"}}}}}"##, []),
    ])
    func `A default that leads to itself is told`(type: String, places: [String]) throws {
        let types =
            ##"{"A": \##(type), "B": {"properties": {"b": {"$ref": "#/$defs/A", "default": {}}}}, "##
            + #""C": {"type": "object", "default": {}}}"#
        let found = try warnings(types: types, params: ##"{"$ref": "#/$defs/A"}"##)
        #expect(
            found.filter { $0.contains("leads to itself") }.sorted()
                == places.map {
                    "warning: the default leads to itself, without end: within itself it is filled in as it stands "
                        + "(at /$defs/\($0))"
                })
    }

    @Test func `Two types of which each is right are told where they meet`() throws {
        let closed = { (name: String) in
            #"{"type": "object", "properties": {"\#(name)": {}}, "required": ["\#(name)"], "additionalProperties": false}"#
        }
        let found = try warnings(
            types: ##"{"B": \##(closed("id")), "C": \##(closed("key")), "D": {"$ref": "#/$defs/E"}, "E": {}}"##,
            result: ##"{"properties": {"x": {"allOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/C"}]}}}"##)
        let place = "(at /methods/m/result/properties/x)"
        let end = #""additionalProperties": false forbids it"#
        #expect(
            found == [
                #"warning: no object can have "id": \#(end) \#(place)"#,
                #"warning: no object can have "key": \#(end) \#(place)"#,
            ])
    }

    @Test func `What two types have in a third is told once, where they meet first`() throws {
        let found = try warnings(
            types: ##"""
                {"A": {"required": ["x"]}, "B": {"allOf": [{"$ref": "#/$defs/A"}, {"additionalProperties": false}]},
                 "C": {"$ref": "#/$defs/B", "required": []}, "D": {"allOf": [{"$ref": "#/$defs/C"}, {}]}}
                """##)
        #expect(found == [#"warning: no object can have "x": "additionalProperties": false forbids it (at /$defs/B)"#])
    }

    @Test(arguments: [
        ##"{"properties": {"q": {"$ref": "#/$defs/Q"}, "r": {"$ref": "#/$defs/Q"}}, "required": ["q"]}"##,
        ##"{"allOf": [{"$ref": "#/$defs/S"}, {"required": ["s"]}], "properties": {"t": {"$ref": "#/$defs/S"}}}"##,
    ])
    func `A default that one property can get is left alone, though another has the same type and is required`(
        params: String
    ) throws {
        let types = ##"{"Q": {"type": "integer", "default": 3}, "S": {"properties": {"s": {"$ref": "#/$defs/Q"}}}}"##
        #expect(try warnings(types: types, params: params) == [])
    }

    @Test func `A default that one method's property can get is left alone in another method`() throws {
        let method = { (name: String, required: String) in
            ##""\##(name)": {"params": {"properties": {"q": {"$ref": "#/$defs/Q"}}, "required": [\##(required)]}, "result": true, "handler": {"result": 1}}"##
        }
        let contract = { (second: String) in
            #"{"service": "s", "$defs": {"Q": {"default": 3}}, "methods": {\#(method("a", #""q""#)), \#(method("b", second))}}"#
        }
        #expect(try warnings(contract: contract("")) == [])
        #expect(
            try warnings(contract: contract(#""q""#)) == [
                #"warning: the default of "q" can never apply: the member is required (at /$defs/Q/default)"#
            ])
    }

    @Test(arguments: [
        #"{"type": "object", "allOf": [{"properties": {"x": {"default": 1}}}, {"required": ["x"]}]}"#,
        #"{"type": "object", "allOf": [{"allOf": [{"required": ["x"]}]}, {"properties": {"x": {"default": 1}}}]}"#,
        ##"{"$defs": {"a": {"properties": {"x": {"default": 1}}}, "b": {"required": ["x"]}}, "allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}]}"##,
    ])
    func `A default that one part declares and another requires is told once`(params: String) throws {
        let found = try warnings(params: params)
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(#"warning: the default of "x" can never apply: the member is required"#) == true)
    }

    @Test func `Values that their own schema refuses are told`() throws {
        #expect(
            try warnings(
                params: """
                    {"properties": {
                      "a": {"type": "integer", "default": "x"},
                      "b": {"type": "integer", "examples": [1, "x"]},
                      "c": {"type": "string", "enum": ["x", 1, null]},
                      "d": {"type": ["string", "null"], "const": 1},
                      "e": {"type": "number", "enum": [1, 1.5]},
                      "f": {"examples": {"one": 1}}}}
                    """) == [
                    #"warning: the default breaks its own schema: expected integer, got string "x" (at /methods/m/params/properties/a/default)"#,
                    #"warning: the example breaks its schema: expected integer, got string "x" (at /methods/m/params/properties/b/examples/1)"#,
                    "warning: 1 is not of type string, so it is never accepted (at /methods/m/params/properties/c/enum/1)",
                    "warning: null is not of type string, so it is never accepted (at /methods/m/params/properties/c/enum/2)",
                    "warning: 1 is not of type null or string, so nothing is accepted (at /methods/m/params/properties/d/const)",
                    #"warning: expected an array of examples, got object {"one": 1} (at /methods/m/params/properties/f/examples)"#,
                ])
    }

    @Test func `What a shared type shows is told once, at its own place`() throws {
        let methods = (0..<20).map {
            ##""m\##($0)": {"params": {"$ref": "#/$defs/t"}, "result": true, "handler": {"result": 1}}"##
        }
        let found = try warnings(
            contract: """
                {"service": "s", "$defs": {"t": {"typ": 1, "properties": {"a": {"type": "string", "default": 1}}}},
                 "methods": {\(methods.joined(separator: ","))}}
                """)
        #expect(
            found == [
                #"warning: unknown keyword "typ"; did you mean "type"? (at /$defs/t/typ)"#,
                "warning: the default breaks its own schema: expected string, got number 1 (at /$defs/t/properties/a/default)",
            ])
    }

    @Test func `What a schema's own types show is told at their place`() throws {
        #expect(
            try diagnostics(
                of:
                    ##"{"service": "s", "methods": {"m": {"params": {"$defs": {"t": {"typ": 1}}}, "result": true, "handler": {"result": 1}}}}"##
            ) == [
                #"c.json:1:70: warning: unknown keyword "typ"; did you mean "type"? (at /methods/m/params/$defs/t/typ)"#
            ])
    }

    @Test func `Problems stand in the order of the file`() throws {
        let found = try diagnostics(
            of: """
                {"service": "s", "methods": {
                  "a": {"params": {"properties": {"x": {"default": 1}}, "required": ["x"], "typ": 1}, "result": true},
                  "b": {"params": {"typ": 1}, "result": {"typ": 1}}},
                 "$defs": {"t": {"typ": 1}}}
                """)
        let places = found.map { $0.split(separator: ":").dropFirst().prefix(2).compactMap { Int($0) } }
        #expect(places.count == 7)
        #expect(places == places.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test func `Loading for calls does not search`() throws {
        let folder = try TemporaryFolder([
            "c.json": #"{"service": "s", "methods": {"m": {"params": {"typ": 1}, "result": 1.0e0}}}"#,
            "d.json": #"{"service": "t", "methods": {"m": {"params": {"typ": 1}, "result": true}}}"#,
        ])
        var loader = ContractLoader()
        loader.findsMistakes = false
        let loaded = try loader.load([folder.path])
        #expect(loaded.diagnostics.filter { $0.message.contains("typ") } == [])
        #expect(loaded.services.map(\.contract.service) == ["t"])
    }

    @Test(arguments: ["allOf", "anyOf", "oneOf"])
    func `Types that refer twice to the next are searched within the budget`(keyword: String) throws {
        let types = (0..<24).map { index in
            ##""t\##(index)": {"\##(keyword)": [{"$ref": "#/$defs/t\##(index + 1)"}, {"$ref": "#/$defs/t\##(index + 1)"}], "default": {}, "examples": [1], "nullable": true}"##
        }
        let found = try warnings(
            contract: ##"""
                {"service": "s", "$defs": {\##(types.joined(separator: ",")), "t24": {"type": "string"}},
                 "methods": {"m": {"params": {"$ref": "#/$defs/t0"}, "result": true, "handler": {"result": 1}}}}
                """##)
        #expect(!found.isEmpty)
    }

    /// All are searched within one budget, whose end is told in one line.
    @Test(arguments: [(4, false), (100, true)])
    func `What is impossible is told though schemas before it have no answer`(count: Int, isIncomplete: Bool) throws {
        let hard = (0..<count).map { index in
            let params = #"{"type": "string", "pattern": "^a$(?=b)", "minLength": \#(index), "typ": 1}"#
            return #""m\#(index)": {"params": \#(params), "result": true, "handler": {"result": 1}}"#
        }
        let impossible = #"{"type": "string", "minLength": 2, "maxLength": 1}"#
        let found = try warnings(
            contract: """
                {"service": "s", "methods": {\(hard.joined(separator: ",")),
                  "z": {"params": \(impossible), "result": true, "handler": {"result": 1}}}}
                """)
        #expect(
            found.contains(
                "warning: no value can follow the params schema: minLength 2 is more than maxLength 1 (at /methods/z/params)"
            ))
        #expect(
            found.filter { $0.contains("not all was looked at") }
                == (isIncomplete ? ["warning: not all was looked at: limit reached"] : []))
        // What needs no search is reported for each.
        #expect(found.count { $0.contains("unknown keyword") } == count)
    }

    @Test
    func `Many problems in one object are each told at its place`() throws {
        let members = (0..<5000).map { #"        "p\#($0)": {"typ": 1}"# }
        let found = try diagnosticsInTime(
            of: """
                {"service": "s", "methods": {"m": {"result": true, "handler": {"result": 1}, "params": {
                      "properties": {
                \(members.joined(separator: ",\n"))}}}}}
                """)
        #expect(found.count == 5000)
        for (index, diagnostic) in found.enumerated() {
            #expect(diagnostic.hasPrefix("c.json:\(index + 3):"))
            #expect(diagnostic.hasSuffix("(at /methods/m/params/properties/p\(index)/typ)"))
        }
    }
}
