import ClamatorKit
import Logging
import ReplCore
import ScriptedHandlers
import TestSupport
import Testing

/// `rpc.discover`, which answers with what is loaded.
@Suite struct DiscoveryTests {
    private func replies(
        _ contracts: [String], besides others: [(String, String)] = [], to lines: [String]
    ) async throws -> [JSON] {
        let files = contracts.enumerated().map { ("\($0).json", $1) } + others
        let folder = try TemporaryFolder(Dictionary(uniqueKeysWithValues: files))
        var logger = Logger(label: "discovery")
        logger.logLevel = .critical
        let services = try ContractLoader().load([folder.path]).services
        let host = try await ServiceHost(services, logger: logger, timeout: .seconds(5))
        var batch = Batch()
        batch.wireNames = host.wireNames
        let sink = MemorySink()
        let input = lines.joined(separator: "\n")
        _ = try await batch.run(from: MemorySource(input.utf8, chunk: 4096), to: sink, through: host.client)
        return try sink.lines.map { try JSON(parsing: $0) }
    }

    private static let plain = #"{"service": "a", "methods": {"f": {"result": true, "wireName": "a/f"}}}"#

    @Test(arguments: ["", #", "params": {}"#, #", "params": []"#])
    func `It is answered with one document of all contracts`(params: String) async throws {
        let other = #"{"service": "b", "methods": {"g": {"result": true}}}"#
        let replies = try await replies(
            [Self.plain, other], to: [#"{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover"\#(params)}"#])
        #expect(replies[0]["result"]?["openrpc"] == "1.3.2")
        #expect(replies[0]["result"]?["methods"]?.elements.map { $0["name"] } == ["a/f", "b.g"])
    }

    @Test
    func `It takes no params, and is alone in its service`() async throws {
        let replies = try await replies(
            [Self.plain],
            to: [
                #"{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover", "params": [1]}"#,
                #"{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover", "params": {"a": 1}}"#,
                #"{"jsonrpc": "2.0", "id": 1, "method": "rpc.other"}"#,
                #"{"jsonrpc": "2.0", "method": "rpc.discover"}"#,
            ])
        #expect(replies.map { $0["error"]?["code"] } == [-32602, -32602, -32601])
    }

    @Test(arguments: [
        #"{"service": "rpc", "methods": {"discover": {"result": true, "handler": {"result": "mine"}}}}"#,
        #"{"service": "x", "methods": {"y": {"wireName": "rpc.discover", "result": true, "handler": {"result": "mine"}}}}"#,
    ])
    func `A contract that defines it answers itself`(contract: String) async throws {
        let replies = try await replies([contract], to: [#"{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover"}"#])
        #expect(replies[0]["result"] == "mine")
    }

    @Test
    func `Its document has the types of other files`() async throws {
        let replies = try await replies(
            [#"{"service": "a", "methods": {"f": {"result": {"$ref": "common.schema.json#/$defs/T"}}}}"#],
            besides: [("common.schema.json", #"{"$defs": {"T": {"type": "integer"}}}"#)],
            to: [#"{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover"}"#])
        #expect(replies[0]["result"]?["components"]?["schemas"] == ["T": ["type": "integer"]])
        #expect(
            replies[0]["result"]?["methods"]?.elements[0]["result"]?["schema"] == ["$ref": "#/components/schemas/T"])
    }
}
