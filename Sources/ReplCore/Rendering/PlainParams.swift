internal import ClamatorKit
internal import ValueGeneration

/// Params to show how a method is called.
extension Contract.Method {
    /// Whether the params follow the method's schema; false where that costs too much to tell.
    func takes(_ params: JSON, spending budget: inout WorkBudget) -> Bool {
        self.params.root.verdict(on: params, spending: &budget) == .valid
    }

    /// Those of the first example that follow the schema.
    func exampleParams(spending budget: inout WorkBudget) -> JSON? {
        for example in examples where takes(example.params, spending: &budget) { return example.params }
        return nil
    }

    /// The required params with values that the schema names or its types suggest; nil where that does not fit.
    func plainParams(spending budget: inout WorkBudget) -> JSON? {
        requiredParams(spending: &budget) { schema, budget in
            Self.plainValue(for: schema, spending: &budget) ?? .null
        }
    }

    /// The same, with values that are made up where no plain ones fit; more params if those are not enough.
    func sampleParams(spending budget: inout WorkBudget) -> JSON? {
        var generator = ValueGenerator(seed: 1)
        let plan = GenerationPlan(params.root)
        let required = requiredParams(spending: &budget) { schema, budget in
            Self.plainValue(for: schema, spending: &budget)
                ?? generator.samples(1, of: schema, by: plan, spending: &budget).first ?? .null
        }
        return required ?? generator.samples(1, of: params.root, by: plan, spending: &budget).first
    }

    /// The required params with some values; nil where the method does not take them.
    private func requiredParams(
        spending budget: inout WorkBudget, _ value: (Subschema, inout WorkBudget) -> JSON
    ) -> JSON? {
        let members = params.root.properties.filter(\.isRequired).map { property in
            (name: property.name, value: value(property.schema, &budget))
        }
        let params = JSON(members: members)
        guard takes(params, spending: &budget) else { return nil }
        return params
    }

    private static func plainValue(for schema: Subschema, spending budget: inout WorkBudget) -> JSON? {
        let named = schema.examples + (schema.values ?? []) + [schema.defaultValue, schema.minimum].compactMap { $0 }
        let plain: [JSON] = [1, "x", true, [], [:], .null]
        return (named + plain).first { schema.verdict(on: $0, spending: &budget) == .valid }
    }
}
