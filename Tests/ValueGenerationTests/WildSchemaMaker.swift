import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ValueGeneration

/// Makes schemas from keywords thrown together, whether or not a value exists, and values that might do.
struct WildSchemaMaker {
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func document() -> JSON {
        names = ["a", "b", "c"]
        if random.chance(1, of: 4) { names = (0..<3).map { _ in random.pick(SchemaMaker.hostileNames) ?? "" } }
        let definitions: JSON = ["d": schema(depth: 1)]
        return JSON(members: object(depth: 0).members + [("$defs", definitions)])
    }

    private mutating func schema(depth: Int) -> JSON {
        switch random.below(depth > 2 ? 4 : 12) {
        case 0: return JSON(random.chance(4, of: 5))
        case 1: return ["$ref": "#/$defs/d"]
        default: return object(depth: depth)
        }
    }

    private mutating func object(depth: Int) -> JSON {
        var members: [ExactString: JSON] = [:]
        for _ in 0...random.below(4) {
            let (keyword, value) = keyword(depth: depth)
            members[ExactString(keyword)] = value
        }
        return JSON(members: members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    private let types = ["null", "boolean", "integer", "number", "string", "array", "object"]

    private mutating func count() -> JSON { JSON(random.below(4)) }
    private mutating func name() -> String { random.pick(names) ?? "a" }

    /// The names of one document: plain ones, or such as are easily taken for others.
    private var names = ["a", "b", "c"]

    private var distinctNames: [String] {
        var seen: Set<ExactString> = []
        return names.filter { seen.insert(ExactString($0)).inserted }
    }

    private mutating func keyword(depth: Int) -> (String, JSON) {
        let below = depth > 2 ? 19 : 36
        switch random.below(below) {
        case 0...4: return ("type", JSON(random.pick(types) ?? ""))
        case 5:
            return (
                "type",
                JSON(types.filter { _ in random.chance(1, of: 2) }.prefix(4).map { JSON($0) } + ["string"]).deduplicated
            )
        case 6: return ("minimum", JSON(random.below(8) - 2))
        case 7: return ("maximum", JSON(random.below(8)))
        case 8: return ("exclusiveMaximum", JSON(random.below(8)))
        case 9: return ("multipleOf", random.pick([1, 2, 3, 0.5]) ?? 1)
        case 10: return ("minLength", count())
        case 11: return ("maxLength", count())
        case 12: return ("pattern", random.pick(["^a", "b$", "^[a-c]+$", "[0-9]", "^.$"]) ?? "")
        case 13: return ("enum", JSON((0...random.below(4)).map { _ in value(depth: 1) }))
        case 14: return ("const", value(depth: 2))
        case 15: return ("required", JSON(distinctNames.filter { _ in random.chance(1, of: 3) }.map { JSON($0) }))
        case 16: return ("uniqueItems", true)
        case 17: return (random.chance(1, of: 2) ? "minItems" : "minProperties", count())
        case 18: return (random.chance(1, of: 2) ? "maxItems" : "maxProperties", count())
        case 19...21:
            return (
                "properties",
                JSON(
                    members: distinctNames.prefix(1 + random.below(3)).map {
                        (ExactString($0), schema(depth: depth + 1))
                    })
            )
        case 22: return ("additionalProperties", schema(depth: depth + 1))
        case 23: return ("unevaluatedProperties", JSON(random.chance(1, of: 3)))
        case 24: return ("items", schema(depth: depth + 1))
        case 25: return ("prefixItems", [schema(depth: depth + 1), schema(depth: depth + 1)])
        case 26: return ("contains", schema(depth: depth + 1))
        case 27: return ("not", schema(depth: depth + 1))
        case 28, 29: return ("anyOf", [schema(depth: depth + 1), schema(depth: depth + 1)])
        case 30, 31: return ("oneOf", [schema(depth: depth + 1), schema(depth: depth + 1)])
        case 32: return ("allOf", [schema(depth: depth + 1), schema(depth: depth + 1)])
        case 33: return ("if", schema(depth: depth + 1))
        case 34: return (random.chance(1, of: 2) ? "then" : "else", schema(depth: depth + 1))
        default: return ("dependentSchemas", JSON(members: [(ExactString(name()), schema(depth: depth + 1))]))
        }
    }

    /// A value that might follow some such schema.
    mutating func value(depth: Int = 0) -> JSON {
        switch random.below(depth > 2 ? 5 : 9) {
        case 0: return JSON(random.below(12) - 3)
        case 1: return (try? JSON(Double(random.below(16)) / 2 - 2)) ?? .null
        case 2: return random.pick(["", "a", "ab", "abc", "b", "c1", "1", "abcd", "x"]) ?? ""
        case 3: return .null
        case 4: return JSON(random.chance(1, of: 2))
        case 5, 6: return JSON((0..<random.below(4)).map { _ in value(depth: depth + 1) })
        default:
            return JSON(
                members: (distinctNames + ["d"]).filter { _ in random.chance(1, of: 2) }.map {
                    (ExactString($0), value(depth: depth + 1))
                })
        }
    }
}

extension JSON {
    /// The elements, each once.
    fileprivate var deduplicated: JSON {
        var seen: Set<JSON> = []
        return JSON(elements.filter { seen.insert($0).inserted })
    }
}
