package import ClamatorSchema

/// What in a contract's schemas and examples is most likely not meant, gathered schema by schema.
///
/// A shared type is looked at once, however many methods use it, and so is a schema in another file. Whether its
/// defaults are ever filled in is known only when all methods have been looked at.
package struct LikelyMistakes {
    /// Something that is most likely not meant, and its path in the contract's file.
    typealias Diagnostic = (message: String, path: JSONPointer)

    private var budget: WorkBudget
    /// The defaults that some method declares and none fills in so far, with what that is told as.
    private var unused: [PathInFile: String] = [:]
    private var used: Set<PathInFile> = []
    /// What making values may cost, for all schemas together.
    private var budgetOfSamples = WorkBudget(steps: 6_000_000)
    /// Makes values of the parts of a schema.
    private let samples: Samples

    /// For a schema, what makes some values of a part of it within a budget.
    package typealias Samples = (Schema) -> (Subschema, inout WorkBudget) -> [JSON]

    /// A path in a file: in the contract, whose path is empty here, or in one that it refers to.
    package struct PathInFile: Hashable {
        let file: ExactString
        let path: JSONPointer
    }

    private struct OffsetInFile: Hashable {
        let file: ExactString
        let offset: Int
    }

    /// Begins a search in a file of so many bytes.
    init(fileSize: Int, samples: @escaping Samples) {
        budget = WorkBudget(steps: 20_000_000 + 32 * fileSize)
        self.samples = samples
    }

    /// Whether a limit ended the search, so that not everything was looked at.
    var isIncomplete: Bool { isCutShort || budget.reached != nil }
    private var isCutShort = false

    /// What is wrong with a contract's schemas, its shared types, and the files that they refer to.
    ///
    /// - Parameters:
    ///   - schemas: The schemas.
    ///   - samples: Values of each schema that the contract shows.
    ///   - file: The path of the file at a document's URI, empty for the contract itself.
    /// - Returns: The diagnostics.
    mutating func diagnostics(
        in schemas: SchemaCollection, samples: [[JSON]], file: (String) -> ExactString
    ) -> [(message: String, path: PathInFile)] {
        var lookedAt: Set<OffsetInFile> = []
        let found = schemas.diagnostics(spending: &budget) { part in
            let file = file(part.uri)
            if file.isEmpty { return part.isOwn }
            // By the rules of each dialect that leads there the file was compiled once.
            return lookedAt.insert(OffsetInFile(file: file, offset: part.source.offset)).inserted
        }
        let defaults = diagnosticsOfDefaults(schemas, samples, file)
        return found.map { ($0.message, PathInFile(file: file($0.uri), path: $0.location)) }
            + defaults.map { ($0.message, PathInFile(file: file($0.uri), path: $0.location)) }
    }

    private mutating func diagnosticsOfDefaults(
        _ schemas: SchemaCollection, _ samples: [[JSON]], _ file: (String) -> ExactString
    ) -> [DefaultDiagnostic] {
        var make: ((Subschema, inout WorkBudget) -> [JSON])?
        var identity: Int?
        var tried: Set<PathInFile> = []
        var budgetOfSamples = budgetOfSamples
        defer { self.budgetOfSamples = budgetOfSamples }
        let (found, isIncomplete) = schemas.defaultDiagnostics(trying: samples, spending: &budget) { part in
            tried.insert(PathInFile(file: file(part.uri), path: part.locationInFile)).inserted
        } making: { schema, part in
            if identity != schema.root.identity { make = self.samples(schema) }
            identity = schema.root.identity
            return make?(part, &budgetOfSamples) ?? []
        }
        isCutShort = isCutShort || isIncomplete
        return found
    }

    /// Notes which defaults of a contract's schemas are filled in.
    mutating func noteDefaults(of schemas: SchemaCollection, file: (String) -> ExactString) {
        for declared in schemas.declaredDefaults(spending: &budget) {
            let declaration = PathInFile(file: file(declared.uri), path: declared.path)
            if let objection = declared.objection {
                unused[declaration] = objection
            } else {
                used.insert(declaration)
            }
        }
    }

    /// The defaults that some method fills in.
    var usedDefaults: Set<PathInFile> { used }

    /// The defaults that no method fills in.
    var unusedDefaults: [(message: String, path: PathInFile)] {
        unused.filter { !used.contains($0.key) }.map { ($0.value, $0.key) }
    }

    /// What of a method's examples breaks its schemas.
    mutating func diagnostics(inExamplesOf method: Contract.Method, at path: JSONPointer) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (index, example) in method.examples.enumerated() {
            let prefix = path.tokens + ["examples", ExactString(index)]
            found += diagnostics(in: example.params, method.params, "params", at: prefix)
            if let result = example.result, let schema = method.result {
                found += diagnostics(in: result, schema, "result", at: prefix)
            }
        }
        return found
    }

    private mutating func diagnostics(
        in value: JSON, _ schema: Schema, _ name: ExactString, at prefix: [ExactString]
    ) -> [Diagnostic] {
        guard schema.root.verdict(on: value, spending: &budget) == .invalid else { return [] }
        return schema.root.explain(value, spending: &budget).map { unit in
            let path = JSONPointer(prefix + [name] + unit.instanceLocation.tokens)
            return ("the example breaks the \(name) schema: \(unit.error)", path)
        }
    }
}
