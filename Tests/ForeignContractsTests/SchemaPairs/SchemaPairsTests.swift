import ClamatorJSON
import ForeignContracts
import Testing

/// Pairs of schemas become contracts.
@Suite struct SchemaPairsTests {
    @Test
    func `Definitions that belong together by their names are a method each`() throws {
        let root = try JSON(
            parsing: """
                {"$defs": {
                  "BootNotification": {"type": "object"}, "BootNotificationResponse": {"type": "array"},
                  "HeartbeatRequest": {"type": "null"}, "HeartbeatResponse": {"type": "string"}, "Other": {}
                }}
                """)
        let contract = try #require(ForeignContract(root, DocumentKind(of: root), at: "ocpp.json") { _ in nil })
            .contract
        #expect(
            contract["methods"] == [
                "bootNotification": [
                    "wireName": "BootNotification", "params": ["$ref": "#/$defs/BootNotification"],
                    "result": ["$ref": "#/$defs/BootNotificationResponse"],
                ],
                "heartbeat": [
                    "wireName": "Heartbeat", "params": ["$ref": "#/$defs/HeartbeatRequest"],
                    "result": ["$ref": "#/$defs/HeartbeatResponse"],
                ],
            ])
    }

    @Test
    func `The files of a folder are a method for each pair`() {
        let schemas: [(ExactString, JSON)] = [
            ("ResetResponse", ["type": "string"]), ("Reset", ["type": "object", "definitions": [:]]), ("Alone", [:]),
        ]
        let contract = SchemaPairs.contract(
            of: schemas.map { ("\($0.0).json", SchemaPairs.Definition(name: $0.0, schema: $0.1)) }, service: "ocpp")
        #expect(
            contract.contract == [
                "service": "ocpp",
                "methods": [
                    "reset": [
                        "wireName": "Reset", "params": ["type": "object", "definitions": [:]],
                        "result": ["type": "string"],
                    ]
                ],
            ])
        #expect(contract.origins.location(of: JSONPointer(["methods", "reset", "params", "type"])).document == 1)
    }
}
