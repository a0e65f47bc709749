import ClamatorKit
internal import ValueGeneration

/// A contract that is being loaded: its file, and what was found for it so far.
struct OpenContract {
    /// The service that the file names, whether or not it can be used.
    let service: ExactString?
    private var file: CheckedFile
    /// Nil where the file holds no contract that could be used.
    private var contract: Contract?
    private var behaviour = HandlersReader.Read()
    /// What is wrong with the files that its schemas refer to.
    private let otherFiles: OtherFiles
    /// All that was read for the contract, by path.
    private var origin: [ExactString: JSON]
    private let schemaFiles: SchemaFiles
    private let options: HandlerOptions
    private let findsMistakes: Bool
    private let losses: String
    private let given: String
    /// The methods that have a handler, be it a broken one.
    private var handled: Set<ExactString> = []
    /// What is wrong with the handlers files for this contract.
    private var handlersDiagnostics: [FileDiagnostic] = []

    /// Reads the contract.
    ///
    /// - Throws: Where the schema of contract files does not compile; what is wrong with the file is noted.
    init(
        _ foreign: ForeignFile, files: SchemaFiles, assertsFormats: Bool, findsMistakes: Bool, options: HandlerOptions
    ) throws {
        schemaFiles = files
        self.options = options
        self.findsMistakes = findsMistakes
        let file = foreign.contract
        losses = foreign.losses
        given = foreign.given
        var reader = ContractReader(
            file, files: files, assertsFormats: assertsFormats, samples: findsMistakes ? { Self.samples(of: $0) } : nil)
        contract = try reader.read()
        self.file = reader.file
        otherFiles = reader.otherFiles
        service = file.root["service"]?.exactString
        origin = reader.filesRead
        origin[ExactString(file.name)] = file.root
    }

    /// Makes values of the parts of a schema, as mock answers are made.
    private static func samples(of schema: Schema) -> (Subschema, inout WorkBudget) -> [JSON] {
        var generator = ValueGenerator(seed: 0)
        var plan: GenerationPlan?
        return { part, budget in
            let known = plan ?? GenerationPlan(schema.root)
            plan = known
            return generator.samples(6, takingEachBranch: 2, of: part, by: known, spending: &budget)
        }
    }

    /// Drops the contract, since another has its service.
    mutating func refuse(because other: OpenContract) {
        file.report("service \"\(service?.string ?? "")\" is in \(other.file.name) too", at: JSONPointer(["service"]))
        contract = nil
    }

    /// The names of its methods as `service.method`, and their wire names, each with its position.
    var names: (canonical: [(name: ExactString, path: JSONPointer)], wire: [(name: ExactString, path: JSONPointer)]) {
        guard let contract else { return ([], []) }
        let methods = contract.methods.map { ($0, JSONPointer(["methods", ExactString($0.name)])) }
        return (
            methods.map { (ExactString("\(contract.service).\($0.name)"), $1) },
            methods.compactMap { method, path in
                method.wireName.map { (ExactString($0), path.appending("wireName")) }
            }
        )
    }

    /// Drops the contract, since a wire name of its methods is taken.
    mutating func refuse(wireName name: ExactString, at path: JSONPointer, because position: String) {
        file.report("the name \"\(name)\" is taken at \(position); one of the two needs another", at: path)
        contract = nil
    }

    /// Where a value stands, as problems tell it.
    mutating func position(of path: JSONPointer) -> String { file.describedPosition(of: path) }

    /// Reads the handlers that stand in the contract itself.
    mutating func readInlineHandlers() throws {
        guard let contract else { return }
        behaviour = try HandlersReader(contract: contract).readInline(&file)
        handled = Set(contract.methods.filter { $0.handler != nil }.map { ExactString($0.name) })
    }

    /// The handlers files that are found by their names, whatever stands there: one at most, where all is well.
    var siblingHandlers: [String] {
        let stem = FileFormat.stem(of: file.name) + ".handlers"
        return FileFormat.allEndings.map { stem + $0 }.filter(Files.exists)
    }

    /// Reads a handlers file; its rules replace those that the same methods have.
    ///
    /// Of handlers for a contract that cannot be used only the shape is checked.
    mutating func addHandlers(_ handlers: CheckedFile) throws {
        var handlers = handlers
        origin[ExactString(handlers.name)] = handlers.root
        try HandlersReader.checkShape(of: &handlers)
        if let service, let named = handlers.root["service"]?.exactString, named != service {
            handlers.report("expected service \"\(service)\", got \"\(named)\"", at: JSONPointer(["service"]))
        }
        if let contract {
            let read = HandlersReader(contract: contract).read(&handlers)
            behaviour.rules.merge(read.rules) { _, new in new }
            behaviour.state.merge(read.state) { _, new in new }
            behaviour.others.removeAll { old in read.others.contains { $0.name == old.name } }
            behaviour.others += read.others
            let names = handlers.root["handlers"]?.members.map(\.name) ?? []
            handled.formUnion(names.compactMap { contract.method(called: $0.string).map { ExactString($0.name) } })
        }
        handlersDiagnostics += handlers.diagnostics
    }

    /// The defaults in files that its schemas refer to which one of its methods fills in.
    var usedDefaults: Set<LikelyMistakes.PathInFile> { otherFiles.usedDefaults }

    /// Ends the loading.
    ///
    /// - Parameter usedDefaults: The defaults that some contract fills in, be it another.
    /// - Returns: The service, if the contract can be used, and everything that is wrong with it, with the files that
    ///   its schemas refer to, and with its handlers.
    func close(
        besides usedDefaults: Set<LikelyMistakes.PathInFile>
    ) -> (service: ContractLoader.Service?, diagnostics: [FileDiagnostic]) {
        let otherDiagnostics = otherFiles.diagnostics(besides: usedDefaults) + handlersDiagnostics
        guard let contract else { return (nil, file.diagnostics + otherDiagnostics) }
        var file = file
        for method in contract.methods where method.fault == nil && !handled.contains(ExactString(method.name)) {
            file.report(
                "no handler for \(method.name)", at: JSONPointer(["methods", ExactString(method.name)]), .warning)
        }
        if findsMistakes { file.reportImpossibleValues(in: contract) }
        let scripts = DynamicHandlers(
            contract: contract, rules: behaviour.rules, state: behaviour.state, others: behaviour.others,
            options: options)
        return (
            ContractLoader.Service(
                contract: contract, scripts: scripts, file: file.name, given: given, source: file.root,
                schemaFiles: schemaFiles,
                losses: losses, origin: origin),
            file.diagnostics + otherDiagnostics
        )
    }
}
