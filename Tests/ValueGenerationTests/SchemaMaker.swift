import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

// For `SmallDecimal`, which is internal.
@testable import ValueGeneration

/// Makes schemas of which a value is known to exist, as they are made around one.
struct SchemaMaker {
    var random: SplitMix64
    private var definitions: [(name: ExactString, value: JSON)] = []

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// A whole schema with its definitions.
    mutating func document() -> JSON {
        definitions = []
        let root = schema(depth: 0)
        guard !definitions.isEmpty else { return root }
        return JSON(members: root.members + [("$defs", JSON(members: definitions))])
    }

    private mutating func schema(depth: Int) -> JSON {
        let kinds = depth > 3 ? 6 : 19
        switch random.below(kinds) {
        case 0: return integer()
        case 1: return number()
        case 2: return string()
        case 3: return format()
        case 4: return pattern()
        case 5: return values()
        case 6, 7, 8: return object(depth)
        case 9: return map(depth)
        case 10: return array(depth)
        case 11: return tuple(depth)
        case 12: return tagged(depth)
        case 13: return ["anyOf": JSON((0...random.below(3)).map { _ in schema(depth: depth + 1) })]
        case 14: return reference(depth)
        case 15: return recursion(depth)
        case 16: return conditional(depth)
        case 17: return merged(depth)
        default: return negated(depth)
        }
    }

    private mutating func integer() -> JSON {
        var members: [(name: ExactString, value: JSON)] = [("type", "integer")]
        let step = random.int(in: 1...12)
        let witness = (random.below(2000) - 1000) * step
        if random.chance(1, of: 2) { members.append(("multipleOf", JSON(step))) }
        if random.chance(1, of: 2) { members.append(("minimum", JSON(witness - random.below(20)))) }
        if random.chance(1, of: 4) { members.append(("exclusiveMinimum", JSON(witness - 1 - random.below(20)))) }
        if random.chance(1, of: 2) { members.append(("maximum", JSON(witness + random.below(20)))) }
        if random.chance(1, of: 4) { members.append(("exclusiveMaximum", JSON(witness + 1 + random.below(20)))) }
        return JSON(members: members)
    }

    private mutating func number() -> JSON {
        var members: [(name: ExactString, value: JSON)] = [("type", "number")]
        let (step, scale) = random.pick([(1, 1), (5, 10), (25, 100), (1, 100), (3, 1000)]) ?? (1, 1)
        let witness = (random.below(4000) - 2000) * step
        func spelled(_ units: Int) -> JSON {
            SmallDecimal(digits: Int128(units), places: scale.description.count - 1).json ?? 0
        }
        if random.chance(1, of: 2) { members.append(("multipleOf", spelled(step))) }
        if random.chance(1, of: 2) { members.append(("minimum", spelled(witness - random.below(3)))) }
        if random.chance(1, of: 2) { members.append(("exclusiveMaximum", spelled(witness + 1 + random.below(3)))) }
        return JSON(members: members)
    }

    private mutating func string() -> JSON {
        var members: [(name: ExactString, value: JSON)] = [("type", "string")]
        let least = random.below(30)
        if random.chance(1, of: 2) { members.append(("minLength", JSON(least))) }
        if random.chance(1, of: 2) { members.append(("maxLength", JSON(least + random.below(5)))) }
        return JSON(members: members)
    }

    private mutating func format() -> JSON {
        let names = ["date-time", "date", "time", "email", "uri", "uuid", "hostname", "ipv4", "ipv6", "duration"]
        return ["type": "string", "format": JSON(random.pick(names) ?? "")]
    }

    private mutating func pattern() -> JSON {
        let patterns = [
            "^[A-Z]{3}-[0-9]{4}$", "^(red|green|blue)+$", "^[a-z][a-z0-9-]*$", "[0-9]{2}", "^\\d{1,3}(\\.\\d{1,3}){3}$",
            "^(?=.*\\d)[a-z0-9]{4,9}$", "^\\w+@\\w+\\.com$", "^(a|b)\\1$",
        ]
        return ["type": "string", "pattern": JSON(random.pick(patterns) ?? "")]
    }

    private mutating func values() -> JSON {
        let values: [JSON] = [
            1, "one", .null, true, 2.5, ["a"], ["k": "v"], "two", false, 7, "\u{E9}", "e\u{301}", ["\u{E9}": 1],
            ["e\u{301}": 1],
        ]
        let chosen = values.filter { _ in random.chance(1, of: 3) }
        return chosen.count < 2 ? ["const": chosen.first ?? 0] : ["enum": JSON(chosen)]
    }

    /// Names that are easily taken for others: equal but for their normalisation, beginning with a combining character,
    /// empty, with NUL, and beside the surrogates.
    static let hostileNames = [
        "\u{E9}", "e\u{301}", "\u{301}", "a\u{301}\u{323}", "a\u{323}\u{301}", "", "\0", "a\0", "\u{D7FF}", "\u{E000}",
        "\u{FFFF}", "\u{10000}", "\u{212B}", "\u{C5}", "A\u{30A}", "\u{1100}\u{1161}", "\u{AC00}", "\r\n", "\u{FB03}",
    ]

    private mutating func names(_ most: Int) -> [String] {
        let names = [
            "id", "name", "email", "price", "quantity", "createdAt", "city", "note", "kind", "items", "url", "x-y", "ä",
        ]
        return (random.chance(1, of: 3) ? Self.hostileNames : names).filter { _ in random.chance(1, of: 2) }.prefix(
            1 + random.below(most)
        ).map { $0 }
    }

    private mutating func object(_ depth: Int) -> JSON {
        let names = names(5)
        var members: [(name: ExactString, value: JSON)] = [("type", "object")]
        members.append(("properties", JSON(members: names.map { (ExactString($0), schema(depth: depth + 1)) })))
        let required = names.filter { _ in random.chance(1, of: 2) }
        members.append(("required", JSON(required.map { JSON($0) })))
        switch random.below(6) {
        case 0: members.append(("additionalProperties", false))
        case 1: members.append(("unevaluatedProperties", false))
        case 2: members.append(("additionalProperties", schema(depth: depth + 1)))
        case 3: members.append(("minProperties", JSON(required.count)))
        default: break
        }
        if random.chance(1, of: 4) { members.append(("maxProperties", JSON(names.count))) }
        if let one = names.first, let other = names.last, random.chance(1, of: 4) {
            members.append(("dependentRequired", [one: [JSON(other)]]))
        }
        if let one = names.first, random.chance(1, of: 6), members.count == 3 {
            members.append(("dependentSchemas", [one: ["required": ["extra"]]]))
        }
        return JSON(members: members)
    }

    private mutating func map(_ depth: Int) -> JSON {
        let count = JSON(random.below(4))
        let inner = schema(depth: depth + 1)
        switch random.below(3) {
        case 0: return ["type": "object", "additionalProperties": inner, "minProperties": count]
        case 1:
            return [
                "type": "object", "patternProperties": ["^x-[a-z]+$": inner], "additionalProperties": false,
                "minProperties": count,
            ]
        default:
            return [
                "type": "object", "propertyNames": ["pattern": "^[a-z]{3,8}$"], "additionalProperties": inner,
                "minProperties": count,
            ]
        }
    }

    private mutating func array(_ depth: Int) -> JSON {
        let least = random.below(4)
        var members: [(name: ExactString, value: JSON)] = [("type", "array"), ("minItems", JSON(least))]
        if random.chance(1, of: 3) { members.append(("maxItems", JSON(least + 1 + random.below(3)))) }
        if random.chance(1, of: 3) {
            members.append(("items", ["type": "integer", "minimum": 0, "maximum": JSON(least + 1)]))
            members.append(("uniqueItems", true))
        } else if random.chance(1, of: 4) {
            members.append(("items", ["type": "integer"]))
            members.append(("contains", ["minimum": 50]))
            if random.chance(1, of: 2) { members.append(("maxContains", 1)) }
        } else {
            members.append(("items", schema(depth: depth + 1)))
        }
        return JSON(members: members)
    }

    private mutating func tuple(_ depth: Int) -> JSON {
        let prefix = (0...random.below(3)).map { _ in schema(depth: depth + 1) }
        return [
            "type": "array", "prefixItems": JSON(prefix), random.chance(1, of: 2) ? "items" : "unevaluatedItems": false,
            "minItems": JSON(random.below(prefix.count + 1)),
        ]
    }

    /// A choice by a tag, which each branch has a value of its own for.
    private mutating func tagged(_ depth: Int) -> JSON {
        let tags: [JSON] = ["circle", "square", "line"]
        let branches = tags.prefix(2 + random.below(2)).map { tag -> JSON in
            [
                "type": "object", "properties": ["kind": ["const": tag], "value": schema(depth: depth + 1)],
                "required": ["kind", "value"],
            ]
        }
        return ["oneOf": JSON(branches)]
    }

    private mutating func reference(_ depth: Int) -> JSON {
        let name = "d\(definitions.count)"
        definitions.append((ExactString(name), .null))
        let place = definitions.count - 1
        definitions[place].value = schema(depth: depth + 1)
        return ["$ref": JSON("#/$defs/\(name)")]
    }

    /// A schema that holds itself: by properties that may be absent, elements, or a branch.
    private mutating func recursion(_ depth: Int) -> JSON {
        let name = "d\(definitions.count)"
        let itself: JSON = ["$ref": JSON("#/$defs/\(name)")]
        definitions.append((ExactString(name), .null))
        let place = definitions.count - 1
        let value = schema(depth: depth + 2)
        switch random.below(3) {
        case 0:
            definitions[place].value = [
                "type": "object", "properties": ["value": value, "next": itself], "required": ["value"],
            ]
        case 1:
            definitions[place].value = [
                "type": "object", "properties": ["value": value, "children": ["type": "array", "items": itself]],
                "required": ["value", "children"],
            ]
        default:
            definitions[place].value = [
                "oneOf": [
                    ["type": "object", "properties": ["head": value, "tail": itself], "required": ["head", "tail"]],
                    ["type": "null"],
                ]
            ]
        }
        return itself
    }

    private mutating func conditional(_ depth: Int) -> JSON {
        [
            "type": "object",
            "properties": [
                "kind": ["enum": ["a", "b"]], "left": schema(depth: depth + 1), "right": schema(depth: depth + 1),
            ],
            "required": ["kind"],
            "if": ["properties": ["kind": ["const": "a"]], "required": ["kind"]],
            "then": ["required": ["left"]],
            "else": ["required": ["right"]],
        ]
    }

    private mutating func merged(_ depth: Int) -> JSON {
        let least = random.below(50)
        return [
            "type": "object",
            "allOf": [
                ["properties": ["size": ["type": "integer", "minimum": JSON(least)]]],
                ["properties": ["size": ["maximum": JSON(least + random.below(3))]], "required": ["size"]],
                ["properties": ["other": schema(depth: depth + 1)]],
            ],
        ]
    }

    private mutating func negated(_ depth: Int) -> JSON {
        switch random.below(5) {
        case 0: return ["type": ["string", "integer"], "not": ["type": "string"]]
        case 1: return ["type": "string", "not": ["enum": ["amber", "birch"]]]
        case 2: return ["type": "integer", "minimum": 0, "maximum": 20, "not": ["multipleOf": 2]]
        case 3: return ["type": "integer", "not": ["minimum": JSON(random.below(2000) - 1000)]]
        default:
            return [
                "type": "object", "properties": ["a": schema(depth: depth + 1), "b": schema(depth: depth + 1)],
                "not": ["required": ["a", "b"]],
            ]
        }
    }
}
