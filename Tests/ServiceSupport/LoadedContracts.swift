package import ClamatorKit
package import ScriptedHandlers
package import TestSupport

extension TemporaryFolder {
    /// Loads what is in the folder, or the files named.
    package func load(
        _ names: String..., handlers: [String] = [], findsMistakes: Bool = true
    ) throws -> ContractLoader.Loaded {
        let paths = names.isEmpty ? [path] : names.map { "\(path)/\($0)" }
        var loader = ContractLoader()
        loader.findsMistakes = findsMistakes
        return try loader.load(paths, handlers: handlers.map { "\(path)/\($0)" })
    }

    /// The problems as a person sees them, with the folder's own name left out.
    package func diagnostics(in loaded: ContractLoader.Loaded) -> [String] {
        loaded.diagnostics.map { $0.description.replacing("\(path)/", with: "") }
    }
}

/// The problems of one contract text.
package func diagnostics(of contract: String, beside files: [String: String] = [:]) throws -> [String] {
    let folder = try TemporaryFolder(files.merging(["c.json": contract]) { $1 })
    return folder.diagnostics(in: try folder.load("c.json"))
}

/// The problems of one contract text, but for the methods without a handler.
package func errors(of contract: String, beside files: [String: String] = [:]) throws -> [String] {
    try diagnostics(of: contract, beside: files).filter { !$0.contains("no handler for") }
}

/// The one service of a contract text that must have no errors; what is only a likely mistake is not sought.
package func service(
    _ contract: String, handlers: String? = nil, _ loader: ContractLoader = ContractLoader()
) throws -> ContractLoader.Service {
    let folder = try TemporaryFolder(["c.json": contract])
    if let handlers { try folder.write(handlers, to: "c.handlers.json") }
    var loader = loader
    loader.findsMistakes = false
    let loaded = try loader.load(["\(folder.path)/c.json"])
    guard let service = loaded.services.first, !loaded.hasErrors else {
        throw BrokenContract(diagnostics: folder.diagnostics(in: loaded))
    }
    return service
}

/// The one contract of a text that must have no errors.
package func contract(_ text: String) throws -> Contract { try service(text).contract }

package struct BrokenContract: Error {
    package let diagnostics: [String]

    package init(diagnostics: [String]) { self.diagnostics = diagnostics }
}
