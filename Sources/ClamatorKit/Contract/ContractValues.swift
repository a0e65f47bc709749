internal import ClamatorSchema

extension Contract {
    /// Reads a contract from its text.
    ///
    /// Its schemas may refer to its own `$defs` and to the editions' meta-schemas, and not to other files.
    ///
    /// - Parameters:
    ///   - text: The contract in the format of contract files: JSON, or YAML where the name ends in `.yaml` or `.yml`.
    ///   - name: How messages name the text.
    ///   - assertsFormats: Whether `format` is asserted; it annotates otherwise.
    /// - Throws: `ContractError` with everything that is wrong, be it with a single method.
    public init(
        parsing text: String, name: String = "contract", assertsFormats: Bool = false
    ) throws(ContractError) {
        let file: CheckedFile
        do throws(FileDiagnostic) {
            file = try CheckedFile(name: name, text: Array(text.utf8))
        } catch {
            throw ContractError([error])
        }
        try self.init(file, assertsFormats)
    }

    /// Reads a contract from its value.
    ///
    /// Its schemas may refer to its own `$defs` and to the editions' meta-schemas, and not to other files.
    ///
    /// - Parameters:
    ///   - json: The contract in the format of contract files.
    ///   - name: How messages name the value.
    ///   - assertsFormats: Whether `format` is asserted; it annotates otherwise.
    /// - Throws: `ContractError` with everything that is wrong, be it with a single method.
    public init(json: JSON, name: String = "contract", assertsFormats: Bool = false) throws(ContractError) {
        // The positions in messages are those of a text that is the contract's alone.
        let root = (try? JSON(parsing: json.description)) ?? json
        try self.init(CheckedFile(ParsedFile(name: name, root: root)), assertsFormats)
    }

    private init(_ file: CheckedFile, _ assertsFormats: Bool) throws(ContractError) {
        var reader = ContractReader(file, files: SchemaFiles(), assertsFormats: assertsFormats, samples: nil)
        let contract: Contract?
        do {
            contract = try reader.read()
        } catch {
            throw ContractError([FileDiagnostic(ofFile: file.name, "\(error)")])
        }
        let diagnostics = reader.file.diagnostics
        guard let contract, !diagnostics.contains(where: { $0.severity != .warning }) else {
            throw ContractError(diagnostics)
        }
        self = contract
    }

    /// Makes a contract of methods.
    ///
    /// - Parameters:
    ///   - service: The service's name: `^[a-z][a-z0-9-]*$`.
    ///   - methods: The methods, in the order in which people are to see them.
    ///   - description: What the service is for.
    ///   - externalDocs: Where more is to be read: an object with a `url`, and a `description` maybe.
    ///   - servers: Where the service is served: objects with a `url` each.
    /// - Throws: `ContractError` with every name that is ill-formed or stands twice, and all positions that a method's
    ///   params do not have.
    public init(
        service: String, methods: [Method], description: String? = nil, externalDocs: JSON? = nil, servers: [JSON] = []
    ) throws(ContractError) {
        var diagnostics: [FileDiagnostic] = []
        func report(_ message: String, at path: JSONPointer) {
            var diagnostic = FileDiagnostic(ofFile: "contract \"\(service)\"", message)
            diagnostic.path = path
            diagnostics.append(diagnostic)
        }
        if !Names.isService(service.utf8) {
            report(
                "a service's name is lower-case letters, digits and hyphens, a letter first",
                at: JSONPointer(["service"]))
        }
        var names: Set<ExactString> = []
        for method in methods {
            let path = JSONPointer(["methods", ExactString(method.name)])
            if !Names.isMethod(method.name.utf8) {
                report("a method's name is letters and digits, a lower-case letter first", at: path)
            }
            for name in [method.name, method.wireName].compactMap({ $0 })
            where !names.insert(ExactString(name)).inserted {
                report("the name \"\(name)\" stands here twice", at: path)
            }
            for misuse in method.misuses { report(misuse.message, at: JSONPointer(path.tokens + misuse.path.tokens)) }
        }
        guard diagnostics.isEmpty else { throw ContractError(diagnostics) }
        self.init(
            service: service, description: description, methods: methods, externalDocs: externalDocs, servers: servers)
    }
}

extension Contract.Method {
    /// Makes a method.
    ///
    /// - Parameters:
    ///   - name: The method's name: `^[a-z][a-zA-Z0-9]*$`.
    ///   - params: What the params must be.
    ///   - result: What the result must be; nil for a notification, which gets no reply.
    ///   - wireName: What the method is called by others; nil where that is `service.method`.
    ///   - summary: The method in a few words.
    ///   - description: What the method does.
    ///   - isDeprecated: Whether it should no longer be used.
    ///   - tags: What it belongs to: objects with a `name` each.
    ///   - externalDocs: Where more is to be read: an object with a `url`, and a `description` maybe.
    ///   - servers: Where the method is served, if not where the service is: objects with a `url` each.
    ///   - positions: Members of the params in the order in which they may be given without names; nil where they may
    ///     not.
    ///   - paramStructure: How the params may be given; nil for either way where there are positions, else by name.
    ///   - errors: The errors that callers should expect.
    ///   - examples: Calls to learn from.
    public init(
        _ name: String, params: Schema, result: Schema?, wireName: String? = nil, summary: String? = nil,
        description: String? = nil, isDeprecated: Bool = false, tags: [JSON] = [], externalDocs: JSON? = nil,
        servers: [JSON] = [], positions: [ExactString]? = nil, paramStructure: Contract.ParamStructure? = nil,
        errors: [RpcError] = [], examples: [Contract.Example] = []
    ) {
        self.init(
            name: name, wireName: wireName, summary: summary, description: description, isDeprecated: isDeprecated,
            tags: tags, externalDocs: externalDocs, servers: servers, positions: positions,
            paramStructure: paramStructure ?? .usual(hasPositions: positions != nil), isNotification: result == nil,
            params: params, result: result, errors: errors, examples: examples, fault: nil, handler: nil)
    }

    /// What is wrong with how it is called, each with its path in the method.
    fileprivate var misuses: [(message: String, path: JSONPointer)] {
        let members = [
            wireName.flatMap { Self.misuse(ofWireName: $0) }.map { ($0, JSONPointer(["wireName"])) },
            Self.misuse(of: paramStructure, hasPositions: positions != nil).map {
                ($0, JSONPointer(["paramStructure"]))
            },
        ]
        return members.compactMap { $0 } + unknownPositions
    }
}

// MARK: What a method can say wrongly of how it is called

extension Contract.ParamStructure {
    /// How params may be given where the method does not say.
    static func usual(hasPositions: Bool) -> Self { hasPositions ? .either : .byName }
}

extension Contract.Method {
    /// What is wrong with a wire name; nil where it is right.
    static func misuse(ofWireName name: String) -> String? {
        let hasControls = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return hasControls ? "a wire name has no control characters" : nil
    }

    /// What is wrong with a structure of params; nil where it is right.
    static func misuse(of structure: Contract.ParamStructure, hasPositions: Bool) -> String? {
        if hasPositions || structure == .byName { return nil }
        return "\"\(structure.rawValue)\" needs \"positions\" beside it: the names of the params in their order"
    }

    /// The positions that the params do not have, each with its path in the method.
    var unknownPositions: [(message: String, path: JSONPointer)] {
        guard let positions else { return [] }
        let known = params.root.properties.map(\.name)
        let names = Set(known)
        return positions.enumerated().filter { !names.contains($0.element) }.map { index, name in
            (
                "the params have no property \"\(name)\"" + Suggestion.sentence(for: name, among: known),
                JSONPointer(["positions", ExactString(index)])
            )
        }
    }
}
