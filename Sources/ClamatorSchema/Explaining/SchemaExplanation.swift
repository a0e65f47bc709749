public import ClamatorJSON

extension Schema {
    /// Why a value does not follow the schema.
    ///
    /// - Parameter value: The value.
    /// - Returns: The reasons in the order of the value, at most 100; none where it is valid. Of the branches of a
    ///   choice those of the one that was meant.
    /// - Throws: `LimitReached` where a limit on work is reached, as in `validate`, before a reason is found.
    public func explain(_ value: JSON) throws(LimitReached) -> [OutputUnit] {
        try Explainer.explain(program, value, from: node)
    }

    /// Writes what `explain` gives as an array, without making the units first.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - writer: Gets one array of objects with the members that the standard names; nothing where this throws.
    /// - Throws: As `explain`.
    public func explain(_ value: JSON, into writer: inout JSONWriter) throws(LimitReached) {
        try Explainer.explain(program, value, from: node, isRefused: false, into: &writer)
    }

    /// The same for a value that `Check.accepts` has just said no to. Where a limit was reached instead of a refusal,
    /// this throws.
    package func explain(refused value: JSON, into writer: inout JSONWriter) throws(LimitReached) {
        try Explainer.explain(program, value, from: node, isRefused: true, into: &writer)
    }
}

extension Subschema {
    /// Why a value does not follow the schema, as `Schema.explain`.
    package func explain(_ value: JSON) throws(LimitReached) -> [OutputUnit] {
        try Explainer.explain(program, value, from: node)
    }

    /// The same within a budget: the reasons that were found before it was used up, or another limit was reached.
    package func explain(_ value: JSON, spending budget: inout WorkBudget) -> [OutputUnit] {
        Explainer.explain(program, value, from: node, spending: &budget)
    }
}
