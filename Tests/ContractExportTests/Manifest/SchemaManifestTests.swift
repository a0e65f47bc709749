import ClamatorJSON
import ContractExport
import Testing

/// Hashes of schemas, by which a change is found.
@Suite struct SchemaManifestTests {
    private func contract(_ methods: JSON, types: JSON = [:]) -> JSON {
        ["service": "arith", "methods": methods, "$defs": types]
    }

    private func hash(_ params: JSON, types: JSON = [:]) throws -> JSON? {
        let manifest = try SchemaManifest.of([contract(["f": ["params": params, "result": true]], types: types)])
        return manifest["contracts"]?["arith"]?["f"]?["paramsHash"]
    }

    @Test
    func `The hashes of a contract that was exported from Zod are those of the code generator`() throws {
        let exported = try JSON(
            parsing: """
                {"service": "arith", "methods": {
                  "tell": {"params": {}, "notification": true},
                  "add": {
                    "params": {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}},
                      "required": ["a", "b"], "additionalProperties": false,
                      "$schema": "http://json-schema.org/draft-07/schema#"},
                    "result": {"type": "object", "properties": {"sum": {"type": "number"}}, "required": ["sum"],
                      "additionalProperties": false, "$schema": "http:\\/\\/json-schema.org\\/draft-07\\/schema#"}}}}
                """)
        #expect(
            try SchemaManifest.text(of: SchemaManifest.of([exported])) == """
                {
                  "contracts": {
                    "arith": {
                      "add": {
                        "paramsHash": "70e6175edca7384fd05004b0efc43493bcee78a57bf4a72fd005beb890965b6a",
                        "resultHash": "2b3c05f98f3a8af0c4efbffd67870cd52680734f78db11305104fb4c34c600a5"
                      },
                      "tell": {
                        "paramsHash": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
                        "resultHash": null
                      }
                    }
                  }
                }
                """)
    }

    @Test
    func `Types that a schema leads to are appended in the order of their first use`() throws {
        let types: JSON = [
            "A": ["type": "null"], "B": ["items": ["$ref": "#/$defs/C"]], "C": ["anyOf": [["$ref": "#/$defs/A"]]],
            "Unused": true,
        ]
        let params: JSON = ["properties": ["b": ["$ref": "#/$defs/B/items"], "a": ["$ref": "#/$defs/A"]]]
        let whole: JSON = [
            "properties": ["b": ["$ref": "#/$defs/B/items"], "a": ["$ref": "#/$defs/A"]],
            "$defs": [
                "B": ["items": ["$ref": "#/$defs/C"]], "A": ["type": "null"], "C": ["anyOf": [["$ref": "#/$defs/A"]]],
            ],
        ]
        #expect(try hash(params, types: types) == hash(whole))
        #expect(try hash(params, types: ["A": true, "B": ["items": true]]) != hash(params, types: types))
    }

    @Test
    func `Types that all methods lead to are hashed up to a limit`() throws {
        let types: JSON = ["A": ["items": ["$ref": "#/$defs/B"]], "B": ["items": ["$ref": "#/$defs/A"]]]
        let method: JSON = ["params": ["$ref": "#/$defs/A"], "result": ["$ref": "#/$defs/B"]]
        let contract = contract(["f": method, "g": method], types: types)
        // Two types of 34 bytes each, for four schemas.
        #expect(throws: LimitReached(.bytes)) { try SchemaManifest.of([contract], atMost: 271) }
        #expect(try SchemaManifest.of([contract], atMost: 272) == SchemaManifest.of([contract]))
    }

    @Test
    func `White space does not count, and the order of members and the spelling of numbers do`() throws {
        let hash = try hash(JSON(parsing: #"{"maximum":1,"type":"number"}"#))
        #expect(try hash == self.hash(JSON(parsing: "{ \"maximum\" : 1,\n\"type\" : \"n\\u0075mber\" }")))
        #expect(try hash != self.hash(JSON(parsing: #"{"type":"number","maximum":1}"#)))
        #expect(try hash != self.hash(JSON(parsing: #"{"maximum":1.0,"type":"number"}"#)))
    }

    @Test
    func `Drift names the method, the schema and the kind`() throws {
        let before = contract([
            "same": ["result": true], "params": ["params": true, "result": true], "result": ["result": true],
            "told": ["notification": true], "asked": ["result": true], "gone": ["result": true],
        ])
        let after = contract([
            "same": ["result": true], "params": ["params": false, "result": true], "result": ["result": false],
            "told": ["result": true], "asked": ["notification": true], "added": ["result": true],
        ])
        let manifest = try SchemaManifest.of([before, ["service": "old", "methods": [:]]])
        #expect(
            try SchemaManifest.drift(from: manifest, to: [after, ["service": "young", "methods": [:]]]) == [
                "arith.added: new", "arith.asked: result removed", "arith.params: params changed",
                "arith.result: result changed", "arith.told: result new", "arith.gone: removed", "young: new",
                "old: removed",
            ])
        #expect(try SchemaManifest.drift(from: manifest, to: [before, ["service": "old", "methods": [:]]]) == [])
        #expect(try SchemaManifest.drift(from: [:], to: [before]) == nil)
    }
}
