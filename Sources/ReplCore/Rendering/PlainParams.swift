internal import ClamatorKit

/// Params to show how a method is called.
extension Contract.Method {
    /// Whether the params follow the method's schema; false where that costs too much to tell.
    func takes(_ params: JSON, spending budget: inout WorkBudget) -> Bool {
        self.params.root.verdict(on: params, spending: &budget) == .valid
    }

    /// The required params with values that the schema names or its types suggest; nil where that does not fit.
    func plainParams(spending budget: inout WorkBudget) -> JSON? {
        let members = params.root.properties.filter(\.isRequired).map { property in
            (name: property.name, value: Self.plainValue(for: property.schema, spending: &budget))
        }
        let params = JSON(members: members)
        guard takes(params, spending: &budget) else { return nil }
        return params
    }

    private static func plainValue(for schema: Subschema, spending budget: inout WorkBudget) -> JSON {
        let named = schema.examples + (schema.values ?? []) + [schema.defaultValue, schema.minimum].compactMap { $0 }
        let plain: [JSON] = [1, "x", true, [], [:], .null]
        return (named + plain).first { schema.verdict(on: $0, spending: &budget) == .valid } ?? .null
    }
}
