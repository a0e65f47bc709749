internal import ClamatorKit
internal import ScriptedHandlers

/// Which services run on, and which begin anew, when their files are loaded again.
struct Reloaded {
    /// The services that run from now on.
    private(set) var services: [ContractLoader.Service] = []
    /// The names of those that were not there before.
    private var new: [String] = []
    /// A line for each other service that is not as it was.
    private(set) var changes: [String] = []
    /// The names of those whose files have problems now.
    private var kept: [String] = []

    init(from old: ServiceCatalogue, to loaded: [ContractLoader.Service], faults: FileFaults) {
        // A file that is no JSON, or is not there, is among those that its service was made of before.
        func isBroken(_ service: ContractLoader.Service) -> Bool {
            service.origin.keys.contains(where: faults.contain)
        }
        for service in loaded {
            let before = old.service(service.contract.service)
            let isWorse = before.map { Self.losesMethods($0, in: service) } ?? false
            if isBroken(service) || before.map(isBroken) == true || isWorse {
                if let before { keep(before) }
            } else if let before, Self.isSame(before, service) {
                services.append(before)
            } else {
                services.append(service)
                note(service, before)
            }
        }
        for before in old.services where !services.contains(where: { $0.contract.service == before.contract.service }) {
            if isBroken(before) {
                keep(before)
            } else {
                changes.append("\(before.contract.service) is gone")
            }
        }
        // Those that were there stay where they were, those that are new follow.
        let order = old.serviceNames
        let known = order.compactMap { name in services.first { $0.contract.service == name } }
        services = known + services.filter { !order.contains($0.contract.service) }
    }

    /// Whether two services were made of the same texts. Their JSON may be equal where they are not: the order of
    /// `properties` is that of a builtin's operands.
    private static func isSame(_ one: ContractLoader.Service, _ other: ContractLoader.Service) -> Bool {
        one.origin.mapValues(\.description) == other.origin.mapValues(\.description)
    }

    /// Whether a method would be set aside that could be called before.
    private static func losesMethods(_ before: ContractLoader.Service, in service: ContractLoader.Service) -> Bool {
        let bad = Set(service.contract.methods.filter { $0.fault != nil }.map { ExactString($0.name) })
        return before.contract.methods.contains { $0.fault == nil && bad.contains(ExactString($0.name)) }
    }

    private mutating func note(_ service: ContractLoader.Service, _ before: ContractLoader.Service?) {
        let name = service.contract.service
        guard let before else {
            new.append(name)
            return
        }
        let hasReplacement = before.scripts.usages.contains { $0.isReplacement }
        changes.append("\(name) changed; its state begins anew" + (hasReplacement ? ", without its .on rules" : ""))
    }

    private mutating func keep(_ service: ContractLoader.Service) {
        services.append(service)
        kept.append(service.contract.service)
    }

    /// Whether the same services run as before.
    var isUnchanged: Bool { new.isEmpty && changes.isEmpty }

    /// A line for each service that is not as its files are or as it was.
    var lines: [String] {
        new.map { "\($0) is new" } + changes + kept.map { "\($0) keeps its last good version" }
    }
}
