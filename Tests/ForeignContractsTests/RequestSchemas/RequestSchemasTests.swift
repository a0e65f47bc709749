import ClamatorJSON
import ForeignContracts
import Testing

/// Schemas that define requests with their methods become contracts.
@Suite struct RequestSchemasTests {
    private func read(_ text: String) throws -> JSON {
        let root = try JSON(parsing: text)
        return try #require(ForeignContract(root, DocumentKind(of: root), at: "contract:///mcp.json") { _ in nil })
            .contract
    }

    @Test
    func `A request is paired with the result of its name, and a notification has none`() throws {
        let contract = try read(
            """
            {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {
              "PingRequest": {"description": "Is it there?", "properties": {"method": {"const": "ping"}}},
              "ListRequest": {"properties": {"method": {"const": "tools/list"}, "params": {"$ref": "#/definitions/Page"}}},
              "ListResult": {"required": ["tools"]},
              "Page": {"type": "object"},
              "DoneNotification": {"properties": {"method": {"const": "notifications/done"}, "params": {"type": "object"}}}
            }}
            """)
        #expect(contract["service"] == "mcp")
        #expect(contract["jsonSchemaDialect"] == "http://json-schema.org/draft-07/schema#")
        #expect(
            contract["methods"] == [
                "ping": [
                    "wireName": "ping", "description": "Is it there?", "params": ["type": "object"],
                    "result": ["type": "object"],
                ],
                "toolsList": [
                    "wireName": "tools/list", "params": ["$ref": "#/$defs/Page"],
                    "result": ["$ref": "#/$defs/ListResult"],
                ],
                "notificationsDone": [
                    "wireName": "notifications/done", "params": ["type": "object"], "notification": true,
                ],
            ])
        #expect(
            contract["$defs"]?.members.map(\.name) == [
                "PingRequest", "ListRequest", "ListResult", "Page", "DoneNotification",
            ])
    }

    @Test
    func `Two definitions with one method are one method, whose params are either`() throws {
        let contract = try read(
            """
            {"$defs": {
              "ARequest": {"properties": {"method": {"const": "get"}, "params": {"required": ["a"]}}},
              "BRequest": {"properties": {"method": {"const": "get"}, "params": {"required": ["b"]}}}
            }}
            """)
        #expect(contract["methods"]?.count == 1)
        #expect(contract["methods"]?["get"]?["params"] == ["anyOf": [["required": ["a"]], ["required": ["b"]]]])
    }

    @Test
    func `Of definitions with one method each result is one that may come`() throws {
        let root = try JSON(
            parsing: """
                {"$defs": {
                  "ARequest": {"properties": {"method": {"const": "x"}}}, "AResult": {"type": "string"},
                  "BRequest": {"properties": {"method": {"const": "x"}}}, "BResult": {"type": "integer"},
                  "CRequest": {"properties": {"method": {"const": "y"}}},
                  "DRequest": {"properties": {"method": {"const": "y"}}},
                  "ENotification": {"properties": {"method": {"const": "y"}}}
                }}
                """)
        let foreign = try #require(ForeignContract(root, DocumentKind(of: root), at: "x.json") { _ in .none })
        #expect(
            foreign.contract["methods"]?["x"]?["result"]
                == ["anyOf": [["$ref": "#/$defs/AResult"], ["$ref": "#/$defs/BResult"]]])
        #expect(foreign.contract["methods"]?["y"]?["result"] == ["type": "object"])
        #expect(foreign.contract["methods"]?["y"]?["notification"] == nil)
        #expect(foreign.losses.description == "1 notification with a request's method")
    }
}
