internal import ClamatorKit
internal import ContractExport
package import ScriptedHandlers

/// Contracts in the formats of others.
package enum ContractExports {
    /// A format.
    package enum Format: String, CaseIterable, Sendable {
        /// An OpenRPC document.
        case openrpc
    }

    /// The text of loaded contracts in a format.
    package static func text(of services: [ContractLoader.Service], in format: Format) -> String {
        switch format {
        case .openrpc: ContractText.text(of: OpenRPCDocument.of(services.map(\.source)))
        }
    }
}
