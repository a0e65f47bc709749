internal import ClamatorKit
internal import ScriptedHandlers

/// The one way from a call as people type it to a request, and from its answer to text: at the prompt and in the shell.
struct CallBuilder {
    let services: [ContractLoader.Service]
    /// What tells all names, for somebody who typed one that nothing has.
    let listing: String

    /// Makes the request that somebody typed. A well-formed name that nothing has is called all the same, since −32601 is
    /// what the caller of an unknown method gets; a word that is no name is refused here.
    ///
    /// - Parameters:
    ///   - name: A wire name, `service.method`, or `method` where a service is in use.
    ///   - serviceInUse: The service that a method's name alone is looked for in.
    ///   - results: What `_` and `_3` stand for.
    ///   - params: Reads the params.
    /// - Returns: The request; a notification where the method is one.
    /// - Throws: `UsageError` where the name is none, or where the params cannot be read.
    func request(
        _ name: String, using serviceInUse: String? = nil, results: [JSON] = [],
        params: (CallArguments) throws(UsageError) -> JSON
    ) throws(UsageError) -> Request {
        let found = services.method(name, using: serviceInUse)
        let parts = Names.parts(of: name)
        guard let service = found?.service.contract.service ?? parts?.service ?? serviceInUse else {
            throw UsageError(unknown(name))
        }
        let params = try params(
            CallArguments(schema: found?.method.params.root, positions: found?.method.positions, results: results))
        do throws(InvalidRequest) {
            return try Request(
                service: service, method: found?.method.name ?? parts?.method ?? name, params: params,
                id: found?.method.isNotification == true ? nil : RpcId())
        } catch {
            if services.contains(where: { $0.contract.methods.contains { $0.wireName != nil } }) {
                throw UsageError(unknown(name))
            }
            throw UsageError(Printable.excerpt(error.reason) + "; expected SERVICE.METHOD")
        }
    }

    /// An error that a request was answered with, and what helps to do better.
    func text(of error: RpcError, to request: Request, in rendering: ReplyRendering) -> String {
        guard let (method, isHandled) = find(request.service, request.method) else {
            let name = "\(request.service).\(request.method)"
            return rendering.error(error, hint: error.code == .methodNotFound ? unknown(name) : nil)
        }
        let name = Printable.escape(method.fullName(in: request.service))
        switch error.code {
        case .invalidParams: return rendering.error(error, hint: "\(name) \(method.params.signature)")
        case .methodNotFound where !isHandled: return rendering.error(error, hint: "\(name) has no handler")
        default: return rendering.error(error, hint: nil)
        }
    }

    private func find(_ service: String, _ method: String) -> (method: Contract.Method, isHandled: Bool)? {
        guard let service = services.first(where: { $0.contract.service == service }) else { return nil }
        return service.contract[method].map { ($0, service.scripts.answers(method)) }
    }

    private func unknown(_ name: String) -> String {
        let unknown = UnknownName(name, among: services.names)
        return unknown.description + (unknown.hasSuggestion ? "" : "; \(listing) lists them")
    }
}
