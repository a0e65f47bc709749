internal import ClamatorKit
internal import ContractTesting
public import ScriptedHandlers

/// A probe of the services of a host: which methods, and how much is tried.
public struct ProbeRun: Sendable {
    /// How many calls each method gets at most; nil for the usual number, or more where there is more to try.
    public var calls: Int?
    /// Fixes the calls.
    public var seed: UInt64
    /// How many calls may be under way at once, where they go to others.
    public var concurrency: Int
    /// How long all of it may take.
    public var time: Duration
    /// How far it is.
    public let progress = ProbeProgressLine()
    private let targets: [Probe.Target]

    /// What is usual.
    public static let usual = (
        calls: Probe.Options.usualCalls, mostCalls: Probe.Options.mostUsualCalls,
        concurrency: Probe.Options().concurrency, time: Probe.Options().time
    )

    /// Names what is tried.
    ///
    /// - Parameters:
    ///   - names: Methods, and services for all of theirs; none for all methods of all services.
    ///   - excluded: What is left out of those.
    ///   - services: The services.
    /// - Throws: `UsageError` for a name that is neither a method nor a service.
    public init(
        _ names: [String], except excluded: [String], of services: [ContractLoader.Service]
    ) throws(UsageError) {
        (concurrency, time) = (Self.usual.concurrency, Self.usual.time)
        seed = 0
        let catalogue = ServiceCatalogue(services)
        let (wanted, unwanted) = (try Self.keys(names, catalogue), try Self.keys(excluded, catalogue))
        var targets: [Probe.Target] = []
        for service in services {
            let methods = ServiceCatalogue.methods(of: service).filter { named in
                let key = ExactString(named.key)
                return (names.isEmpty || wanted.contains(key)) && !unwanted.contains(key)
            }
            targets += methods.map { Probe.Target(service.contract, $0.method) }
            // What the service does with other names belongs to all of it.
            if !methods.isEmpty, names.isEmpty || names.contains(service.contract.service) {
                targets.append(Probe.Target(service.contract, nil))
            }
        }
        self.targets = targets
    }

    /// The methods that names stand for, as `service.method`.
    private static func keys(_ names: [String], _ catalogue: ServiceCatalogue) throws(UsageError) -> Set<ExactString> {
        var keys: Set<ExactString> = []
        for name in names {
            if let service = catalogue.service(name) {
                keys.formUnion(ServiceCatalogue.methods(of: service).map { ExactString($0.key) })
            } else if let method = catalogue.method(name, using: nil) {
                keys.insert(ExactString(method.key))
            } else {
                throw catalogue.unknown(name, listedBy: "describe")
            }
        }
        return keys
    }

    /// Makes the calls. Where its time is over or its task is cancelled, it ends with what was found until then.
    public func run(on host: ServiceHost, timeout: Duration) async -> ProbeOutcome {
        var options = Probe.Options()
        (options.calls, options.seed, options.concurrency, options.time) = (calls, seed, concurrency, time)
        let probe = Probe(host.probedServer(timeout: timeout), options: options, progress: progress.progress)
        return ProbeOutcome(results: await probe.run(targets))
    }
}

/// What a probe came to.
public struct ProbeOutcome: Sendable {
    let results: ProbeResults

    /// Whether something was found.
    public var hasFindings: Bool { !results.findings.isEmpty }
    /// Whether nothing answered.
    public var isUnanswered: Bool { results.isUnanswered }
    /// Whether the time was over before all was tried.
    public var isTimeOver: Bool { results.isTimeOver }
}

/// How far a probe is, in a line.
public struct ProbeProgressLine: Sendable {
    let progress = ProbeProgress()

    /// `depot.book, 1 of 14 methods, 120 calls, 2 findings`.
    public var line: String {
        let count = progress.count
        return "\(Printable.escape(count.method)), \(count.methods) of \(count.allMethods) methods, "
            + "\(count.calls) calls, \(count.findings) finding\(count.findings == 1 ? "" : "s")"
    }
}
