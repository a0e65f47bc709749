import ClamatorKit
import ContractTesting
import ScriptedHandlers
import ServiceSupport
import Synchronization
import Testing

private let shop = #"""
    {
      "service": "shop",
      "methods": {
        "buy": {
          "params": {
            "type": "object",
            "properties": { "sku": { "type": "string", "maxLength": 8 }, "count": { "type": "integer", "maximum": 50 } },
            "required": ["count"], "additionalProperties": false
          },
          "result": { "type": "object", "properties": { "price": { "type": "number" } }, "required": ["price"] }
        },
        "sell": { "params": { "type": "object", "additionalProperties": false }, "result": true },
        "wide": {
          "params": {
            "type": "object", "additionalProperties": false,
            "properties": {
              "a": { "const": 1 }, "b": { "const": 1 }, "c": { "const": 1 }, "d": { "const": 1 }, "e": { "const": 1 },
              "f": { "const": 1 }, "g": { "const": 1 }, "h": { "const": 1 }, "i": { "const": 1 }
            }
          },
          "result": true
        },
        "sold": { "notification": true, "params": { "type": "object", "additionalProperties": false } }
      }
    }
    """#

/// A server that remembers what it was called with, as a command that can be started again.
private final class LiveServer: ProbedServer {
    struct Memory {
        /// How many calls it had since it was started.
        var calls = 0
        /// How many calls it ever had.
        var allCalls = 0
        /// Whether a call has spoilt it.
        var isSpoilt = false
        /// How many of its replies belong to no call.
        var strays = 0
        /// How long calls of a kind of its own may take.
        var limits: [Duration] = []
    }

    enum Answer {
        case error(RpcError.Code)
        case silence
        case gone
    }

    private let contract: Contract
    private let memory = Mutex(Memory())
    private let fault: @Sendable (inout Memory, Request) -> Answer?

    /// - Parameter fault: What is answered to a request; nil for what is right.
    /// - Throws: Never, as the contract is right.
    init(_ fault: @escaping @Sendable (inout Memory, Request) -> Answer?) throws {
        contract = try ServiceSupport.contract(shop)
        self.fault = fault
    }

    var isRemote: Bool { true }
    var isForeign: Bool { true }
    var limits: [Duration] { memory.withLock { $0.limits } }
    var strayReplies: (count: Int, last: String) { memory.withLock { ($0.strays, "{}") } }
    func state(of service: String) -> DynamicHandlers? { nil }
    func answers(_ method: String, of service: String) -> Bool { true }

    func startAfresh() -> Bool {
        memory.withLock { ($0.calls, $0.isSpoilt) = (0, false) }
        return true
    }

    func begin(_ request: Request, within timeout: Duration?) -> SendResult {
        let answer = memory.withLock { memory in
            memory.calls += 1
            memory.allCalls += 1
            return fault(&memory, request)
        }
        switch answer {
        case .silence:
            let pending = PendingReply()
            memory.withLock { $0.limits.append(timeout ?? .milliseconds(50)) }
            pending.complete(after: min(timeout ?? .milliseconds(50), .seconds(1)))
            return .pending(pending)
        case .gone: return .failed(ClamatorTransportError("the server has ended", reason: .unreachable))
        case .error(let code): return .replied(.error(RpcError(code: code, message: "refused")))
        case nil: break
        }
        guard !request.isNotification else { return .failed(ClamatorTransportError("no reply", reason: .noReply)) }
        guard let method = contract[request.method] else { return .replied(.error(.methodNotFound)) }
        guard method.params.isValid(request.params), !method.isNotification else {
            return .replied(.error(RpcError(code: .invalidParams, message: "refused")))
        }
        return .replied(.result(["price": 1]))
    }

    func probed(time: Duration? = nil) async -> ProbeResults { await probe(self, [contract], time: time) }
}

private func findings(
    _ fault: @escaping @Sendable (inout LiveServer.Memory, Request) -> LiveServer.Answer?
) async throws -> [ProbeFinding] {
    try await LiveServer(fault).probed().findings
}

@Test func `A call that hangs the server is found, and the calls and methods behind it are tried`() async throws {
    let server = try LiveServer { memory, request in
        if request.method == "buy", (request.params["count"]?.int ?? 0) > 40 { memory.isSpoilt = true }
        return memory.isSpoilt ? .silence : nil
    }
    let results = await server.probed()
    #expect(results.findings.filter { $0.kind == .silent }.map(\.line) == [#"buy silent {"count":41}"#])
    #expect(results.findings.allSatisfy { $0.call.method == "buy" && $0.history.isEmpty && !$0.isUnsteady })
    #expect(results.tried.allSatisfy { !$0.isLeftOut })
    #expect(results.tried[0].calls[.valid, default: 0] > 40)
}

@Test func `Calls that are not answered are not waited for longer, the more of them there are`() async throws {
    let server = try LiveServer { _, request in
        request.method == "buy" && (request.params["count"]?.int ?? 0) > 40 ? .silence : nil
    }
    let results = await server.probed()
    #expect(results.findings.contains { $0.line == #"buy silent {"count":41}"# })
    #expect(server.limits.count > 8)
    #expect(server.limits.allSatisfy { $0 < .seconds(5) })
}

@Test func `A finding that does not show again is said to hang on more than its call`() async throws {
    let found = try await findings { memory, request in
        request.method == "buy" && memory.allCalls == 9 ? .error(.internalError) : nil
    }
    #expect(found.filter { $0.kind == .crashed }.map(\.isUnsteady) == [true])
}

@Test func `The call that spoils a server comes before what shows only then`() async throws {
    let found = try await findings { memory, request in
        guard request.method == "buy" else { return nil }
        if memory.isSpoilt { return .error(.internalError) }
        memory.isSpoilt = request.params["count"] == 50
        return nil
    }
    let crashed = try #require(found.first { $0.kind == .crashed })
    #expect(crashed.line == #"buy crashed {"count":0}"#)
    #expect(crashed.history.map { $0.params["count"] } == [50])
    #expect(!crashed.isUnsteady)
}

@Test func `A call that is answered wrongly, and spoils the server for others, is itself the finding`() async throws {
    let found = try await findings { memory, request in
        guard request.method == "buy" else { return nil }
        if request.params == ["count": 50] { memory.isSpoilt = true }
        return memory.isSpoilt ? .error(.internalError) : nil
    }
    #expect(found.filter { $0.kind == .crashed }.map(\.line) == [#"buy crashed {"count":50}"#])
    #expect(found.allSatisfy { $0.history.isEmpty })
}

@Test func `Replies under another id, and to notifications, are found`() async throws {
    let found = try await findings { memory, request in
        guard request.method == "sold" && request.isNotification || request.params["count"] == 50 else { return nil }
        memory.strays += 1
        return .silence
    }
    #expect(found.map(\.line) == [#"buy malformed {"count":50}"#, "sold notification-answered {}"])
}

@Test func `The call that ends a server is made smaller`() async throws {
    let found = try await findings { _, request in
        (request.params["sku"]?.string ?? "").utf8.count > 7 ? .gone : nil
    }
    #expect(found.filter { $0.call.kind == .valid }.map(\.line) == [#"buy gone {"sku":"aaaaaaaa","count":0}"#])
}

@Test(arguments: [LiveServer.Answer.silence, .gone])
fileprivate func `A method that is never answered is left, and the others are tried`(
    answer: LiveServer.Answer
) async throws {
    let results = try await LiveServer { _, request in request.method == "buy" ? answer : nil }.probed()
    #expect(!results.isUnanswered)
    let (buy, sell) = (results.tried[0], results.tried[1])
    #expect(buy.isLeftOut)
    #expect(buy.calls.values.reduce(0, +) == 8)
    #expect(sell.findings.isEmpty && sell.results > 0)
}

@Test func `A method that does not answer one kind of params is tried with the others`() async throws {
    let results = try await LiveServer { _, request in
        request.method == "buy" && request.params["sku"] != nil ? .silence : nil
    }.probed()
    #expect(!results.tried[0].isLeftOut)
    #expect(results.findings.contains { $0.line == #"buy silent {"sku":"","count":0}"# })
    #expect(results.tried[0].calls[.invalid, default: 0] > 8)
}

@Test func `A method that answers valid calls alone is left once eight others in a row were not answered`()
    async throws
{
    let results = try await LiveServer { _, request in
        request.method == "wide" && request.params.members.contains { $0.value != 1 } ? .silence : nil
    }.probed()
    let wide = try #require(results.tried.first { $0.method?.name == "wide" })
    #expect(wide.isLeftOut)
    #expect((4...8).contains(wide.findings.count))
}

@Test func `Notifications and calls that get no reply do not count as unanswered`() async throws {
    let results = try await LiveServer { _, request in request.method == "sold" ? .silence : nil }.probed()
    #expect(results.tried.allSatisfy { !$0.isLeftOut })
    #expect(results.findings.map(\.line) == [])
}

@Test func `Once its time is over, a probe ends with what it found, and says what was not tried`() async throws {
    let server = try LiveServer { _, request in request.method == "buy" ? .silence : nil }
    let results = await server.probed(time: .zero)
    #expect(results.isTimeOver)
    #expect(results.tried.allSatisfy { $0.isCut || $0.omission != nil })
    #expect(try await !LiveServer { _, _ in nil }.probed().isTimeOver)
}
