import ClamatorJSON
import ClamatorKit
import ClamatorSystem
import ContractTesting
import TestSupport
import Testing

/// Random schemas with edits of which it is known what they do.
@Suite struct RandomEditTests {
    @Test(arguments: RandomCases.seeds(20))
    func `An edit that takes more values is compatible for params and breaks results`(seed: UInt64) throws {
        var maker = EditedSchemas(seed: seed)
        let (narrow, wide) = maker.pair()
        #expect(try verdict(narrow, wide, "params") == .compatible)
        #expect(try verdict(wide, narrow, "result") == .compatible)
        #expect(try verdict(wide, narrow, "params") == .breaking)
        #expect(try verdict(narrow, wide, "result") == .breaking)
    }

    @Test(arguments: RandomCases.seeds(40))
    func `The same in other words is compatible both ways`(seed: UInt64) throws {
        var maker = EditedSchemas(seed: seed)
        let schema = maker.schema(depth: 0)
        let reworded = maker.reworded(schema)
        for part in ["params", "result"] {
            #expect(try verdict(schema, reworded, part) == .compatible)
            #expect(try verdict(reworded, schema, part) == .compatible)
        }
    }

    private func verdict(_ old: JSON, _ new: JSON, _ part: String) throws -> ComparisonVerdict {
        func object(_ schema: JSON) -> JSON {
            ["type": "object", "properties": ["v": schema], "required": ["v"], "additionalProperties": false]
        }
        let comparison = ContractComparison(
            [try ContractPair.contract(object(old), part)], [try ContractPair.contract(object(new), part)])
        #expect(try comparison.changesWithWrongWitness(object(old), object(new)).isEmpty)
        return comparison.verdict
    }
}

/// Makes schemas, and the same with one rule loosened somewhere inside.
private struct EditedSchemas {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// A schema, and one that takes more.
    mutating func pair() -> (narrow: JSON, wide: JSON) { pair(depth: random.int(in: 0...4)) }

    private mutating func pair(depth: Int) -> (narrow: JSON, wide: JSON) {
        guard depth > 0 else { return edit() }
        let (narrow, wide) = pair(depth: depth - 1)
        let other = schema(depth: 3)
        func around(_ schema: JSON) -> JSON {
            switch depth % 5 {
            case 0: ["type": "array", "items": schema, "maxItems": 3]
            case 1: ["type": "object", "properties": ["a": schema, "b": other], "required": ["a"]]
            case 2: ["allOf": [schema, true]]
            case 3:
                [
                    "oneOf": [
                        [
                            "type": "object", "properties": ["kind": ["const": "p"], "x": schema],
                            "required": ["kind", "x"],
                        ],
                        ["type": "object", "properties": ["kind": ["const": "q"], "x": other], "required": ["kind"]],
                    ]
                ]
            default: ["$ref": "#/$defs/t", "$defs": ["t": ["type": "array", "prefixItems": [schema], "minItems": 1]]]
            }
        }
        return depth == 4 ? inlined(narrow, wide) : (around(narrow), around(wide))
    }

    /// References lead to the root, where nothing is around them; so an array stands here.
    private func inlined(_ narrow: JSON, _ wide: JSON) -> (narrow: JSON, wide: JSON) {
        (
            ["type": "array", "prefixItems": [narrow], "minItems": 1],
            ["type": "array", "prefixItems": [wide], "minItems": 1]
        )
    }

    private mutating func edit() -> (narrow: JSON, wide: JSON) {
        let bound = random.below(2000)
        let edits: [(narrow: JSON, wide: JSON)] = [
            (["type": "integer", "maximum": JSON(bound)], ["type": "integer", "maximum": JSON(bound + 1)]),
            (["type": "number", "minimum": JSON(bound)], ["type": "number", "minimum": JSON(bound - 1)]),
            (["type": "number", "exclusiveMinimum": JSON(bound)], ["type": "number", "minimum": JSON(bound)]),
            (["type": "integer"], ["type": "number"]),
            (["type": "integer", "multipleOf": 6], ["type": "integer", "multipleOf": 3]),
            (["type": "string", "minLength": 3], ["type": "string", "minLength": 2]),
            (["type": "string", "maxLength": JSON(bound)], ["type": "string", "maxLength": JSON(bound + 1)]),
            (["type": "string", "pattern": "^a+$"], ["type": "string"]),
            (["enum": ["a", "b"]], ["enum": ["a", "b", JSON(bound)]]),
            (["type": "string"], ["type": ["string", "null"]]),
            (["type": "array", "maxItems": 3], ["type": "array", "maxItems": 4]),
            (["type": "array", "uniqueItems": true], ["type": "array"]),
            (["type": "array", "items": ["type": "string"]], ["type": "array"]),
            (
                ["type": "object", "properties": ["a": true], "required": ["a"]],
                ["type": "object", "properties": ["a": true]]
            ),
            (
                ["type": "object", "properties": ["a": true], "additionalProperties": false],
                ["type": "object", "properties": ["a": true, "b": true], "additionalProperties": false]
            ),
            (
                ["type": "object", "properties": ["a": true], "additionalProperties": false],
                ["type": "object", "properties": ["a": true]]
            ),
            (["type": "object", "minProperties": 2], ["type": "object", "minProperties": 1]),
            (["type": "object", "dependentRequired": ["a": ["b"]]], ["type": "object"]),
        ]
        return random.pick(edits) ?? edits[0]
    }

    /// A schema of a few kinds.
    mutating func schema(depth: Int) -> JSON {
        switch random.below(depth > 2 ? 4 : 8) {
        case 0: return ["type": "integer", "minimum": JSON(random.below(9)), "maximum": JSON(1000 + random.below(9))]
        case 1: return ["type": "string", "minLength": JSON(random.below(3))]
        case 2: return ["enum": ["a", 1, .null]]
        case 3: return ["type": ["boolean", "string"]]
        case 4: return ["type": "array", "items": schema(depth: depth + 1), "minItems": JSON(random.below(3))]
        case 5: return ["anyOf": [schema(depth: depth + 1), schema(depth: depth + 1)]]
        case 6:
            let (a, b) = (schema(depth: depth + 1), schema(depth: depth + 1))
            return [
                "type": "object", "properties": ["a": a, "b": b], "required": ["b"], "additionalProperties": false,
            ]
        default: return ["allOf": [schema(depth: depth + 1), ["title": "T"]]]
        }
    }

    /// The same schema with its members in another order, its parts in `allOf`, and more words.
    mutating func reworded(_ schema: JSON) -> JSON {
        guard schema.kind == .object else { return schema }
        var members = schema.members.map { name, value -> (name: ExactString, value: JSON) in
            switch name {
            case "items": return (name, reworded(value))
            case "properties":
                return (name, JSON(members: value.members.map { ($0.name, reworded($0.value)) }.reversed()))
            case "anyOf", "allOf": return (name, JSON(value.elements.map { reworded($0) }.reversed()))
            case "enum", "required": return (name, JSON(value.elements.reversed()))
            case "type" where value.kind == .array: return (name, JSON(value.elements.reversed()))
            default: return (name, value)
            }
        }
        members.reverse()
        members.append(("description", "In other words."))
        let whole = JSON(members: members)
        return random.chance(1, of: 3) ? ["allOf": [whole]] : whole
    }
}
