import ClamatorKit
import ServiceSupport
import Testing

@Suite struct MethodNameTests {
    @Test func `Each method is called by its own name, however often others are called between`() async throws {
        let names = (0..<200).map { "m\($0 % 100 + 100)" } + ["k", "aK"]
        let contract = JSON(
            ["service": "lab", "methods": JSON(Dictionary(names.map { ($0, ["result": true]) }) { $1 })])
        let handlers = Dictionary(names.map { name in (name, Handler.immediate { _ in JSON(name) }) }) { $1 }
        let pair = try await MemoryPair(handlers, contract: contract.description)
        for name in names + names.reversed() { #expect(await pair.outcome(name) == #"result "\#(name)""#) }
        // The sign for kelvin is equal to the letter for Swift's strings.
        await #expect(throws: InvalidRequest.self) { try await pair.client.call("lab", "a\u{212A}") }
        await #expect(throws: InvalidRequest.self) { try await pair.client.call("la", "b.k") }
    }
}
