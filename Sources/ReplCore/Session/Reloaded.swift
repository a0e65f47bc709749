internal import ClamatorKit

/// What becomes of running services when their files are loaded again.
struct Reloaded {
    /// The services that run from now on.
    private(set) var services: [ContractLoader.Service] = []
    /// A line for each service that is not as it was.
    private var changes: [String] = []

    init(from old: [ContractLoader.Service], to loaded: ContractLoader.Loaded) {
        let broken = Set(loaded.problems.filter { $0.severity == .error }.map(\.file))
        for service in loaded.services {
            let name = service.contract.service
            let before = old.first { $0.contract.service == name }
            if service.origin.keys.contains(where: broken.contains) {
                if let before { keep(before) }
            } else if let before, before.origin == service.origin {
                services.append(before)
            } else {
                services.append(service)
                changes.append(before == nil ? "\(name) is new" : "\(name) changed; its state begins anew")
            }
        }
        for before in old where !services.contains(where: { $0.contract.service == before.contract.service }) {
            if broken.contains(before.file) {
                keep(before)
            } else {
                changes.append("\(before.contract.service) is gone")
            }
        }
    }

    private mutating func keep(_ service: ContractLoader.Service) {
        services.append(service)
        changes.append("\(service.contract.service) keeps its last good version")
    }

    /// Whether every service is as it was.
    var isUnchanged: Bool { changes.isEmpty }

    var text: String { changes.isEmpty ? "nothing changed" : changes.joined(separator: "\n") }
}

/// The versions of the files that services came from, and of their folders, in which files may appear.
struct FileStamps: Equatable {
    private let stamps: [String: Files.Stamp?]

    init(of services: [ContractLoader.Service]) {
        let files = Set(services.flatMap { $0.origin.keys })
        let paths = files.union(files.map { Files.folder(of: $0) })
        stamps = Dictionary(uniqueKeysWithValues: paths.map { ($0, Files.Stamp(of: $0)) })
    }
}
