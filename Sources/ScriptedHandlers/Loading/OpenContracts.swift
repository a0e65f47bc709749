import ClamatorKit

/// The contracts that are being loaded, until all that belongs to them has been read.
struct OpenContracts {
    private let assertsFormats: Bool
    private let findsMistakes: Bool
    private let findsHandlers: Bool
    private let options: HandlerOptions
    /// The name of the service of a contract in another format, where it is not left to the file.
    private let service: String?
    private var contracts: [OpenContract] = []
    /// What is wrong with files that belong to none of the contracts.
    private var diagnostics: [FileDiagnostic] = []

    init(
        assertsFormats: Bool, findsMistakes: Bool, findsHandlers: Bool, options: HandlerOptions, service: String?
    ) {
        self.service = service
        self.findsHandlers = findsHandlers
        self.assertsFormats = assertsFormats
        self.findsMistakes = findsMistakes
        self.options = options
    }

    /// Reads a contract file, the handlers in it, and the handlers file beside it.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - isNamed: Whether it was named itself; what a folder holds may be something else.
    ///   - isBesidePairs: Whether it stands in a folder in which schemas belong together in pairs.
    /// - Throws: `FileError` where the system lacks what it takes to read; what is wrong with the files is noted.
    mutating func open(_ path: String, isNamed: Bool, isBesidePairs: Bool) throws {
        let (files, service) = (SchemaFiles(contract: path), service)
        let file = try noting {
            try ForeignFile(
                CheckedFile(reading: path), isNamed: isNamed, isBesidePairs: isBesidePairs, files: files,
                service: service)
        }
        if let file { try open(file, files) }
    }

    /// Reads the contract of a folder's files that belong together in pairs.
    ///
    /// - Throws: As `open`.
    mutating func open(pairs paths: [String], in folder: String) throws {
        let files = try paths.compactMap { path in try noting { try CheckedFile(reading: path) } }
        guard files.count == paths.count, !paths.isEmpty else { return }
        // The contract is none of the files, to each of which others may refer.
        try open(ForeignFile(pairs: files, in: folder, service: service), SchemaFiles(contract: folder + "/"))
    }

    private mutating func open(_ file: ForeignFile, _ files: SchemaFiles) throws {
        var contract = try OpenContract(
            file, files: files, assertsFormats: assertsFormats, findsMistakes: findsMistakes, options: options)
        if let other = contracts.first(where: { $0.service != nil && $0.service == contract.service }) {
            contract.refuse(because: other)
        }
        try contract.readInlineHandlers()
        let handlers = findsHandlers ? contract.siblingHandlers : []
        refuseTwins(of: handlers)
        if let path = handlers.first, let handlers = try noting({ try CheckedFile(reading: path) }) {
            try contract.addHandlers(handlers)
        }
        contracts.append(contract)
    }

    /// Notes that files which only differ in their format stand beside each other: the first counts.
    mutating func refuseTwins(of files: [String]) {
        for file in files.dropFirst() {
            diagnostics.append(
                FileDiagnostic(ofFile: file, "stands beside \(Files.name(of: files[0])); keep one of them"))
        }
    }

    /// Reads a handlers file for the contract that it names.
    ///
    /// - Throws: As `open`.
    mutating func addHandlers(_ name: String, text: [UInt8]) throws {
        guard var file = try noting({ try CheckedFile(name: name, text: text) }) else { return }
        let service = file.root["service"]?.exactString
        if let service, let index = contracts.firstIndex(where: { $0.service == service }) {
            try contracts[index].addHandlers(file)
            return
        }
        try HandlersReader.checkShape(of: &file)
        if let service {
            let hint = Suggestion.sentence(for: service, among: contracts.compactMap(\.service))
            file.report("no contract for service \"\(service)\" is loaded\(hint)", at: JSONPointer(["service"]))
        }
        diagnostics += file.diagnostics
    }

    /// Refuses the contracts whose wire names are names of other methods already. A method may be called elsewhere as
    /// it is here.
    private mutating func refuseClashes() {
        let names = contracts.map(\.names)
        var owners: [ExactString: (contract: Int, path: JSONPointer)] = [:]
        for (index, names) in names.enumerated() {
            for (name, path) in names.canonical { owners[name] = (index, path) }
        }
        for (index, names) in names.enumerated() {
            for (name, path) in names.wire {
                if let owner = owners[name] {
                    if owner.contract == index, owner.path.appending("wireName") == path { continue }
                    let position = contracts[owner.contract].position(of: owner.path)
                    contracts[index].refuse(wireName: name, at: path, because: position)
                } else {
                    owners[name] = (index, path)
                }
            }
        }
    }

    /// The services that were read, and all problems.
    mutating func close() -> ContractLoader.Loaded {
        refuseClashes()
        let usedDefaults = contracts.reduce(into: Set()) { $0.formUnion($1.usedDefaults) }
        let closed = contracts.map { $0.close(besides: usedDefaults) }
        // Several contracts may refer to one file.
        var known: Set<FileDiagnostic> = []
        return ContractLoader.Loaded(
            services: closed.compactMap { $0.service },
            diagnostics: (diagnostics + closed.flatMap { $0.diagnostics }).filter { known.insert($0).inserted })
    }

    /// What the body reads; nil where there is a problem with it, which is noted.
    private mutating func noting<File>(_ body: () throws -> File) throws -> File? {
        do {
            return try body()
        } catch let diagnostic as FileDiagnostic {
            diagnostics.append(diagnostic)
            return nil
        }
    }
}
