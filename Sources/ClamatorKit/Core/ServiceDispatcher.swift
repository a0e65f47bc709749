internal import Logging
private import Synchronization

/// The way of a request through one service: method → params check → handler → result check.
final class ServiceDispatcher: Dispatcher {
    private let methods: [BoundMethod]
    /// The methods by name; `methods` keeps them.
    private let table: NameTable<Uncounted<BoundMethod>>

    init(contract: Contract, handlers: [String: Handler], running: RunningCalls, logger: Logger) {
        methods = contract.methods.map { method in
            BoundMethod(
                service: contract.service, method: method, handler: handlers[method.name], running: running,
                logger: logger)
        }
        table = NameTable(methods.map { ($0.name, Uncounted($0)) })
    }

    func dispatch(_ request: Request, in workspace: inout Workspace) -> Dispatched {
        workspace.reached = .method
        guard let method = request.withMethodName({ table[$0] }) else {
            return request.isNotification ? .nothing : .replied(.error(.methodNotFound))
        }
        return method.with { $0.dispatch(request, in: &workspace) }
    }
}

/// A method of a contract with its handler.
final class BoundMethod: Sendable {
    let name: String
    private let service: String
    private let params: Schema
    private let result: Schema?
    private let paramsCheck: Schema.Check
    /// Nil where the method has no result.
    private let resultCheck: Schema.Check?
    private let fillsParams: Bool
    private let fillsResult: Bool
    private let handler: Handler
    private let running: RunningCalls
    private let logger: Logger

    init(service: String, method: Contract.Method, handler: Handler?, running: RunningCalls, logger: Logger) {
        self.service = service
        name = method.name
        params = method.params
        result = method.result
        paramsCheck = Schema.Check(method.params)
        resultCheck = method.result.map { Schema.Check($0) }
        fillsParams = method.params.hasDefaults
        fillsResult = method.result?.hasDefaults ?? false
        self.handler = handler ?? Handler { _, _ in throw RpcError.methodNotFound }
        self.running = running
        self.logger = logger
    }

    @inline(__always)
    func dispatch(_ request: Request, in workspace: inout Workspace) -> Dispatched {
        workspace.reached = .params
        guard paramsCheck.accepts(request.uncountedParams.with { $0.view }) else {
            return refuseParams(request, &workspace)
        }
        workspace.reached = .handler
        do {
            let answer =
                fillsParams
                ? try begin(params.fillingDefaults(in: request.params), &workspace)
                : try request.uncountedParams.with { try begin($0, &workspace) }
            switch consume answer {
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

    @inline(never)
    private func refuseParams(_ request: Request, _ workspace: inout Workspace) -> Dispatched {
        // The texts are made again for a log, which is seldom asked for.
        if logger.logLevel <= .warning, let errors = try? params.explain(request.params) {
            log(.warning, "RPC params validation failed", request, errors: errors)
        }
        if request.isNotification { return .nothing }
        do throws(LimitReached) {
            return .replied(.error(try .invalidParams(request.params, by: params, in: &workspace)))
        } catch {
            return fail(request, error).map { .replied($0) } ?? .nothing
        }
    }

    /// A function of its own, since the compiler would count a reference to the handler in a larger one.
    @inline(never)
    private func begin(_ params: JSON, _ workspace: inout Workspace) throws -> Handler.Answer {
        try handler.begin(params, &workspace)
    }

    /// Checks a result; nil where there is nothing to answer.
    @inline(__always)
    private func finish(_ request: Request, _ value: consuming JSON) -> Reply? {
        guard let resultCheck, !request.isNotification else { return nil }
        guard resultCheck.accepts(value.view) else {
            return .error(refuse(request, value))
        }
        return fillsResult ? .result(filled(value)) : .result(value)
    }

    @inline(never)
    private func filled(_ value: JSON) -> JSON { result?.fillingDefaults(in: value) ?? value }

    @inline(never)
    private func refuse(_ request: Request, _ value: JSON) -> RpcError {
        do throws(LimitReached) {
            let errors = try result?.explain(value) ?? []
            log(.error, "RPC result validation failed", request, errors: errors)
            return .resultValidationFailed(errors)
        } catch {
            log(.error, "RPC result could not be validated", request)
            return .internalError(error)
        }
    }

    private func fail(_ request: Request, _ error: any Error) -> Reply? {
        if let error = error as? RpcError { return request.isNotification ? nil : .error(error) }
        log(.error, "RPC handler raised", request)
        return request.isNotification ? nil : .error(.internalError(error))
    }

    private func log(
        _ level: Logger.Level, _ what: String, _ request: Request,
        errors explained: @autoclosure () -> [OutputUnit]? = nil
    ) {
        guard logger.logLevel <= level else { return }
        let errors = explained()
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

extension RpcError {
    /// −32602 for params that break a method's schema.
    ///
    /// - Throws: `LimitReached` where the check reached a limit in place of a refusal.
    fileprivate static func invalidParams(
        _ params: JSON, by schema: Schema, in workspace: inout Workspace
    ) throws(LimitReached) -> RpcError {
        let data: JSON?
        do {
            data = try workspace.build { writer in
                writer.append("{\"errors\":")
                try schema.explain(refused: params, into: &writer)
                writer.append("}")
            }
        } catch let limit as LimitReached {
            throw limit
        } catch {
            // An array in an object nests no deeper than what was parsed.
            data = nil
        }
        return RpcError(code: -32602, message: "Invalid params", data: data ?? .null)
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
