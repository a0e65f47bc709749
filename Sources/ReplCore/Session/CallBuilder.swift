internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// The one way from a call as people type it to a request, and from its answer to text: at the prompt and in the shell.
struct CallBuilder {
    let catalogue: ServiceCatalogue
    /// The command that lists all names, for the message on an unknown one.
    let listing: String
    /// Whether calls leave this process, so that nothing is known of what handles them.
    let isLive: Bool

    /// Makes the request of a typed call. An unknown but well-formed name is called all the same, so that the reply is
    /// −32601; a word that is no name is refused here.
    ///
    /// - Parameters:
    ///   - name: A wire name, `service.method`, or `method` where a service is in use.
    ///   - command: What may have been meant where the name is none.
    ///   - serviceInUse: The service that a method's name alone is looked for in.
    ///   - params: Gives the params, of the method where its name is known.
    /// - Returns: The request; a notification where the method is one.
    /// - Throws: `UsageError` where the name is none, or where the params cannot be read.
    func request(
        _ name: String, orCommand command: String? = nil, using serviceInUse: String? = nil,
        params: (Contract.Method?) throws(UsageError) -> JSON
    ) throws(UsageError) -> Request {
        let found = catalogue.method(name, using: serviceInUse)
        let parts = Names.parts(of: name)
        guard let service = found?.service.contract.service ?? parts?.service ?? serviceInUse else {
            throw catalogue.unknown(name, listedBy: listing, orCommand: command)
        }
        let params = try params(found?.method)
        do throws(InvalidRequest) {
            return try Request(
                service: service, method: found?.method.name ?? parts?.method ?? name, params: params,
                id: found?.method.isNotification == true ? nil : RpcId())
        } catch {
            let unknown = catalogue.unknown(name)
            if catalogue.hasWireNames || unknown.hasSuggestion {
                throw UsageError(unknown.sentence(listedBy: listing))
            }
            throw UsageError(Printable.excerpt(error.reason) + "; expected SERVICE.METHOD")
        }
    }

    /// An error that a request was answered with, and what helps to do better.
    func text(of error: RpcError, to request: Request, in rendering: ReplyRendering) -> StyledText {
        guard let found = catalogue.method(request.method, of: request.service) else {
            let unknown = catalogue.unknown("\(request.service).\(request.method)", listedBy: listing)
            return rendering.error(error, hint: error.code == .methodNotFound ? unknown.description : nil)
        }
        let name = Printable.escape(found.name)
        switch error.code {
        case .invalidParams:
            let hint = "\(name) \(found.method.params.signature)"
            return rendering.error(error, hint: hint, reasons: reasons(against: request))
        case .methodNotFound where !found.isHandled && !isLive:
            return rendering.error(
                error,
                hint: "\(name) has no handler: --mock answers from the contract, and at the prompt .on \(name) RULE"
                    + " gives it one")
        default: return rendering.error(error, hint: nil)
        }
    }

    /// Says why a notification came to no handler of this process.
    ///
    /// - Parameters:
    ///   - request: The notification, which was sent.
    ///   - stage: How far it came.
    /// - Returns: The reason; nil where it came to one, or where that is not known.
    func dropReason(of request: Request, at stage: CallStage) -> String? {
        guard !isLive, request.isNotification else { return nil }
        let name = "\(request.service).\(request.method)"
        guard let found = catalogue.method(request.method, of: request.service) else {
            return catalogue.unknown(name, listedBy: listing).description
        }
        guard found.isHandled else { return "\(found.name) has no handler" }
        guard stage != .handler, stage != .result, let unit = reasons(against: request).first else { return nil }
        let path = unit.instanceLocation.tokens.dotted
        return path.isEmpty ? unit.error : "\(path): \(unit.error)"
    }

    /// What a check of a request's params here finds wrong; none where the method is unknown.
    func reasons(against request: Request) -> [OutputUnit] {
        (try? catalogue.method(request.method, of: request.service)?.method.params.explain(request.params)) ?? []
    }
}
