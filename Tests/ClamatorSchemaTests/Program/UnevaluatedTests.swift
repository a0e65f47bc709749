import ClamatorJSON
import Testing

// For `Validator`, which is internal.
@testable import ClamatorSchema

/// `unevaluatedProperties` and `unevaluatedItems`, where the official suite has no case.
struct UnevaluatedTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var what: String
        var schema: String
        var valid: [String] = []
        var invalid: [String] = []
        var testDescription: String { what }
    }

    @Test(arguments: [
        Case(
            what: "a branch that fails evaluates nothing, whatever held in it",
            schema: #"""
                {"anyOf": [{"allOf": [{"properties": {"a": true}}, {"required": ["b"]}]}, {"properties": {"c": true}}],
                 "unevaluatedProperties": false}
                """#,
            valid: [#"{"c": 1}"#, "{}"],
            invalid: [#"{"a": 1, "c": 1}"#, #"{"a": 1, "b": 1}"#]),
        Case(
            what: "every branch that holds has a say, not only the first",
            schema:
                #"{"anyOf": [{"properties": {"a": true}}, {"properties": {"b": true}}], "unevaluatedProperties": false}"#,
            valid: [#"{"a": 1, "b": 1}"#], invalid: [#"{"c": 1}"#]),
        Case(
            what: "cousins do not see each other",
            schema: #"{"allOf": [{"properties": {"a": true}}, {"unevaluatedProperties": false}]}"#,
            valid: ["{}"], invalid: [#"{"a": 1}"#]),
        Case(
            what: "a nested keyword evaluates all for the one around it",
            schema: #"""
                {"allOf": [{"properties": {"a": true}, "unevaluatedProperties": {"type": "integer"}}],
                 "unevaluatedProperties": false}
                """#,
            valid: [#"{"a": "x", "b": 1}"#], invalid: [#"{"b": "x"}"#]),
        Case(
            what: "a nested keyword in a branch that fails evaluates nothing",
            schema: #"""
                {"anyOf": [{"unevaluatedProperties": true, "required": ["r"]}, {"properties": {"a": true}}],
                 "unevaluatedProperties": false}
                """#,
            valid: [#"{"r": 1, "z": 1}"#, #"{"a": 1}"#], invalid: [#"{"z": 1}"#]),
        Case(
            what: "if evaluates where it holds, without then",
            schema:
                #"{"if": {"properties": {"a": {"const": 1}}}, "else": {"properties": {"b": true}}, "unevaluatedProperties": false}"#,
            valid: [#"{"a": 1}"#], invalid: [#"{"a": 2}"#, #"{"a": 2, "b": 1}"#, #"{"a": 1, "b": 1}"#]),
        Case(
            what: "not evaluates nothing, doubled or not",
            schema: #"{"not": {"not": {"properties": {"a": true}}}, "unevaluatedProperties": false}"#,
            valid: ["{}"], invalid: [#"{"a": 1}"#]),
        Case(
            what: "a keyword under not has marks of its own",
            schema:
                #"{"not": {"properties": {"a": true}, "unevaluatedProperties": false}, "properties": {"b": true}, "unevaluatedProperties": false}"#,
            valid: [#"{"b": 1}"#], invalid: ["{}", #"{"a": 1}"#, #"{"a": 1, "b": 1}"#]),
        Case(
            what: "a dependent schema evaluates where its member is there",
            schema:
                #"{"properties": {"t": true}, "dependentSchemas": {"t": {"properties": {"a": true}}}, "unevaluatedProperties": false}"#,
            valid: [#"{"t": 1, "a": 1}"#], invalid: [#"{"a": 1}"#]),
        Case(
            what: "contains evaluates each element that it accepts, behind the first too",
            schema: #"{"contains": {"type": "string"}, "unevaluatedItems": {"type": "integer"}}"#,
            valid: [#"["x", 1, "y"]"#], invalid: [#"["x", null]"#, "[1]"]),
        Case(
            what: "contains of 2019-09 evaluates nothing",
            schema: #"""
                {"$schema": "https://json-schema.org/draft/2019-09/schema", "contains": {"type": "string"},
                 "unevaluatedItems": {"type": "integer"}}
                """#,
            valid: [], invalid: [#"["x", 1]"#]),
        Case(
            what: "a discriminated branch evaluates",
            schema: #"""
                {"oneOf": [{"type": "object", "properties": {"k": {"const": "a"}, "n": true}, "required": ["k"]},
                           {"type": "object", "properties": {"k": {"const": "b"}, "m": true}, "required": ["k"]}],
                 "unevaluatedProperties": false}
                """#,
            valid: [#"{"k": "a", "n": 1}"#], invalid: [#"{"k": "a", "m": 1}"#]),
        Case(
            what: "more members than a word has bits",
            schema:
                #"{"anyOf": [{"patternProperties": {"^a": true}, "required": ["r"]}, {"patternProperties": {"^b": true}}], "unevaluatedProperties": false}"#,
            valid: ["{" + (0..<300).map { "\"b\($0)\": 1" }.joined(separator: ",") + "}"],
            invalid: ["{" + (0..<300).map { "\"b\($0)\": 1" }.joined(separator: ",") + #", "a": 1}"#]),
    ])
    func `What the standard says counts as evaluated`(_ example: Case) throws {
        let schema = try Schema(JSON(parsing: example.schema))
        for value in example.valid {
            #expect(try schema.validate(JSON(parsing: value)) == .valid, "\(value.prefix(100))")
            #expect(try schema.explain(JSON(parsing: value)).isEmpty)
        }
        for value in example.invalid {
            #expect(try schema.validate(JSON(parsing: value)) == .invalid, "\(value.prefix(100))")
            #expect(try !schema.explain(JSON(parsing: value)).isEmpty)
        }
    }

    // MARK: Work

    /// A filter grammar, and a filter of so many levels.
    private static let filter = ##"""
        {"$id": "urn:filter", "type": "object", "anyOf": [
          {"properties": {"field": {"type": "string"}, "eq": true}, "required": ["field"]},
          {"properties": {"and": {"type": "array", "items": {"$ref": "#"}}}, "required": ["and"]},
          {"properties": {"or": {"type": "array", "items": {"$ref": "#"}}}, "required": ["or"]}],
         "unevaluatedProperties": false}
        """##

    private func nested(_ levels: Int, _ leaf: String) -> String {
        (0..<levels).reduce(leaf) { inner, level in "{\"\(level % 2 == 0 ? "and" : "or")\": [\(inner)]}" }
    }

    /// How many steps a check takes.
    private func steps(_ schema: String, _ value: String) throws -> (Int, Bool) {
        let schema = try Schema(JSON(parsing: schema))
        return try JSON(parsing: value).withView { view in
            var validator = Validator(view, remembersVerdicts: true)
            defer { validator.release() }
            let before = validator.budget.steps
            let holds = validator.check(schema.program.rule(schema.node), view.index)
            return (before - validator.budget.steps, holds)
        }
    }

    @Test func `A filter of two hundred levels costs twice one of a hundred`() throws {
        for (leaf, expected) in [(#"{"field": "a", "eq": 1}"#, true), (#"{"field": "a", "other": 1}"#, false)] {
            let (hundred, _) = try steps(Self.filter, nested(100, leaf))
            let (twoHundred, holds) = try steps(Self.filter, nested(200, leaf))
            #expect(holds == expected)
            #expect(twoHundred < hundred * 9 / 4, "\(hundred) and \(twoHundred)")
        }
        #expect(try !Schema(JSON(parsing: Self.filter)).explain(JSON(parsing: nested(200, "{}"))).isEmpty)
    }

    @Test func `The keyword costs no more than a constant times the rest`() throws {
        let without = Self.filter.replacing(#""unevaluatedProperties": false"#, with: #""maxProperties": 9"#)
        let value = nested(200, #"{"field": "a", "eq": 1}"#)
        let (plain, marking) = try (steps(without, value).0, steps(Self.filter, value).0)
        #expect(marking < 3 * plain, "\(plain) and \(marking)")
    }
}
