import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import TestSupport
import Testing

// For `SingleViolation`, which is internal.
@testable import ValueGeneration

private func rules(_ schema: String, _ value: JSON) throws -> [String]? {
    var checker = RuleChecker(try checkedSchema(schema).root)
    var budget = WorkBudget(steps: 1_000_000)
    return checker.rules(brokenBy: value, spending: &budget)?.map {
        "\($0.path) \($0.keyword.rawValue)" + ($0.name.map { " \($0)" } ?? "")
    }
}

@Test func `Each rule that a value breaks is named with its place`() throws {
    let schema =
        #"{"type": "object", "properties": {"a": {"type": "integer", "maximum": 5}, "b": {"items": {"minLength": 2}}, "c": {"oneOf": [{"const": 1}, {"const": 2}]}}, "required": ["a", "c"], "additionalProperties": false}"#
    #expect(try rules(schema, ["a": 1, "c": 2]) == [])
    #expect(try rules(schema, ["c": 2]) == [" required a"])
    #expect(try rules(schema, ["a": 9, "b": ["aa", "b"], "c": 3]) == ["/a maximum", "/b/1 minLength", "/c oneOf"])
    #expect(try rules(schema, ["a": "x", "c": 1, "d": 0, "e": 0]) == ["/a type", " additionalProperties"])
    #expect(try rules(schema, []) == [" type"])
}

/// Schemas, with values and the rule of each that it breaks, as it is known inside a union.
private let innerRules: [(schema: String, values: [(JSON, String)])] = [
    (
        #"{"oneOf": [{"properties": {"kind": {"const": "a"}, "n": {"minimum": 0}}, "required": ["kind"]}, {"properties": {"kind": {"const": "b"}}, "required": ["kind", "m"]}]}"#,
        [(["kind": "a", "n": -1], "/n minimum"), (["kind": "b"], " required m"), (["kind": "c"], "/kind const")]
    ),
    (
        #"{"properties": {"n": {"anyOf": [{"type": "integer", "maximum": 5}, {"type": "null"}]}}}"#,
        [(["n": 6], "/n maximum"), (["n": "x"], "/n type")]
    ),
    (
        #"{"anyOf": [{"anyOf": [{"type": "string", "maxLength": 2}, {"type": "boolean"}]}, {"type": "null"}]}"#,
        [("abc", " maxLength")]
    ),
    (#"{"propertyNames": {"maxLength": 2, "pattern": "^a"}}"#, [(["abc": 1], " maxLength"), (["b": 1], " pattern")]),
    (#"{"contains": {"type": "integer", "minimum": 5}}"#, [([1], " minimum"), (["x"], " type")]),
    // Nothing follows from what breaks several rules of each branch, or too many branches take.
    (#"{"anyOf": [{"maximum": 1, "multipleOf": 2}, {"type": "null"}]}"#, [(3, " type")]),
    (#"{"oneOf": [{"maximum": 5}, {"minimum": 0}]}"#, [(3, " oneOf")]),
]

@Test(arguments: innerRules)
func `Inside a union the rule is known where one branch alone is near`(
    schema: String, values: [(JSON, String)]
) throws {
    for (value, rule) in values {
        var checker = RuleChecker(try checkedSchema(schema).root)
        var budget = WorkBudget(steps: 1_000_000)
        let rules = try #require(checker.rules(brokenBy: value, spending: &budget))
        let innermost = rules.map { SingleViolation(value: value, rule: $0).innermostRule }
        #expect(
            innermost.map { "\($0.path) \($0.keyword.rawValue)" + ($0.name.map { " \($0)" } ?? "") } == [rule],
            "\(value)")
    }
}

@Test func `What a condition asks for is a rule of its own`() throws {
    let schema =
        #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"maxProperties": 1}, "dependentSchemas": {"c": {"required": ["d"]}}}"#
    #expect(try rules(schema, ["a": 1]) == [" required b"])
    #expect(try rules(schema, ["b": 1, "e": 2]) == [" maxProperties"])
    #expect(try rules(schema, ["c": 1]) == [" required d"])
}

/// Where the rules and the schema differ, there is no answer.
@Test(arguments: RandomCases.seeds(4))
func `A value breaks a rule where the schema refuses it, and else none`(seed: UInt64) throws {
    var maker = WildSchemaMaker(seed: 500 + seed)
    var broken = 0
    for _ in 0..<100 {
        let document = maker.document()
        guard let schema = try? Schema(document) else { continue }
        var checker = RuleChecker(schema.root)
        for _ in 0..<20 {
            let value = maker.value()
            var budget = WorkBudget(steps: 2_000_000)
            let rules = checker.rules(brokenBy: value, spending: &budget)
            // A schema that refers to itself may need more than the budget.
            guard budget.reached == nil else { continue }
            #expect(rules.map(\.isEmpty) == schema.isValid(value), "\(value) in \(document)")
            broken += rules?.isEmpty == false ? 1 : 0
        }
    }
    #expect(broken > 200)
}
