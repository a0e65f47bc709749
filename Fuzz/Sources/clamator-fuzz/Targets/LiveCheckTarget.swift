@testable import ClamatorKit
@testable import LineEditing
@testable import ReplCore
@testable import ScriptedHandlers

private let folder = Folder()

/// The schema of a method's params, and what is typed behind the method: hints, live check and completion end soon
/// whatever the schema leads to, and stay within the entry.
func testLiveCheck(_ input: [UInt8]) {
    let parts = parts(of: input)
    guard parts.count > 1, let params = try? JSON(parsing: parts[0]) else { return }
    let method: JSON = ["params": params, "result": params]
    let contract: JSON = ["service": "s", "methods": ["m": method]]
    folder.set("it.json", to: Array(contract.description.utf8))
    guard let loaded = try? ContractLoader().load([folder.path + "/it.json"]), !loaded.hasErrors else { return }
    wait {
        var options = Session.Options()
        options.logger = quiet
        let session = Session(
            host: try await ServiceHost(loaded.services, logger: quiet, timeout: .milliseconds(1)),
            sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(), options: options)
        for typed in parts.dropFirst() {
            check("s.m " + String(decoding: typed, as: UTF8.self), session)
        }
        await session.host.stop()
    }
}

private func check(_ entry: String, _ session: Session) {
    let count = entry.unicodeScalars.count
    for cursor in Set([4, (4 + count) / 2, count]) {
        let buffer = TextBuffer(entry, cursor: cursor)
        let time = ContinuousClock().measure {
            let completions = session.completions(buffer)
            require(completions.candidates.isEmpty || completions.range.upperBound <= count, "completes beyond the end")
            let decoration = session.decoration(of: buffer, in: 0..<count, for: TerminalSize(columns: 40, rows: 10))
            for highlight in decoration.highlights {
                require(highlight.range.upperBound <= count, "colours beyond the end")
            }
        }
        // Many times what it takes without the sanitizers' checks.
        require(time < .seconds(1), "took \(time)")
    }
}
