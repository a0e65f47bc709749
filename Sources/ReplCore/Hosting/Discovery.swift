internal import ClamatorKit
internal import ContractExport
internal import ScriptedHandlers
private import Synchronization

/// Answers `rpc.discover` with the OpenRPC document of the loaded contracts, as OpenRPC asks of servers.
///
/// It is a service beside the contracts' own, so that other calls do not pass it. Where a contract has a service `rpc`
/// that one answers, also where it has no `discover`: names that begin with `rpc.` are not for contracts (JSON-RPC 2.0
/// §4.3). A contract's wire name `rpc.discover` leads to its method before a service is looked for.
final class Discovery: Dispatcher {
    private let services: [ContractLoader.Service]
    /// The document, once it was asked for.
    private let document = Mutex<JSON?>(nil)

    /// Nil where a contract has the service.
    init?(of services: [ContractLoader.Service]) {
        if services.contains(where: { $0.contract.service == DiscoveryName.service }) { return nil }
        self.services = services
    }

    func dispatch(_ request: Request, in context: inout CallContext) -> DispatchResult {
        context.trace.stage = .method
        if request.isNotification { return .nothing }
        guard request.method.utf8.elementsEqual(DiscoveryName.method.utf8) else {
            return .replied(.error(.methodNotFound))
        }
        let params = request.params
        guard params.kind == .object || params.kind == .array, params.count == 0 else {
            let unit = OutputUnit(instanceLocation: JSONPointer(), keywordLocation: "", error: "expected no params")
            return .replied(.error(.invalidParams([unit])))
        }
        return .replied(.result(made()))
    }

    private func made() -> JSON {
        document.withLock { document in
            let made = document ?? CompactText.compacted(OpenRPCDocument.of(services.map(\.completeSource)))
            document = made
            return made
        }
    }
}
