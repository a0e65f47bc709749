internal import Logging
private import Synchronization

/// The way of a request through one service: method → params check → handler → result check.
package final class ServiceDispatcher: Dispatcher {
    /// What its requests are checked against.
    package let contract: Contract
    private let methods: [BoundMethod]
    /// The methods by name; `methods` keeps them.
    private let table: NameTable<UnretainedReference<BoundMethod>>

    init(contract: Contract, handlers: [String: Handler], running: RunningCalls, logger: Logger) {
        self.contract = contract
        methods = contract.methods.map { method in
            BoundMethod(
                service: contract.service, method: method, handler: handlers[method.name], running: running,
                logger: logger)
        }
        table = NameTable(methods.map { ($0.name, UnretainedReference($0)) })
    }

    package func dispatch(_ request: Request, in context: inout CallContext) -> DispatchResult {
        context.trace.stage = .method
        guard let method = request.withMethodName({ table[$0] }) else {
            return request.isNotification ? .nothing : .replied(.error(.methodNotFound))
        }
        return method.with { $0.dispatch(request, in: &context) }
    }
}

/// A method of a contract with its handler.
package final class BoundMethod: Sendable {
    let name: String
    let service: String
    private let params: Schema
    private let result: Schema?
    private let paramsCheck: Schema.Check
    /// Nil where the method has no result.
    private let resultCheck: Schema.Check?
    private let handler: Handler
    private let hasHandler: Bool
    private let running: RunningCalls
    private let logger: Logger
    /// The logger's handler, which a logger copies where it is asked for its level.
    private let logHandler: any LogHandler

    init(service: String, method: Contract.Method, handler: Handler?, running: RunningCalls, logger: Logger) {
        self.service = service
        name = method.name
        params = method.params
        result = method.result
        paramsCheck = Schema.Check(method.params)
        resultCheck = method.result.map { Schema.Check($0) }
        hasHandler = handler != nil
        if let fault = method.fault {
            let error = RpcError(
                code: .internalError, message: "Internal error", data: ["name": "SchemaError", "message": JSON(fault)])
            self.handler = Handler { _, _, _, _ in throw error }
        } else {
            self.handler = handler ?? Handler { _, _, _, _ in throw RpcError.methodNotFound }
        }
        self.running = running
        self.logger = logger
        logHandler = logger.handler
    }

    @inline(__always)
    func dispatch(_ request: Request, in context: inout CallContext) -> DispatchResult {
        context.trace.stage = .params
        var lacksDefaults = false
        guard paramsCheck.accepts(request.unretainedParams.with { $0.view }, lacksDefaults: &lacksDefaults) else {
            return refuseParams(request, &context)
        }
        if lacksDefaults { return dispatchCompleted(request, in: &context) }
        context.trace.stage = .handler
        if let answer = handler.answer { return wait(for: answer, request.params, request) }
        do {
            return take(try request.unretainedParams.with { try begin($0, request, &context) }, of: request, &context)
        } catch {
            return fail(request, error, &context)
        }
    }

    /// The rest of the way, with params that first get their defaults.
    @inline(never)
    private func dispatchCompleted(_ request: Request, in context: inout CallContext) -> DispatchResult {
        let completed: JSON
        do throws(FillingError) {
            completed = try context.scratch.filler.complete(request.params, by: params)
        } catch {
            return refuseCompletion(request, error)
        }
        context.trace.stage = .handler
        if let answer = handler.answer { return wait(for: answer, completed, request) }
        // The handler can see the params as they were sent too.
        context.sentParams = request.params
        defer { context.sentParams = nil }
        do {
            let dispatched = take(try begin(completed, request, &context), of: request, &context)
            context.scratch.filler.recycle(completed)
            return dispatched
        } catch {
            return fail(request, error, &context)
        }
    }

    /// Makes of a handler's answer what came of the call.
    @inline(__always)
    private func take(
        _ answer: consuming DispatchResult, of request: Request, _ context: inout CallContext
    ) -> DispatchResult {
        switch consume answer {
        case .replied(.result(let value)):
            context.trace.stage = .result
            return finish(request, value, &context.scratch.filler).map { .replied($0) } ?? .nothing
        case .replied(.error(let error)):
            return fail(request, error).map { .replied($0) } ?? .nothing
        case .nothing:
            return .nothing
        case .waiting(let answer):
            running.begin()
            @Sendable func reply() async throws -> Reply? {
                defer { running.end() }
                do {
                    switch try await answer() {
                    case .result(let value):
                        var filler = DefaultsFiller()
                        return finish(request, value, &filler)
                    case .error(let error): return fail(request, error)
                    case nil: return nil
                    }
                } catch {
                    return fail(request, error)
                }
            }
            return .waiting(reply)
        case .silence:
            return request.isNotification ? .nothing : .silence
        }
    }

    /// Has an answer awaited. All of that is one function, since each costs memory and a frame; one that does not throw
    /// would be wrapped in another, and so would a closure, which does not run where its caller does.
    @inline(never)
    private func wait(for answer: @escaping Handler.Answer, _ params: JSON, _ request: Request) -> DispatchResult {
        running.begin()
        @Sendable func reply() async throws -> Reply? {
            defer { running.end() }
            do {
                let value = try await answer(params)
                var filler = DefaultsFiller()
                return finish(request, value, &filler)
            } catch {
                return fail(request, error)
            }
        }
        return .waiting(reply)
    }

    private func refuseCompletion(_ request: Request, _ error: FillingError) -> DispatchResult {
        switch error {
        case .breaksSchema(let errors):
            log(.warning, "RPC params validation failed", request, errors: errors)
            return request.isNotification ? .nothing : .replied(.error(.invalidParams(errors)))
        case .limitReached(let limit):
            return refuse(request, limit, "params")
        }
    }

    /// Answers where a limit was reached instead of a verdict.
    private func refuse(_ request: Request, _ limit: LimitReached, _ what: String) -> DispatchResult {
        log(.error, "RPC \(what) could not be validated", request, cause: limit)
        return request.isNotification ? .nothing : .replied(.error(.internalError(limit)))
    }

    @inline(never)
    private func refuseParams(_ request: Request, _ context: inout CallContext) -> DispatchResult {
        // The texts are made again for a log, which is seldom asked for.
        if logHandler.logLevel <= .warning, let errors = try? params.explain(request.params) {
            log(.warning, "RPC params validation failed", request, errors: errors)
        }
        if request.isNotification { return .nothing }
        do throws(LimitReached) {
            return .replied(.error(try .invalidParams(request.params, by: params, in: &context)))
        } catch {
            return refuse(request, error, "params")
        }
    }

    /// A function of its own, since the compiler would count a reference to the handler in a larger one.
    @inline(never)
    private func begin(_ params: JSON, _ request: Request, _ context: inout CallContext) throws -> DispatchResult {
        try handler.begin(params, request, self, &context)
    }

    /// Checks a result; nil where there is nothing to answer.
    @inline(__always)
    private func finish(
        _ request: Request, _ value: consuming JSON, _ filler: inout DefaultsFiller
    ) -> Reply? {
        guard let resultCheck, !request.isNotification else { return nil }
        var lacksDefaults = false
        guard resultCheck.accepts(value.view, lacksDefaults: &lacksDefaults) else {
            return .error(refuse(request, value))
        }
        return lacksDefaults ? complete(request, value, &filler) : .result(value)
    }

    @inline(never)
    private func complete(_ request: Request, _ value: consuming JSON, _ filler: inout DefaultsFiller) -> Reply {
        guard let result else { return .result(value) }
        do throws(FillingError) {
            let completed = try filler.complete(value, by: result)
            filler.recycle(value)
            return .result(completed)
        } catch {
            switch error {
            case .breaksSchema(let errors): return .error(refuse(request, errors))
            case .limitReached(let limit): return .error(refuse(request, limit))
            }
        }
    }

    @inline(never)
    private func refuse(_ request: Request, _ value: JSON) -> RpcError {
        do throws(LimitReached) {
            return refuse(request, try result?.explain(value) ?? [])
        } catch {
            return refuse(request, error)
        }
    }

    private func refuse(_ request: Request, _ errors: [OutputUnit]) -> RpcError {
        log(.error, "RPC result validation failed", request, errors: errors)
        return .resultValidationFailed(errors)
    }

    /// −32603 for a result for which a limit was reached instead of a verdict.
    private func refuse(_ request: Request, _ limit: LimitReached) -> RpcError {
        log(.error, "RPC result could not be validated", request, cause: limit)
        return .internalError(limit)
    }

    /// The same for a handler that threw at once, which the stand-in for none does too.
    @inline(never)
    private func fail(_ request: Request, _ error: any Error, _ context: inout CallContext) -> DispatchResult {
        if !hasHandler { context.trace.lacksHandler = true }
        return fail(request, error).map { .replied($0) } ?? .nothing
    }

    private func fail(_ request: Request, _ error: any Error) -> Reply? {
        if let error = error as? RpcError { return request.isNotification ? nil : .error(error) }
        log(.error, "RPC handler raised", request, cause: error)
        return request.isNotification ? nil : .error(.internalError(error))
    }

    /// The server's logger for what a call does.
    func callLogger(for request: Request) -> Logger {
        var logger = logger
        for (key, value) in metadata(of: request.id.map { $0.description } ?? "null") {
            logger[metadataKey: key] = value
        }
        return logger
    }

    private func metadata(of id: String) -> Logger.Metadata {
        ["service": "\(service)", "method": "\(name)", "rpc_id": "\(Printable.excerpt(id))"]
    }

    private func log(
        _ level: Logger.Level, _ what: String, _ request: Request, errors: [OutputUnit]? = nil,
        cause: (any Error)? = nil
    ) {
        guard logHandler.logLevel <= level else { return }
        let id = request.id.map { $0.description } ?? "null"
        var metadata = metadata(of: id)
        var message = "\(what): \(service).\(name) id=\(id)"
        if let errors {
            let list = errors.map { "\($0.instanceLocation): \($0.error)" }
            metadata["errors"] = .array(list.map { .string($0) })
            if level == .error { message += " errors=\(list)" }
        }
        if let cause {
            let described = RpcError.describe(cause)
            metadata["error_type"] = "\(described.name)"
            metadata["error"] = "\(described.message)"
        }
        logger.log(level: level, "\(message)", metadata: metadata)
    }
}

extension RpcError {
    /// −32602 for params that break a method's schema.
    ///
    /// - Throws: `LimitReached` where the check reached a limit instead of a refusal.
    fileprivate static func invalidParams(
        _ params: JSON, by schema: Schema, in context: inout CallContext
    ) throws(LimitReached) -> RpcError {
        let data = try context.scratch.write { (writer) throws(LimitReached) in
            writer.append("{\"errors\":")
            try schema.explain(refused: params, into: &writer)
            writer.append("}")
        }
        return RpcError(code: .invalidParams, message: "Invalid params", data: data)
    }
}
