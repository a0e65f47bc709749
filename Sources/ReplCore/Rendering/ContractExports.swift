internal import ClamatorKit
internal import ContractExport
package import ScriptedHandlers

/// Contracts in the formats of others.
package enum ContractExports {
    /// A format.
    package enum Format: String, CaseIterable, Sendable {
        /// An OpenRPC document.
        case openrpc
        /// One JSON Schema, in which requests, results and notifications are definitions.
        case jsonSchema = "json-schema"
        /// A text for people.
        case markdown
        /// A page for people.
        case html
    }

    /// Loaded contracts in a format.
    ///
    /// - Parameters:
    ///   - services: The contracts.
    ///   - format: The format.
    /// - Returns: The text, and what of the contracts it does not have, counted by kind; empty where it has all.
    package static func export(
        _ services: [ContractLoader.Service], in format: Format
    ) -> (text: String, losses: String) {
        switch format {
        case .openrpc:
            let contracts = services.map(\.completeSource)
            return (ContractText.text(of: OpenRPCDocument.of(contracts)), OpenRPCDocument.losses(of: contracts))
        case .jsonSchema:
            let contracts = services.map(\.completeSource)
            let text = ContractText.text(of: RequestSchemasDocument.of(contracts))
            return (text, RequestSchemasDocument.losses(of: contracts))
        case .markdown: return (ContractPage.markdown(of: services.map(page)), "")
        case .html: return (ContractPage.html(of: services.map(page)), "")
        }
    }

    private static func page(on service: ContractLoader.Service) -> ContractPage.Service {
        let methods = Dictionary(service.contract.methods.map { (ExactString($0.name), $0) }) { first, _ in first }
        return ContractPage.Service(contract: service.completeSource) { name in
            methods[name].map(sampleParams) ?? [:]
        }
    }

    /// Params as a call of the method gives them: those of its first example that fits, else made up.
    private static func sampleParams(of method: Contract.Method) -> JSON {
        var budget = WorkBudget(steps: TypingWork.perKey)
        let params = method.exampleParams(spending: &budget) ?? method.sampleParams(spending: &budget) ?? [:]
        return method.paramStructure == .byPosition ? method.positionalParams(params) ?? params : params
    }
}
