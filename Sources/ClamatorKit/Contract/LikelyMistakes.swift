package import ClamatorSchema

/// What in a contract's schemas and examples is most likely not meant, gathered schema by schema.
///
/// A shared type is looked at once, however many methods use it. Whether its defaults are ever filled in is known only
/// when all methods have been looked at.
package struct LikelyMistakes {
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
    package typealias Samples = (Schema) -> (Subschema, inout WorkBudget) -> [JSON]

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

    /// What is wrong with the parts of a schema that `isOwn` tells apart.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - samples: Values of the schema that the contract shows.
    ///   - isInFile: Whether a document's URI is that of the contract itself.
    ///   - placing: Where in the contract a place of the schema is.
    ///   - isOwn: Whether a place in the schema is the schema's own, and not in a shared type.
    /// - Returns: The findings, those on defaults for shared types too.
    mutating func findings(
        in schema: Schema, samples: [JSON], isInFile: (String) -> Bool, placing: (JSONPointer) -> JSONPointer,
        isOwn: (JSONPointer) -> Bool
    ) -> [SchemaProblem] {
        let found = schema.diagnostics(spending: &budget) { uri, path in isInFile(uri) && isOwn(path) }
        // Whether a default breaks the value that it is filled into is seen from the schemas that use its type.
        let defaults = diagnosticsOfDefaults(schema, samples, isInFile: isInFile, placing: placing)
            .filter { diagnostic in
                // That is known when all uses of the type are.
                if case .isRequired = diagnostic.fault { return false }
                return isInFile(diagnostic.uri)
            }
        return found + defaults.map { SchemaProblem(location: $0.location, uri: $0.uri, message: $0.message) }
    }

    private mutating func diagnosticsOfDefaults(
        _ schema: Schema, _ samples: [JSON], isInFile: (String) -> Bool, placing: (JSONPointer) -> JSONPointer
    ) -> [DefaultDiagnostic] {
        let make = self.samples(schema)
        var (tried, budgetOfSamples) = (tried, budgetOfSamples)
        defer { (self.tried, self.budgetOfSamples) = (tried, budgetOfSamples) }
        return schema.defaultDiagnostics(trying: samples, spending: &budget) { part in
            let uri = part.uri
            let place =
                isInFile(uri)
                ? Place(uri: "", path: placing(part.location)) : Place(uri: ExactString(uri), path: part.location)
            return tried.insert(place).inserted
        } making: { part in
            make(part, &budgetOfSamples)
        }
    }

    /// Notes which defaults of a method's schema are filled in.
    mutating func noteDefaults(of schema: Schema, isInFile: (String) -> Bool, placing: (JSONPointer) -> JSONPointer) {
        for declared in schema.declaredDefaults(spending: &budget) where isInFile(declared.uri) {
            let path = placing(declared.path)
            if let complaint = declared.complaint {
                unused[path] = complaint
            } else {
                used.insert(path)
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
