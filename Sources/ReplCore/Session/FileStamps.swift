internal import ClamatorKit
internal import ScriptedHandlers

/// The versions of the files that services came from, and of their folders, in which files may appear.
struct FileStamps: Equatable {
    private let stamps: [ExactString: Files.Stamp?]

    /// Looks at the files of services.
    ///
    /// - Parameters:
    ///   - services: The services.
    ///   - earlier: What was seen before the services were loaded: it counts, so that a file that changed while they
    ///     were is taken for changed.
    init(of services: [ContractLoader.Service], earlier: FileStamps? = nil) {
        let files = Set(services.flatMap { $0.origin.keys })
        var stamps: [ExactString: Files.Stamp?] = [:]
        for path in files.union(files.map { ExactString(Files.folder(of: $0.string)) }) {
            if let seen = earlier?.stamps[path] {
                stamps[path] = .some(seen)
            } else {
                stamps[path] = .some(Files.Stamp(of: path.string))
            }
        }
        self.stamps = stamps
    }
}
