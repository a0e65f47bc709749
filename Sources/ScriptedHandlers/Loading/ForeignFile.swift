import ClamatorKit
internal import ForeignContracts

/// Files in formats of others, which are turned into contracts when they are loaded.
struct ForeignFile {
    /// The contract, whose problems are told where the documents have them.
    let contract: CheckedFile
    /// What was not carried over, counted by kind: `2 links, 1 version`.
    let losses: String
    /// What was given for it: its file, or the folder of the files that it was made of.
    private(set) var given: String

    /// The contract that a file holds, in whatever format.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - isNamed: Whether it was named itself, and not the folder that it stands in.
    ///   - isBesidePairs: Whether it stands in a folder in which schemas belong together in pairs.
    ///   - files: The files that it may refer to.
    ///   - service: The name of the service, where it is not left to the file.
    /// - Throws: `FileDiagnostic` where it holds none: a warning where it is only passed over.
    init(
        _ file: CheckedFile, isNamed: Bool, isBesidePairs: Bool, files: SchemaFiles, service: String?
    ) throws(FileDiagnostic) {
        let kind = DocumentKind(of: file.root)
        func diagnostic(_ message: String, _ severity: FileDiagnostic.Severity = .error) -> FileDiagnostic {
            var file = file
            file.report(message, at: JSONPointer(), severity)
            var diagnostic = file.diagnostics[0]
            diagnostic.isOfFilePassedOver = severity == .warning
            return diagnostic
        }
        switch kind {
        case .contract:
            self.init(contract: file, losses: "")
            return
        case .manifest:
            let words =
                "this is a manifest of clamator's code generator, which has hashes of schemas instead of schemas"
            throw isNamed ? diagnostic(words) : diagnostic(words + "; passed over", .warning)
        case .schema where isBesidePairs:
            throw diagnostic("this schema has no partner XRequest, X or XResponse beside it; passed over", .warning)
        case .schema: throw diagnostic("no contract: this looks like a JSON Schema; \(DocumentKind.readable)")
        case .other(let words): throw diagnostic("no contract: this looks like \(words); \(DocumentKind.readable)")
        case .openRPC, .requestSchemas, .schemaPairs: break
        }
        guard
            let foreign = ForeignContract(
                file.root, kind, at: files.baseURI, service: service, read: files.document(at:))
        else { throw diagnostic("no contract: \(DocumentKind.readable)") }
        self.init(
            foreign,
            sources: [file.parsed]
                + foreign.documents.dropFirst().map {
                    files.file(at: $0.uri) ?? file.parsed
                })
    }

    /// The contract of the files of a folder that belong together in pairs.
    ///
    /// - Parameters:
    ///   - files: The files.
    ///   - folder: The folder, after which the service is named.
    ///   - service: The name of the service, where it is not left to the folder.
    init(pairs files: [CheckedFile], in folder: String, service: String?) {
        let definitions = files.map { file in
            (
                uri: file.name,
                definition: SchemaPairs.Definition(name: SchemaPairs.name(ofFile: file.name), schema: file.root)
            )
        }
        let foreign = SchemaPairs.contract(
            of: definitions, service: service ?? ContractNames.service(forFile: Files.realPath(folder) ?? folder))
        self.init(foreign, sources: files.map(\.parsed))
        given = folder
    }

    private init(contract: CheckedFile, losses: String) {
        self.contract = contract
        self.losses = losses
        given = contract.name
    }

    private init(_ foreign: ForeignContract, sources: [ParsedFile]) {
        let origins = foreign.origins
        var file = CheckedFile(foreign.contract, madeOf: sources) { path in
            let location = origins.location(of: path)
            return (location.document, JSONPointer(location.path))
        }
        for diagnostic in foreign.diagnostics {
            file.reportSource(
                diagnostic.message, diagnostic.location.document, at: JSONPointer(diagnostic.location.path))
        }
        self.init(contract: file, losses: foreign.losses.description)
    }
}
