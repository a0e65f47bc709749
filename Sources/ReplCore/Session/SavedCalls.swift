internal import ClamatorKit

/// The requests of a session as a batch reads them: one a line, each with what came back as its `expect`.
struct SavedCalls {
    /// The lines, each with its end.
    let text: String
    /// How many requests and notifications there are.
    let count: Int
    /// How many lines were left out, which were no requests.
    let leftOut: Int
    /// The lines, by number, that a batch may answer otherwise, with the commands that came before them.
    let changes: [(line: Int, command: CommandBetweenCalls)]

    init(_ state: SessionState) {
        var lines: [String] = []
        var changes: [(line: Int, command: CommandBetweenCalls)] = []
        var tracker = CommandBetweenCalls.Tracker()
        var commands = state.commands[...]
        for (index, exchange) in state.exchanges.enumerated() {
            while let command = commands.first, command.position <= index {
                tracker.note(commands.removeFirst())
            }
            guard let request = exchange.request,
                let call = exchange.recorded(asLine: lines.count + 1, state.catalogue, state.callBuilder)
            else { continue }
            lines.append(call.line)
            changes += tracker.noteCall(of: request.service).map { (lines.count, $0) }
        }
        text = lines.joined()
        count = lines.count
        leftOut = state.exchanges.count - count
        self.changes = changes
    }
}
