import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ECMAPattern

/// Plain values that might follow a schema where making one by its keywords has failed: nulls, numbers and strings like
/// those that the schema itself names, and small arrays and objects of these.
struct PlainWitnesses {
    private static let deepest = 3
    /// From this many on, no further scalars and names are collected.
    private static let mostScalars = 2000

    /// How many bytes a scalar or a name may take.
    private static let longest = 1000

    private var random: SplitMix64
    private var scalars: [JSON] = [.null, false, true, 0, 1, -1, 0.5, "", "a"]
    private var names: [ExactString] = []

    /// - Parameters:
    ///   - schemas: What the values should follow, or should not.
    ///   - random: Where the choices come from.
    ///   - plan: What is known of the schemas.
    ///   - budget: Pays for each schema that is looked at.
    init(of schemas: [Subschema], random: SplitMix64, plan: inout GenerationPlan, budget: inout WorkBudget) {
        self.random = random
        var seen: Set<Int> = []
        var waiting = schemas
        while let schema = waiting.popLast(), scalars.count + names.count < Self.mostScalars {
            guard seen.insert(schema.identity).inserted else { continue }
            let assertions = schema.assertions
            guard budget.spend(steps: 20 * assertions.count) else { break }
            for keyword in assertions {
                if let argument = schema[keyword] { note(keyword, argument, schema, &plan, &budget) }
                waiting += schema.schemas(keyword).map(\.schema)
            }
        }
        // Long ones, of which many values are made, would take long.
        scalars.removeAll { $0.size > Self.longest }
        names.removeAll { $0.utf8.count > Self.longest }
        // One that no schema speaks of.
        names.append("other")
    }

    private mutating func note(
        _ keyword: Keyword, _ argument: JSON, _ schema: Subschema, _ plan: inout GenerationPlan,
        _ budget: inout WorkBudget
    ) {
        switch keyword {
        case .const: scalars.append(argument)
        case .enum: scalars += argument.elements.prefix(Self.mostScalars)
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
            let number = argument.double ?? 0
            scalars += [argument] + [number + 1, number - 1, number + 0.5].compactMap { try? JSON($0) }
        case .minLength, .maxLength:
            guard let count = argument.int, count < 100 else { return }
            scalars += [count, count + 1].map { JSON(String(repeating: "a", count: $0)) }
        case .pattern:
            guard let sampler = argument.exactString.flatMap({ plan.sampler($0) }) else { return }
            let samples = [0, 0, 2, 5].compactMap { least in
                sampler.sample(using: &random, minimumLength: least, spending: &budget)
            }
            scalars += samples.map { JSON($0) }
        case .patternProperties:
            names += schema.schemas(keyword).compactMap { pattern, _ in
                plan.sampler(pattern)?.sample(using: &random, spending: &budget).map { ExactString($0) }
            }
        case .properties, .dependentSchemas, .dependentRequired:
            names += argument.members.prefix(Self.mostScalars).map(\.name)
        case .required:
            names += argument.elements.prefix(Self.mostScalars).compactMap(\.exactString)
        default: break
        }
    }

    /// The next value.
    mutating func next(depth: Int = 0) -> JSON {
        switch depth < Self.deepest ? random.below(4) : 0 {
        case 0, 1: return random.pick(scalars) ?? .null
        case 2: return JSON((0..<random.below(4)).map { _ in next(depth: depth + 1) })
        default:
            var members = ObjectMembers()
            for _ in 0..<random.below(4) {
                if let name = random.pick(names) { members[name] = next(depth: depth + 1) }
            }
            return members.json(inOrder: [])
        }
    }
}
