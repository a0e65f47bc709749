/// Reads a contract from its file, and notes everything that is wrong with it, not just the first thing.
struct ContractReader {
    private(set) var file: CheckedFile
    private let assertsFormats: Bool
    private let files: SchemaFiles

    init(_ file: CheckedFile, assertsFormats: Bool) {
        self.file = file
        files = SchemaFiles(contract: file.name)
        self.assertsFormats = assertsFormats
    }

    /// The files that the contract's schemas referred to, by path.
    var filesRead: [ExactString: JSON] { files.filesRead }

    /// Reads the contract.
    ///
    /// - Returns: nil where the file holds none that could be used; the file's problems say why.
    mutating func read() throws -> Contract? {
        file.checkRepeatedNames()
        file.check(against: try ContractSchema.schema.get())
        let sharedTypes = file.root["$defs"].flatMap(SharedTypes.init)
        if let sharedTypes { checkAlone(sharedTypes) }
        var methods: [Contract.Method] = []
        for (name, value) in file.root["methods"]?.members ?? [] where value.kind == .object {
            if let method = method(name, value, sharedTypes) { methods.append(method) }
        }
        guard let service = file.root["service"]?.string, !file.problems.contains(where: { $0.severity == .error })
        else { return nil }
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
        let params = schema(value["params"] ?? ["type": "object"], at: path.appending("params"), sharedTypes)
        let result = value["result"].map { schema($0, at: path.appending("result"), sharedTypes) } ?? nil
        guard let params, isNotification || result != nil else { return nil }
        let method = Contract.Method(
            name: name.string, description: value["description"]?.string, isNotification: isNotification,
            params: params,
            result: isNotification ? nil : result, errors: (value["errors"]?.elements ?? []).compactMap(Self.error),
            examples: (value["examples"]?.elements ?? []).map {
                Contract.Example(params: $0["params"] ?? [:], result: $0["result"])
            },
            handler: value["handler"])
        checkExamples(of: method, at: path)
        return method
    }

    private static func error(_ value: JSON) -> RpcError? {
        guard let code = value["code"]?.int, let message = value["message"]?.string else { return nil }
        return RpcError(code: code, message: message, data: value["data"] ?? .null)
    }

    private mutating func checkExamples(of method: Contract.Method, at path: JSONPointer) {
        for (index, example) in method.examples.enumerated() {
            let place = path.tokens + ["examples", ExactString(index)]
            check(example.params, against: method.params, "params", of: place)
            guard let result = example.result, let schema = method.result else { continue }
            check(result, against: schema, "result", of: place)
        }
    }

    private mutating func check(
        _ value: JSON, against schema: Schema, _ name: ExactString, of example: [ExactString]
    ) {
        do throws(LimitReached) {
            for unit in try schema.explain(value) {
                file.report(
                    "the example breaks the \(name) schema: \(unit.error)",
                    at: JSONPointer(example + [name] + unit.instanceLocation.tokens), .warning)
            }
        } catch {
            file.report(
                "the example cannot be checked against the \(name) schema: \(error)",
                at: JSONPointer(example + [name]), .warning)
        }
    }

    // MARK: Schemas

    /// Compiles a params or result schema together with the types that the contract's methods share.
    private mutating func schema(_ value: JSON, at path: JSONPointer, _ sharedTypes: SharedTypes?) -> Schema? {
        guard value.kind == .object || value.kind == .true || value.kind == .false else { return nil }
        let source = SchemaWithSharedTypes(value, sharedTypes: sharedTypes, dialect: dialect)
        for name in source.clashes {
            file.report(
                "\"\(name)\" stands in the contract's $defs too", at: JSONPointer(path.tokens + ["$defs", name]))
        }
        return compile(source.merged) { location in
            source.isShared(location)
                ? JSONPointer(["$defs"] + location.tokens.dropFirst()) : JSONPointer(path.tokens + location.tokens)
        }
    }

    /// Checks the shared types by themselves, so that those which nobody refers to are checked too.
    private mutating func checkAlone(_ sharedTypes: SharedTypes) {
        _ = compile(["$defs": sharedTypes.source]) { $0 }
    }

    private mutating func compile(
        _ schema: JSON, placing: (JSONPointer) -> JSONPointer
    ) -> Schema? {
        var options = Schema.Options()
        options.dialect = dialect
        options.assertsFormats = assertsFormats
        options.baseURI = files.baseURI
        options.resolve = files.document
        do throws(SchemaError) {
            let compiled = try Schema(schema, options: options)
            for diagnostic in compiled.defaultDiagnostics() where isInRoot(diagnostic.uri) {
                file.report(diagnostic.message, at: placing(diagnostic.location), .warning)
            }
            return compiled
        } catch {
            for problem in error.problems {
                if isInRoot(problem.uri) {
                    file.report(problem.message, at: placing(problem.location))
                } else {
                    file.report("\(problem.uri)#\(problem.location): \(problem.message)", at: placing(JSONPointer()))
                }
            }
            return nil
        }
    }

    /// Whether this is the URI of the contract itself.
    private func isInRoot(_ uri: String) -> Bool { uri.isEmpty || uri.utf8.elementsEqual(files.baseURI.utf8) }

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
