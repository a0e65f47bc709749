public import ClamatorKit

/// Where contracts and handlers come from.
public struct ContractSources: Sendable {
    private var contracts: [String]
    private let handlers: [String]

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
        contracts.removeAll { $0 == path }
        contracts.append(path)
    }

    /// Loads them.
    ///
    /// - Parameter loader: Says how.
    /// - Returns: The services and all problems.
    /// - Throws: `FileError` where one of them cannot be read.
    public func load(with loader: ContractLoader) throws -> ContractLoader.Loaded {
        try loader.load(contracts, handlers: handlers)
    }
}
