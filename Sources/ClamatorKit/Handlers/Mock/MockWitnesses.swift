/// Plain values that might follow a schema where making one by its keywords has failed: nulls, numbers and strings like
/// those that the schema itself names, and small arrays and objects of these.
struct MockWitnesses {
    private static let deepest = 3

    private var random: SplitMix64
    private var scalars: [JSON] = [.null, false, true, 0, 1, -1, 0.5, "", "a"]
    private var names: [ExactString] = []

    /// - Parameters:
    ///   - schemas: What the values should follow, or should not.
    ///   - random: Where the choices come from.
    init(of schemas: [Subschema], random: SplitMix64) {
        self.random = random
        var seen: Set<Int> = []
        var waiting = schemas
        while let schema = waiting.popLast() {
            guard seen.insert(schema.identity).inserted else { continue }
            for keyword in schema.assertions {
                if let argument = schema[keyword] { note(keyword, argument, schema) }
                waiting += schema.schemas(keyword).map(\.schema)
            }
        }
        // One that no schema speaks of.
        names.append("other")
    }

    private mutating func note(_ keyword: Keyword, _ argument: JSON, _ schema: Subschema) {
        switch keyword {
        case .const: scalars.append(argument)
        case .enum: scalars += argument.elements
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
            let number = argument.double ?? 0
            scalars += [argument] + [number + 1, number - 1, number + 0.5].filter(\.isFinite).map { JSON($0) }
        case .minLength, .maxLength:
            guard let count = argument.int, count < 100 else { return }
            scalars += [count, count + 1].map { JSON(String(repeating: "a", count: $0)) }
        case .pattern:
            let samples = [0, 0, 2, 5].compactMap { least in
                schema.sample(ofPattern: argument.exactString ?? "", using: &random, minimumLength: least)
            }
            scalars += samples.map { JSON($0) }
        case .patternProperties:
            names += schema.schemas(keyword).compactMap { schema.sample(ofPattern: $0.name, using: &random) }.map {
                ExactString($0)
            }
        case .properties, .dependentSchemas, .dependentRequired: names += argument.members.map(\.name)
        case .required: names += argument.elements.compactMap(\.exactString)
        default: break
        }
    }

    /// The next value.
    mutating func next(depth: Int = 0) -> JSON {
        switch depth < Self.deepest ? random.below(4) : 0 {
        case 0, 1: return random.pick(scalars) ?? .null
        case 2: return JSON((0..<random.below(4)).map { _ in next(depth: depth + 1) })
        default:
            var members = MockMembers()
            for _ in 0..<random.below(4) {
                if let name = random.pick(names) { members[name] = next(depth: depth + 1) }
            }
            return members.json(inOrder: [])
        }
    }
}
