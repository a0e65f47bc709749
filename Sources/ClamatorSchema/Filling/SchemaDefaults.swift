public import ClamatorJSON

extension Schema {
    /// Whether `fillingDefaults` can change any value.
    public var hasDefaults: Bool { program.rule(node).pointee.fills }

    /// A value with the declared defaults filled in: through `properties` and the other keywords for members, `items`
    /// and the other keywords for elements, references, `allOf`, the branch of `if` that is taken, and the first branch
    /// of `anyOf` or `oneOf` that holds.
    ///
    /// - Parameter value: A value that follows the schema.
    /// - Returns: The value with what was missing behind its own members; the value itself where nothing was. What is
    ///   put in can break the schema, as where `dependentRequired` then asks for something else. A default that leads
    ///   to itself is within itself put in as it stands.
    /// - Throws: `LimitReached` where that takes too many steps, or what would be put in is over 4 MiB or nests too
    ///   deep.
    public func fillingDefaults(in value: JSON) throws(LimitReached) -> JSON {
        var filler = DefaultsFiller()
        return hasDefaults ? try filler.fill(value, by: self) : value
    }

    /// What is wrong with the declared defaults.
    ///
    /// - Parameter samples: Values of the schema into which they are filled for trial, besides empty objects and the
    ///   examples in the schema.
    /// - Returns: The faults that were found, in the order of the schemas.
    public func defaultDiagnostics(trying samples: [JSON] = []) -> [DefaultDiagnostic] {
        var trial = DefaultsTrial(program)
        trial.run(node, samples, steps: Validator.steps.atLeast)
        let limit = trial.untoldLimit.map { limit in
            DefaultDiagnostic(
                location: JSONPointer(program.graph.nodes[node].pointer), uri: program.graph.nodes[node].document,
                fault: .limitReached(LimitReached(limit)))
        }
        var isSeen = [Bool](repeating: false, count: program.graph.nodes.count)
        trial.checkRequired(program.graph.reachableNodes(from: [node], except: &isSeen) { _ in true })
        return trial.diagnostics + [limit].compactMap(\.self)
    }
}

extension SchemaCollection {
    /// What is wrong with the declared defaults of the schemas and the shared types, found within a budget; but not
    /// those of required members. Made-up values are tried too.
    ///
    /// - Parameters:
    ///   - samples: Values of each schema.
    ///   - budget: Pays for the trials; where it is used up, the list is not complete.
    ///   - isWanted: Whether values are made for a part of a schema.
    ///   - make: Makes some values that follow a part of a schema.
    /// - Returns: The faults that were found, and whether that is less than all, for another reason than the budget.
    package func defaultDiagnostics(
        trying samples: [[JSON]], spending budget: inout WorkBudget, where isWanted: (Subschema) -> Bool,
        making make: (Schema, Subschema) -> [JSON]
    ) -> (found: [DefaultDiagnostic], isIncomplete: Bool) {
        var trial = DefaultsTrial(program)
        var isCutShort = false
        let types = areTypesSound ? program.graph.types.map { (Schema(program, $0) as Schema?, [JSON]()) } : nil
        for case (let schema?, let samples) in [types].compactMap(\.self) + zip(schemas, samples) {
            let granted = max(0, min(budget.steps, Validator.steps.atLeast))
            trial.run(schema.node, samples, steps: granted)
            // What is made up may take more than what anyone sends.
            trial.noteLimit()
            trial.run(schema.node, where: isWanted) { make(schema, $0) }
            if !budget.spend(steps: granted - trial.budget.steps) { isCutShort = true }
        }
        // A limit of this search says nothing about a call.
        return (trial.diagnostics.filter { !isCutShort || !$0.fault.isLimit }, trial.isIncomplete)
    }
}
