import ClamatorJSON
import ContractExport
import ForeignContracts
import TestSupport
import Testing

/// Contracts become OpenRPC documents, and these the same contracts again.
@Suite struct OpenRPCDocumentTests {
    private func imported(_ document: JSON) throws -> ForeignContract {
        try #require(ForeignContract(document, DocumentKind(of: document), at: "contract:///a.json") { _ in nil })
    }

    @Test
    func `A contract comes back from its document as it was`() throws {
        let contract = try JSON(
            parsing: """
                {"service": "shop", "description": "Sells.", "jsonSchemaDialect": "https://json-schema.org/draft/2019-09/schema",
                 "methods": {
                  "shopFind": {"wireName": "shop_find", "summary": "Finds.", "deprecated": true, "tags": [{"name": "t"}],
                    "params": {"type": "object", "properties": {
                        "name": {"description": "Whose.", "type": "string"},
                        "most": {"description": "How many.", "allOf": [{"$ref": "#/$defs/Count"}]},
                        "any": true, "plain": {"$ref": "#/$defs/Count"}},
                      "required": ["name"], "additionalProperties": false},
                    "positions": ["name", "most", "any", "plain"], "paramStructure": "by-position",
                    "result": {"type": "array", "items": {"$ref": "#/$defs/Count/not"}},
                    "errors": [{"code": 1, "message": "m", "data": {"$ref": "#/$defs/Count"}}],
                    "examples": [{"description": "One.", "params": {"name": "x"}, "result": []}]},
                  "log": {"params": {"$ref": "#/$defs/Line"}, "notification": true, "x-own": 1},
                  "named": {"params": {"type": "object", "properties": {"b": {}}}, "result": {"const": {"$ref": "#/$defs/a"}}}
                 },
                 "$defs": {"Count": {"type": "integer", "not": {"const": 3}}, "Line": {"type": "object", "minProperties": 1}}}
                """)
        let document = OpenRPCDocument.of([contract])
        let read = try imported(document)
        #expect(read.diagnostics.map(\.message) == [])
        #expect(read.contract == contract)
        #expect(document["methods"]?[1]?["name"] == "shop.log")
        #expect(document["components"]?["schemas"]?.count == 2)
        #expect(try imported(OpenRPCDocument.of([read.contract])).contract == contract)
    }

    @Test func `Examples keep their params, and types are listed as params`() throws {
        let contract = try JSON(
            parsing: """
                {"service": "s", "methods": {
                  "add": {"params": {"$ref": "#/$defs/Pair"}, "result": true, "examples": [{"params": {"a": 1, "b": 2}}]},
                  "open": {"params": {"type": "object", "properties": {"a": {}, "b": {}}}, "result": true,
                    "examples": [{"params": {"extra": 2, "a": 1}}]}},
                 "$defs": {"Pair": {"type": "object", "properties": {"a": {"$ref": "#/$defs/N"}, "b": {"type": "number"}},
                    "required": ["a"]}, "N": {"type": "number"}}}
                """)
        let document = OpenRPCDocument.of([contract])
        #expect(
            document["methods"]?[0]?["params"] == [
                ["name": "a", "required": true, "schema": ["$ref": "#/components/schemas/N"]],
                ["name": "b", "schema": ["type": "number"]],
            ])
        let read = try imported(document)
        #expect(read.contract["methods"]?["add"]?["examples"] == [["params": ["a": 1, "b": 2]]])
        #expect(read.contract["methods"]?["open"]?["examples"] == [["params": ["extra": 2, "a": 1]]])
        #expect(read.contract["methods"]?["add"]?["params"] == ["$ref": "#/$defs/Pair"])
    }

    @Test(
        .enabled(if: PublicDocuments.folder != nil),
        arguments: [
            "openrpc/petstore.json", "openrpc/simple-math.json", "openrpc/link-example.json",
            "openrpc/params-by-name-petstore.json", "openrpc/ethereum.json", "starknet/starknet_trace_api_openrpc.json",
            "starknet/api/starknet_api_openrpc.json", "mcp/2025-06-18.json",
        ])
    func `A public document that was exported gives the same contract`(file: String) throws {
        let uri = PublicDocuments.uri(of: file)
        let root = try JSON(parsing: #require(PublicDocuments.text(at: uri)))
        let read = ForeignContract(root, DocumentKind(of: root), at: uri) { uri in
            PublicDocuments.text(at: uri).flatMap { try? JSON(parsing: $0) }
        }
        let contract = try #require(read).contract
        // As text: a hash of the schemas depends on the order of members too.
        #expect(try imported(OpenRPCDocument.of([contract])).contract.description == contract.description)
    }

    @Test(
        .enabled(if: PublicDocuments.folder != nil),
        arguments: ["clamator/optio-pydantic.json", "clamator/optio-zod.json"])
    func `A contract of ours comes back too`(file: String) throws {
        let contract = try JSON(parsing: #require(PublicDocuments.text(at: PublicDocuments.uri(of: file))))
        #expect(try imported(OpenRPCDocument.of([contract])).contract == contract)
    }

    @Test(arguments: [
        #"{"description":"D","deprecated":true,"x-summary":"S","type":"null"}"#,
        #"{"x-summary":"S","type":"null","description":"D"}"#, #"{"type":"null","description":"D","deprecated":false}"#,
        #"{"x-summary":"S","description":"D","type":"null"}"#, ##"{"description":"D","$ref":"#/$defs/T"}"##,
        ##"{"description":"D","allOf":[{"$ref":"#/$defs/T"}]}"##, #"{"deprecated":"yes","type":"null"}"#,
        #"{"description":"D","allOf":[{"description":"E"}]}"#, #"{"description":"D","allOf":[{"type":"null"}]}"#,
        #"{"description":"D"}"#, #"{"x-own":1,"type":"null"}"#, "true", "{}",
    ])
    func `A param comes back with its members in their order`(property: String) throws {
        let text =
            #"{"service":"a","jsonSchemaDialect":"http://json-schema.org/draft-07/schema#","methods":{"f":"#
            + #"{"params":{"type":"object","properties":{"p":\#(property)},"additionalProperties":false},"#
            + #""positions":["p"],"paramStructure":"either","result":true}},"$defs":{"T":{"type":"null"}}}"#
        let document = try OpenRPCDocument.of([JSON(parsing: text)])
        #expect(try imported(document).contract.description == text)
        let param = document["methods"]?[0]?["params"]?[0]
        #expect(param?["description"]?.string == (try JSON(parsing: property)["description"]?.string))
    }

    @Test
    func `Each schema names its dialect where contracts have several`() throws {
        let later = "https://json-schema.org/draft/2020-12/schema"
        let contracts = try [
            ##"{"service": "a", "methods": {"f": {"params": {"type": "object", "properties": {"p": {"$ref": "#/$defs/T"}}}, "result": {"$ref": "#/$defs/T"}}}, "$defs": {"T": {"prefixItems": [{"type": "null"}]}}}"##,
            #"{"service": "b", "jsonSchemaDialect": "http://json-schema.org/draft-07/schema#", "methods": {"f": {"result": {"items": [{"type": "null"}]}}}}"#,
            #"{"service": "c", "jsonSchemaDialect": "http://json-schema.org/draft-04/schema#", "methods": {"f": {"result": {"maximum": 1, "exclusiveMaximum": true}}}}"#,
        ].map { try JSON(parsing: $0) }
        let document = OpenRPCDocument.of(contracts)
        #expect(document["x-jsonSchemaDialect"] == nil)
        let schemas = document["components"]?["schemas"]
        #expect(schemas?["T"] == ["$schema": JSON(later), "prefixItems": [["type": "null"]]])
        let results = document["methods"]?.elements.map { $0["result"]?["schema"]?["$schema"]?.string }
        #expect(results == [later, nil, "http://json-schema.org/draft-04/schema#"])
        #expect(document["methods"]?[0]?["params"]?[0]?["schema"]?["$schema"]?.string == later)
        #expect(try imported(document).contract["$defs"]?["T"] == schemas?["T"])
    }

    @Test
    func `What a document of several contracts lacks is counted`() {
        let contract: JSON = [
            "service": "a", "description": "D", "servers": [["url": "u"]], "x-a": 1, "methods": [:],
        ]
        #expect(OpenRPCDocument.losses(of: [contract]) == "")
        #expect(
            OpenRPCDocument.losses(of: [contract, contract])
                == "2 descriptions of services, 2 servers, 2 extensions")
    }

    @Test
    func `Handlers and comments are counted`() {
        let contract: JSON = [
            "$schema": "s", "$comment": "c", "service": "a",
            "methods": ["f": ["$comment": "d", "handler": ["result": 1], "result": [:]]],
        ]
        #expect(OpenRPCDocument.losses(of: [contract]) == "2 comments, 1 handler")
    }

    @Test
    func `A result that nothing is stays that`() throws {
        let document = OpenRPCDocument.of([["service": "a", "methods": ["f": ["result": false]]]])
        #expect(document["methods"]?[0]?["result"]?["schema"] == ["not": [:]])
    }

    @Test
    func `Contracts in one document keep their methods and types apart`() {
        let document = OpenRPCDocument.of([
            ["service": "a", "methods": ["f": ["result": ["$ref": "#/$defs/T"]]], "$defs": ["T": ["type": "null"]]],
            ["service": "b", "methods": ["f": ["result": ["$ref": "#/$defs/T"]]], "$defs": ["T": ["type": "string"]]],
        ])
        #expect(document["info"]?["title"] == "a, b")
        #expect(document["x-jsonSchemaDialect"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(document["methods"]?.elements.map { $0["name"] } == ["a.f", "b.f"])
        #expect(document["methods"]?[1]?["result"]?["schema"] == ["$ref": "#/components/schemas/T2"])
        #expect(document["components"]?["schemas"] == ["T": ["type": "null"], "T2": ["type": "string"]])
    }
}
