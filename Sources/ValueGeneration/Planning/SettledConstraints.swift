import ClamatorJSON
import ClamatorSchema

/// All that speaks of the values of a schema that leaves nothing to choose, and what follows from it: worked out once,
/// as it is the same for each value.
final class SettledConstraints: Sendable {
    let constraints: ValueConstraints
    /// What it takes to gather them.
    let steps: Int
    /// The types that are left, and those of them that are neither arrays nor objects nor null.
    let open: [TypeSet]
    let scalars: [TypeSet]
    /// The types that are left of which keywords speak.
    let meant: [TypeSet]
    /// Whether the values are named by `const` or `enum`.
    let areNamed: Bool
    /// Whether the author shows values.
    let areShown: Bool
    /// Whether there are bounds for the number of members.
    let countsMembers: Bool
    let numbers: NumberBounds
    let objects: ObjectPlan

    /// - Parameters:
    ///   - constraints: The constraints, in which no choice was made.
    ///   - steps: What it took to gather them.
    ///   - open: The types that are left, each by itself.
    ///   - scalars: Those of them that are neither arrays nor objects nor null.
    ///   - meant: Those of which keywords speak.
    ///   - plan: What is known of the schemas.
    init(
        _ constraints: ValueConstraints, steps: Int, open: [TypeSet], scalars: [TypeSet], meant: [TypeSet],
        _ plan: inout GenerationPlan
    ) {
        self.constraints = constraints
        self.steps = steps
        self.open = open
        self.scalars = scalars
        self.meant = meant
        areNamed = constraints.says([.const, .enum])
        areShown = constraints.says([.examples, .default])
        countsMembers = constraints.says([.minProperties, .maxProperties])
        numbers = NumberBounds(constraints)
        objects = ObjectPlan(constraints, &plan, isKept: true)
    }
}
