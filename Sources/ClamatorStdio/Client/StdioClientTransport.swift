public import ClamatorKit
private import Synchronization

/// Carries calls to a server that is a command, over its standard streams.
///
/// Many calls may be in flight; ids on the stream are this side's. What the server sends by itself goes to a
/// dispatcher. Where the server ends, or breaks the rules of the stream, the calls in flight fail, and the later ones
/// too unless it may be started again.
public final class StdioClientTransport: ClientTransport {
    private enum State {
        case idle
        case started(ServerConnection)
        case stopped
    }

    /// What is known of the calls, both ways.
    private struct Knowledge {
        let names: WireNames?
        let methods: ContractChecks
        let dispatcher: (any Dispatcher)?

        init(_ contracts: [Contract], _ nulls: NullMembers, _ dispatcher: (any Dispatcher)?) {
            names = WireNames(contracts)
            methods = ContractChecks(contracts, nulls: nulls)
            self.dispatcher = dispatcher
        }
    }

    private let server: StdioServer
    private let knowledge: Mutex<Knowledge>
    private let greetingTimeout: Duration
    private let state = Mutex(State.idle)
    /// Connections of before that are still coming to their end.
    private let ending = Mutex<[ServerConnection]>([])
    private let lastNumber = Atomic(0)
    private let lost = Atomic(false)
    private let strays = Mutex(StrayReplies())

    /// Replies that belong to no call that was made: under another id, or none.
    package struct StrayReplies: Sendable {
        /// How many came.
        package var count = 0
        /// The last, cut where it is long.
        package var last = ""
    }

    /// Makes a transport; `StdioRpcClient` says what the parameters are.
    public init(
        _ server: StdioServer, contracts: [Contract], dispatcher: (any Dispatcher)?,
        greetingTimeout: Duration = .milliseconds(30_000)
    ) {
        self.server = server
        knowledge = Mutex(Knowledge(contracts, server.nulls, dispatcher))
        self.greetingTimeout = greetingTimeout
    }

    deinit {
        if case .started(let connection) = state.withLock({ $0 }) { connection.beginStopping() }
    }

    /// Goes on by other contracts, and another dispatcher; the server stays as it is.
    package func use(_ contracts: [Contract], _ dispatcher: (any Dispatcher)?) {
        let next = Knowledge(contracts, server.nulls, dispatcher)
        knowledge.withLock { $0 = next }
    }

    /// Whether some call failed since the server was not there.
    package var hasLostCalls: Bool { lost.load(ordering: .relaxed) }

    /// The replies so far that belong to no call that was made.
    package var strayReplies: StrayReplies { strays.withLock { $0 } }

    private func noteStray(_ text: ArraySlice<UInt8>) {
        strays.withLock { strays in
            strays.count += 1
            strays.last = String(decoding: text.prefix(200), as: UTF8.self)
        }
    }

    // MARK: Life

    /// Starts the command, and greets the server.
    ///
    /// - Throws: `ClamatorTransportError` where it cannot be started, or does not take the greeting.
    public func start() async throws(ClamatorTransportError) {
        let connection = try connect()
        let isStopped = state.withLock { state in
            if case .stopped = state { return true }
            state = .started(connection)
            return false
        }
        do throws(ClamatorTransportError) {
            if isStopped { throw .hasBeenStopped }
            greet(connection, server.greeting.messages[...])
            _ = try await connection.greeted.reply()
        } catch {
            connection.fail(error)
            await connection.stop()
            state.withLock { state in
                if case .started = state { state = .idle }
            }
            throw error
        }
    }

    /// Ends the server: its input is closed, after two seconds SIGTERM goes to its process group, and after five
    /// SIGKILL. Calls that wait fail with "transport stopped". What was sent before is written first, where the server
    /// takes it within a second.
    public func stop() async {
        let before = state.withLock { state in
            defer { state = .stopped }
            return state
        }
        var all = ending.withLock { $0 }
        if case .started(let connection) = before { all.append(connection) }
        for connection in all { connection.beginStopping() }
        for connection in all { await connection.stop() }
    }

    /// Ends the server, so that the next call starts it again; the calls in flight fail. Without effect where that is
    /// not to be.
    package func startAfresh() {
        guard server.restarts, case .started(let connection) = state.withLock({ $0 }) else { return }
        connection.fail(.server("was to be started again"))
    }

    /// Starts the command. It is still to be greeted.
    private func connect() throws(ClamatorTransportError) -> ServerConnection {
        let receiver = ServerConnection.Receiver(
            message: { [weak self] in self?.take($1, from: $0) },
            logLine: { [observer = server.observer] in observer(.logged($0)) },
            lostCalls: { [weak self] in self?.lost.store(true, ordering: .relaxed) })
        return try ServerConnection(server, receiver)
    }

    /// Sends the rest of the greeting, and then lets calls go out.
    private func greet(_ connection: ServerConnection, _ rest: ArraySlice<Greeting.Message>) {
        guard let message = rest.first else { return connection.open() }
        let number = nextNumber
        let id = message.isNotification ? nil : number
        if let json = JSON({ Self.write(message.name, message.params, id: id, into: &$0) }) {
            server.observer(.greeted(json))
        }
        let pending = id.flatMap { connection.calls.begin(RpcId($0), method: nil) }
        let frame = OutputQueue.Frame(
            bytes: server.framing.frame { Self.write(message.name, message.params, id: id, into: &$0) },
            kind: .greeting)
        do throws(ClamatorTransportError) { try connection.send(frame, number: number) } catch { return }
        guard let pending else { return greet(connection, rest.dropFirst()) }
        Deadlines.shared.arm(pending, after: greetingTimeout)
        pending.whenOver { [weak self] end in
            switch end {
            case .success(.result(let result)):
                self?.server.observer(.greeted(result))
                self?.greet(connection, rest.dropFirst())
            case .success(.error(let error)):
                connection.fail(.server("refused \(message.name): \(Self.text(of: error))"))
            case .failure(let error):
                connection.fail(
                    error.reason == .timeout ? .server("did not answer \(message.name) in time") : error)
            }
        }
    }

    /// The connection that carries, which is a new one where the last has failed and the server may be started again.
    private func connection() throws(ClamatorTransportError) -> ServerConnection {
        let found: Result<(ServerConnection, after: ClamatorTransportError?), ClamatorTransportError>
        found = state.withLock { state in
            switch state {
            case .idle: return .failure(.notStarted("idle"))
            case .stopped: return .failure(.notStarted("stopped"))
            case .started(let connection):
                guard let failure = connection.failure else { return .success((connection, nil)) }
                guard server.restarts else {
                    if failure.reason == .unreachable { lost.store(true, ordering: .relaxed) }
                    return .failure(failure)
                }
                return Result { () throws(ClamatorTransportError) in
                    let next = try connect()
                    state = .started(next)
                    ending.withLock { $0 = $0.filter { !$0.isOver } + [connection] }
                    return (next, failure)
                }
            }
        }
        let (connection, failure) = try found.get()
        if let failure {
            server.observer(.restarted(failure))
            greet(connection, server.greeting.messages[...])
        }
        return connection
    }

    // MARK: Calls

    private var nextNumber: Int { lastNumber.add(1, ordering: .relaxed).newValue }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - request: The request; it travels under another id.
    ///   - timeout: How long to wait for the reply.
    ///   - context: The caller's context.
    /// - Returns: A reply to await; −32602 at once where the params break the contract, or cannot be given as it says.
    public func send(_ request: Request, timeout: Duration, in context: inout CallContext) -> SendResult {
        context.trace.stage = .params
        guard request.id != nil else {
            return .failed(ClamatorTransportError("send requires a request envelope", reason: .misuse))
        }
        let knowledge = knowledge.withLock { $0 }
        let method = knowledge.methods.method(of: request)
        let number = nextNumber
        do {
            let bytes = try frame(request, by: knowledge, id: number, noting: &context.trace)
            context.trace.stage = .handler
            let connection = try connection()
            let pending = connection.calls.begin(RpcId(number), method: server.checksCalls ? method : nil) {
                [weak connection] in connection?.drop(number)
            }
            // The number is new.
            guard let pending else { return .failed(.notStarted("stopped")) }
            if pending.isOver { return .pending(pending) }
            try connection.send(
                OutputQueue.Frame(bytes: bytes, kind: .call, backlog: context.backlog), number: number)
            Deadlines.shared.arm(pending, after: timeout)
            return .pending(pending)
        } catch let error as RpcError {
            return .replied(.error(error))
        } catch {
            return .failed(error as? ClamatorTransportError ?? .stopped)
        }
    }

    /// Sends a notification.
    ///
    /// - Parameters:
    ///   - request: A request without an id.
    ///   - context: The caller's context.
    /// - Throws: `ClamatorTransportError` where the server is not there, or the params break the contract.
    public func notify(_ request: Request, in context: inout CallContext) throws(ClamatorTransportError) {
        context.trace.stage = .params
        let bytes: [UInt8]
        do throws(RpcError) {
            bytes = try frame(request, by: knowledge.withLock { $0 }, id: nil, noting: &context.trace)
        } catch {
            throw ClamatorTransportError("notification not sent", reason: .notSent, cause: error)
        }
        context.trace.stage = .handler
        try connection().send(
            OutputQueue.Frame(bytes: bytes, kind: .call, backlog: context.backlog), number: nextNumber)
    }

    /// A request as the server gets it.
    ///
    /// - Throws: −32602 where the contract does not let it go.
    private func frame(
        _ request: Request, by knowledge: Knowledge, id: Int?, noting trace: inout CallTrace
    ) throws(RpcError) -> [UInt8] {
        let method = knowledge.methods.method(of: request)
        if server.checksCalls, let method, let refusal = ContractChecks.refusal(of: request.params, by: method) {
            throw refusal
        }
        let params = try OutgoingParams.form(of: request, by: method)
        let name = method?.fullName(in: request.service) ?? "\(request.service).\(request.method)"
        if trace.timestamps != nil { trace.outgoing = JSON { Self.write(name, params, id: id, into: &$0) } }
        return server.framing.frame { Self.write(name, params, id: id, into: &$0) }
    }

    /// Writes a request, or, without an id, a notification.
    private static func write(_ name: String, _ params: JSON?, id: Int?, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("jsonrpc") { $0.string("2.0") }
            writer.member("method") { $0.string(name) }
            if let params { writer.member("params") { $0.value(params) } }
            if let id { writer.member("id") { $0.number(id) } }
        }
    }

    // MARK: What comes

    /// How much is quoted of what the server sends: of a line that is no message, and of an error's text.
    private static let (longestLine, longestText) = (1000, 200)

    private static func excerpt(_ line: ArraySlice<UInt8>) -> String {
        let start = String(decoding: line.prefix(longestLine), as: UTF8.self)
        return line.count > longestLine ? "\(start)… (\(line.count) bytes)" : start
    }

    private static func text(of error: RpcError) -> String {
        "\(error.code) \(Printable.excerpt(error.message, atMost: longestText))"
    }

    /// Takes a message in, whatever it is; or several, in an array (JSON-RPC 2.0 §6).
    private func take(_ text: ArraySlice<UInt8>, from connection: ServerConnection) {
        // Some write a byte-order mark first.
        let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: Array(text))
        } catch {
            if let id = BrokenReply.id(in: text) {
                let line = String(decoding: text.prefix(Self.longestText), as: UTF8.self)
                if fail(id, "cannot be read as JSON, \(error): \(line)", received: JSON(line), connection) { return }
            }
            return server.observer(.logged(Self.excerpt(text)))
        }
        let messages = json.elements
        if messages.isEmpty || messages.contains(where: { $0.kind != .object }) {
            take(json, text, from: connection)
        } else {
            for message in messages { take(message, text, from: connection) }
        }
    }

    private func take(_ json: JSON, _ text: ArraySlice<UInt8>, from connection: ServerConnection) {
        do throws(InvalidRequest) {
            switch try Envelope(json, takesAnyName: true) {
            case .success(let id, let result): answer(id, .result(result), in: json, text, connection)
            case .failure(let id?, let error): answer(id, .error(error), in: json, text, connection)
            case .failure(nil, let error):
                noteStray(text)
                server.observer(.dropped("an error that belongs to no call: \(Self.text(of: error))"))
            case .request(let request): take(request, from: connection)
            }
        } catch {
            let reason = "invalid response envelope: \(error.reason)"
            if let id = error.id, fail(id, reason, received: json, connection) { return }
            if json["result"] != nil || json["error"] != nil {
                noteStray(text)
                if let id = json["id"], failCall(meantBy: id, received: json, connection) { return }
            }
            server.observer(.logged(Self.excerpt(text)))
        }
    }

    private func fail(
        _ id: RpcId, _ reason: String, received message: JSON, _ connection: ServerConnection
    ) -> Bool {
        let failure = ClamatorTransportError(
            "invalid reply", reason: .invalidReply, cause: ClamatorProtocolError(reason))
        return connection.calls.fail(id, failure, received: message)
    }

    /// Fails the call that an id was meant for which is not quite its own: `"1"` or `1.0` for 1.
    ///
    /// - Returns: Whether there is such a call.
    private func failCall(meantBy id: JSON, received message: JSON, _ connection: ServerConnection) -> Bool {
        let number = id.string.flatMap { Int($0) } ?? id.double.flatMap { Int(exactly: $0) }
        guard let number else { return false }
        let reason = "the id of the reply is \(Printable.excerpt("\(id)")), and that of the call is \(number)"
        return fail(RpcId(number), reason, received: message, connection)
    }

    private func answer(
        _ id: RpcId, _ reply: Reply, in message: JSON, _ text: ArraySlice<UInt8>, _ connection: ServerConnection
    ) {
        let checks = knowledge.withLock { $0.methods }
        if connection.calls.answer(id, reply, in: message, checkedBy: checks) { return }
        let isOurs = id.json.int.map { 1...lastNumber.load(ordering: .relaxed) ~= $0 } ?? false
        if !isOurs {
            noteStray(text)
            if failCall(meantBy: id.json, received: message, connection) { return }
        }
        server.observer(
            .dropped(
                isOurs
                    ? "a reply after the end of its call"
                    : "a reply to an unknown id, \(Printable.excerpt("\(id.json)"))"))
    }

    /// Takes a request or notification of the server's.
    private func take(_ request: Request, from connection: ServerConnection) {
        let name = request.givenName?.string ?? ""
        let knowledge = knowledge.withLock { $0 }
        let refusal =
            knowledge.names.map { $0.translate(request) } ?? (request.hasServiceName ? nil : .methodNotFound)
        let method = request.hasServiceName ? knowledge.methods.method(of: request) : nil
        if request.isNotification {
            server.observer(.notification(name: name, params: request.params, method: method))
        }
        var context = CallContext()
        let result: DispatchResult
        if let refusal {
            result = request.isNotification ? .nothing : .replied(.error(refusal))
        } else {
            do {
                result = try knowledge.dispatcher?.dispatch(request, in: &context) ?? .replied(.error(.methodNotFound))
            } catch {
                result = .replied(.error(.internalError(error)))
            }
        }
        switch result {
        case .replied(let reply): answer(request, name, with: reply, connection)
        case .nothing: answer(request, name, with: .error(.invalidRequest("the method is a notification")), connection)
        case .silence: answer(request, name, with: nil, connection)
        case .waiting(let handler):
            switch HandlerTasks.shared.run(handler) {
            case .ended(let end): answer(request, name, with: Self.reply(from: end), connection)
            case .goesOn(let task):
                connection.beginHandler()
                task.whenOver { [self] end in
                    answer(request, name, with: Self.reply(from: end), connection)
                    connection.endHandler()
                }
            }
        }
    }

    private static func reply(from end: HandlerTask.End) -> Reply? {
        switch end {
        case .success(let reply): reply
        case .failure(let error): .error(.internalError(error))
        }
    }

    /// Answers a request of the server's; a notification is not answered.
    private func answer(_ request: Request, _ name: String, with reply: Reply?, _ connection: ServerConnection) {
        guard let id = request.id else { return }
        server.observer(.request(name: name, params: request.params, reply: reply))
        guard let reply else { return }
        let bytes = server.framing.frame { writer in
            switch reply {
            case .result(let result): writer.success(id: id.json, result: result)
            case .error(let error): writer.failure(id: id.json, error: error)
            }
        }
        try? connection.send(OutputQueue.Frame(bytes: bytes, kind: .answer), number: nextNumber)
    }
}
