import ClamatorKit
import ContractTesting
import Foundation
import Logging
import ScriptedHandlers
import ServiceSupport
import TestSupport

/// Probes handlers in this process.
func probe(
    _ services: [ContractLoader.Service], method: String? = nil, calls: Int? = nil, seed: UInt64 = 0
) async throws -> ProbeResults {
    let bus = MemoryBus()
    let server = MemoryRpcServer(bus: bus, logger: Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() })
    for service in services { try server.registerService(service.contract, handlers: service.handlers) }
    try await server.start()
    let local = LocalServer(services, on: bus, timeout: .seconds(2))
    let results = await probe(local, services.map(\.contract), method: method, calls: calls, seed: seed)
    await server.stop()
    return results
}

/// Probes whatever answers.
func probe(
    _ server: any ProbedServer, _ contracts: [Contract], method: String? = nil, calls: Int? = nil, seed: UInt64 = 0,
    time: Duration? = nil
) async -> ProbeResults {
    var options = Probe.Options()
    (options.calls, options.seed) = (calls, seed)
    if let time { options.time = time }
    let targets = contracts.flatMap { contract in
        contract.methods.filter { method == nil || $0.name == method }.map { Probe.Target(contract, $0) }
            + (method == nil ? [Probe.Target(contract, nil)] : [])
    }
    return await Probe(server, options: options, progress: ProbeProgress()).run(targets)
}

/// A server elsewhere, of which a closure says what it answers.
struct ScriptedServer: ProbedServer {
    var isForeign = false
    /// What a method answers to params; nil for what the contract demands.
    let answer: @Sendable (_ method: String, _ params: JSON) -> Answer

    enum Answer {
        case result(JSON)
        case error(RpcError.Code)
        case silence
        case garbage
        case gone
    }

    var isRemote: Bool { true }
    func state(of service: String) -> DynamicHandlers? { nil }
    func answers(_ method: String, of service: String) -> Bool { true }

    func begin(_ request: Request, within timeout: Duration?) -> SendResult {
        if request.isNotification { return .failed(ClamatorTransportError("no reply", reason: .noReply)) }
        return switch answer(request.method, request.params) {
        case .result(let result): .replied(.result(result))
        case .error(let code): .replied(.error(RpcError(code: code, message: "refused")))
        case .silence: .failed(.timeout)
        case .garbage:
            .failed(
                ClamatorTransportError(
                    "invalid reply", reason: .invalidReply, cause: ClamatorProtocolError("no envelope")))
        case .gone: .failed(ClamatorTransportError("the server has ended", reason: .unreachable))
        }
    }
}

extension ProbeFinding {
    /// `crashed {"a":1}`, with the rule that params break.
    var line: String {
        let rule = call.rule.map { " \($0.path) \($0.keyword)" + ($0.name.map { " \($0)" } ?? "") } ?? ""
        return "\(call.method) \(kind.rawValue)\(rule) \(call.params)"
    }
}

/// Contracts with planted faults. They lie beside the project, or where `CLAMATOR_PROBE` points.
enum PlantedFaults {
    /// The folder that has them; nil, which is said once, if there is none.
    static let folder: String? = {
        let given = ProcessInfo.processInfo.environment["CLAMATOR_PROBE"]
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = given ?? root.appending(path: "../shared/probe").standardizedFileURL.path()
        if FileManager.default.fileExists(atPath: folder) { return folder }
        print("There are no planted faults at \(folder): their tests are passed over.")
        return nil
    }()
}
