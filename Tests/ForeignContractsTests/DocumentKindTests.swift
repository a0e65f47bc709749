import ClamatorJSON
import ForeignContracts
import Testing

/// What a document is, is told by its content.
@Suite struct DocumentKindTests {
    @Test(arguments: [
        (#"{"service": "shop", "methods": {}}"#, DocumentKind.contract),
        (#"{"methods": {"find": {}}}"#, .contract),
        (#"{"openrpc": "1.3.2", "info": {"title": "Shop"}, "methods": []}"#, .openRPC),
        (#"{"definitions": {"PingRequest": {"properties": {"method": {"const": "ping"}}}}}"#, .requestSchemas),
        (#"{"$defs": {"StartRequest": {}, "StartResponse": {}}}"#, .schemaPairs),
        (#"{"$defs": {"Start": {}, "StartResponse": {}}}"#, .schemaPairs),
        (#"{"contracts": {"shop": {"find": {"paramsHash": "00", "resultHash": null}}}}"#, .manifest),
        (
            #"{"openrpc": "2.0.0", "methods": []}"#,
            .other("an OpenRPC document of version 2.0.0")
        ),
        (#"{"openrpc": 1.2, "methods": []}"#, .other("an OpenRPC document whose version is no string, but 1.2")),
        (#"{"openrpc": "1.2.6", "methods": {}}"#, .other("an OpenRPC document without an array of methods")),
        (#"{"openapi": "3.1.0"}"#, .other("an OpenAPI document")),
        (#"{"jsonrpc": "2.0", "method": "a.b", "id": 1}"#, .other("a JSON-RPC message")),
        (#"{"$defs": {"Order": {}}, "type": "object"}"#, .schema),
        (#"{"name": "shop"}"#, .other("some other document")),
        ("[1]", .other("a JSON array, not an object")),
    ])
    func `A document is told by its content`(text: String, kind: DocumentKind) throws {
        #expect(try DocumentKind(of: JSON(parsing: text)) == kind)
    }

    @Test func `What can be read is said with a sample of each format`() {
        #expect(
            DocumentKind.readable == """
                a contract has a "service" and "methods"; OpenRPC 1.x documents, schemas that define requests with their \
                methods (as MCP's) and pairs of request and response schemas are read too
                """)
    }
}
