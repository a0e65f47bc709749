import ClamatorKit
import ScriptedHandlers
import TestSupport
import Testing

/// Contracts, handlers and schemas may be written in YAML.
@Suite struct YAMLFilesTests {
    private func load(_ files: [String: String], _ name: String? = nil) throws -> (
        loaded: ContractLoader.Loaded, diagnostics: [String]
    ) {
        let folder = try TemporaryFolder(files)
        let loaded = try ContractLoader().load([name.map { "\(folder.path)/\($0)" } ?? folder.path])
        return (loaded, loaded.diagnostics.map { $0.description.replacing(folder.path + "/", with: "") })
    }

    private let contract = """
        service: clock
        methods:
          zone:
            params: &none {type: object, additionalProperties: false}
            result: {$ref: "zone.schema.yml"}
          tick:
            params: *none
            result: {type: integer}
        """
    private let handlers = """
        service: clock
        handlers:
          zone: {result: UTC}
          tick: {result: 0x10}
        """

    @Test(arguments: ["yaml", "yml"]) func `A folder's YAML files count like those in JSON`(ending: String) throws {
        let (loaded, diagnostics) = try load([
            "clock.\(ending)": contract, "clock.handlers.\(ending)": handlers,
            "zone.schema.yml": "type: string\nminLength: 3",
            "till.json": #"{"service": "till", "methods": {"ring": {"result": true}}}"#,
            "till.handlers.yaml": "service: till\nhandlers:\n  ring: {result: ~}",
            ".hidden.yaml": "[", "notes.schema.yaml": "[",
        ])
        #expect(diagnostics == [])
        #expect(loaded.services.map(\.contract.service) == ["clock", "till"])
        #expect(
            loaded.services[0].source["methods"]?["tick"]?["params"]
                == loaded.services[0].source["methods"]?["zone"]?["params"])
        #expect(loaded.services[0].scripts.file["handlers"]?["tick"]?["result"] == 16)
        #expect(loaded.services[0].handlers.count == 2)
    }

    @Test func `Problems are told where the YAML has them`() throws {
        let (_, diagnostics) = try load([
            "a.yaml": """
            # All of it.
            service: a
            methods:
              add:
                params:
                  type: objekt
                  properties:
                    é: {$ref: "other.schema.yaml#/wrong"}
                result: {type: number, minimun: 1}
            """,
            "other.schema.yaml": "wrong:\n  type: strin",
            "b.yaml": """
            service: b
            methods:
              say:
                params: {type: object, properties: {a: {type: number}}, additionalProperties: false}
                result: {type: string}
            """,
            "b.handlers.yaml": """
            service: b
            handlers:
              sey: {}
              say:
                result: 'A ${nope}'
            """,
            "c.yml": "service: c\nmethods: {\n",
            "d.yml": "service: d\nservice: e\n",
        ])
        #expect(
            diagnostics == [
                "c.yml:3:1: no YAML: did not find expected node content, while parsing a flow node from line 3 on",
                "d.yml:2:1: the key \"service\" stands here twice",
                "a.yaml:6:7: other.schema.yaml#/wrong/type: unknown type \"strin\"; did you mean \"string\"? (at /methods/add/params)",
                "a.yaml:6:13: unknown type \"objekt\"; did you mean \"object\"? (at /methods/add/params/type)",
                "a.yaml:9:37: warning: unknown keyword \"minimun\"; did you mean \"minimum\"? (at /methods/add/result/minimun)",
                "b.handlers.yaml:3:8: service \"b\" has no method \"sey\"; did you mean \"say\"? (at /handlers/sey)",
                "b.handlers.yaml:5:18: ${nope}: no param \"nope\" (at /handlers/say/result)",
            ])
    }

    @Test func `A broken file that a schema refers to is told with its place`() throws {
        let (_, diagnostics) = try load([
            "a.yaml": "service: a\nmethods: {m: {result: {$ref: \"b.schema.yaml\"}}}", "b.schema.yaml": "type: [\n",
        ])
        #expect(
            diagnostics.first
                == "a.yaml:2:30: $ref \"b.schema.yaml\" leads nowhere: \"b.schema.yaml\" is broken at line 2, column 1: "
                + "no YAML: did not find expected node content, while parsing a flow node from line 2 on (at /methods/m/result/$ref)"
        )
    }

    @Test func `Two files that differ in their format alone are an error`() throws {
        let files = [
            "clock.json": #"{"service": "clock", "methods": {}}"#, "clock.yaml": "service: clock\nmethods: {}",
            "clock.yml": "service: clock\nmethods: {}", "clock.handlers.json": #"{"service": "clock", "handlers": {}}"#,
            "clock.handlers.yaml": "service: clock\nhandlers: {}",
        ]
        let (loaded, diagnostics) = try load(files)
        #expect(
            diagnostics == [
                "clock.yaml: stands beside clock.json; keep one of them",
                "clock.yml: stands beside clock.json; keep one of them",
                "clock.handlers.yaml: stands beside clock.handlers.json; keep one of them",
            ])
        #expect(loaded.hasErrors)
        // A file that is named itself is the one that is meant.
        #expect(
            try load(files, "clock.yml").diagnostics == [
                "clock.handlers.yaml: stands beside clock.handlers.json; keep one of them"
            ])
    }

    @Test func `Documents of others may be YAML, and refer to others in YAML`() throws {
        let (loaded, diagnostics) = try load(
            [
                "shop.openrpc.yaml": """
                openrpc: 1.3.2
                info: {title: Shop, version: "1"}
                methods:
                  - name: shop_find
                    params:
                      - name: id
                        schema: {$ref: "parts/types.yaml#/id"}
                    result: {name: r, schema: {type: strin}}
                """,
                "parts/types.yaml": "id:\n  type: integer\n  maximun: 3\n",
            ], "shop.openrpc.yaml")
        #expect(loaded.services.map(\.contract.methods.first?.wireName) == ["shop_find"])
        #expect(
            diagnostics == [
                "shop.openrpc.yaml:8:38: unknown type \"strin\"; did you mean \"string\"? (at /methods/0/result/schema/type)",
                "parts/types.yaml:3:12: warning: unknown keyword \"maximun\"; did you mean \"maximum\"? (at /id/maximun)",
            ])
    }

    @Test func `Pairs of schema files may be YAML`() throws {
        let (loaded, diagnostics) = try load([
            "BootRequest.yaml": "type: object", "BootResponse.yml": "type: string",
        ])
        #expect(diagnostics.count == 1)
        #expect(loaded.services.first?.contract.methods.map(\.wireName) == ["Boot"])
    }
}
