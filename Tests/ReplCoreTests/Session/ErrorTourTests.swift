import ClamatorKit
import TestSupport
import Testing

@testable import ReplCore

@Suite struct ErrorTourTests {
    @Test func showsALineForEachError() throws {
        #expect(
            ErrorTour(try Demo.services()).text(Palette(usesColor: false)) == """
                   -32700  Parse error: the line is no JSON
                           {"jsonrpc": "2.0",}
                   -32600  Invalid Request: no valid envelope
                           {"jsonrpc": "1.0", "method": "demo.add", "id": 1}
                   -32601  Method not found: no such service or method, or no handler
                           demo.noSuchMethod
                   -32602  Invalid params: they break the schema
                           demo.add
                   -32603  Internal error: the handler failed
                           demo.crash
                   -32603  Result validation failed: the result breaks the schema
                           demo.lie
                   -32001  the handler's own error
                           demo.refuse
                   (none)  ClamatorTransportError: the call times out
                           demo.lost
                """)
    }

    @Test func provokesWhatItSays() async throws {
        let host = try await Demo.host()
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        let session = Session(
            host: host, sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(),
            options: options)
        for stop in ErrorTour(host.services).stops {
            let output = await session.run(try #require(stop.line))
            let shown = stop.code == "(none)" ? "ClamatorTransportError" : stop.code
            #expect(output.error.hasPrefix("✗ \(shown) "))
            #expect(output.isFailure)
        }
    }

    @Test func saysWhereNothingProvokesAnError() throws {
        let folder = try TemporaryFolder([
            "tell.json": #"{"service": "tell", "methods": {"it": {"notification": true}}}"#
        ])
        let services = try ContractLoader().load([folder.path]).services
        let missing = ErrorTour(services).stops.filter { $0.line == nil }.map(\.code)
        #expect(missing == ["-32602", "-32603", "-32603", "any other", "(none)"])
    }
}
