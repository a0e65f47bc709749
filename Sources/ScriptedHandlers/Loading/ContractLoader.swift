public import ClamatorKit
internal import ForeignContracts

/// Loads contracts and their handlers from files and folders, and collects every problem in them.
public struct ContractLoader: Sendable {
    /// Whether `format` is asserted; it annotates otherwise.
    public var assertsFormats = false
    /// Whether schemas and examples are searched for likely mistakes, which become warnings. The search
    /// takes about as long as loading.
    public var findsMistakes = true
    /// The service's name for a contract in another format, such as OpenRPC's; nil for the one that its file gives.
    public var service: String?
    /// Whether the handlers files beside contracts are read.
    package var findsHandlers = true
    /// What the handlers do beside what their files say.
    public var handlerOptions = HandlerOptions()

    /// Makes a loader.
    public init() {}

    /// What was loaded.
    public struct Loaded: Sendable {
        /// The services whose contract can be used, be it without some methods.
        public var services: [Service] = []
        /// What is wrong with the files: first with those that could not be read at all, then contract by contract.
        public var diagnostics: [FileDiagnostic] = []

        /// Whether some problem is an error, be it only of a method that is set aside.
        public var hasErrors: Bool { diagnostics.contains { $0.severity != .warning } }
        /// Whether some file cannot be used.
        package var hasUselessFiles: Bool { diagnostics.contains { $0.severity == .error } }
    }

    /// A contract and the handlers that were found for it.
    public struct Service: Sendable {
        /// The contract.
        public let contract: Contract
        /// What answers the calls, as the handlers files script it.
        package let scripts: DynamicHandlers
        /// The file that the contract came from.
        public let file: String
        /// What was given for the contract: its file, or the folder of the files that it was made of.
        package let given: String
        /// The contract as JSON, in the format of this project whatever that of the file is.
        public let source: JSON
        /// The files that its schemas refer to, as they were when it was loaded.
        let schemaFiles: SchemaFiles
        /// What of a file in another format was not carried over, counted by kind: `2 links, 1 version`.
        package let losses: String
        /// All that was read for the service, by path: the contract, its handlers, the files that its schemas refer to.
        package var origin: [ExactString: JSON]
        /// The files that all of it was read from.
        package var files: [String] { origin.keys.map(\.string) }

        /// The contract as JSON with all that it needs, for those who take it apart or have no files beside it: what it
        /// refers to by a name or in other files is a type in its `$defs`. Nil where it refers to nothing so.
        package var standalone: JSON? {
            StandaloneContract.of(source, at: schemaFiles.baseURI, read: schemaFiles.document(at:))
        }

        /// The contract as JSON, which refers to nothing but by JSON pointers in itself.
        package var completeSource: JSON { standalone ?? source }

        /// The handlers by method name, as a server takes them.
        public var handlers: [String: Handler] { scripts.handlers }
    }

    /// Loads contracts.
    ///
    /// A method's handler is the one in a file that is given here, else the one in the file that is found by its name,
    /// `NAME.handlers.json` beside `NAME.json`, else the one in the contract itself. `.yaml` and `.yml` stand for YAML
    /// wherever `.json` stands for JSON.
    ///
    /// - Parameters:
    ///   - paths: Files, and folders, which stand for their `*.json` but not `*.handlers.json` and `*.schema.json`. A
    ///     file may be an OpenRPC document, or one of schemas that define requests, too. Two files of a folder that
    ///     differ in their format alone are a problem.
    ///   - handlers: Handlers files; of two for one method the later counts.
    /// - Returns: The services, and the problems of all files.
    /// - Throws: `FileError` where a path leads nowhere, a folder cannot be listed or holds no contract, or one of the
    ///   handlers files cannot be read.
    public func load(_ paths: [String], handlers: [String] = []) throws -> Loaded {
        var known: Set<ExactString> = []
        // A file that is named twice, or beside its folder, is loaded once.
        let sources = try paths.flatMap(sources).filter { source in
            source.path.map { known.insert(ExactString(Files.realPath($0) ?? $0)).inserted } ?? true
        }
        let given = try handlers.map { (name: $0, text: try Files.read($0)) }
        var opened = OpenContracts(
            assertsFormats: assertsFormats, findsMistakes: findsMistakes, findsHandlers: findsHandlers,
            options: handlerOptions, service: service)
        for source in sources {
            switch source {
            case .file(let path, let isNamed, let isBesidePairs):
                try opened.open(path, isNamed: isNamed, isBesidePairs: isBesidePairs)
            case .pairs(let paths, let folder): try opened.open(pairs: paths, in: folder)
            case .twins(let paths): opened.refuseTwins(of: paths)
            }
        }
        for (name, text) in given { try opened.addHandlers(name, text: text) }
        return opened.close()
    }

    /// Loads contracts that must have no errors, as `load` does.
    ///
    /// - Parameters:
    ///   - paths: Files, and folders, which stand for the contracts in them.
    ///   - handlers: Handlers files; of two for one method the later counts.
    /// - Returns: The services.
    /// - Throws: `ContractError` with the problems of all files where one of them is an error, be it only of a method;
    ///   `FileError` as `load` does.
    public func loadServices(_ paths: [String], handlers: [String] = []) throws -> [Service] {
        let loaded = try load(paths, handlers: handlers)
        if loaded.hasErrors { throw ContractError(loaded.diagnostics) }
        return loaded.services
    }

    /// Whether a folder takes a file of this name for a contract.
    package static func isContract(_ name: String) -> Bool {
        let stem = ExactString(FileFormat.stem(of: name))
        return FileFormat(ofFile: name) != nil && !stem.hasPrefix(".") && !stem.hasSuffix(".handlers")
            && !stem.hasSuffix(".schema")
    }

    /// Something that a contract is made of.
    private enum Source {
        /// A file, which was named itself or stands in a folder that was, maybe beside schemas in pairs.
        case file(String, isNamed: Bool, isBesidePairs: Bool)
        /// Schemas in a folder that belong together in pairs.
        case pairs([String], folder: String)
        /// Files that differ in their format alone, in the order of the formats: they would be the same contract.
        case twins([String])

        /// What tells it from others; nil where it need not be told.
        var path: String? {
            switch self {
            case .file(let path, isNamed: _, isBesidePairs: _), .pairs(_, folder: let path): path
            case .twins: nil
            }
        }
    }

    private func sources(_ path: String) throws(FileError) -> [Source] {
        guard try Files.isExistingFolder(path) else { return [.file(path, isNamed: true, isBesidePairs: false)] }
        let names = try Files.names(in: path).filter(Self.isContract)
        guard !names.isEmpty else {
            throw FileError(missingIn: path, reason: "the folder holds no contract (*.json, *.yaml)")
        }
        // By their names, *.json comes before *.yaml.
        let all = names.map { path.utf8.last == UInt8(ascii: "/") ? path + $0 : "\(path)/\($0)" }
        let twins = Dictionary(grouping: all) { ExactString(FileFormat.stem(of: $0)) }.values.filter { $0.count > 1 }
        let refused = Set(twins.flatMap { $0.dropFirst().map { ExactString($0) } })
        let files = all.filter { !refused.contains(ExactString($0)) }
        let pairs = SchemaPairs.pairs(amongFiles: files)
        let paired = Set(pairs.map { ExactString($0) })
        return twins.sorted { $0[0] < $1[0] }.map { .twins($0) }
            + (pairs.isEmpty ? [] : [.pairs(pairs, folder: path)])
            + files.filter { !paired.contains(ExactString($0)) }
            .map { .file($0, isNamed: false, isBesidePairs: !pairs.isEmpty) }
    }
}
