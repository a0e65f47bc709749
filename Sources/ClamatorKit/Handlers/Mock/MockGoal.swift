/// What one value must be.
struct MockGoal {
    /// What it must follow.
    var schemas: [Subschema]
    /// What it must not follow.
    var refused: [Subschema] = []
    /// Values that are taken.
    var avoided: Set<JSON> = []
    /// What it is called, which tells what is meant.
    var hint = MockHint()
    /// How many objects and arrays are around it.
    var depth = 0

    /// The schema to name where it cannot be met; nil where nothing is asked for.
    var place: Subschema? { schemas.first ?? refused.first }

    func isMet(by value: JSON) -> Bool {
        schemas.allSatisfy { $0.accepts(value) } && !refused.contains { $0.accepts(value) } && !avoided.contains(value)
    }
}
