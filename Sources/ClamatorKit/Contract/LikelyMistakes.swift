internal import ClamatorSchema

/// What in a contract's schemas and examples is most likely not meant, gathered schema by schema.
///
/// A shared type is looked at once, however many methods use it. Whether its defaults are ever filled in is known only
/// when all methods have been looked at.
struct LikelyMistakes {
    /// Something that is most likely not meant, and its place in the contract's file.
    typealias Finding = (message: String, path: JSONPointer)

    private var budget: WorkBudget
    /// The places of defaults that some method declares and none fills in so far, with what that is told as.
    private var unused: [JSONPointer: String] = [:]
    private var used: Set<JSONPointer> = []
    /// The places of the schemas for which values were made up, each once however many methods use it.
    private var tried: Set<Place> = []
    /// What making values may cost, for all schemas together.
    private var budgetOfSamples = WorkBudget(steps: 6_000_000)
    /// Makes values of the parts of a schema.
    private let samples: Samples

    /// For a schema, what makes some values of a part of it within a budget.
    typealias Samples = (Schema) -> (Subschema, inout WorkBudget) -> [JSON]

    private struct Place: Hashable {
        let uri: ExactString
        let path: JSONPointer
    }

    /// Begins a search in a file of so many bytes.
    init(fileSize: Int, samples: @escaping Samples) {
        budget = WorkBudget(steps: 20_000_000 + 32 * fileSize)
        self.samples = samples
    }

    /// Whether the budget was used up, so that not everything was looked at.
    var isIncomplete: Bool { budget.reached != nil }

    /// What is wrong with a contract's schemas and its shared types.
    ///
    /// - Parameters:
    ///   - schemas: The schemas.
    ///   - samples: Values of each schema that the contract shows.
    ///   - isInFile: Whether a file's URI is that of the contract itself.
    /// - Returns: The findings.
    mutating func findings(
        in schemas: SchemaCollection, samples: [[JSON]], isInFile: (String) -> Bool
    ) -> [SchemaProblem] {
        let found = schemas.diagnostics(spending: &budget) { $0.isOwn && isInFile($0.uri) }
        let defaults = diagnosticsOfDefaults(schemas, samples).filter { isInFile($0.uri) }
        return found + defaults.map { SchemaProblem(location: $0.location, uri: $0.uri, message: $0.message) }
    }

    private mutating func diagnosticsOfDefaults(
        _ schemas: SchemaCollection, _ samples: [[JSON]]
    ) -> [DefaultDiagnostic] {
        var make: ((Subschema, inout WorkBudget) -> [JSON])?
        var identity: Int?
        var (tried, budgetOfSamples) = (tried, budgetOfSamples)
        defer { (self.tried, self.budgetOfSamples) = (tried, budgetOfSamples) }
        return schemas.defaultDiagnostics(trying: samples, spending: &budget) { part in
            tried.insert(Place(uri: ExactString(part.uri), path: part.placeInFile)).inserted
        } making: { schema, part in
            if identity != schema.root.identity { make = self.samples(schema) }
            identity = schema.root.identity
            return make?(part, &budgetOfSamples) ?? []
        }
    }

    /// Notes which defaults of a contract's schemas are filled in.
    mutating func noteDefaults(of schemas: SchemaCollection, isInFile: (String) -> Bool) {
        for declared in schemas.declaredDefaults(spending: &budget) where isInFile(declared.uri) {
            if let complaint = declared.complaint {
                unused[declared.path] = complaint
            } else {
                used.insert(declared.path)
            }
        }
    }

    /// The defaults that no method fills in.
    var unusedDefaults: [Finding] {
        unused.filter { !used.contains($0.key) }.map { ($0.value, $0.key) }
    }

    /// What of a method's examples breaks its schemas.
    mutating func findings(inExamplesOf method: Contract.Method, at path: JSONPointer) -> [Finding] {
        var found: [Finding] = []
        for (index, example) in method.examples.enumerated() {
            let place = path.tokens + ["examples", ExactString(index)]
            found += findings(in: example.params, method.params, "params", at: place)
            if let result = example.result, let schema = method.result {
                found += findings(in: result, schema, "result", at: place)
            }
        }
        return found
    }

    private mutating func findings(
        in value: JSON, _ schema: Schema, _ name: ExactString, at place: [ExactString]
    ) -> [Finding] {
        guard schema.root.verdict(on: value, spending: &budget) == .invalid else { return [] }
        return schema.root.explain(value, spending: &budget).map { unit in
            let path = JSONPointer(place + [name] + unit.instanceLocation.tokens)
            return ("the example breaks the \(name) schema: \(unit.error)", path)
        }
    }
}
