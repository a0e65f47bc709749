public import ClamatorJSON

extension Schema {
    /// Whether `fillingDefaults` can change any value.
    public var hasDefaults: Bool { program.rule(Graph.root).pointee.fills }

    /// A value with the declared defaults filled in: through `properties` and the other keywords for members, `items` and
    /// the other keywords for elements, references, `allOf`, the branch of `if` that is taken, and the first branch of
    /// `anyOf` or `oneOf` that holds.
    ///
    /// - Parameter value: A value that follows the schema.
    /// - Returns: The value with what was missing behind its own members; the value itself where nothing was. What is put
    ///   in can break the schema, as where `dependentRequired` then asks for something else.
    /// - Throws: `LimitReached` where that takes too many steps, or what would be put in is over 4 MiB or nests too deep.
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
        trial.run(samples)
        return trial.findings
    }

    /// The same within a budget: what was found before it was used up. Made-up values are tried too.
    ///
    /// - Parameters:
    ///   - samples: Values of the schema.
    ///   - budget: Pays for the trials.
    ///   - isWanted: Whether values are made for a part of the schema.
    ///   - make: Makes some values that follow it.
    /// - Returns: What is wrong with the declared defaults.
    package func defaultDiagnostics(
        trying samples: [JSON], spending budget: inout WorkBudget, where isWanted: (Subschema) -> Bool,
        making make: (Subschema) -> [JSON]
    ) -> [DefaultDiagnostic] {
        let granted = max(0, min(budget.steps, Validator.steps.atLeast))
        var trial = DefaultsTrial(program, steps: granted)
        trial.run(samples)
        trial.run(where: isWanted, making: make)
        // A limit of this search says nothing about a call.
        guard budget.spend(steps: granted - trial.budget.steps) else {
            return trial.findings.filter { if case .limitReached = $0.fault { false } else { true } }
        }
        return trial.findings
    }
}
