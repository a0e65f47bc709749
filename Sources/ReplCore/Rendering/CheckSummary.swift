internal import ClamatorKit
public import ScriptedHandlers

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
