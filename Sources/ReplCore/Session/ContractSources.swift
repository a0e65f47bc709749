public import ClamatorKit

/// Where contracts and handlers come from.
public struct ContractSources: Sendable {
    private var contracts: [String]
    private var handlers: [String]

    /// Names files and folders of contracts, and files of handlers.
    public init(contracts: [String], handlers: [String]) {
        self.contracts = contracts
        self.handlers = handlers
    }

    /// The folder that is meant where none is named.
    public static let defaultFolder = "contracts"

    /// Whether there is such a folder here.
    public static var defaultFolderExists: Bool { Files.isFolder(defaultFolder) == true }

    mutating func add(_ path: String) {
        if !contracts.contains(path) { contracts.append(path) }
    }

    /// Loads them.
    ///
    /// - Parameter loader: Says how.
    /// - Returns: The services and all problems.
    /// - Throws: `FileError` where one of them cannot be read.
    public func load(with loader: ContractLoader) throws -> ContractLoader.Loaded {
        try loader.load(contracts, handlers: handlers)
    }

    /// Loads those of them that are there; that one cannot be read is a problem among the others.
    ///
    /// - Parameter loader: Says how.
    /// - Returns: The services and all problems.
    func reload(with loader: ContractLoader) throws -> ContractLoader.Loaded {
        var readable = self
        var problems: [Problem] = []
        while true {
            do {
                var loaded = try readable.load(with: loader)
                loaded.problems = problems + loaded.problems
                return loaded
            } catch let error as FileError where readable.remove(error.path) {
                problems.append(
                    Problem(
                        severity: .error, file: Self.withoutSlash(error.path), line: 0, column: 0,
                        path: JSONPointer(), message: error.reason))
            }
        }
    }

    /// Whether the path was there.
    private mutating func remove(_ path: String) -> Bool {
        let count = contracts.count + handlers.count
        contracts.removeAll { $0 == path }
        handlers.removeAll { $0 == path }
        return contracts.count + handlers.count < count
    }

    /// A folder's path as it begins the paths of its files.
    private static func withoutSlash(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
