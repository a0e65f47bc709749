import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import TestSupport
import Testing
import ValueGeneration

@Test(arguments: [
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
    (
        #"{"oneOf": [{"title": "A", "properties": {"a": {}}}, {"title": "B", "properties": {"a": {}}}]}"#,
        "what follows a branch of oneOf follows another too"
    ),
    (
        #"{"type": "integer", "oneOf": [{"type": "integer"}, {"type": "number"}]}"#,
        "what follows a branch of oneOf follows another too"
    ),
    (#"{"type": "string", "pattern": "^a", "maxLength": 0}"#, #"no string of at most 0 characters matches "^a""#),
    (#"{"type": "string", "pattern": "a^b"}"#, #"no string matches "a^b""#),
    (#"{"type": "string", "pattern": "^a$b"}"#, #"no string matches "^a$b""#),
    (
        #"{"type": "string", "allOf": [{"pattern": "^a+$"}, {"pattern": "^b+$"}], "minLength": 1, "maxLength": 9}"#,
        #"no string of at least 1 and at most 9 characters matches "^a+$" and "^b+$""#
    ),
    (
        #"{"type": "array", "contains": {}, "minContains": 99999999999999999999, "maxContains": 2}"#,
        "minContains 99999999999999999999 is more than maxContains 2"
    ),
    (#"{"if": true, "then": false}"#, "no value follows false"),
    (
        #"{"if": false, "else": {"type": "integer", "minimum": 2, "maximum": 1}}"#,
        "no number is at least 2 and at most 1"
    ),
])
func `A schema that contradicts itself is told with the reason`(text: String, reason: String) throws {
    guard case .unsatisfiable(let diagnostic) = Satisfiability(of: try checkedSchema(text).root) else {
        Issue.record("no contradiction was found")
        return
    }
    #expect(diagnostic.message == reason)
}

@Test(arguments: [
    #"{"type": "array", "minItems": 1000000}"#, #"{"type": "string", "minLength": 2000000}"#,
    #"{"type": "string", "not": {"type": "string"}}"#,
    #"{"not": {"items": {"type": "integer"}}, "prefixItems": [{"type": "integer"}], "items": {"type": "integer"}}"#,
])
func `What proves nothing is no contradiction`(text: String) throws {
    guard case .unsatisfiable(let diagnostic) = Satisfiability(of: try checkedSchema(text).root) else { return }
    // Only this one is refused by its type alone.
    #expect(text.contains(#""not": {"type""#), "\(diagnostic)")
}

@Test(arguments: [
    #"{"type": ["string", "integer"], "minLength": 5, "maxLength": 4}"#,
    #"{"required": ["a"], "properties": {"a": false}}"#,
    #"{"not": {"items": {"type": "integer"}}, "prefixItems": [{"type": "integer"}]}"#,
    #"{"type": "integer", "minimum": 1.2, "exclusiveMaximum": 2.1}"#,
    #"{"type": "number", "exclusiveMinimum": 1, "maximum": 1.5, "multipleOf": 0.5}"#,
    #"{"type": "array", "contains": false, "minContains": 0}"#, #"{"contains": false}"#,
    #"{"type": "object", "properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": false, "minProperties": 2}"#,
    #"{"type": "object", "properties": {"a": {}}, "not": {"properties": {"a": {}}, "additionalProperties": false}}"#,
    #"{"minimum": 1, "not": {"minimum": 2}}"#, #"{"if": true, "else": false}"#,
    #"{"oneOf": [{"type": "integer"}, {"type": "number"}]}"#,
    #"{"type": "object", "oneOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"a": {}}}]}"#,
    #"{"pattern": "^a", "maxLength": 0}"#, #"{"type": "string", "pattern": "^(?!a)", "maxLength": 0}"#,
    #"{"if": {"type": "null"}, "then": false}"#,
    #"{"anyOf": [false, {"type": "string"}]}"#, #"{"minimum": 5, "maximum": 4}"#,
    ##"{"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}, "required": ["next"]}"##,
])
func `A schema that only looks impossible has a value`(text: String) throws {
    guard case .satisfiable = Satisfiability(of: try checkedSchema(text).root) else {
        Issue.record("no value was found")
        return
    }
}

/// A contradiction, its reason, and a schema like it that has a value.
private let contradictionsWithTwins: [(impossible: String, reason: String, possible: String)] = [
    (
        #"{"enum": ["a", 1, [1], {"a": 1}], "pattern": "^b", "minimum": 2, "items": false, "required": ["b"]}"#,
        "none of the values it names follows the rest of the schema",
        #"{"enum": ["a", 1, [1], {"a": 1}], "pattern": "^b", "minimum": 2, "items": false, "required": ["a"]}"#
    ),
    (
        #"{"enum": [1, 2], "anyOf": [{"minimum": 3}, {"maximum": 0}]}"#,
        "none of the values it names follows the rest of the schema",
        #"{"enum": [1, 2], "anyOf": [{"minimum": 3}, {"maximum": 1}]}"#
    ),
    (
        ##"{"const": {"a": 1}, "allOf": [{"$ref": "#/$defs/t"}], "$defs": {"t": {"properties": {"a": {"type": "string"}}}}}"##,
        "the value it names does not follow the rest of the schema",
        ##"{"const": {"a": 1}, "allOf": [{"$ref": "#/$defs/t"}], "$defs": {"t": {"properties": {"b": {"type": "string"}}}}}"##
    ),
    (
        ##"{"$ref": "#/$defs/t", "const": 1, "$defs": {"t": {"const": 2}}}"##,
        "none of the values it names follows the rest of the schema",
        ##"{"$ref": "#/$defs/t", "const": 1, "$defs": {"t": {"const": 1.0}}}"##
    ),
    (
        #"{"type": "object", "required": ["a"], "properties": {"a": false}, "anyOf": [{"minProperties": 1}, {"maxProperties": 3}]}"#,
        #"the property "a" is required, but no value follows false"#,
        #"{"type": "object", "required": ["b"], "properties": {"a": false}, "anyOf": [{"minProperties": 1}, {"maxProperties": 3}]}"#
    ),
    (
        #"{"type": "object", "required": ["a"], "properties": {"a": {"minimum": 2, "maximum": 1, "type": "integer"}}, "if": {"required": ["b"]}, "then": {"required": ["c"]}}"#,
        "no number is at least 2 and at most 1",
        #"{"type": "object", "required": ["a"], "properties": {"a": {"minimum": 2, "maximum": 1}}, "if": {"required": ["b"]}, "then": {"required": ["c"]}}"#
    ),
    (
        #"{"type": "array", "prefixItems": [{}, {}], "items": false, "minItems": 3}"#,
        "minItems 3 is more than the 2 elements that an array may have",
        #"{"type": "array", "prefixItems": [{}, {}], "items": false, "minItems": 2}"#
    ),
    (
        #"{"type": "array", "prefixItems": [{}, false, {}], "contains": {}, "minContains": 2}"#,
        "contains asks for 2 elements, more than maxItems 1",
        #"{"type": "array", "prefixItems": [{}, {}, false], "contains": {}, "minContains": 2}"#
    ),
    (
        #"{"type": "array", "contains": {"type": "string"}, "minItems": 3, "maxItems": 2}"#,
        "minItems 3 is more than maxItems 2",
        #"{"type": "array", "contains": {"type": "string"}, "minItems": 2, "maxItems": 2}"#
    ),
    (
        #"{"type": "array", "contains": {"type": "integer", "minimum": 2, "maximum": 1}}"#,
        "no number is at least 2 and at most 1",
        #"{"type": "array", "contains": {"type": "integer", "minimum": 2, "maximum": 1}, "minContains": 0}"#
    ),
    (
        #"{"type": "array", "prefixItems": [{"type": "integer", "minimum": 2, "maximum": 1}], "minItems": 1, "contains": {}}"#,
        "no number is at least 2 and at most 1",
        #"{"type": "array", "prefixItems": [{}, {"type": "integer", "minimum": 2, "maximum": 1}], "minItems": 1, "contains": {}}"#
    ),
    (
        #"{"type": "array", "items": {"type": ["boolean", "null"]}, "uniqueItems": true, "minItems": 4}"#,
        "minItems 4 is more than the 3 elements that an array may have",
        #"{"type": "array", "items": {"type": ["boolean", "null"]}, "uniqueItems": true, "minItems": 3}"#
    ),
    (
        #"{"type": "array", "items": {"enum": ["a", "b", "b"]}, "uniqueItems": true, "minItems": 3}"#,
        "minItems 3 is more than the 2 elements that an array may have",
        #"{"type": "array", "prefixItems": [{}], "items": {"enum": ["a", "b", "b"]}, "uniqueItems": true, "minItems": 3}"#
    ),
    (
        #"{"type": "array", "items": {"type": "string"}, "contains": {"type": "integer"}}"#, "no type is left",
        #"{"type": "array", "prefixItems": [{}], "items": {"type": "string"}, "contains": {"type": "integer"}}"#
    ),
    (
        #"{"type": "array", "uniqueItems": true, "contains": {"const": 1}, "minContains": 2}"#,
        "contains asks for 2 different elements, but 1 is all that follow it",
        #"{"type": "array", "uniqueItems": true, "contains": {"enum": [1, 2]}, "minContains": 2}"#
    ),
    (
        #"{"type": "integer", "not": {"type": ["number", "null"]}}"#, "not refuses what is asked for",
        #"{"type": "number", "not": {"type": ["integer", "null"]}}"#
    ),
    (
        #"{"type": "object", "required": ["a"], "dependentSchemas": {"a": false}}"#,
        #"the property "a" is required, but no value follows false beside it"#,
        #"{"type": "object", "required": ["b"], "dependentSchemas": {"a": false}}"#
    ),
    (
        #"{"type": "object", "if": {"type": ["object", "null"]}, "then": false}"#, "no value follows then or else",
        #"{"type": ["object", "array"], "if": {"type": ["object", "null"]}, "then": false}"#
    ),
    (
        #"{"type": "string", "format": "uuid", "maxLength": 35}"#,
        "maxLength 35 is less than the 36 characters of format uuid",
        #"{"type": "string", "format": "uuid", "maxLength": 36}"#
    ),
    (
        #"{"type": "string", "format": "ipv4", "minLength": 16}"#,
        "minLength 16 is more than the 15 characters of format ipv4",
        #"{"type": "string", "format": "ipv4", "minLength": 7}"#
    ),
    (
        #"{"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 3}"#,
        "minProperties 3 is more than the 2 names that an object may have",
        #"{"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 2}"#
    ),
    (
        #"{"type": "object", "patternProperties": {"^a$": {}, "^b{1,2}$": {}}, "properties": {"c": {}}, "additionalProperties": false, "minProperties": 5}"#,
        "minProperties 5 is more than the 4 names that an object may have",
        #"{"type": "object", "patternProperties": {"^a$": {}, "^b{1,2}$": {}}, "properties": {"c": {}}, "additionalProperties": false, "minProperties": 4}"#
    ),
    (
        #"{"type": "object", "patternProperties": {"^(a|b)$": {}, "^c": false}, "additionalProperties": false, "minProperties": 3}"#,
        "minProperties 3 is more than the 2 names that an object may have",
        #"{"type": "object", "patternProperties": {"^(a|b)": {}, "^c": false}, "additionalProperties": false, "minProperties": 3}"#
    ),
    (
        #"{"type": "object", "propertyNames": {"type": "integer"}, "minProperties": 1}"#,
        "minProperties 1 is more than the 0 names that an object may have",
        #"{"type": "object", "propertyNames": {"type": ["integer", "string"]}, "minProperties": 1}"#
    ),
    (
        #"{"type": "object", "required": ["ab"], "propertyNames": {"maxLength": 1}, "oneOf": [{}, false]}"#,
        #"the property "ab" is required, but propertyNames refuses its name"#,
        #"{"type": "object", "required": ["a"], "propertyNames": {"maxLength": 1}, "oneOf": [{}, false]}"#
    ),
    (
        #"{"type": "integer", "oneOf": [{"minimum": 2, "maximum": 1}, {"type": "string"}]}"#,
        "no value follows a branch of oneOf",
        #"{"type": ["integer", "string"], "oneOf": [{"minimum": 2, "maximum": 1, "type": "integer"}, {"type": "string"}]}"#
    ),
    (
        #"{"type": "string", "oneOf": [true, {}, false]}"#,
        "what follows a branch of oneOf follows another too",
        #"{"type": "string", "oneOf": [true, {"minLength": 1000}, false]}"#
    ),
    (
        #"{"type": "object", "required": ["a"], "if": {"required": ["b"]}, "then": {"properties": {"a": false}}, "else": {"maxProperties": 0}}"#,
        "no value follows then or else",
        #"{"type": "object", "required": ["a"], "if": {"required": ["b"]}, "then": {"properties": {"a": false}}, "else": {"maxProperties": 1}}"#
    ),
    (
        #"{"type": ["boolean", "null"], "not": {"enum": [true, false, null]}}"#,
        "null does not follow the schema",
        #"{"type": ["boolean", "null"], "not": {"enum": [true, null]}}"#
    ),
]

@Test(arguments: contradictionsWithTwins)
func `A contradiction among choices is told, and a schema like it has a value`(
    impossible: String, reason: String, possible: String
) throws {
    if case .unsatisfiable(let diagnostic) = Satisfiability(of: try checkedSchema(impossible).root) {
        #expect(diagnostic.message == reason)
    } else {
        Issue.record("no contradiction was found in \(impossible)")
    }
    if case .satisfiable = Satisfiability(of: try checkedSchema(possible).root) { return }
    Issue.record("no value was found for \(possible)")
}

@Test(arguments: [
    #"{"type": "object", "required": ["a"], "anyOf": [{"properties": {"a": {}}}, {"minProperties": 9}], "unevaluatedProperties": false}"#,
    #"{"type": "object", "required": ["a"], "if": {"properties": {"a": {"type": "string"}}}, "unevaluatedProperties": false}"#,
    #"{"type": "array", "minItems": 1, "contains": {"type": "integer"}, "unevaluatedItems": false}"#,
    #"{"type": "array", "minItems": 2, "oneOf": [{"prefixItems": [{}, {}]}, {"minItems": 9}], "unevaluatedItems": false}"#,
    #"{"oneOf": [{"type": "string"}, {"type": "string", "minLength": 20, "maxLength": 10}]}"#,
    #"{"if": {"minimum": 5}, "then": {"maximum": 4}, "else": {"maximum": 4}, "type": "integer"}"#,
    #"{"if": {"type": "integer"}, "then": {"maximum": 4}, "else": false, "anyOf": [{"minimum": 4}, {"minimum": 5}]}"#,
    #"{"type": "array", "items": {"enum": [0, 1]}, "minItems": 9}"#,
    #"{"type": "array", "items": {"enum": [[1], [1.0], {"a": 1, "b": 2}]}, "minItems": 2, "uniqueItems": true}"#,
    #"{"type": "object", "propertyNames": {"anyOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, "minProperties": 2}"#,
    #"{"type": "object", "propertyNames": {"enum": ["\u00e9", "e\u0301"]}, "minProperties": 2}"#,
    #"{"enum": [{"\u00e9": 1}, 2], "required": ["\u00e9"], "type": "object"}"#,
    ##"{"type": "object", "required": ["next"], "properties": {"next": {"oneOf": [{"$ref": "#"}, {"const": 1}, {"const": 1, "minimum": 2}]}}}"##,
])
func `What a choice lets through is no contradiction`(text: String) throws {
    guard case .satisfiable = Satisfiability(of: try checkedSchema(text).root) else {
        Issue.record("no value was found")
        return
    }
}

/// Makes small schemas that often contradict themselves.
private struct RandomSchemas {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return elements[Int((state >> 33) % UInt64(elements.count))]
    }

    mutating func next(depth: Int = 0) -> String {
        if depth > 2 || pick([false, false, false, depth > 0]) {
            return pick(["true", "false", "{}", #"{"const": 1}"#])
        }
        let members = (0..<pick([1, 2, 3, 4])).map { _ in member(depth) }
        return "{\(members.joined(separator: ", "))}"
    }

    private mutating func schemas(_ depth: Int) -> String {
        "[\((0..<pick([1, 2, 3])).map { _ in next(depth: depth + 1) }.joined(separator: ", "))]"
    }

    private mutating func member(_ depth: Int) -> String {
        let types = #"["object", "array", "string", "integer", "number", "boolean", "null"]"#
        switch pick(Array(0..<24)) {
        case 0, 1, 2:
            return
                #""type": \#(pick([#""object""#, #""array""#, #""string""#, #""integer""#, #""boolean""#, #"["null", "array"]"#, types]))"#
        case 3: return #""enum": \#(pick(["[0, 1]", #"["a", null]"#, #"[[], [0], {"a": 1}]"#, "[true, false]"]))"#
        case 4: return #""const": \#(pick(["0", #""a""#, "[0]", #"{"a": 1}"#]))"#
        case 5: return #""minimum": \#(pick(["0", "1", "0.5"]))"#
        case 6: return #""maximum": \#(pick(["0", "1", "0.5"]))"#
        case 7: return #""minItems": \#(pick(["0", "1", "2"]))"#
        case 8: return #""maxItems": \#(pick(["0", "1", "2"]))"#
        case 9: return pick([#""minLength": 1"#, #""pattern": "^a""#, #""pattern": "^$""#, #""pattern": "bc$""#])
        case 10: return #""maxLength": \#(pick(["0", "1"]))"#
        case 11: return #""required": \#(pick([#"["a"]"#, #"["a", "b"]"#, "[]"]))"#
        case 12: return #""properties": {"a": \#(next(depth: depth + 1))}"#
        case 13: return #""additionalProperties": \#(next(depth: depth + 1))"#
        case 14: return #""propertyNames": \#(pick([#"{"enum": ["a"]}"#, #"{"maxLength": 0}"#, "false", "{}"]))"#
        case 15: return #""items": \#(next(depth: depth + 1))"#
        case 16: return #""prefixItems": \#(schemas(depth))"#
        case 17: return #""contains": \#(next(depth: depth + 1)), "minContains": \#(pick(["0", "1", "2"]))"#
        case 18: return #""uniqueItems": true"#
        case 19: return #""anyOf": \#(schemas(depth))"#
        case 20: return #""oneOf": \#(schemas(depth))"#
        case 21: return #""not": \#(next(depth: depth + 1))"#
        case 22:
            return
                #""if": \#(next(depth: depth + 1)), "then": \#(next(depth: depth + 1)), "else": \#(next(depth: depth + 1))"#
        default:
            return pick([
                #""unevaluatedProperties": false"#, #""unevaluatedItems": false"#, #""minProperties": 1"#,
                #""maxProperties": 1"#, #""dependentRequired": {"a": ["b"]}"#,
                #""dependentSchemas": {"a": \#(next(depth: depth + 1))}"#,
            ])
        }
    }
}

@Test
func `No contradiction is reported for a schema that some plain value follows`() throws {
    let scalars = ["null", "true", "false", "0", "1", "2", "0.5", "-1", #""""#, #""a""#, #""bc""#, "[]", "{}"]
    let arrays = scalars.map { "[\($0)]" } + scalars.flatMap { one in scalars.map { "[\(one), \($0)]" } }
    let objects = scalars.flatMap {
        [#"{"a": \#($0)}"#, #"{"b": \#($0)}"#, #"{"": \#($0)}"#, #"{"a": \#($0), "b": 1}"#]
    }
    let values = try (scalars + arrays + objects + ["[0, 1, 2]", #"{"a": {"a": 1}}"#, #"{"a": [0]}"#, "[[0]]"]).map {
        try JSON(parsing: $0)
    }
    var schemas = RandomSchemas(seed: 7 + RandomCases.seed)
    let count = RandomCases.count(1000)
    var contradictions = 0
    for _ in 0..<count {
        let text = schemas.next()
        let schema = try checkedSchema(text)
        var search = SatisfiabilitySearch(steps: 40_000)
        guard case .unsatisfiable(let diagnostic) = search.look(at: schema.root) else { continue }
        contradictions += 1
        let value = values.first(where: schema.isValid)
        #expect(value == nil, "\(text): \(diagnostic.message)")
    }
    #expect(contradictions > count / 30)
}
