internal import ClamatorKit

/// What Tab offers.
extension Session {
    /// What could stand where the cursor is: commands, services with their methods.
    ///
    /// - Parameters:
    ///   - text: What was typed.
    ///   - cursor: Where the cursor is, in Unicode scalars.
    /// - Returns: The candidates for the first word; none behind it.
    package func completions(_ text: String, _ cursor: Int) -> Completions {
        let typed = String(String.UnicodeScalarView(text.unicodeScalars.prefix(cursor)))
        guard !typed.contains(where: \.isWhitespace) else { return .none }
        return Completions(
            range: 0..<cursor, candidates: firstWords.filter { $0.text.hasPrefix(typed) })
    }

    private var firstWords: [Candidate] {
        let commands = Command.allCases.map { Candidate(".\($0.rawValue)", suffix: " ", detail: $0.purpose) }
        let methods = host.services.flatMap { service in
            service.contract.methods.map {
                Candidate("\(service.contract.service).\($0.name)", suffix: " ", detail: Description.signature($0))
            }
        }
        let inUse = host.services.first { $0.contract.service == service }?.contract.methods ?? []
        return methods + inUse.map { Candidate($0.name, suffix: " ", detail: Description.signature($0)) } + commands
    }
}
