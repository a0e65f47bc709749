import ClamatorKit
import Logging
import ReplCore
import ScriptedHandlers
import Synchronization
import TestSupport

/// Services whose handlers wait as long as they are told, and count how many of them do.
final class WaitingServices: Sendable {
    private static let contract = """
        {
          "service": "work",
          "methods": {
            "wait": { "result": {} },
            "fail": { "result": {} },
            "grow": { "result": {} },
            "never": { "result": {} }
          }
        }
        """
    private static let counter = """
        { "service": "counter", "methods": { "next": { "result": {} }, "light": { "result": {} } } }
        """
    private static let counterHandlers = """
        {
          "service": "counter",
          "state": { "count": 0 },
          "handlers": {
            "next": { "result": "${state.count}", "set": { "count": "${state.count + 1}" }, "delayMs": [0, 3] },
            "light": { "sequence": [{ "result": "red" }, { "result": "amber" }, { "result": "green" }], "atEnd": "cycle" }
          }
        }
        """

    private struct Counts {
        var now = 0
        var most = 0
        var all = 0
        var begunBesideAnother = 0
    }

    let client: MemoryRpcClient
    let orderedServices: [String]
    private let server: MemoryRpcServer
    private let counts: Mutex<Counts>

    /// The most calls that were in their handlers at once.
    var mostAtOnce: Int { counts.withLock { $0.most } }
    /// How many calls began while another was in its handler.
    var begunBesideAnother: Int { counts.withLock { $0.begunBesideAnother } }
    /// How many calls there were.
    var calls: Int { counts.withLock { $0.all } }

    init() async throws {
        let folder = try TemporaryFolder([
            "work.json": Self.contract, "counter.json": Self.counter, "counter.handlers.json": Self.counterHandlers,
        ])
        let services = try ContractLoader().load([folder.path]).services
        var logger = Logger(label: "work")
        logger.logLevel = .critical
        let bus = MemoryBus()
        server = MemoryRpcServer(bus: bus, logger: logger)
        client = MemoryRpcClient(bus: bus)
        counts = Mutex(Counts())
        orderedServices = services.filter(\.scripts.dependOnOrder).map(\.contract.service)
        for service in services where service.contract.service == "counter" {
            try server.registerService(service.contract, handlers: service.handlers)
        }
        for service in services where service.contract.service == "work" {
            try server.registerService(service.contract, handlers: handlers)
        }
        try await server.start()
        try await client.start()
    }

    private var handlers: [String: Handler] {
        [
            "wait": .waiting { [self] params in
                counts.withLock { counts in
                    counts.all += 1
                    if counts.now > 0 { counts.begunBesideAnother += 1 }
                    counts.now += 1
                    counts.most = max(counts.most, counts.now)
                }
                defer { counts.withLock { $0.now -= 1 } }
                try await Task.sleep(for: .milliseconds(params["ms"]?.double ?? 0))
                return params["value"] ?? .null
            },
            "fail": .waiting { params in
                try await Task.sleep(for: .milliseconds(params["ms"]?.double ?? 0))
                throw RpcError(code: -32001, message: "as asked")
            },
            "grow": .immediate { params in JSON(String(repeating: "x", count: params["size"]?.int ?? 0)) },
            "never": .waiting { _ in
                try await Task.sleep(for: .seconds(3600))
                return .null
            },
        ]
    }

    static func call(_ id: Int, _ method: String, _ params: String = "{}") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"# + "\n"
    }

    /// Runs a batch of these calls.
    func run(
        _ input: some Sequence<UInt8>, jobs: Int, chunk: Int = 4096, to sink: MemorySink = MemorySink(),
        _ configure: (inout Batch) -> Void = { _ in }
    ) async throws -> (lines: [String], outcome: BatchOutcome) {
        var batch = Batch()
        batch.jobs = jobs
        batch.orderedServices = orderedServices
        configure(&batch)
        let outcome = try await batch.run(from: MemorySource(input, chunk: chunk), to: sink, through: client)
        return (sink.lines, outcome)
    }
}
