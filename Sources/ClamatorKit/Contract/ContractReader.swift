/// Reads a contract from its file, and notes everything that is wrong with it, not just the first thing.
package struct ContractReader {
    package private(set) var file: CheckedFile
    /// What was found in the files that the contract's schemas refer to.
    package private(set) var otherFiles: OtherFiles
    private let assertsFormats: Bool
    private let files: SchemaFiles
    /// Nil where they are not looked for.
    private var mistakes: LikelyMistakes?

    /// - Parameters:
    ///   - file: The file.
    ///   - files: The files that its schemas may refer to.
    ///   - assertsFormats: Whether `format` is asserted.
    ///   - samples: Makes values for the search for likely mistakes; nil where that is not made.
    package init(
        _ file: CheckedFile, files: SchemaFiles, assertsFormats: Bool, samples: LikelyMistakes.Samples?
    ) {
        self.file = file
        self.files = files
        otherFiles = OtherFiles(files)
        self.assertsFormats = assertsFormats
        mistakes = samples.map { LikelyMistakes(fileSize: file.root.textLength, samples: $0) }
    }

    /// The files that the contract's schemas referred to, by path.
    package var filesRead: [ExactString: JSON] { files.filesRead }

    /// Reads the contract.
    ///
    /// - Returns: nil where the file holds none that could be used; the file's problems say why.
    /// - Throws: `FileError` where the system lacked what it takes to read a file that the contract refers to.
    package mutating func read() throws -> Contract? {
        file.checkRepeatedNames()
        file.check(against: try ContractSchema.schema.get())
        if let name = file.root["jsonSchemaDialect"]?.string, Dialect(reference: name) == nil {
            file.report(
                "unknown dialect \"\(name)\"; known are \(Dialect.known)", at: JSONPointer(["jsonSchemaDialect"]))
        }
        var schemas: [ContractPart] = []
        let drafts = (file.root["methods"]?.members ?? []).filter { $0.value.kind == .object }.map {
            draft($0.name, $0.value, adding: &schemas)
        }
        let compiled = compile(schemas)
        reportMistakes(in: compiled, samples: schemas.map(\.samples))
        let methods = drafts.compactMap { method($0, compiled) }
        reportMistakesOfAllMethods()
        if let shortage = files.shortage { throw shortage }
        guard let service = file.root["service"]?.string, !file.hasErrors else { return nil }
        return Contract(
            service: service, description: file.root["description"]?.string, methods: methods,
            externalDocs: file.root["externalDocs"], servers: file.root["servers"]?.elements ?? [],
            conventions: Contract.SchemaConventions(
                types: file.root["$defs"], dialect: dialect, assertsFormats: assertsFormats))
    }

    // MARK: Methods

    /// A schema of a method.
    private struct ContractPart {
        let source: JSON
        let path: JSONPointer
        /// Values of the schema that the contract shows.
        let samples: [JSON]
    }

    /// A method whose schemas are not compiled yet. They are known by their indices among all.
    private struct Draft {
        let name: ExactString
        let value: JSON
        let path: JSONPointer
        let isNotification: Bool
        let examples: [Contract.Example]
        var params: Int?
        var result: Int?
    }

    private mutating func draft(
        _ name: ExactString, _ value: JSON, adding schemas: inout [ContractPart]
    ) -> Draft {
        let path = JSONPointer(["methods", name])
        let isNotification = value["notification"]?.bool ?? false
        if isNotification, value["result"] != nil {
            file.report("a notification has no result", at: path.appending("result"))
        } else if !isNotification, value["result"] == nil {
            file.report("a method needs a \"result\" schema, unless it says \"notification\": true", at: path)
        }
        checkWireMembers(of: value, at: path)
        let examples = (value["examples"]?.elements ?? []).map {
            Contract.Example(params: $0["params"] ?? [:], result: $0["result"])
        }
        func add(_ source: JSON?, _ name: ExactString, _ samples: [JSON]) -> Int? {
            guard let source, source.kind == .object || source.bool != nil else { return nil }
            schemas.append(ContractPart(source: source, path: path.appending(name), samples: samples))
            return schemas.count - 1
        }
        return Draft(
            name: name, value: value, path: path, isNotification: isNotification, examples: examples,
            params: add(value["params"] ?? ["type": "object"], "params", examples.map(\.params)),
            result: add(value["result"], "result", examples.compactMap(\.result)))
    }

    private static let anything = try? Schema(true)

    private mutating func method(_ draft: Draft, _ compiled: SchemaCollection) -> Contract.Method? {
        let isNotification = draft.isNotification
        let diagnostic = [draft.params, draft.result].lazy.compactMap { $0.flatMap { compiled.reasons[$0] } }.first
        func schema(_ index: Int?) -> Schema? {
            diagnostic == nil ? index.flatMap { compiled.schemas[$0] } : Self.anything
        }
        let result = schema(draft.result)
        guard let params = schema(draft.params), isNotification || result != nil else { return nil }
        let value = draft.value
        let method = Contract.Method(
            name: draft.name.string, wireName: value["wireName"]?.string, summary: value["summary"]?.string,
            description: value["description"]?.string, isDeprecated: value["deprecated"]?.bool ?? false,
            tags: value["tags"]?.elements ?? [], externalDocs: value["externalDocs"],
            servers: value["servers"]?.elements ?? [],
            positions: value["positions"].map { $0.elements.compactMap(\.exactString) },
            paramStructure: Self.structure(of: value), isNotification: isNotification, params: params,
            result: isNotification ? nil : result, errors: (value["errors"]?.elements ?? []).compactMap(Self.error),
            examples: draft.examples,
            fault: diagnostic.map {
                "\(SchemaFiles.name(at: $0.uri))\($0.uri.isEmpty ? "" : "#")\($0.location): \($0.message)"
            },
            handler: value["handler"])
        if diagnostic != nil { return method }
        for (message, path) in method.unknownPositions {
            file.report(message, at: JSONPointer(draft.path.tokens + path.tokens))
        }
        for (message, path) in mistakes?.diagnostics(inExamplesOf: method, at: draft.path) ?? [] {
            file.report(message, at: path, .warning)
        }
        return method
    }

    // MARK: How it is called elsewhere

    private static func structure(of method: JSON) -> Contract.ParamStructure {
        let declared = method["paramStructure"]?.string.flatMap { Contract.ParamStructure(rawValue: $0) }
        return declared ?? .usual(hasPositions: method["positions"] != nil)
    }

    private mutating func checkWireMembers(of method: JSON, at path: JSONPointer) {
        if let name = method["wireName"]?.string, let message = Contract.Method.misuse(ofWireName: name) {
            file.report(message, at: path.appending("wireName"))
        }
        let hasPositions = method["positions"] != nil
        if let message = Contract.Method.misuse(of: Self.structure(of: method), hasPositions: hasPositions) {
            file.report(message, at: path.appending("paramStructure"))
        }
    }

    private static func error(_ value: JSON) -> RpcError? {
        guard let code = value["code"]?.int, let message = value["message"]?.string else { return nil }
        return RpcError(code: RpcError.Code(code), message: message, data: value["data"] ?? .null)
    }

    // MARK: Schemas

    /// Compiles the params and result schemas together with the types that they share.
    private mutating func compile(_ schemas: [ContractPart]) -> SchemaCollection {
        var options = Schema.Options()
        options.dialect = dialect
        options.assertsFormats = assertsFormats
        options.baseURI = files.baseURI
        options.resolve = files.document
        options.reasonForNone = files.reasonForNone
        options.name = SchemaFiles.name
        let types = file.root["$defs"]
        if let types { reportShadows(of: types, in: schemas) }
        let compiled = SchemaCollection(schemas.map { ($0.source, $0.path) }, types: types, options: options)
        for (diagnostic, schema) in compiled.diagnostics {
            if files.isContract(diagnostic.uri) {
                file.report(diagnostic.message, at: diagnostic.location, .methodError)
            } else {
                file.report(
                    "\(SchemaFiles.name(at: diagnostic.uri))#\(diagnostic.location): \(diagnostic.message)",
                    at: schema.map { schemas[$0].path } ?? JSONPointer(), .methodError)
            }
        }
        return compiled
    }

    /// Warns of the definitions of a schema that shadow shared types of another value.
    private mutating func reportShadows(of types: JSON, in schemas: [ContractPart]) {
        var typesByName: [ExactString: JSON]?
        for schema in schemas {
            let own = schema.source["$schema"]?.string.flatMap { Dialect(reference: $0) } ?? dialect
            for keyword in own.keywordsOfDefinitions {
                guard let definitions = schema.source[keyword], definitions.kind == .object else { continue }
                let known = typesByName ?? Dictionary(types.members.map { ($0.name, $0.value) }) { $1 }
                typesByName = known
                for (name, value) in definitions.members {
                    guard let type = known[name], type != value else { continue }
                    file.report(
                        "\"\(name)\" stands in the contract's $defs too, and says something else there; "
                            + "this schema's references mean its own",
                        at: JSONPointer(schema.path.tokens + [keyword, name]), .warning)
                }
            }
        }
    }

    // MARK: Likely mistakes

    private mutating func reportMistakes(in schemas: SchemaCollection, samples: [[JSON]]) {
        let files = files
        func file(_ uri: String) -> ExactString {
            files.isContract(uri) ? "" : files.path(at: uri) ?? ExactString(uri)
        }
        let found = mistakes?.diagnostics(in: schemas, samples: samples, file: file)
        for (message, path) in found ?? [] { warn(message, at: path) }
        mistakes?.noteDefaults(of: schemas, file: file)
    }

    private mutating func warn(_ message: String, at path: LikelyMistakes.PathInFile) {
        if path.file.isEmpty {
            file.report(message, at: path.path, .warning)
        } else {
            otherFiles.warn(message, at: path)
        }
    }

    private mutating func reportMistakesOfAllMethods() {
        guard let mistakes else { return }
        for (message, path) in mistakes.unusedDefaults where path.file.isEmpty { warn(message, at: path) }
        otherFiles.noteDefaults(of: mistakes)
        if mistakes.isIncomplete { file.reportIncompleteSearch() }
    }

    /// The dialect of schemas that name none themselves.
    private var dialect: Dialect {
        file.root["jsonSchemaDialect"]?.string.flatMap { Dialect(reference: $0) } ?? .draft2020_12
    }
}
