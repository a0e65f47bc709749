@testable import ClamatorKit
@testable import ReplCore

private let services = Demo.load()

/// Lines of calls, however they are cut and however many are in flight: each gets one reply with its id, notifications
/// and blank lines none.
func testBatch(_ input: [UInt8]) {
    // That one expectation is met only where a handler takes the notification, which is not worked out here.
    if String(decoding: input, as: UTF8.self).contains("notification") { return }
    let cut = Int(input.first ?? 1) + 1
    wait {
        var batch = Batch()
        batch.maximumLineLength = 512
        batch.timeout = .milliseconds(1)
        batch.jobs = cut % 2 == 0 ? 1 : 4
        let host = try await ServiceHost(services, logger: quiet, timeout: batch.timeout)
        let sink = MemorySink()
        batch.orderedServices = host.orderedServices
        _ = try await batch.run(from: MemorySource(input, chunk: cut), to: sink, through: host.client)
        await host.stop()
        check(sink.text, answers: input, longest: batch.maximumLineLength)
    }
}

private func check(_ output: String, answers input: [UInt8], longest: Int) {
    let expected = expectedIds(input, longest: longest)
    let lines = output.utf8.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    require(output.isEmpty || output.hasSuffix("\n"), "the last reply is cut off")
    require(lines.count == expected.count, "\(lines.count) replies to \(expected.count) lines")
    for (line, id) in zip(lines, expected) {
        guard let reply = try? JSON(parsing: line) else {
            fatalError("no JSON: \(String(decoding: line, as: UTF8.self))")
        }
        require(reply["jsonrpc"] == "2.0" && reply["id"] == id, "expected the id \(id): \(reply)")
        require((reply["result"] == nil) != (reply["error"] == nil), "neither or both: \(reply)")
        guard let error = reply["error"] else { continue }
        require(error["code"]?.int != nil && error["message"]?.string != nil, "no error object: \(reply)")
    }
}

/// The id that the reply to each line has, worked out line by line.
private func expectedIds(_ input: [UInt8], longest: Int) -> [JSON] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, line -> JSON? in
        if line.count > longest + 2 { return .null }
        let line = index == 0 && line.starts(with: mark) ? line.dropFirst(mark.count) : line
        let spaces: [UInt8] = [0x20, 0x09, 0x0D]
        guard let last = line.lastIndex(where: { !spaces.contains($0) }) else { return nil }
        let text = Array(line[...last])
        guard text.count <= longest, let json = try? JSON(parsing: text) else { return .null }
        do throws(InvalidRequest) {
            switch try Envelope(json) {
            // What a notification expects is answered where it is not met, as all but one expectation cannot be.
            case .request(let request): return request.id?.json ?? (json["expect"] == nil ? .none : .null)
            case .success(let id, _): return id.json
            case .failure(let id, _): return id?.json ?? .null
            }
        } catch {
            return error.id?.json ?? .null
        }
    }
}
