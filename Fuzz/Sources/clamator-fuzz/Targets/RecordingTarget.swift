@testable import ClamatorKit
@testable import ClamatorSystem
@testable import ReplCore
@testable import ScriptedHandlers

private let services = Demo.load()
private let folder = Folder()

/// Lines of calls with what they expect: handlers made of them load on the contract. What the demo answers to them,
/// recorded and made handlers of, passes when it is replayed against these.
func testRecording(_ input: [UInt8]) {
    _ = loaded(input)
    let lines = input.split(separator: UInt8(ascii: "\n")).prefix(20).map { String(decoding: $0, as: UTF8.self) }
    wait {
        let recording = try await recording(of: lines)
        guard let answering = loaded(Array(recording.utf8)) else { return }
        var batch = Batch()
        batch.timeout = .milliseconds(1)
        let host = try await ServiceHost(answering, logger: quiet, timeout: batch.timeout)
        let sink = MemorySink()
        _ = try await batch.run(
            from: MemorySource(Array(recording.utf8), chunk: 4096), to: sink, through: host.client)
        await host.stop()
        require(!sink.text.contains(#""pass":false"#), "\(sink.text)\n\(recording)")
    }
}

/// The demo with handlers made of lines, which it takes; nil where they nest too deep for a file.
private func loaded(_ lines: [UInt8]) -> [ContractLoader.Service]? {
    guard
        let made = try? RecordedHandlers(
            reading: MemorySource(lines, chunk: 4096), services, maximumLineLength: 4096, maximumSize: 16 << 20)
    else { fatalError("lines in memory that cannot be read") }
    let text = made.file(of: "demo").text
    guard (try? JSON(parsing: text)) != nil else { return nil }
    let (services, diagnostics) = Demo.load(handlers: text)
    require(diagnostics.isEmpty, "\(diagnostics): \(text)")
    return services
}

/// What `.record` writes of lines that are sent as they are.
private func recording(of lines: [String]) async throws -> String {
    var options = Session.Options()
    options.timeout = .milliseconds(1)
    options.logger = quiet
    let session = Session(
        host: try await ServiceHost(services, logger: quiet, timeout: options.timeout),
        sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(), options: options)
    let path = folder.path + "/rec"
    folder.set("rec", to: nil)
    _ = await session.run(".record \(path)")
    for line in lines where line.utf8.first == UInt8(ascii: "{") { _ = await session.run(line) }
    await session.stop()
    for service in services { service.scripts.reset() }
    return String(decoding: try Files.read(path), as: UTF8.self)
}
