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

    /// The text of loaded contracts in a format.
    package static func text(of services: [ContractLoader.Service], in format: Format) -> String {
        switch format {
        case .openrpc: ContractText.text(of: OpenRPCDocument.of(services.map(\.completeSource)))
        case .jsonSchema: ContractText.text(of: RequestSchemasDocument.of(services.map(\.completeSource)))
        case .markdown: ContractPage.markdown(of: services.map(page))
        case .html: ContractPage.html(of: services.map(page))
        }
    }

    /// What the text of loaded contracts in a format does not have, counted by kind; empty where it has all.
    package static func losses(of services: [ContractLoader.Service], in format: Format) -> String {
        switch format {
        case .openrpc: OpenRPCDocument.losses(of: services.map(\.completeSource))
        case .jsonSchema: RequestSchemasDocument.losses(of: services.map(\.completeSource))
        case .markdown, .html: ""
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
