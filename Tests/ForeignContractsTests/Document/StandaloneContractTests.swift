import ClamatorJSON
import ForeignContracts
import Testing

/// Contracts get what they refer to in other files.
@Suite struct StandaloneContractTests {
    private func standalone(_ contract: String, _ files: [String: String]) throws -> JSON? {
        let contents = try files.map { ("contract:///\($0.key)", try JSON(parsing: $0.value)) }
        return StandaloneContract.of(try JSON(parsing: contract), at: "contract:///c.json") { uri in
            contents.first { $0.0.utf8.elementsEqual(uri.utf8) }?.1
        }
    }

    @Test func `A contract that refers to no other file is as it was`() throws {
        let contract = """
            {"service": "c", "methods": {"f": {"params": {"$ref": "#/$defs/T"}, "result": {}}}, "$defs": {"T": {}}}
            """
        #expect(try standalone(contract, [:]) == nil)
    }

    @Test func `What it refers to is a type, with what that refers to`() throws {
        let contract = #"{"service": "c", "methods": {"f": {"result": {"$ref": "a.json#/definitions/T"}}}}"#
        let result = try #require(
            try standalone(
                contract,
                [
                    "a.json": """
                    {"definitions": {"T": {"items": {"$ref": "b.json"}}, "U": {"$ref": "#/definitions/T"}}}
                    """,
                    "b.json": #"{"properties": {"u": {"$ref": "a.json#/definitions/U"}}}"#,
                ]))
        #expect(result["methods"] == ["f": ["result": ["$ref": "#/$defs/T"]]])
        #expect(
            result["$defs"] == [
                "T": ["items": ["$ref": "#/$defs/b"]],
                "b": ["properties": ["u": ["$ref": "#/$defs/U"]]],
                "U": ["$ref": "#/$defs/T"],
            ])
    }

    @Test func `What it refers to by an anchor is a type too`() throws {
        let contract = """
            {"service": "c", "methods": {"f": {"params": {"$ref": "a.json#money"}, "result": {"$ref": "b.json#old"}}}}
            """
        let result = try #require(
            try standalone(
                contract,
                [
                    "a.json": """
                    {"$defs": {"M": {"$anchor": "money", "items": {"$ref": "#sum"}}, "S": {"$anchor": "sum", "type": "integer"}}}
                    """,
                    "b.json": """
                    {"$schema": "http://json-schema.org/draft-07/schema#",
                     "definitions": {"O": {"$id": "#old", "type": "null"}}}
                    """,
                ]))
        #expect(result["methods"] == ["f": ["params": ["$ref": "#/$defs/M"], "result": ["$ref": "#/$defs/O"]]])
        #expect(
            result["$defs"] == [
                "M": ["items": ["$ref": "#/$defs/S"]],
                "O": ["$schema": "http://json-schema.org/draft-07/schema", "type": "null"],
                "S": ["type": "integer"],
            ])
    }

    @Test func `References resolve against the id of what they stand in`() throws {
        let contract = """
            {"service": "c", "methods": {"f": {"params": {"$ref": "sub/a.json#/$defs/T"},
             "result": {"$id": "sub/own.json", "properties": {"t": {"$ref": "b.json"}, "self": {"$ref": "#"}}}}}}
            """
        let result = try #require(
            try standalone(
                contract,
                [
                    "sub/a.json": """
                    {"$id": "https://example.com/a.json", "$defs": {"T": {"$ref": "https://example.com/a.json#/$defs/U"},
                     "U": {"type": "string"}}}
                    """,
                    "sub/b.json": #"{"type": "null"}"#,
                ]))
        #expect(
            result["methods"] == [
                "f": [
                    "params": ["$ref": "#/$defs/T"],
                    "result": ["properties": ["t": ["$ref": "#/$defs/b"], "self": ["$ref": "#"]]],
                ]
            ])
        #expect(
            result["$defs"] == ["T": ["$ref": "#/$defs/U"], "b": ["type": "null"], "U": ["type": "string"]])
    }

    @Test func `References lead by JSON pointers and schemas have no names besides`() throws {
        let own = ##"{"$id": "own.json", "$defs": {"x": {"$anchor": "x"}}, "items": {"$ref": "#x"}}"##
        let contract = #"{"service": "c", "methods": {"f": {"params": \#(own), "result": {"$ref": "a.json"}}}}"#
        let result = try #require(try standalone(contract, ["a.json": "true"]))
        #expect(result["methods"]?["f"]?["params"] == ["$defs": ["x": [:]], "items": ["$ref": "#/$defs/x"]])
    }

    @Test func `Each schema of a method has anchors of its own`() throws {
        func method(_ type: String) -> String {
            """
            {"params": {"properties": {"x": {"$anchor": "here", "type": "\(type)"}, "y": {"$ref": "#here"}}}, "result": {}}
            """
        }
        let result = try #require(
            try standalone(
                #"{"service": "c", "methods": {"a": \#(method("string")), "default": \#(method("integer"))}}"#, [:]))
        for (name, type): (ExactString, JSON) in [("a", "string"), ("default", "integer")] {
            #expect(
                result["methods"]?[name]?["params"]
                    == ["properties": ["x": ["type": type], "y": ["$ref": "#/properties/x"]]])
        }
    }

    @Test func `A type that is found by an anchor or an id is found by its name`() throws {
        let contract = """
            {"service": "c", "methods": {"a": {"params": {"$ref": "#node"}, "result": {"$ref": "urn:q"}}},
             "$defs": {"L": {"$anchor": "node", "type": "object"}, "Q": {"$id": "urn:q", "type": "null"}}}
            """
        let result = try #require(try standalone(contract, [:]))
        #expect(result["methods"] == ["a": ["params": ["$ref": "#/$defs/L"], "result": ["$ref": "#/$defs/Q"]]])
        #expect(result["$defs"] == ["L": ["type": "object"], "Q": ["type": "null"]])
    }

    @Test func `A shared type that a schema hides by its name is found under another`() throws {
        let contract = """
            {"service": "c", "methods": {"a": {"result": {"$defs": {"T": {}}, "$ref": "#t"}}},
             "$defs": {"T": {"$anchor": "t", "type": "null"}}}
            """
        let result = try #require(try standalone(contract, [:]))
        #expect(result["methods"]?["a"]?["result"]?["$ref"] == "#/$defs/T2")
        #expect(result["$defs"] == ["T": ["type": "null"], "T2": ["$ref": "#/$defs/T"]])
    }

    @Test func `An anchor is found in a file that has an id`() throws {
        let contract = #"{"service": "c", "methods": {"a": {"result": {"$ref": "t.json#mid"}}}}"#
        let file = #"{"$id": "https://x.example/t.json", "$defs": {"M": {"$anchor": "mid", "type": "null"}}}"#
        #expect(try standalone(contract, ["t.json": file])?["$defs"] == ["M": ["type": "null"]])
    }

    @Test func `What a contract is called and what no dialect takes for an id change no reference`() throws {
        let contract = """
            {"$id": "https://x.example/c.json", "service": "c", "methods": {
             "a": {"params": {"id": "https://x.example/q/", "$ref": "t.json#/$defs/T"},
                   "result": {"$schema": "http://json-schema.org/draft-07/schema#",
                              "allOf": [{"$id": "https://x.example/q/", "$ref": "t.json#/$defs/T"}]}}}}
            """
        let result = try #require(try standalone(contract, ["t.json": #"{"$defs": {"T": {"type": "null"}}}"#]))
        #expect(result["methods"]?["a"]?["params"]?["$ref"] == "#/$defs/T")
        let reference = try #require(result["methods"]?["a"]?["result"]?["allOf"]?[0]?["$ref"]?.string)
        #expect(reference.utf8.starts(with: "#/$defs/T".utf8))
    }

    @Test func `A type from a file of another dialect keeps that`() throws {
        let contract = """
            {"service": "c", "methods": {"a": {"params": {"$ref": "t.json#/definitions/U"}, "result": {}}}}
            """
        let draft7: JSON = "http://json-schema.org/draft-07/schema"
        let file = """
            {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {
             "U": {"$ref": "#/definitions/S", "maxLength": 1}, "S": {"items": [true]}}}
            """
        #expect(
            try standalone(contract, ["t.json": file])?["$defs"] == [
                "U": ["$schema": draft7, "$ref": "#/$defs/S", "maxLength": 1],
                "S": ["$schema": draft7, "items": [true]],
            ])
    }

    @Test func `A type stands once for each meaning of its dynamic reference`() throws {
        let contract = """
            {"service": "c", "methods": {"m": {"params": {"$ref": "#/$defs/Strict"}, "result": {"$ref": "#/$defs/Tree"}}},
             "$defs": {
              "Tree": {"$id": "https://x.example/tree", "$dynamicAnchor": "node",
                       "properties": {"kids": {"items": {"$dynamicRef": "#node"}}, "v": {"$ref": "#/$defs/V"}},
                       "$defs": {"V": {"type": "integer"}}},
              "Strict": {"$id": "https://x.example/strict", "$dynamicAnchor": "node", "$ref": "tree",
                         "unevaluatedProperties": false}}}
            """
        let result = try #require(try standalone(contract, [:]))
        func tree(_ node: JSON) -> JSON {
            [
                "properties": ["kids": ["items": ["$ref": node]], "v": ["$ref": "#/$defs/Tree/$defs/V"]],
                "$defs": ["V": ["type": "integer"]],
            ]
        }
        #expect(result["$defs"]?["Tree"] == tree("#/$defs/Tree"))
        #expect(result["$defs"]?["Strict"] == ["$ref": "#/$defs/Tree2", "unevaluatedProperties": false])
        #expect(result["$defs"]?["Tree2"] == tree("#/$defs/Strict"))
        #expect(result["$defs"]?.count == 3)
    }

    @Test func `A recursive reference of 2019-09 leads to the outermost schema`() throws {
        let contract = """
            {"service": "c", "jsonSchemaDialect": "https://json-schema.org/draft/2019-09/schema",
             "methods": {"m": {"params": {"$ref": "#/$defs/Strict"}, "result": {}}},
             "$defs": {
              "Tree": {"$id": "https://x.example/tree", "$recursiveAnchor": true, "items": {"$recursiveRef": "#"}},
              "Strict": {"$id": "https://x.example/strict", "$recursiveAnchor": true, "$ref": "tree", "maxItems": 1}}}
            """
        let result = try #require(try standalone(contract, [:]))
        #expect(
            result["$defs"] == [
                "Tree": ["items": ["$ref": "#/$defs/Tree"]],
                "Strict": ["$ref": "#/$defs/Tree2", "maxItems": 1],
                "Tree2": ["items": ["$ref": "#/$defs/Strict"]],
            ])
    }

    @Test func `A dynamic reference beside another has to hold too`() throws {
        let contract = """
            {"service": "c", "methods": {"m": {"result": {"$ref": "t.json#/$defs/A", "$dynamicRef": "t.json#node"}}}}
            """
        let file = #"{"$defs": {"A": {"minItems": 1}, "N": {"$dynamicAnchor": "node", "type": "array"}}}"#
        let result = try #require(try standalone(contract, ["t.json": file]))
        #expect(
            result["methods"]?["m"]?["result"] == ["$ref": "#/$defs/A", "allOf": [["$ref": "#/$defs/N"]]])
    }

    @Test func `A schema that two ways lead to is a type once, and has its id in neither`() throws {
        let contract = """
            {"service": "c", "methods": {"a": {"params": {"$ref": "t.json"}, "result": {"$ref": "t.json#/$defs/A"}}}}
            """
        let file = """
            {"properties": {"p": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"$id": "urn:a", "items": {"$ref": "#"}}}}
            """
        let result = try #require(try standalone(contract, ["t.json": file]))
        #expect(!result.description.contains("$id"))
        #expect(result["$defs"]?["A"] == ["items": ["$ref": "#/$defs/A"]])
    }

    @Test func `Schemas may be named like keywords that hold data`() throws {
        let contract = #"{"service": "c", "methods": {"a": {"result": {"$ref": "t.json#an"}}}}"#
        let file = ##"{"$defs": {"default": {"$anchor": "an", "$ref": "#/$defs/enum"}, "enum": {"type": "null"}}}"##
        #expect(
            try standalone(contract, ["t.json": file])?["$defs"]
                == ["default": ["$ref": "#/$defs/enum"], "enum": ["type": "null"]])
    }

    @Test func `A type has no name that a schema has for a type of its own`() throws {
        let contract = """
            {"service": "c", "methods": {"f": {"result": {
              "$defs": {"T": {"type": "null"}},
              "anyOf": [{"$ref": "#/$defs/T"}, {"$ref": "a.json#/$defs/T"}]}}}}
            """
        let result = try #require(try standalone(contract, ["a.json": #"{"$defs": {"T": {"type": "string"}}}"#]))
        #expect(result["methods"]?["f"]?["result"]?["anyOf"] == [["$ref": "#/$defs/T"], ["$ref": "#/$defs/T2"]])
        #expect(result["$defs"] == ["T2": ["type": "string"]])
    }
}
