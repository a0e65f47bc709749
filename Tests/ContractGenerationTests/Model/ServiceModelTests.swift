import ClamatorKit
import ContractGeneration
import Testing

struct ServiceModelTests {
    private func outline(
        params: String = "{}", result: String = "{}", definitions: String = "{}", nests: Bool = true
    ) throws -> String {
        try ServiceModel(
            params: params, result: result, definitions: definitions, naming: PlainNaming(nestsTypes: nests)
        ).outline
    }

    @Test func `Params and results are types of their own, whatever their schemas are`() throws {
        let result = try outline(
            params: #"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a"]}"#,
            result: #"{"type": "array", "items": {"type": "string"}}"#)
        #expect(
            result == """
                GoParams = {a: integer, b?: json}…
                GoResult = [string]
                """)
    }

    @Test func `A definition is one type wherever it is used, and an alias where it is plain`() throws {
        let result = try outline(
            params: ##"{"$ref": "#/$defs/pair"}"##,
            result: ##"{"type": "array", "items": {"$ref": "#/$defs/pair"}}"##,
            definitions: ##"""
                { "pair": { "type": "object", "required": ["a"],
                            "properties": { "a": { "$ref": "#/$defs/id", "description": "!" }, "b": { "$ref": "#/$defs/id" } } },
                  "id": { "type": "string", "pattern": "^x" }, "unused": {} }
                """##)
        #expect(
            result == """
                GoParams = Pair
                Pair = {a: Id, b?: Id}…
                Id = string
                GoResult = [Pair]
                """)
    }

    @Test func `What has no name stands in what has it, or beside it with its name in front`() throws {
        let params = #"""
            { "type": "object", "additionalProperties": false, "properties": {
                "lines": { "type": "array", "items": { "type": "object", "properties": { "kind": { "enum": ["a", "b"] } } } } } }
            """#
        let result = #"{"type": "array", "items": {"enum": [1, -2]}}"#
        #expect(
            try outline(params: params, result: result) == """
                GoParams = {lines?: [GoParams.Line]}
                  Line = {kind?: GoParams.Line.Kind}…
                    Kind = enum(a: "a", b: "b")
                GoResult = [GoResultItem]
                GoResultItem = enum(1: 1, -2: -2)
                """)
        #expect(
            try outline(params: params, result: result, nests: false) == """
                GoParams = {lines?: [GoParamsLine]}
                GoParamsLine = {kind?: GoParamsLineKind}…
                GoParamsLineKind = enum(a: "a", b: "b")
                GoResult = [GoResultItem]
                GoResultItem = enum(1: 1, -2: -2)
                """)
    }

    @Test func `Null, defaults and single values stand with the members`() throws {
        let result = try outline(
            params: #"""
                { "type": "object", "required": ["kind", "n"], "properties": {
                    "kind": { "const": "x" }, "maybe": { "const": "y" }, "n": { "type": ["string", "null"] },
                    "o": { "anyOf": [{ "type": "object", "properties": {} , "additionalProperties": false }, { "type": "null" }] },
                    "d": { "type": "integer", "default": 3 }, "wrong": { "type": "integer", "default": "3" },
                    "wide": { "type": "integer", "maximum": 18446744073709551615 } } }
                """#)
        #expect(
            result == #"""
                GoParams = {kind: == "x", maybe?: GoParams.Maybe, n: string|null, o?: GoParams.O|null, d?: integer = 3, wrong?: integer, wide?: wide integer}…
                  Maybe = enum(y: "y")
                  O = {}
                GoResult = json
                """#)
    }

    @Test func `Objects that a member tells apart, kinds, and schemas make unions`() throws {
        let result = try outline(
            params: ##"""
                { "type": "object", "properties": {
                    "tagged": { "oneOf": [
                        { "$ref": "#/$defs/card" },
                        { "type": "object", "properties": { "kind": { "const": "cash" } }, "required": ["kind"] } ] },
                    "mixed": { "type": ["string", "integer", "null"] },
                    "either": { "anyOf": [{ "title": "Known", "enum": ["a"] }, { "type": "string" }] },
                    "same": { "anyOf": [{ "type": "string", "minLength": 9 }, { "type": "string" }] } } }
                """##,
            definitions: #"""
                { "card": { "type": "object", "properties": { "kind": { "const": "card" }, "n": {} }, "required": ["kind"] } }
                """#)
        #expect(
            result == #"""
                GoParams = {tagged?: GoParams.Tagged, mixed?: GoParams.Mixed|null, either?: GoParams.Either, same?: string}…
                  Tagged = union(by kind: card["card"] Card | cash["cash"] GoParams.Tagged.Cash)
                    Cash = {kind: == "cash"}…
                  Mixed = union(by kind: integer integer | string string)
                  Either = union(by schema: Known GoParams.Either.Known | string string)
                    Known = enum(a: "a")
                Card = {kind: == "card", n?: json}…
                GoResult = json
                """#)
    }

    @Test func `What holds together becomes one type`() throws {
        let result = try outline(
            params: ##"""
                { "allOf": [{ "$ref": "#/$defs/base" },
                    { "type": "object", "properties": { "b": {}, "a": { "maxLength": 3 } }, "required": ["b"] }] }
                """##,
            result: ##"""
                { "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"], "oneOf": [
                    { "title": "one", "properties": { "x": { "type": "integer" } }, "required": ["x"] },
                    { "title": "two", "properties": { "y": { "type": "integer" } }, "required": ["y"] } ] }
                """##,
            definitions: #"{"base": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}}"#)
        #expect(
            result == """
                GoParams = {a: string, b: json}…
                GoResult = union(by schema: one GoResult.One | two GoResult.Two)
                  One = {id: string, x: integer}…
                  Two = {id: string, y: integer}…
                """)
    }

    @Test func `Tuples, dictionaries and members without names`() throws {
        let result = try outline(
            params: #"""
                { "type": "object", "properties": {
                    "pair": { "prefixItems": [{ "type": "string", "title": "name" }, { "type": "integer" }], "type": "array",
                              "minItems": 1, "items": false },
                    "more": { "type": "array", "prefixItems": [{ "type": "string" }], "items": { "type": "integer" } },
                    "map": { "type": "object", "additionalProperties": { "type": "integer" } },
                    "any": { "type": "object" },
                    "both": { "type": "object", "properties": { "a": {} }, "additionalProperties": { "type": "string" } } } }
                """#)
        #expect(
            result == """
                GoParams = {pair?: GoParams.Pair, more?: GoParams.More, map?: [string: integer], any?: [string: json], both?: GoParams.Both}…
                  Pair = (name: string, second?: integer)
                  More = (first?: string, ...integer)
                  Both = {a?: json, [additional]: string}…
                GoResult = json
                """)
    }

    @Test func `Types that lead back to themselves are marked where values would hold each other`() throws {
        let result = try outline(
            params: ##"""
                { "type": "object", "properties": { "node": { "$ref": "#/$defs/node" }, "tree": { "$ref": "#/$defs/tree" },
                    "e": { "$ref": "#/$defs/expression" } } }
                """##,
            definitions: ##"""
                { "node": { "type": "object", "properties": {
                      "next": { "$ref": "#/$defs/node" }, "children": { "type": "array", "items": { "$ref": "#/$defs/node" } } } },
                  "tree": { "type": "array", "items": { "$ref": "#/$defs/tree" } },
                  "expression": { "anyOf": [{ "type": "number" }, { "type": "object", "required": ["left"],
                      "properties": { "left": { "$ref": "#/$defs/expression" } } }] } }
                """##)
        #expect(
            result == """
                GoParams = {node?: Node, tree?: Tree, e?: Expression}…
                Node = {next?*: Node, children?: [Node]}…
                Tree = wrapper([Tree])
                Expression = union*(by kind: number number | object Expression.Object)
                  Object = {left: Expression}…
                GoResult = json
                """)
    }

    @Test func `Names that are taken give way, those of methods last`() throws {
        let result = try outline(
            params: ##"""
                { "type": "object", "properties": { "goResult": { "type": "object", "properties": { "x": {} } },
                    "a": { "$ref": "#/$defs/goResult" }, "b": { "$ref": "#/$defs/reserved" }, "goParams": { "enum": ["é", "e\u0301"] } } }
                """##, definitions: #"{"goResult": {"type": "string"}, "reserved": {"type": "string"}}"#)
        #expect(
            result == """
                GoParams = {goResult?: GoParams.GoResult, a?: GoResult_2, b?: Reserved_2, goParams?: GoParams.GoParams_2}…
                  GoResult = {x?: json}…
                  GoParams_2 = enum(é: "é", e\u{301}_2: "e\\u0301")
                GoResult_2 = string
                Reserved_2 = string
                GoResult = json
                """)
    }

    @Test func `What no type tells is any value, and a note says so`() throws {
        let result = try outline(
            params: #"""
                { "type": "object", "properties": {
                    "untyped": { "properties": { "a": {} } }, "mixed": { "enum": ["a", 1] }, "never": false,
                    "open": { "enum": ["a"], "x-open-enum": true } } }
                """#)
        #expect(
            result == """
                GoParams = {untyped?: json, mixed?: json, never?: json, open?: GoParams.Open}…
                  Open = enum(a: "a", other)
                GoResult = json
                ! /methods/go/params/properties/untyped: the schema does not say of which type a value is
                ! /methods/go/params/properties/mixed: the values of the enumeration are of several types, or have parts
                ! /methods/go/params/properties/never: no value follows the schema
                """)
    }

    @Test func `Services give way to what stands beside others`() throws {
        let contracts = try ["a", "a-client"].map { service in
            try Contract(parsing: #"{ "service": "\#(service)", "methods": {} }"#)
        }
        let models = ServiceModel.models(of: contracts, naming: PlainNaming())
        #expect(models.map(\.name) == ["a", "a-client_2"])
    }

    @Test
    func `Services of one module have names that differ in more than case, others the names that they have alone`()
        throws
    {
        let contracts = try ["a-b", "ab", "a-1", "a1"].map { service in
            try Contract(parsing: #"{ "service": "\#(service)", "methods": {} }"#)
        }
        let files = try CodeLanguage.swift(.public).files(
            for: contracts.map {
                try GenerationSource($0, text: ["service": JSON($0.service), "methods": [:]], file: "a")
            })
        #expect(files.map(\.name) == ["AB.swift", "Ab2.swift", "A1.swift", "A1_2.swift"])
        #expect(ServiceModel.models(of: contracts, naming: PythonNaming()).map(\.name) == ["AB", "Ab", "A1", "A1"])
    }

    @Test func `Errors are named once, and told by their messages where they share a code`() throws {
        let contract = try Contract(
            parsing: #"""
                { "service": "s", "methods": {
                    "a": { "result": {}, "errors": [{ "code": 1, "message": "x" }, { "code": 2, "message": "y" }] },
                    "b": { "result": {}, "errors": [{ "code": 1, "message": "x" }, { "code": 2, "message": "z" }] } } }
                """#)
        let model = ServiceModel.models(of: [contract], naming: PlainNaming())[0]
        #expect(model.errors.map(\.name) == ["x", "y", "z"])
        #expect(model.errors.map(\.hasOwnCode) == [true, false, false])
        #expect(model.methods.map(\.errors) == [[0, 1], [0, 2]])
    }
}
