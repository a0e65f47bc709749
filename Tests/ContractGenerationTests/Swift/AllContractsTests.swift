import ClamatorKit
import ContractGeneration
import Foundation
import ScriptedHandlers
import TestSupport
import Testing
import ValueGeneration

/// The code of many contracts: of the samples, and of what others have published; with `CLAMATOR_GENERATED` also of the
/// one with every construct, which every build compiles, of one with odd names, and of those that the variable names.
@Suite(.serialized) struct AllContractsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static let variable = ProcessInfo.processInfo.environment["CLAMATOR_GENERATED"]

    private static func services(in folder: TemporaryFolder) throws -> [ContractLoader.Service] {
        var loader = ContractLoader()
        loader.findsMistakes = false
        var services = try loader.loadServices([root.appending(path: "contracts").path()])
        if let variable {
            try folder.write(OddNames.contract.description, to: "odd-names.json")
            let everything = root.appending(path: "Tests/GeneratedServices/every-thing.json").path()
            services += try loader.loadServices([everything, "\(folder.path)/odd-names.json"])
            if variable != "1" { services += try loader.loadServices([variable]) }
        }
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

    /// Writes the code of all contracts into a folder.
    private static func generate(
        _ access: SwiftAccess, in folder: TemporaryFolder
    ) throws -> (services: [ContractLoader.Service], files: [GeneratedFile]) {
        let services = try services(in: folder)
        let sources = try services.map {
            try GenerationSource($0.contract, text: $0.source, standalone: $0.standalone, file: $0.file)
        }
        let files = CodeLanguage.swift(access).files(for: sources)
        for file in files { try folder.write(file.text, to: file.name) }
        return (services, files)
    }

    /// Where the values are read too, the code is compiled anyway.
    @Test(.enabled(if: variable == nil, "CLAMATOR_GENERATED is set"))
    func `The code of all contracts compiles without warnings`() throws {
        let folder = try TemporaryFolder()
        let (_, files) = try Self.generate(.internal, in: folder)
        let compiler = try RoundTrips.compile(files.map(\.name), in: folder.path, ["-typecheck"])
        #expect(compiler.status == 0, "\(compiler.output.prefix(20_000))")
    }

    @Test(.enabled(if: variable != nil, "CLAMATOR_GENERATED is not set"))
    func `The code of all contracts compiles without warnings, and reads back what it writes`() throws {
        let folder = try TemporaryFolder()
        let (services, files) = try Self.generate(.public, in: folder)
        try folder.write(RoundTrips.program(for: zip(services, files).map { ($0.contract, $1) }), to: "main.swift")
        let program = "\(folder.path)/program"
        let compiler = try RoundTrips.compile(
            files.map(\.name) + ["main.swift"], in: folder.path, ["-o", program] + (try RoundTrips.libraries))
        try #require(compiler.status == 0, "\(compiler.output)")
        let values = try RoundTrips.values(for: services.map(\.contract), count: 200)
        try folder.write(values.joined(separator: "\n"), to: "values")
        let run = try RoundTrips.run(program, ["\(folder.path)/values"], in: folder.path)
        #expect(run.status == 0, "\(run.output.prefix(20_000))")
    }
}
