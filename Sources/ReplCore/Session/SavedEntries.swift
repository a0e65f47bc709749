internal import ClamatorKit

/// A session as lines of the prompt, which `.read` runs: its calls, and the commands between them that change what
/// answers.
struct SavedEntries {
    /// The lines, each with its end.
    let text: String
    /// How many entries there are.
    let count: Int
    /// How many were left out, which would not end where they do.
    let leftOut: Int

    init(_ state: SessionState) {
        var entries: [String] = []
        var leftOut = 0
        var commands = state.commands[...]
        func add(commandsBefore position: Int) {
            while let command = commands.first, command.position <= position {
                entries.append(commands.removeFirst().entry)
            }
        }
        for (index, exchange) in state.exchanges.enumerated() {
            add(commandsBefore: index)
            if let entry = Self.entry(of: exchange, state) { entries.append(entry) } else { leftOut += 1 }
        }
        add(commandsBefore: state.exchanges.count)
        text = entries.map { $0 + "\n" }.joined()
        count = entries.count
        self.leftOut = leftOut
    }

    private static func entry(of exchange: Exchange, _ state: SessionState) -> String? {
        if let line = exchange.line { return Entry(line, state.vocabulary).isComplete ? line : nil }
        guard let request = exchange.request else { return nil }
        guard let known = state.catalogue.method(request.method, of: request.service) else {
            return "\(request.service).\(request.method) " + oneLine { $0.value(request.params) }
        }
        let call = ExampleCall(service: request.service, method: known.method, params: request.params)
        // What begins so would stand for a result or a file.
        let hasReference = request.params.members.contains { member in
            member.value.string?.utf8.first.map { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "@") } ?? false
        }
        return hasReference ? call.jsonLine : call.line
    }
}
