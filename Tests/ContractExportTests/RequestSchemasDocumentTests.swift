import ClamatorJSON
import ContractExport
import ForeignContracts
import TestSupport
import Testing

/// Contracts become one JSON Schema of their messages, which import reads.
@Suite struct RequestSchemasDocumentTests {
    private func imported(_ document: JSON) throws -> JSON {
        #expect(DocumentKind(of: document) == .requestSchemas)
        let read = ForeignContract(document, DocumentKind(of: document), at: "contract:///a.json") { _ in nil }
        return try #require(read).contract
    }

    @Test
    func `Each method has a request and a result, and a notification has one definition`() throws {
        let contract = try JSON(
            parsing: """
                {"service": "shop", "description": "Sells.", "methods": {
                  "find": {"wireName": "shop/find", "description": "Finds.",
                    "params": {"$ref": "#/$defs/Query"}, "result": {"type": "array", "items": {"$ref": "#/$defs/Query"}}},
                  "log": {"params": {"properties": {"a": {"$ref": "#/properties/b"}, "b": {}}}, "notification": true}},
                 "$defs": {"Query": {"type": "object", "required": ["name"]}}}
                """)
        let expected = try JSON(
            parsing: """
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "shop", "description": "Sells.", "$defs": {
                  "FindRequest": {"description": "Finds.", "type": "object", "properties": {
                    "jsonrpc": {"const": "2.0"}, "id": {"type": ["string", "number"]}, "method": {"const": "shop/find"},
                    "params": {"$ref": "#/$defs/Query"}}, "required": ["jsonrpc", "id", "method", "params"]},
                  "FindResult": {"type": "array", "items": {"$ref": "#/$defs/Query"}},
                  "LogNotification": {"type": "object", "properties": {
                    "jsonrpc": {"const": "2.0"}, "method": {"const": "shop.log"}, "params": {"properties": {
                      "a": {"$ref": "#/$defs/LogNotification/properties/params/properties/b"}, "b": {}}}},
                    "required": ["jsonrpc", "method"]},
                  "Query": {"type": "object", "required": ["name"]}}}
                """)
        #expect(RequestSchemasDocument.of([contract]) == expected)
    }

    @Test
    func `A method that the types of its contract define already is not defined again`() throws {
        let document = try JSON(
            parsing: """
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {
                  "PingRequest": {"description": "Asks.", "properties": {"method": {"const": "ping"},
                    "params": {"$ref": "#/$defs/Meta"}}},
                  "StopRequest": {"properties": {"method": {"enum": ["stop"]}}},
                  "StopResult": {"type": "null"}, "Meta": {"type": "object"},
                  "Any": {"anyOf": [{"$ref": "#/$defs/PingRequest"}, {"$ref": "#/$defs/StopRequest"}]}}}
                """)
        let contract = try imported(document)
        #expect(contract["methods"]?.count == 2)
        let again = RequestSchemasDocument.of([contract])
        #expect(again["$defs"]?.lastMembers.count { $0.name.hasPrefix("Ping") } == 1)
        #expect(try imported(again)["methods"]?["ping"] == contract["methods"]?["ping"])
    }

    @Test
    func `What has no place in a schema is counted, and another dialect is named`() throws {
        let contract = try JSON(
            parsing: """
                {"service": "a", "description": "D", "externalDocs": {"url": "u"}, "methods": {"f": {
                  "summary": "S", "positions": ["p"], "tags": [{"name": "t"}, {"name": "u"}], "x-f": 1,
                  "errors": [{"code": 1, "message": "m"}], "examples": [{"params": {}}, {"params": {}}],
                  "params": {"properties": {"p": true}}, "result": true}}}
                """)
        #expect(
            RequestSchemasDocument.losses(of: [contract]) == """
                1 address of documents, 1 order of params, 1 summary, 2 tags, 1 error, 2 examples, 1 extension
                """)
        let other: JSON = [
            "service": "b", "jsonSchemaDialect": "http://json-schema.org/draft-07/schema#",
            "methods": ["g": ["params": ["type": "object"], "result": ["items": [["type": "null"]]]]],
        ]
        let document = RequestSchemasDocument.of([contract, other])
        #expect(document["$defs"]?["FResult"] == true)
        #expect(document["$defs"]?["GResult"]?["$schema"] == "http://json-schema.org/draft-07/schema#")
    }

    @Test
    func `Definitions of methods keep clear of types and of each other`() {
        let document = RequestSchemasDocument.of([
            ["service": "a", "methods": ["f": ["result": true]], "$defs": ["FResult": ["type": "null"]]],
            ["service": "b", "methods": ["f": ["result": ["$ref": "#/$defs/FResult"]]], "$defs": ["FResult": true]],
        ])
        let names = document["$defs"]?.members.map(\.name.string)
        #expect(names == ["F2Request", "F2Result", "FResult", "F3Request", "F3Result", "FResult2"])
        #expect(document["$defs"]?["F3Result"] == ["$ref": "#/$defs/FResult2"])
    }

    @Test(
        .enabled(if: PublicDocuments.folder != nil),
        arguments: ["openrpc/petstore.json", "openrpc/ethereum.json", "mcp/2025-06-18.json", "clamator/optio-zod.json"])
    func `Import finds every method of a document again`(file: String) throws {
        let uri = PublicDocuments.uri(of: file)
        let root = try JSON(parsing: #require(PublicDocuments.text(at: uri)))
        let read = ForeignContract(root, DocumentKind(of: root), at: uri) { _ in nil }
        let contract = read?.contract ?? root
        func wireNames(_ contract: JSON) -> [String?] {
            let service = contract["service"]?.string ?? ""
            return (contract["methods"]?.members ?? []).map { key, method in
                method["wireName"]?.string ?? "\(service).\(key)"
            }
        }
        let again = try imported(RequestSchemasDocument.of([contract]))
        #expect(wireNames(again) == wireNames(contract))
        for (method, other) in zip(contract["methods"]?.members ?? [], again["methods"]?.members ?? []) {
            #expect((method.value["result"] == nil) == (other.value["result"] == nil), "\(method.name)")
        }
    }
}
