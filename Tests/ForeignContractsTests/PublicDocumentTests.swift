import ClamatorJSON
import ForeignContracts
import TestSupport
import Testing

/// Public documents give what their publishers put in.
@Suite struct PublicDocumentTests {
    private func read(_ file: String) throws -> ForeignContract {
        let uri = PublicDocuments.uri(of: file)
        let root = try JSON(parsing: #require(PublicDocuments.text(at: uri)))
        let foreign = ForeignContract(root, DocumentKind(of: root), at: uri) { uri in
            PublicDocuments.text(at: uri).flatMap { try? JSON(parsing: $0) }
        }
        return try #require(foreign)
    }

    struct Document: Sendable, CustomTestStringConvertible {
        var file: String
        var service: String
        var methods: Int
        var notifications = 0
        var params = 0
        var byPosition = 0
        var errors = 0
        var examples = 0
        var types: Int
        var losses = ""
        var testDescription: String { file }
    }

    @Test(
        .enabled(if: PublicDocuments.folder != nil),
        arguments: [
            Document(
                file: "openrpc/petstore.json", service: "petstore", methods: 3, params: 4, byPosition: 4, errors: 1,
                examples: 3, types: 3,
                losses: "3 names of results, 3 descriptions of results, 3 names of examples, 1 version, 1 licence"),
            Document(
                file: "openrpc/simple-math.json", service: "simple-math", methods: 2, params: 4, byPosition: 4,
                examples: 4, types: 1,
                losses: "2 names of results, 4 names of examples, 24 words on values of examples, 2 links, 1 version"),
            Document(
                file: "openrpc/link-example.json", service: "links", methods: 6, params: 13, byPosition: 13, types: 3,
                losses: "6 names of results, 6 descriptions of results, 4 links, 1 version"),
            Document(
                file: "openrpc/params-by-name-petstore.json", service: "petstore-by-name", methods: 3, params: 2,
                byPosition: 1, examples: 1, types: 2,
                losses: "3 names of results, 3 descriptions of results, 1 name of an example, 1 version, 1 licence"),
            Document(
                file: "openrpc/ethereum.json", service: "ethereum-json-rpc-specification", methods: 86, params: 115,
                byPosition: 115, errors: 154, examples: 73, types: 124,
                losses: "86 names of results, 73 names of examples, 1 description of a result, 1 version, 1 licence"),
            Document(
                file: "starknet/starknet_trace_api_openrpc.json", service: "starknet-trace-api", methods: 3, params: 6,
                byPosition: 6, errors: 5, types: 56,
                losses: "3 names of results, 3 descriptions of results, 1 version"),
            Document(
                file: "starknet/api/starknet_api_openrpc.json", service: "starknet-node-api", methods: 25, params: 40,
                byPosition: 35, errors: 39, types: 116,
                losses: """
                    25 names of results, 20 descriptions of results, 4 summaries of results, 1 version, \
                    1 component without a use
                    """),
            Document(
                file: "mcp/2025-06-18.json", service: "service-2025-06-18", methods: 25, notifications: 9, types: 91),
        ])
    func `A public document gives its methods, params, errors, examples and types`(document: Document) throws {
        let foreign = try read(document.file)
        #expect(foreign.diagnostics.map(\.message) == [])
        let contract = foreign.contract
        let methods = (contract["methods"]?.members ?? []).map(\.value)
        #expect(contract["service"]?.string == document.service)
        #expect(methods.count == document.methods)
        #expect(methods.count { $0["notification"] == true } == document.notifications)
        let params = methods.map { (count: $0["positions"]?.count ?? 0, structure: $0["paramStructure"]?.string) }
        #expect(params.map(\.count).reduce(0, +) == document.params)
        #expect(params.filter { $0.structure != "by-name" }.map(\.count).reduce(0, +) == document.byPosition)
        #expect(methods.map { $0["errors"]?.count ?? 0 }.reduce(0, +) == document.errors)
        #expect(methods.map { $0["examples"]?.count ?? 0 }.reduce(0, +) == document.examples)
        #expect(contract["$defs"]?.count ?? 0 == document.types)
        #expect(foreign.losses.description == document.losses)
    }
}
