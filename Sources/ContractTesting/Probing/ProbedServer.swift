package import ClamatorKit
package import ScriptedHandlers

/// What a probe calls.
package protocol ProbedServer: Sendable {
    /// Sends a request, or hands a notification over.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - timeout: How long to wait for a reply, where it goes to others, if that is less than what was asked for; nil
    ///     for as long as that.
    /// - Returns: The reply, a failure, or a reply to await. For a notification a failure that is none.
    func begin(_ request: Request, within timeout: Duration?) -> SendResult

    /// The handlers of a service whose state can be copied; nil where that is elsewhere, or there is none.
    func state(of service: String) -> DynamicHandlers?

    /// Whether something may answer a method.
    func answers(_ method: String, of service: String) -> Bool

    /// Whether calls go to others, so that they take time and are not handled one by one.
    var isRemote: Bool { get }

    /// Whether the server follows JSON-RPC alone, and not what clamator adds to it.
    var isForeign: Bool { get }

    /// Forgets what calls before changed, where that is known how: says whether it is.
    func startAfresh() -> Bool

    /// How many replies came that belong to no call, and the last of them.
    var strayReplies: (count: Int, last: String) { get }
}

extension ProbedServer {
    package var strayReplies: (count: Int, last: String) { (0, "") }
    package func startAfresh() -> Bool { false }

    /// Sends a call while no other is under way, and waits for what comes of it.
    func send(_ call: ProbeCall, within timeout: Duration? = nil) async -> ProbeReply {
        guard let request = call.request else { return .none }
        let strays = strayReplies.count
        let reply = await Self.reply(begin(request, within: timeout))
        let isLost = if case .timeout = reply { true } else { false }
        // A notification is over at once: what is sent later is answered later.
        if isForeign, call.demand == .nothing, let later = ProbeCall.later(than: call).request {
            _ = await Self.reply(begin(later, within: nil))
        }
        guard isLost || call.demand == .nothing, strayReplies.count > strays else { return reply }
        return .malformed("a reply that belongs to no call: " + strayReplies.last)
    }

    /// Forgets what calls before changed, where that is known how, and waits until the server answers again: how long
    /// its start takes is no matter of a call.
    func startAgain(for call: ProbeCall) async -> Bool {
        guard startAfresh() else { return false }
        _ = await send(.later(than: call))
        return true
    }

    /// Waits for what comes of a call that was sent.
    static func reply(_ result: SendResult) async -> ProbeReply {
        do throws(ClamatorTransportError) {
            return ProbeReply(try await result.reply())
        } catch {
            return ProbeReply(error)
        }
    }
}

/// The handlers of contracts in this process.
package struct LocalServer: ProbedServer {
    private let bus: MemoryBus
    private let scripts: [ExactString: DynamicHandlers]
    private let timeout: Duration

    /// - Parameters:
    ///   - services: The services.
    ///   - bus: Where they are served.
    ///   - timeout: How long a handler may take.
    package init(_ services: [ContractLoader.Service], on bus: MemoryBus, timeout: Duration) {
        self.bus = bus
        self.timeout = timeout
        scripts = Dictionary(services.map { (ExactString($0.contract.service), $0.scripts) }) { first, _ in first }
    }

    package var isRemote: Bool { false }
    package var isForeign: Bool { false }

    package func begin(_ request: Request, within _: Duration?) -> SendResult {
        var context = CallContext()
        do {
            switch try bus.dispatch(request, in: &context) {
            case .replied(let reply): return .replied(reply)
            case .nothing: return .failed(Self.noReply)
            case .silence: return .failed(.timeout)
            case .waiting(let answer):
                let pending = PendingReply()
                Task {
                    do {
                        pending.complete(try await answer().map { .success($0) } ?? .failure(Self.noReply))
                    } catch {
                        pending.complete(.failure(ClamatorTransportError("no reply", reason: .noReply, cause: error)))
                    }
                }
                pending.complete(after: timeout)
                return .pending(pending)
            }
        } catch {
            return .failed(ClamatorTransportError("dispatcher threw", reason: .noReply, cause: error))
        }
    }

    private static let noReply = ClamatorTransportError("no reply", reason: .noReply)

    package func state(of service: String) -> DynamicHandlers? {
        scripts[ExactString(service)].flatMap { $0.keepState ? $0 : nil }
    }

    package func answers(_ method: String, of service: String) -> Bool {
        scripts[ExactString(service)]?.answers(method) ?? false
    }
}

/// A server elsewhere.
package struct RemoteServer: ProbedServer {
    private let client: RpcClientCore
    private let timeout: Duration
    private let command: Command?
    package let isForeign: Bool

    /// What more is known of a server that is a command of its own.
    package struct Command: Sendable {
        /// How many replies came that belong to no call, and the last of them.
        let strays: @Sendable () -> (count: Int, last: String)
        /// Ends the server, so that the next call starts it again.
        let startAfresh: @Sendable () -> Void

        /// Takes what is known.
        package init(
            strays: @escaping @Sendable () -> (count: Int, last: String), startAfresh: @escaping @Sendable () -> Void
        ) {
            self.strays = strays
            self.startAfresh = startAfresh
        }
    }

    /// - Parameters:
    ///   - client: Calls it, and checks nothing.
    ///   - timeout: How long a call may take.
    ///   - command: What more is known of it, where it is a command; it follows JSON-RPC alone then.
    package init(_ client: RpcClientCore, timeout: Duration, command: Command?) {
        self.client = client
        self.timeout = timeout
        self.command = command
        isForeign = command != nil
    }

    package var strayReplies: (count: Int, last: String) { command?.strays() ?? (0, "") }

    package func startAfresh() -> Bool {
        command?.startAfresh()
        return command != nil
    }

    package var isRemote: Bool { true }

    package func begin(_ request: Request, within limit: Duration?) -> SendResult {
        var context = CallContext()
        let limit = min(limit ?? timeout, timeout)
        guard request.isNotification else { return client.send(request, timeout: limit, in: &context) }
        do throws(ClamatorTransportError) {
            try client.notify(request, in: &context)
            return .failed(ClamatorTransportError("no reply", reason: .noReply))
        } catch {
            return .failed(error)
        }
    }

    package func state(of service: String) -> DynamicHandlers? { nil }

    package func answers(_ method: String, of service: String) -> Bool { true }
}
