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
    ///   - assertsFormats: Whether `format` is asserted.
    ///   - samples: Makes values for the search for likely mistakes; nil where that is not made.
    package init(_ file: CheckedFile, assertsFormats: Bool, samples: LikelyMistakes.Samples?) {
        self.file = file
        files = SchemaFiles(contract: file.name)
        otherFiles = OtherFiles(files)
        self.assertsFormats = assertsFormats
        mistakes = samples.map { LikelyMistakes(fileSize: file.root.withSpelling(\.count), samples: $0) }
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
        let sharedTypes = file.root["$defs"].flatMap(SharedTypes.init)
        if let sharedTypes { checkAlone(sharedTypes) }
        var methods: [Contract.Method] = []
        for (name, value) in file.root["methods"]?.members ?? [] where value.kind == .object {
            if let method = method(name, value, sharedTypes) { methods.append(method) }
        }
        reportMistakesOfAllMethods()
        if let shortage = files.shortage { throw shortage }
        guard let service = file.root["service"]?.string, !file.hasErrors else { return nil }
        return Contract(service: service, description: file.root["description"]?.string, methods: methods)
    }

    // MARK: Methods

    private mutating func method(_ name: ExactString, _ value: JSON, _ sharedTypes: SharedTypes?) -> Contract.Method? {
        let path = JSONPointer(["methods", name])
        let isNotification = value["notification"]?.bool ?? false
        if isNotification, value["result"] != nil {
            file.report("a notification has no result", at: path.appending("result"))
        } else if !isNotification, value["result"] == nil {
            file.report("a method needs a \"result\" schema, unless it says \"notification\": true", at: path)
        }
        let examples = (value["examples"]?.elements ?? []).map {
            Contract.Example(params: $0["params"] ?? [:], result: $0["result"])
        }
        let params = schema(
            value["params"] ?? ["type": "object"], at: path.appending("params"), sharedTypes,
            samples: examples.map(\.params))
        let result =
            value["result"].map {
                schema($0, at: path.appending("result"), sharedTypes, samples: examples.compactMap(\.result))
            } ?? nil
        guard let params, isNotification || result != nil else { return nil }
        let method = Contract.Method(
            name: name.string, description: value["description"]?.string, isNotification: isNotification,
            params: params,
            result: isNotification ? nil : result, errors: (value["errors"]?.elements ?? []).compactMap(Self.error),
            examples: examples,
            handler: value["handler"])
        for (message, place) in mistakes?.findings(inExamplesOf: method, at: path) ?? [] {
            file.report(message, at: place, .warning)
        }
        return method
    }

    private static func error(_ value: JSON) -> RpcError? {
        guard let code = value["code"]?.int, let message = value["message"]?.string else { return nil }
        return RpcError(code: RpcError.Code(code), message: message, data: value["data"] ?? .null)
    }

    // MARK: Schemas

    /// Compiles a params or result schema together with the types that the contract's methods share.
    private mutating func schema(
        _ value: JSON, at path: JSONPointer, _ sharedTypes: SharedTypes?, samples: [JSON]
    ) -> Schema? {
        guard value.kind == .object || value.kind == .true || value.kind == .false else { return nil }
        let source = SchemaWithSharedTypes(value, sharedTypes: sharedTypes, dialect: dialect)
        for name in source.clashes {
            file.report(
                "\"\(name)\" stands in the contract's $defs too", at: JSONPointer(path.tokens + ["$defs", name]))
        }
        let placing = placing {
            source.isShared($0) ? JSONPointer(["$defs"] + $0.tokens.dropFirst()) : JSONPointer(path.tokens + $0.tokens)
        } isOwn: {
            !source.isShared($0)
        }
        guard let compiled = compile(source.merged, placing: placing.path) else { return nil }
        reportMistakes(in: compiled, samples: samples, placing)
        return compiled
    }

    /// Checks the shared types by themselves, so that those which nobody refers to are checked too.
    private mutating func checkAlone(_ sharedTypes: SharedTypes) {
        guard let compiled = compile(["$defs": sharedTypes.source], placing: { $0 }) else { return }
        reportMistakes(in: compiled, samples: [], placing(by: { $0 }, isOwn: { _ in true }))
    }

    private mutating func compile(
        _ schema: JSON, placing: (JSONPointer) -> JSONPointer
    ) -> Schema? {
        var options = Schema.Options()
        options.dialect = dialect
        options.assertsFormats = assertsFormats
        options.baseURI = files.baseURI
        options.resolve = files.document
        options.reasonForNone = files.reasonForNone
        do throws(SchemaError) {
            return try Schema(schema, options: options)
        } catch {
            for problem in error.problems {
                if files.isContract(problem.uri) {
                    file.report(problem.message, at: placing(problem.location))
                } else {
                    file.report("\(problem.uri)#\(problem.location): \(problem.message)", at: placing(JSONPointer()))
                }
            }
            return nil
        }
    }

    // MARK: Likely mistakes

    private func placing(
        by path: @escaping (JSONPointer) -> JSONPointer, isOwn: @escaping (JSONPointer) -> Bool
    ) -> LikelyMistakes.Placing {
        let files = files
        return LikelyMistakes.Placing(
            file: { files.isContract($0) ? "" : files.path(at: $0) ?? ExactString($0) }, path: path, isOwn: isOwn)
    }

    private mutating func reportMistakes(in schema: Schema, samples: [JSON], _ placing: LikelyMistakes.Placing) {
        let found = mistakes?.findings(in: schema, samples: samples, placing: placing)
        for (message, place) in found ?? [] { warn(message, at: place) }
        mistakes?.noteDefaults(of: schema, placing: placing)
    }

    private mutating func warn(_ message: String, at place: LikelyMistakes.Place) {
        if place.file.isEmpty {
            file.report(message, at: place.path, .warning)
        } else {
            otherFiles.warn(message, at: place)
        }
    }

    private mutating func reportMistakesOfAllMethods() {
        guard let mistakes else { return }
        for (message, place) in mistakes.unusedDefaults where place.file.isEmpty { warn(message, at: place) }
        otherFiles.noteDefaults(of: mistakes)
        if mistakes.isIncomplete { file.reportIncompleteSearch() }
    }

    /// The dialect of schemas that name none themselves.
    private var dialect: Dialect {
        file.root["jsonSchemaDialect"]?.string.flatMap { Dialect(reference: $0) } ?? .draft2020_12
    }
}

extension Dialect {
    /// The dialect that `$schema` or `jsonSchemaDialect` names, with or without an empty fragment.
    init?(reference: String) {
        let uri = reference.utf8
        let bare = uri.last == UInt8(ascii: "#") ? uri.dropLast() : uri[...]
        guard let dialect = Self.allCases.first(where: { $0.uri.utf8.elementsEqual(bare) }) else { return nil }
        self = dialect
    }
}
