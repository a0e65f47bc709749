import ClamatorKit
import ScriptedHandlers
import TestSupport
import Testing
import ValueGeneration

/// Contracts in formats of others are loaded like ours.
@Suite struct ForeignFilesTests {
    private func load(_ files: [String: String], _ names: [String]? = nil, service: String? = nil) throws
        -> (ContractLoader.Loaded, folder: TemporaryFolder)
    {
        let folder = try TemporaryFolder(files)
        var loader = ContractLoader()
        loader.service = service
        let paths = names?.map { "\(folder.path)/\($0)" } ?? [folder.path]
        return (try loader.load(paths), folder)
    }

    /// What is wrong, without the folder.
    private func errors(_ files: [String: String], _ names: [String]? = nil) throws -> [String] {
        let (loaded, folder) = try load(files, names)
        return loaded.diagnostics.filter { $0.severity != .warning }.map {
            $0.description.replacing(folder.path + "/", with: "")
        }
    }

    private let openRPC = """
        {"openrpc": "1.3.2", "info": {"title": "Shop", "version": "1"}, "methods": [
          {"name": "shop_find", "params": [{"name": "id", "schema": {"type": "integer"}}],
           "result": {"name": "r", "schema": {"type": "string"}}}]}
        """

    @Test func `An OpenRPC document is a contract beside others`() throws {
        let (loaded, _) = try load([
            "a.json": openRPC, "a.handlers.json": #"{"service": "shop", "handlers": {"shop_find": {"result": "x"}}}"#,
            "b.json": #"{"service": "b", "methods": {}}"#,
        ])
        #expect(loaded.diagnostics.map(\.description) == [])
        #expect(loaded.services.map(\.contract.service) == ["shop", "b"])
        let method = loaded.services[0].contract.methods[0]
        #expect(method.name == "shopFind")
        #expect(method.wireName == "shop_find")
        #expect(method.positions == ["id"])
        #expect(loaded.services[0].losses == "1 name of a result, 1 version")
    }

    @Test func `A name for the service takes the place of the document's own`() throws {
        let (loaded, _) = try load(["a.json": openRPC], service: "till")
        #expect(loaded.services.map(\.contract.service) == ["till"])
    }

    @Test func `The files of a folder that belong together in pairs are one contract`() throws {
        let (loaded, _) = try load(
            [
                "Boot.json": #"{"type": "object", "required": ["model"]}"#, "BootResponse.json": #"{"type": "string"}"#,
                "other.json": #"{"service": "other", "methods": {}}"#,
            ], service: "ocpp")
        #expect(loaded.services.map(\.contract.service) == ["ocpp", "other"])
        #expect(loaded.services[0].contract.methods.map(\.wireName) == ["Boot"])
    }

    @Test func `Each file of a folder of pairs may be referred to`() throws {
        let (loaded, folder) = try load(
            [
                "A.json": #"{"type": "object", "properties": {"b": {"$ref": "B.json#/$defs/T"}}}"#,
                "AResponse.json": #"{"$ref": "A.json"}"#,
                "B.json": #"{"$defs": {"T": {"type": "string"}}}"#,
                "BResponse.json": #"{"properties": {"t": {"$ref": "common.schema.json#/definitions/T"}}}"#,
                "common.schema.json": #"{"definitions": {"T": {"type": "integer"}}}"#,
            ], service: "pairs")
        #expect(loaded.hasErrors == false)
        withExtendedLifetime(folder) {
            #expect(
                loaded.services[0].completeSource["$defs"] == [
                    "T2": ["type": "string"],
                    "a": ["type": "object", "properties": ["b": ["$ref": "#/$defs/T2"]]],
                    "T3": ["type": "integer"],
                ])
        }
    }

    @Test func `A schema without a partner is passed over beside pairs`() throws {
        let (loaded, _) = try load(
            ["Boot.json": #"{"type": "object"}"#, "BootResponse.json": "{}", "Alone.json": #"{"type": "object"}"#],
            service: "ocpp")
        #expect(loaded.hasErrors == false)
        #expect(loaded.services[0].contract.methods.map(\.wireName) == ["Boot"])
        #expect(
            loaded.diagnostics.map(\.message).first
                == "this schema has no partner XRequest, X or XResponse beside it; passed over")
    }

    @Test(arguments: [
        (
            #"{"contracts": {"a": {"f": {"paramsHash": "0", "resultHash": null}}}}"#,
            "this is a manifest of clamator's code generator"
        ),
        (#"{"openapi": "3.1.0"}"#, "no contract: this looks like an OpenAPI document"),
        (#"{"type": "object"}"#, "no contract: this looks like a JSON Schema"),
        ("[]", "no contract: this looks like a JSON array"),
    ])
    func `A document of another kind is refused with what it looks like`(text: String, message: String) throws {
        let errors = try errors(["a.json": text], ["a.json"])
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("a.json:1:1: \(message)") == true)
    }

    @Test func `A manifest in a folder is passed over with a warning`() throws {
        let (loaded, folder) = try load([
            "a.json": #"{"contracts": {"a": {"f": {"paramsHash": "0", "resultHash": null}}}}"#,
            "b.json": #"{"service": "b", "methods": {}}"#,
        ])
        #expect(loaded.services.map(\.contract.service) == ["b"])
        #expect(!loaded.hasErrors)
        let text = loaded.diagnostics.map { $0.description.replacing(folder.path + "/", with: "") }
        #expect(text.count == 1)
        #expect(text.first?.hasPrefix("a.json:1:1: warning: this is a manifest") == true)
        #expect(text.first?.hasSuffix("; passed over") == true)
    }

    @Test func `What is wrong is told where the document has it`() throws {
        let text = """
            {"openrpc": "1.3.2", "info": {"title": "Shop", "version": "1"}, "methods": [
              {"name": "a", "params": [{"name": "id",
               "schema": {"type": "whole"}}], "result": {"name": "r", "schema": {"$ref": "types.json#/Order"}}},
              {"name": "b", "params": [], "result": {"name": "r"}}]}
            """
        #expect(
            try errors(["a.json": text, "types.json": #"{"Order": {"minLength": -1}}"#], ["a.json"]) == [
                #"a.json:3:23: unknown type "whole" (at /methods/0/params/0/schema/type)"#,
                #"a.json:4:41: a result needs a "schema" (at /methods/1/result)"#,
                "types.json:1:25: expected a non-negative integer, got number -1 (at /Order/minLength)",
            ])
    }

    @Test(
        .enabled(if: PublicDocuments.folder != nil),
        arguments: [
            "openrpc/petstore.json", "openrpc/simple-math.json", "openrpc/link-example.json",
            "openrpc/params-by-name-petstore.json", "openrpc/ethereum.json", "starknet/starknet_trace_api_openrpc.json",
            "starknet/api/starknet_api_openrpc.json", "mcp/2025-06-18.json", "clamator/optio-pydantic.json",
            "clamator/optio-zod.json",
        ])
    func `Every method of a public document can be described and answered by a mock`(file: String) async throws {
        var loader = ContractLoader()
        loader.findsMistakes = false
        loader.handlerOptions.mocks = true
        loader.handlerOptions.seed = 1
        let loaded = try loader.load(["\(PublicDocuments.folder ?? "")/\(file)"])
        #expect(loaded.diagnostics.filter { $0.severity != .warning }.map(\.description) == [])
        let service = try #require(loaded.services.first)
        let bus = MemoryBus()
        let (server, client) = (MemoryRpcServer(bus: bus), MemoryRpcClient(bus: bus))
        try server.registerService(service.contract, handlers: service.handlers)
        try await server.start()
        try await client.start()
        var generator = ValueGenerator(seed: 1)
        for method in service.contract.methods where method.fault == nil {
            #expect(!method.params.signature.isEmpty)
            let params = try generator.value(for: method.params)
            if method.isNotification {
                try await client.notify(service.contract.service, method.name, params)
            } else {
                let result = try await client.call(service.contract.service, method.name, params)
                #expect(method.result?.isValid(result) == true, "\(method.name)")
            }
        }
        await client.stop()
        await server.stop()
    }
}
