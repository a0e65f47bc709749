/// Has the calls of one service answered here, at once, and carries the others by another transport.
final class LocalServiceTransport: ClientTransport {
    private let service: String
    private let dispatcher: any Dispatcher
    private let others: any ClientTransport

    init(_ service: String, _ dispatcher: any Dispatcher, besides others: any ClientTransport) {
        self.service = service
        self.dispatcher = dispatcher
        self.others = others
    }

    func start() async throws { try await others.start() }

    func stop() async { await others.stop() }

    func send(_ request: Request, timeout: Duration, in context: inout CallContext) -> SendResult {
        guard isOurs(request) else { return others.send(request, timeout: timeout, in: &context) }
        context.trace.stage = .service
        guard case .replied(let reply)? = try? dispatcher.dispatch(request, in: &context) else {
            return .failed(ClamatorTransportError("dispatcher returned None for a request", reason: .noReply))
        }
        return .replied(reply)
    }

    func notify(_ request: Request, in context: inout CallContext) throws(ClamatorTransportError) {
        guard isOurs(request) else { return try others.notify(request, in: &context) }
        _ = try? dispatcher.dispatch(request, in: &context)
    }

    private func isOurs(_ request: Request) -> Bool { request.service.utf8.elementsEqual(service.utf8) }
}
