import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import Testing

@testable import ValueGeneration

@Test(
    "A schema that contradicts itself is told with the reason",
    arguments: [
        ("false", "no value follows false"),
        (#"{"not": {}}"#, "not refuses every value"),
        (#"{"type": "integer", "minimum": 5, "maximum": 4}"#, "no number is at least 5 and at most 4"),
        (#"{"type": "string", "minLength": 5, "maxLength": 4}"#, "minLength 5 is more than maxLength 4"),
        (#"{"type": "string", "enum": [1, 2]}"#, "none of the values it names follows the rest of the schema"),
        (#"{"allOf": [{"type": "string"}, {"type": "integer"}]}"#, "no type is left"),
        (
            #"{"type": "object", "required": ["a"], "properties": {"a": false}}"#,
            #"the property "a" is required, but no value follows false"#
        ),
        (
            #"{"type": "object", "required": ["a"], "propertyNames": {"maxLength": 0}}"#,
            #"the property "a" is required, but propertyNames refuses its name"#
        ),
        (
            ##"{"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}"##,
            "what it requires contains it again, without end"
        ),
        (
            #"{"type": "array", "items": {"type": "integer", "exclusiveMinimum": 1, "maximum": 1}, "minItems": 1}"#,
            "no number is more than 1 and at most 1"
        ),
        (#"{"type": "integer", "minimum": 1.2, "maximum": 1.8}"#, "no integer is within its bounds"),
        (#"{"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2}"#, "no integer is within its bounds"),
        (
            #"{"type": "number", "minimum": 11, "maximum": 19, "multipleOf": 10}"#,
            "no number within its bounds is such a multiple"
        ),
        (
            #"{"type": "integer", "minimum": 1, "maximum": 6, "multipleOf": 7}"#,
            "no number within its bounds is such a multiple"
        ),
        (#"{"type": "array", "contains": false}"#, "contains asks for an element that follows false"),
        (
            #"{"type": "array", "contains": {}, "minContains": 3, "maxContains": 2}"#,
            "minContains 3 is more than maxContains 2"
        ),
        (
            #"{"type": "array", "contains": {}, "minContains": 3, "maxItems": 2}"#,
            "contains asks for 3 elements, more than maxItems 2"
        ),
        (
            #"{"type": "object", "properties": {"a": {}, "b": false}, "additionalProperties": false, "minProperties": 2}"#,
            "minProperties 2 is more than the 1 names that an object may have"
        ),
        (
            #"{"type": "object", "propertyNames": false, "minProperties": 1}"#,
            "minProperties 1 is more than the 0 names that an object may have"
        ),
        (
            #"{"minLength": 2, "type": "string", "not": {"type": "string", "minLength": 2}}"#,
            "not refuses what is asked for"
        ),
        (
            ##"{"$defs": {"t": {"minimum": 1}}, "$ref": "#/$defs/t", "not": {"$ref": "#/$defs/t"}}"##,
            "not refuses what is asked for"
        ),
        (
            #"{"anyOf": [{"type": "integer", "minimum": 2, "maximum": 1}, {"type": "string", "minLength": 2, "maxLength": 1}]}"#,
            "no value follows a branch of anyOf"
        ),
        (#"{"if": true, "then": false}"#, "no value follows false"),
        (
            #"{"if": false, "else": {"type": "integer", "minimum": 2, "maximum": 1}}"#,
            "no number is at least 2 and at most 1"
        ),
    ])
func contradictionIsToldWithTheReason(text: String, reason: String) throws {
    guard case .unsatisfiable(let problem) = Satisfiability(of: try checkedSchema(text).root) else {
        Issue.record("no contradiction was found")
        return
    }
    #expect(problem.message == reason)
}

@Test(
    "What proves nothing is no contradiction",
    arguments: [
        #"{"type": "array", "minItems": 1000000}"#, #"{"type": "string", "minLength": 2000000}"#,
        #"{"type": "string", "pattern": "^a$b"}"#,
        #"{"type": "string", "not": {"type": "string"}}"#,
        #"{"not": {"items": {"type": "integer"}}, "prefixItems": [{"type": "integer"}], "items": {"type": "integer"}}"#,
    ])
func whatProvesNothingIsNoContradiction(text: String) throws {
    guard case .unsatisfiable(let problem) = Satisfiability(of: try checkedSchema(text).root) else { return }
    // Only this one is refused by its type alone.
    #expect(text.contains(#""not": {"type""#), "\(problem)")
}

@Test(
    "A schema that only looks impossible has a value",
    arguments: [
        #"{"type": ["string", "integer"], "minLength": 5, "maxLength": 4}"#,
        #"{"required": ["a"], "properties": {"a": false}}"#,
        #"{"not": {"items": {"type": "integer"}}, "prefixItems": [{"type": "integer"}]}"#,
        #"{"type": "integer", "minimum": 1.2, "exclusiveMaximum": 2.1}"#,
        #"{"type": "number", "exclusiveMinimum": 1, "maximum": 1.5, "multipleOf": 0.5}"#,
        #"{"type": "array", "contains": false, "minContains": 0}"#, #"{"contains": false}"#,
        #"{"type": "object", "properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": false, "minProperties": 2}"#,
        #"{"type": "object", "properties": {"a": {}}, "not": {"properties": {"a": {}}, "additionalProperties": false}}"#,
        #"{"minimum": 1, "not": {"minimum": 2}}"#, #"{"if": true, "else": false}"#,
        #"{"if": {"type": "null"}, "then": false}"#,
        #"{"anyOf": [false, {"type": "string"}]}"#, #"{"minimum": 5, "maximum": 4}"#,
        ##"{"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}, "required": ["next"]}"##,
    ])
func schemaThatOnlyLooksImpossibleHasAValue(text: String) throws {
    guard case .satisfiable = Satisfiability(of: try checkedSchema(text).root) else {
        Issue.record("no value was found")
        return
    }
}
