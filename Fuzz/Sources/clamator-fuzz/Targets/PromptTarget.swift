@testable import ClamatorKit
@testable import ClamatorSystem
@testable import LineEditing
@testable import ReplCore
@testable import ScriptedHandlers

private let services = Demo.load()

/// Lines typed at the prompt, several to an entry where the first is not whole: what is shown holds no control
/// characters, and completing at any place offers what can stand there.
func testPrompt(_ input: [UInt8]) {
    let lines = String(decoding: input, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    wait {
        var options = Session.Options()
        options.timeout = .milliseconds(1)
        options.logger = quiet
        let session = Session(
            host: try await ServiceHost(services, logger: quiet, timeout: options.timeout),
            sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(), options: options)
        var entry = ""
        for line in lines.prefix(20) {
            entry += entry.isEmpty ? String(line) : "\n" + line
            checkTyping(session, entry)
            guard session.isComplete(entry) else { continue }
            if !touchesFiles(entry) { checkOutput(await session.run(entry), of: entry) }
            entry = ""
        }
        await session.host.stop()
        // What the commands changed; loading anew takes much longer.
        for service in services {
            for method in service.contract.methods { _ = service.scripts.replace(method.name, with: nil) }
            service.scripts.reset()
        }
    }
}

private func checkTyping(_ session: Session, _ entry: String) {
    let count = entry.unicodeScalars.count
    for cursor in Set([0, count / 2, count]) {
        let buffer = TextBuffer(entry, cursor: cursor)
        let completions = session.completions(buffer)
        require(completions.candidates.isEmpty || completions.range.upperBound <= count, "completes beyond the end")
        _ = completions.completed(buffer)
        let decoration = session.decoration(of: buffer, in: 0..<count, for: TerminalSize(columns: 40, rows: 10))
        for highlight in decoration.highlights {
            require(highlight.range.upperBound <= count, "colours beyond the end of \(entry)")
        }
    }
}

private func checkOutput(_ output: Output, of entry: String) {
    for scalar in (output.text + output.error).unicodeScalars where scalar != "\n" && scalar != "\t" {
        let shown = String(scalar)
        require(Printable.escape(shown) == shown, "shows U+\(String(scalar.value, radix: 16)): \(entry)")
    }
}

/// Whether an entry reads or writes a file, which is no matter of what was typed.
private func touchesFiles(_ entry: String) -> Bool {
    let commands = [".load", ".reload", ".read", ".record", ".save"]
    return entry.contains("@") || commands.contains { entry.contains($0) }
}
