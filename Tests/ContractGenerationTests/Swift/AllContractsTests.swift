import ClamatorKit
import ContractGeneration
import Foundation
import ScriptedHandlers
import TestSupport
import Testing
import ValueGeneration

/// The code of many contracts, compiled into one program that reads and writes values.
@Suite(.serialized) struct AllContractsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The samples, the contract with every construct, and what others have published.
    private static func services() throws -> [ContractLoader.Service] {
        var loader = ContractLoader()
        loader.findsMistakes = false
        let paths = ["contracts", "Tests/GeneratedServices/every-thing.json"]
        var services = try loader.loadServices(paths.map { root.appending(path: $0).path() })
        guard let folder = PublicDocuments.folder else { return services }
        let files = [
            "openrpc/petstore.json", "openrpc/ethereum.json", "openrpc/simple-math.json", "openrpc/link-example.json",
            "openrpc/params-by-name-petstore.json", "starknet/starknet_trace_api_openrpc.json",
            "starknet/api/starknet_api_openrpc.json", "clamator/optio-pydantic.json", "clamator/optio-zod.json",
            "mcp/2025-06-18.json",
        ]
        for (index, file) in files.enumerated() {
            // Some describe the same service.
            loader.service = "other-\(index)"
            services += try loader.loadServices(["\(folder)/\(file)"])
        }
        return services
    }

    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["CLAMATOR_GENERATED"] != nil, "CLAMATOR_GENERATED is not set"))
    func `The code of all contracts compiles without warnings, and reads back what it writes`() throws {
        let services = try Self.services()
        let sources = try services.map { try GenerationSource($0.contract, text: $0.source, file: $0.file) }
        let files = CodeLanguage.swift(.public).files(for: sources)
        let folder = try TemporaryFolder()
        for file in files { try folder.write(file.text, to: file.name) }
        try folder.write(RoundTrips.program(for: zip(services, files).map { ($0.contract, $1) }), to: "main.swift")
        let program = "\(folder.path)/program"
        let compiler = try RoundTrips.compile(files.map(\.name) + ["main.swift"], in: folder.path, to: program)
        try #require(compiler.status == 0, "\(compiler.output)")
        let values = try RoundTrips.values(for: services.map(\.contract), count: 200)
        try folder.write(values.joined(separator: "\n"), to: "values")
        let run = try RoundTrips.run(program, ["\(folder.path)/values"], in: folder.path)
        #expect(run.status == 0, "\(run.output.prefix(20_000))")
    }
}
