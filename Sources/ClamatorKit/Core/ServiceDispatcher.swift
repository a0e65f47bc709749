internal import Logging
private import Synchronization

/// The way of a request through one service: method → params check → handler → result check.
final class ServiceDispatcher: Dispatcher {
    private let methods: NameTable<BoundMethod>

    init(contract: Contract, handlers: [String: Handler], running: RunningCalls, logger: Logger) {
        var methods = NameTable<BoundMethod>()
        for method in contract.methods {
            let bound = BoundMethod(
                service: contract.service, method: method, handler: handlers[method.name], running: running,
                logger: logger)
            methods.set(method.name, to: bound)
        }
        self.methods = methods
    }

    func dispatch(_ request: Request, in workspace: inout Workspace) -> Dispatched {
        workspace.reached = .method
        guard let method = request.withMethodName({ methods[$0] }) else {
            return request.isNotification ? .nothing : .replied(.error(.methodNotFound))
        }
        return method.dispatch(request, in: &workspace)
    }
}

/// A method of a contract with its handler.
final class BoundMethod: Sendable {
    private let service: String
    private let name: String
    private let params: Schema
    private let result: Schema?
    private let fillsParams: Bool
    private let fillsResult: Bool
    private let handler: Handler?
    private let running: RunningCalls
    private let logger: Logger

    init(service: String, method: Contract.Method, handler: Handler?, running: RunningCalls, logger: Logger) {
        self.service = service
        name = method.name
        params = method.params
        result = method.result
        fillsParams = method.params.hasDefaults
        fillsResult = method.result?.hasDefaults ?? false
        self.handler = handler
        self.running = running
        self.logger = logger
    }

    func dispatch(_ request: Request, in workspace: inout Workspace) -> Dispatched {
        workspace.reached = .params
        let given = request.params
        guard case .valid = given.withView({ params.validate($0) }) else {
            let errors = params.explain(given)
            log(.warning, "RPC params validation failed", request, errors: errors)
            return request.isNotification ? .nothing : .replied(.error(.invalidParams(errors)))
        }
        workspace.reached = .handler
        guard let handler else {
            return request.isNotification ? .nothing : .replied(.error(.methodNotFound))
        }
        do {
            switch try handler.begin(fillsParams ? params.fillingDefaults(in: given) : given, &workspace) {
            case .now(let value):
                workspace.reached = .result
                return finish(request, value).map { .replied($0) } ?? .nothing
            case .later(let answer):
                running.begin()
                return .waiting { [self] in
                    defer { running.end() }
                    do { return finish(request, try await answer()) } catch { return fail(request, error) }
                }
            case .silence:
                return request.isNotification ? .nothing : .silence
            }
        } catch {
            return fail(request, error).map { .replied($0) } ?? .nothing
        }
    }

    /// Checks a result; nil where there is nothing to answer.
    private func finish(_ request: Request, _ value: JSON) -> Reply? {
        guard let result, !request.isNotification else { return nil }
        guard case .valid = value.withView({ result.validate($0) }) else {
            let errors = result.explain(value)
            log(.error, "RPC result validation failed", request, errors: errors)
            return .error(.resultValidationFailed(errors))
        }
        return .result(fillsResult ? result.fillingDefaults(in: value) : value)
    }

    private func fail(_ request: Request, _ error: any Error) -> Reply? {
        if let error = error as? RpcError { return request.isNotification ? nil : .error(error) }
        log(.error, "RPC handler raised", request)
        return request.isNotification ? nil : .error(.internalError(error))
    }

    private func log(_ level: Logger.Level, _ what: String, _ request: Request, errors: [OutputUnit]? = nil) {
        guard logger.logLevel <= level else { return }
        let id = request.id.map { $0.description } ?? "null"
        var metadata: Logger.Metadata = ["service": "\(service)", "method": "\(name)", "rpc_id": "\(id)"]
        var message = "\(what): \(service).\(name) id=\(id)"
        if let errors {
            let list = errors.map { "\($0.instanceLocation): \($0.error)" }
            metadata["errors"] = .array(list.map { .string($0) })
            if level == .error { message += " errors=\(list)" }
        }
        logger.log(level: level, "\(message)", metadata: metadata)
    }
}

/// Counts the handlers of a server that wait, so that its stop can wait for them.
final class RunningCalls: Sendable {
    private let count = Atomic(0)

    func begin() { count.add(1, ordering: .relaxed) }
    func end() { count.subtract(1, ordering: .releasing) }

    /// Waits until none is left, or until the time is over.
    func wait(atMost grace: Duration) async {
        let end = ContinuousClock.now.advanced(by: grace)
        while count.load(ordering: .acquiring) > 0, ContinuousClock.now < end {
            do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
        }
    }
}
