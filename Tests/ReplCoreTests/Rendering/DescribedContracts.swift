import ClamatorKit
import Foundation
import ReplCore
import ScriptedHandlers
import TestSupport

/// Contracts whose descriptions are looked at: the samples of the project, and those that others have published.
enum DescribedContracts {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL.path()

    static func samples(mocks: Bool = false) throws -> [ContractLoader.Service] {
        try load("\(root)/contracts", mocks: mocks)
    }

    static func example(_ name: String) throws -> [ContractLoader.Service] {
        try load("\(root)/Documentation/examples/\(name)", mocks: false)
    }

    static let publicFiles = [
        "openrpc/petstore.json", "openrpc/simple-math.json", "openrpc/link-example.json",
        "openrpc/params-by-name-petstore.json", "openrpc/ethereum.json", "starknet/starknet_trace_api_openrpc.json",
        "starknet/api/starknet_api_openrpc.json", "mcp/2025-06-18.json", "clamator/optio-pydantic.json",
        "clamator/optio-zod.json",
    ]

    static func published(_ file: String) throws -> [ContractLoader.Service] {
        try load("\(PublicDocuments.folder ?? "")/\(file)", mocks: true)
    }

    private static func load(_ path: String, mocks: Bool) throws -> [ContractLoader.Service] {
        var loader = ContractLoader()
        loader.findsMistakes = false
        loader.assertsFormats = true
        loader.handlerOptions.mocks = mocks
        loader.handlerOptions.seed = 1
        return try loader.load([path]).services
    }
}
