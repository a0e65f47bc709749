import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ContractTesting
import TestSupport
import Testing

/// Two schemas that take the same values.
struct Rewording: Sendable, CustomTestStringConvertible {
    let one: JSON
    let other: JSON
    var testDescription: String { "\(one) \(other)" }

    init(_ one: JSON, _ other: JSON) { (self.one, self.other) = (one, other) }
}

private let text: JSON = ["type": "string", "minLength": 2]
private let object: JSON = ["type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"]]

extension JSON {
    /// The schema with more said.
    fileprivate func with(_ more: JSON) -> JSON { JSON(members: members + more.members) }
}

private let rewordings = [
    // Choices
    Rewording(text, ["not": ["not": text]]), Rewording(text, text.with(["not": ["not": text]])),
    Rewording(text, text.with(["if": ["minLength": 5]])), Rewording(text, text.with(["then": ["minLength": 5]])),
    Rewording(text, ["allOf": [text]]), Rewording(text, ["anyOf": [text, text]]), Rewording(text, ["oneOf": [text]]),
    Rewording(text, ["type": "string", "if": true, "then": ["minLength": 2]]),
    Rewording(text, ["type": "string", "if": false, "else": ["minLength": 2]]),
    Rewording(text, text.with(["not": false])), Rewording(["const": "x"], ["enum": ["x"]]),
    Rewording(["type": ["string", "null"]], ["anyOf": [["type": "null"], ["type": "string"]]]),
    Rewording(["type": "string"], ["anyOf": [["type": "string"], ["type": "string", "minLength": 3]]]),
    Rewording(["type": ["string", "null", "boolean", "object", "array"]], ["not": ["type": "number"]]),
    Rewording(
        ["type": "string", "not": ["anyOf": [["minLength": 5], ["pattern": "a"]]]],
        ["type": "string", "allOf": [["not": ["minLength": 5]], ["not": ["pattern": "a"]]]]),
    Rewording(["type": "string", "maxLength": 4], ["type": "string", "not": ["minLength": 5]]),
    Rewording(["type": "string", "minLength": 4], ["type": "string", "not": ["maxLength": 3]]),
    Rewording(["type": "number", "exclusiveMinimum": 4], ["type": "number", "not": ["maximum": 4]]),
    Rewording(["type": "number", "maximum": 4], ["type": "number", "not": ["exclusiveMinimum": 4]]),
    Rewording(["type": "array", "minItems": 3], ["type": "array", "not": ["maxItems": 2]]),
    // Numbers
    Rewording(["type": "integer", "minimum": 1], ["type": "integer", "exclusiveMinimum": 0]),
    Rewording(["type": "integer"], ["type": "number", "multipleOf": 1]),
    Rewording(["type": "integer", "minimum": 1, "maximum": 3], ["enum": [1, 2, 3]]),
    // Strings
    Rewording(["type": "string", "maxLength": 0], ["const": ""]),
    Rewording(["type": "string"], ["type": "string", "pattern": ".*"]),
    Rewording(["type": "string", "minLength": 1], ["type": "string", "pattern": "^[^]"]),
    Rewording(["type": "string", "maxLength": 3], ["type": "string", "pattern": "^[^]{0,3}$"]),
    Rewording(["type": "string", "pattern": "^[0-9]+$"], ["type": "string", "pattern": "^\\d\\d*$"]),
    Rewording(["type": "string", "pattern": "^(a|b)$"], ["type": "string", "enum": ["b", "a"]]),
    Rewording(
        ["type": "string", "pattern": "^[a-z]{1,5}$"],
        ["type": "string", "pattern": "^[a-z]*$", "minLength": 1, "maxLength": 5]),
    // Arrays
    Rewording(["type": "array"], ["type": "array", "minItems": 0, "uniqueItems": false, "prefixItems": [true]]),
    Rewording(["type": "array"], ["type": "array", "contains": ["type": "string"], "minContains": 0]),
    Rewording(["type": "array", "minItems": 1], ["type": "array", "contains": true]),
    Rewording(
        ["type": "array", "maxItems": 3], ["type": "array", "contains": true, "minContains": 0, "maxContains": 3]),
    Rewording(["type": "array", "maxItems": 0], ["type": "array", "items": false]),
    // Objects
    Rewording(object, object.with(["additionalProperties": true, "minProperties": 0, "propertyNames": true])),
    Rewording(object, object.with(["allOf": [["required": []]], "dependentRequired": ["b": ["a"], "c": []]])),
    Rewording(object, object.with(["minProperties": 1, "patternProperties": ["^x": [:]]])),
    Rewording(["type": "object", "maxProperties": 0], ["type": "object", "additionalProperties": false]),
    Rewording(
        ["type": "object", "not": ["required": ["z"]]], ["type": "object", "properties": ["z": false]]),
    Rewording(
        ["type": "object", "dependentRequired": ["b": ["a"]]],
        ["type": "object", "if": ["required": ["b"]], "then": ["required": ["a"]]]),
]

private func comparison(_ old: JSON, _ new: JSON) throws -> ContractComparison {
    func params(_ schema: JSON) -> JSON { ["type": "object", "properties": ["v": schema], "required": ["v"]] }
    return ContractComparison(
        [try ContractPair.contract(params(old), "params")], [try ContractPair.contract(params(new), "params")])
}

@Test(arguments: rewordings) func `What says the same in other words is compatible both ways`(
    _ rewording: Rewording
) throws {
    #expect(try comparison(rewording.one, rewording.other).verdict == .compatible)
    #expect(try comparison(rewording.other, rewording.one).verdict == .compatible)
}

@Test(arguments: [
    ("^[a-z]{1,4}$", "^[a-z]{1,5}$"), ("^a$", "a"), ("^(ab)+$", "^[ab]+$"), ("\\bx\\b", "x"), ("^\\d{3}$", "^\\w+$"),
])
func `A pattern that takes more is compatible, and the other way round breaks`(narrow: String, wide: String) throws {
    func schema(_ pattern: String) -> JSON { ["type": "string", "pattern": JSON(pattern)] }
    #expect(try comparison(schema(narrow), schema(wide)).verdict == .compatible)
    #expect(try comparison(schema(wide), schema(narrow)).verdict == .breaking)
}

/// Small schemas that say much by `not`, patterns and bounds, and values at those bounds.
private struct Puzzles {
    var random: SplitMix64

    mutating func schema(depth: Int = 0) -> JSON {
        let number = JSON(random.below(4))
        let rules: [JSON] = [
            ["minLength": number], ["maxLength": number], ["minimum": number], ["exclusiveMaximum": number],
            ["maximum": number], ["minItems": number], ["maxItems": number], ["minProperties": number],
            ["required": ["a"]], ["required": ["a", "b"]], ["type": "string"], ["type": ["integer", "null"]],
            ["type": "object"], ["type": "number"], ["const": number], ["enum": ["a", "ab", number]], ["pattern": "^a"],
            ["pattern": "^[ab]{1,2}$"], ["pattern": "b"], ["contains": ["type": "integer"]], ["maxProperties": number],
            ["properties": ["a": ["minimum": number]]], ["properties": ["b": false]], ["multipleOf": 2],
            ["dependentRequired": ["a": ["b"]]], true, false,
        ]
        guard depth < 3, !random.chance(1, of: 3) else { return random.pick(rules) ?? true }
        let (one, two) = (schema(depth: depth + 1), schema(depth: depth + 1))
        switch random.below(6) {
        case 0: return ["not": one]
        case 1: return ["anyOf": [one, two]]
        case 2: return ["oneOf": [one, two]]
        case 3: return ["if": one, "then": two]
        case 4: return ["if": one, "then": two, "else": schema(depth: depth + 1)]
        default: return ["allOf": [one, two]]
        }
    }

    static let values: [JSON] =
        [0, 1, 2, 3, 4, -1, 0.5, 2.5, "", "a", "b", "ab", "ba", "aab", "abcd", "é", .null, true, false]
        + [[], [0], ["a"], [0, 1], ["a", "b", 1], [1, 2, 3, 4]]
        + [
            [:], ["a": 0], ["a": 3], ["b": 1], ["a": 1, "b": 2], ["a": "x", "c": 1], ["a": 1, "b": 2, "c": 3, "d": 4],
        ]
}

@Test(arguments: RandomCases.seeds(4)) func `What is called compatible takes every value that was taken`(
    seed: UInt64
) throws {
    var puzzles = Puzzles(random: SplitMix64(seed: 7000 + seed))
    for _ in 0..<3 {
        let (old, new) = (puzzles.schema(), puzzles.schema())
        guard try comparison(old, new).verdict == .compatible else { continue }
        let (before, after) = (try Schema(old), try Schema(new))
        for value in Puzzles.values where before.isValid(value) {
            #expect(after.isValid(value), "\(value): \(old) \(new)")
        }
    }
}
