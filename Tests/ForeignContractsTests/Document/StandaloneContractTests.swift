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
                    "b.json": ##"{"definitions": {"O": {"$id": "#old", "type": "null"}}}"##,
                ]))
        #expect(result["methods"] == ["f": ["params": ["$ref": "#/$defs/M"], "result": ["$ref": "#/$defs/O"]]])
        #expect(
            result["$defs"] == [
                "M": ["items": ["$ref": "#/$defs/S"]], "O": ["type": "null"], "S": ["type": "integer"],
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

    @Test func `A schema with an id that refers to nothing else stays as it is`() throws {
        let own = ##"{"$id": "own.json", "$defs": {"x": {"$anchor": "x"}}, "items": [{"$ref": "#x"}]}"##
        let contract = #"{"service": "c", "methods": {"f": {"params": \#(own), "result": {"$ref": "a.json"}}}}"#
        let result = try #require(try standalone(contract, ["a.json": "true"]))
        #expect(result["methods"]?["f"]?["params"] == (try JSON(parsing: own)))
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
