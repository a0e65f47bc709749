package import ClamatorSchema

/// What in a contract's schemas and examples is most likely not meant, gathered schema by schema.
///
/// A shared type is looked at once, however many methods use it, and so is a schema in another file. Whether its defaults
/// are ever filled in is known only when all methods have been looked at.
package struct LikelyMistakes {
    /// Something that is most likely not meant, and its place in the contract's file.
    typealias Finding = (message: String, path: JSONPointer)

    private var budget: WorkBudget
    /// The defaults that some method declares and none fills in so far, with what that is told as.
    private var unused: [Place: String] = [:]
    private var used: Set<Place> = []
    /// The schemas in other files that were looked at, by the place of their text.
    private var lookedAt: Set<PlaceInText> = []
    /// The places of the schemas for which values were made up, each once however many methods use it.
    private var tried: Set<Place> = []
    /// What making values may cost, for all schemas together.
    private var budgetOfSamples = WorkBudget(steps: 6_000_000)
    /// Makes values of the parts of a schema.
    private let samples: Samples

    /// For a schema, what makes some values of a part of it within a budget.
    package typealias Samples = (Schema) -> (Subschema, inout WorkBudget) -> [JSON]

    /// A place in a file: in the contract, whose path is empty here, or in one that it refers to.
    package struct Place: Hashable {
        let file: ExactString
        let path: JSONPointer
    }

    private struct PlaceInText: Hashable {
        let file: ExactString
        let offset: Int
    }

    /// Where the places of a compiled schema are.
    struct Placing {
        /// The path of the file at a document's URI, empty for the contract itself.
        let file: (String) -> ExactString
        /// Where in the contract a place of the schema is.
        let path: (JSONPointer) -> JSONPointer
        /// Whether a place in the schema is the schema's own, and not in a shared type.
        let isOwn: (JSONPointer) -> Bool

        func place(_ location: JSONPointer, in uri: String) -> Place {
            let file = file(uri)
            return Place(file: file, path: file.isEmpty ? path(location) : location)
        }
    }

    /// Begins a search in a file of so many bytes.
    init(fileSize: Int, samples: @escaping Samples) {
        budget = WorkBudget(steps: 20_000_000 + 32 * fileSize)
        self.samples = samples
    }

    /// Whether the budget was used up, so that not everything was looked at.
    var isIncomplete: Bool { budget.reached != nil }

    /// What is wrong with a schema's own parts, and with those in other files that were not looked at before.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - samples: Values of the schema that the contract shows.
    ///   - placing: Where the schema's places are.
    /// - Returns: The findings, those on defaults for shared types too.
    mutating func findings(
        in schema: Schema, samples: [JSON], placing: Placing
    ) -> [(message: String, place: Place)] {
        var lookedAt: Set<PlaceInText> = []
        // Or else the set would be copied now.
        swap(&lookedAt, &self.lookedAt)
        let found = schema.diagnostics(spending: &budget) { part in
            let file = placing.file(part.uri)
            if file.isEmpty { return placing.isOwn(part.location) }
            return lookedAt.insert(PlaceInText(file: file, offset: part.source.offset)).inserted
        }
        swap(&lookedAt, &self.lookedAt)
        // Whether a default breaks the value that it is filled into is seen from the schemas that use its type.
        let defaults = diagnosticsOfDefaults(schema, samples, placing)
            .filter { diagnostic in
                // That is known when all uses of the type are.
                if case .isRequired = diagnostic.fault { false } else { true }
            }
        return found.map { ($0.message, placing.place($0.location, in: $0.uri)) }
            + defaults.map { ($0.message, placing.place($0.location, in: $0.uri)) }
    }

    private mutating func diagnosticsOfDefaults(
        _ schema: Schema, _ samples: [JSON], _ placing: Placing
    ) -> [DefaultDiagnostic] {
        let make = self.samples(schema)
        var tried: Set<Place> = []
        swap(&tried, &self.tried)
        var budgetOfSamples = budgetOfSamples
        defer { (self.tried, self.budgetOfSamples) = (tried, budgetOfSamples) }
        return schema.defaultDiagnostics(trying: samples, spending: &budget) { part in
            tried.insert(placing.place(part.location, in: part.uri)).inserted
        } making: { part in
            make(part, &budgetOfSamples)
        }
    }

    /// Notes which defaults of a method's schema are filled in.
    mutating func noteDefaults(of schema: Schema, placing: Placing) {
        for declared in schema.declaredDefaults(spending: &budget) {
            let place = placing.place(declared.path, in: declared.uri)
            if let complaint = declared.complaint {
                unused[place] = complaint
            } else {
                used.insert(place)
            }
        }
    }

    /// The defaults that some method fills in.
    var usedDefaults: Set<Place> { used }

    /// The defaults that no method fills in.
    var unusedDefaults: [(message: String, place: Place)] {
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
