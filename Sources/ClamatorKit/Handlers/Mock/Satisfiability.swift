/// Whether any value follows a schema, as far as that can be told.
package enum Satisfiability: Sendable {
    /// A value was found that does.
    case satisfiable
    /// No value does: two things that it says contradict each other, or what a value must have can have none. The problem
    /// names the part of the schema and the reason.
    case unsatisfiable(SchemaProblem)
    /// None was found, which proves nothing.
    case unknown

    /// Looks for a value within the limits of one that is made up for `--mock`: the answer is there in under a second, and
    /// always the same.
    package init(of schema: Subschema) {
        // To make a value as mock answers are made takes much longer.
        if MockMaker.hasSmallValue(schema) {
            self = .satisfiable
            return
        }
        var generator = MockGenerator(seed: 0)
        var plan = MockPlan(schema)
        do throws(MockFailure) {
            _ = try generator.value(by: &plan)
            self = .satisfiable
        } catch {
            self =
                error.isCertain
                ? .unsatisfiable(SchemaProblem(location: error.location, uri: error.uri, message: error.reason))
                : .unknown
        }
    }
}
