internal import ClamatorKit
public import ScriptedHandlers

/// Where contracts and handlers come from.
public struct ContractSources: Sendable {
    package private(set) var contracts: [String]
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

    /// Loads those of them that are there.
    ///
    /// - Parameter loader: Says how.
    /// - Returns: The services and all problems, and which sources cannot be read.
    /// - Throws: What else the loader does.
    func loadReadable(with loader: ContractLoader) throws -> (loaded: ContractLoader.Loaded, unreadable: [FileError]) {
        var readable = self
        var unreadable: [FileError] = []
        while true {
            do {
                return (try readable.load(with: loader), unreadable)
            } catch let error as FileError where readable.remove(error.path) {
                unreadable.append(error)
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
}
