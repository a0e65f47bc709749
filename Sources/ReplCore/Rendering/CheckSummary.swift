internal import ClamatorKit
public import ScriptedHandlers

extension ContractLoader.Loaded {
    /// Says which methods are set aside; nil where none is.
    package var noteOnSetAside: String? {
        let names = services.flatMap { service in
            service.contract.methods.filter { $0.fault != nil }.map { $0.fullName(in: service.contract.service) }
        }
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        return Printable.escape("set aside, calls are answered -32603: \(shown)")
    }
}

/// What a check says of contracts that hold.
public struct CheckSummary {
    /// A line for each service: its file, its name, how many methods it has.
    public let text: String

    /// Sums up what was loaded.
    public init(_ loaded: ContractLoader.Loaded) {
        text = loaded.services.map { service in
            let count = service.contract.methods.count
            return Printable.escape(
                "\(service.file): \(service.contract.service), \(count) method\(count == 1 ? "" : "s")")
        }.joined(separator: "\n")
    }
}
