import ClamatorKit
import ServiceSupport
import Testing

@Suite struct MethodNameTests {
    @Test func `Each method is called by its own name, however often others are called between`() async throws {
        let names = (100..<200).map { "m\($0)" } + ["k", "aK"]
        let methods = names.map { #""\#($0)": {"result": true}"# }.joined(separator: ", ")
        let handlers = Dictionary(names.map { name in (name, Handler.immediate { _ in JSON(name) }) }) { $1 }
        let pair = try await MemoryPair(handlers, contract: #"{"service": "lab", "methods": {\#(methods)}}"#)
        for name in names + names.reversed() { #expect(await pair.outcome(name) == #"result "\#(name)""#) }
        // The sign for kelvin is equal to the letter for Swift's strings.
        await #expect(throws: InvalidRequest.self) { try await pair.client.call("lab", "a\u{212A}") }
        await #expect(throws: InvalidRequest.self) { try await pair.client.call("la", "b.k") }
    }
}
