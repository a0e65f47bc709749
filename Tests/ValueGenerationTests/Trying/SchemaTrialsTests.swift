import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import TestSupport
import Testing
import ValueGeneration

struct TriedSchema: Sendable, CustomTestStringConvertible {
    /// The schema.
    var schema: String
    /// Values that must be among those that follow it.
    var valid: [JSON]
    /// The rules that must be broken by values that break nothing else: place, a blank, keyword.
    var broken: [String]
    var testDescription: String { schema }

    init(_ schema: String, valid: [JSON], broken: [String]) {
        self.schema = schema
        self.valid = valid
        self.broken = broken
    }
}

private let triedSchemas = [
    TriedSchema(
        #"{"type": "integer", "minimum": 3, "maximum": 9}"#, valid: [3, 4, 8, 9],
        broken: [" type", " minimum", " maximum"]),
    TriedSchema(
        #"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 5, "multipleOf": 0.25}"#, valid: [0.25, 4.75],
        broken: [" type", " exclusiveMinimum", " exclusiveMaximum", " multipleOf"]),
    TriedSchema(
        #"{"type": "integer"}"#,
        valid: [0, 9_007_199_254_740_992, 9_223_372_036_854_775_807, -9_223_372_036_854_775_808], broken: [" type"]),
    TriedSchema(
        #"{"type": "string", "minLength": 2, "maxLength": 3}"#, valid: ["aa", "aaa", "🛶🛶", "🛶🛶🛶"],
        broken: [" type", " minLength", " maxLength"]),
    TriedSchema(
        #"{"type": "string", "pattern": "^[a-z]+$", "minLength": 2, "maxLength": 5}"#, valid: [],
        broken: [" type", " pattern", " minLength", " maxLength"]),
    TriedSchema(#"{"type": "string", "format": "date"}"#, valid: ["2024-02-29"], broken: [" type", " format"]),
    TriedSchema(#"{"enum": ["fifo", "lifo", 3]}"#, valid: ["fifo", "lifo", 3], broken: [" enum"]),
    TriedSchema(#"{"const": null}"#, valid: [.null], broken: [" const"]),
    TriedSchema(
        #"{"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "boolean"}, "c": {"type": "null"}}, "required": ["a"], "additionalProperties": false}"#,
        valid: [],
        broken: [" type", " required", " additionalProperties", "/a type", "/b type", "/c type"]),
    TriedSchema(
        #"{"type": "object", "additionalProperties": {"type": "integer", "maximum": 9}, "minProperties": 1, "maxProperties": 3}"#,
        valid: [], broken: [" type", " minProperties", " maxProperties", "/* type", "/* maximum"]),
    TriedSchema(
        #"{"type": "object", "patternProperties": {"^x-[a-z]$": {"type": "integer"}}, "additionalProperties": false, "propertyNames": {"maxLength": 3}}"#,
        valid: [[:]], broken: [" type", " additionalProperties", "/* type"]),
    TriedSchema(
        #"{"type": "object", "additionalProperties": true, "propertyNames": {"pattern": "^[a-z]+$"}}"#, valid: [[:]],
        broken: [" type", " propertyNames"]),
    TriedSchema(
        #"{"type": "object", "properties": {"card": {"type": "string"}, "cvc": {"type": "string"}}, "dependentRequired": {"card": ["cvc"]}}"#,
        valid: [[:]], broken: [" type", " dependentRequired", "/card type", "/cvc type"]),
    TriedSchema(
        #"{"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 4, "uniqueItems": true}"#,
        valid: [], broken: [" type", " minItems", " maxItems", " uniqueItems", "/* type", "/* minimum"]),
    TriedSchema(
        #"{"type": "array", "items": {"type": "boolean"}, "maxItems": 5}"#, valid: [[], [true], [false]],
        broken: [" type", " maxItems", "/* type"]),
    TriedSchema(
        #"{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 2}"#,
        valid: [], broken: [" type", " minItems", " items", "/* type"]),
    TriedSchema(
        #"{"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 5}, "minContains": 2, "maxContains": 3}"#,
        valid: [], broken: [" type", " minContains", " maxContains", "/* type"]),
    TriedSchema(
        #"{"oneOf": [{"type": "object", "properties": {"kind": {"const": "card"}, "last4": {"type": "string", "pattern": "^[0-9]{4}$"}}, "required": ["kind", "last4"], "additionalProperties": false}, {"type": "object", "properties": {"kind": {"const": "cash"}, "given": {"type": "integer", "minimum": 0, "maximum": 5000}}, "required": ["kind", "given"], "additionalProperties": false}]}"#,
        valid: [["kind": "cash", "given": 5000], ["kind": "cash", "given": 0]], broken: [" oneOf"]),
    TriedSchema(
        #"{"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]}"#, valid: [.null, "", "aaa"],
        broken: [" anyOf"]),
    TriedSchema(
        #"{"type": "object", "properties": {"kind": {"enum": ["circle", "square"]}, "radius": {"type": "integer"}, "side": {"type": "integer"}}, "required": ["kind"], "if": {"properties": {"kind": {"const": "circle"}}}, "then": {"required": ["radius"]}, "else": {"required": ["side"]}}"#,
        valid: [], broken: [" type", " required", "/kind enum", "/radius type", "/side type"]),
    TriedSchema(
        ##"{"$ref": "#/$defs/crate", "$defs": {"crate": {"type": "object", "properties": {"id": {"type": "integer", "maximum": 9}, "on": {"type": "array", "items": {"$ref": "#/$defs/crate"}, "maxItems": 3}}, "required": ["id"], "additionalProperties": false}}}"##,
        valid: [],
        broken: [" type", " required", "/id maximum", "/on type", "/on maxItems", "/on/* type", "/on/*/id maximum"]),
    TriedSchema(#"{"type": "integer", "not": {"const": 5}}"#, valid: [], broken: [" type", " not"]),
    TriedSchema(
        #"{"type": "object", "allOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"a": {"maximum": 6}}, "required": ["a"]}], "unevaluatedProperties": false}"#,
        valid: [["a": 6]], broken: [" type", " required", " unevaluatedProperties", "/a type", "/a maximum"]),
]

private func turns(_ text: String, _ count: Int = 2) throws -> (
    schema: Schema, valid: [Trial], broken: [SingleViolation]
) {
    let schema = try checkedSchema(text)
    var trials = SchemaTrials(of: schema.root, seed: 0)
    let turns = (0..<count).map { trials.turn($0) }
    return (schema, turns.flatMap(\.valid), turns.flatMap(\.violations))
}

@Test(arguments: triedSchemas)
func `Each keyword is tried from both sides`(_ tried: TriedSchema) throws {
    let (schema, valid, broken) = try turns(tried.schema)
    for trial in valid { #expect(schema.isValid(trial.value)) }
    for violation in broken { #expect(!schema.isValid(violation.value), "\(violation.value)") }
    let values = Set(valid.map(\.value))
    for value in tried.valid { #expect(values.contains(value), "\(value) was not tried") }
    let rules = Set(broken.map { ExactString("\($0.rule.generalPath) \($0.rule.keyword.rawValue)") })
    for rule in tried.broken { #expect(rules.contains(ExactString(rule)), "\(rule) was not broken, but \(rules)") }
}

@Test(arguments: ["email", "uri", "hostname"]) func `A text of a format is tried at the bounds of its length`(
    format: String
) throws {
    let (_, valid, broken) = try turns(
        #"{"type": "string", "format": "\#(format)", "minLength": 50, "maxLength": 80}"#, 1)
    let lengths = Set(valid.compactMap { $0.value.string?.utf8.count })
    #expect(lengths.isSuperset(of: [50, 80]))
    #expect(broken.contains { $0.rule.keyword == .minLength && $0.value.string?.utf8.count == 49 })
    #expect(broken.contains { $0.rule.keyword == .maxLength && $0.value.string?.utf8.count == 81 })
}

@Test func `A text with a line break behind it, and one with spaces, are tried`() throws {
    let (_, _, broken) = try turns(#"{"type": "string", "pattern": "^[a-z]{2}$"}"#, 1)
    #expect(broken.contains { $0.value.string?.utf8.last == UInt8(ascii: "\n") && $0.value.string?.utf8.count == 3 })
    #expect(try turns(#"{"type": "string", "maxLength": 20}"#, 1).valid.contains { $0.value == "two words" })
}

@Test func `A pattern is broken on both sides of each of its repetitions`() throws {
    let (_, _, broken) = try turns(#"{"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3,5}$"}"#, 1)
    let lengths = broken.compactMap { violation -> [Int]? in
        let parts = violation.value.string?.split(separator: "-", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, parts[0].allSatisfy(\.isUppercase), parts[1].allSatisfy(\.isNumber) else { return nil }
        return parts.map(\.count)
    }
    for wrong in [[1, 3], [3, 3], [2, 2], [2, 6]] { #expect(lengths.contains(wrong), "\(wrong)") }
}

@Test func `A member under a pattern is tried where it is the only one, and its name is restricted`() throws {
    let (_, _, broken) = try turns(
        #"{"type": "object", "propertyNames": {"pattern": "^[A-Z_]+$"}, "patternProperties": {"_PORT$": {"type": "integer"}}, "additionalProperties": {"type": "string"}, "minProperties": 1, "maxProperties": 2}"#,
        1)
    func isBroken(_ isPort: Bool) -> Bool {
        broken.contains { violation in
            violation.rule.keyword == .type
                && violation.rule.path.tokens.last.map { $0.string.hasSuffix("_PORT") == isPort } ?? false
        }
    }
    #expect(isBroken(true))
    #expect(isBroken(false))
}

@Test func `Members of one branch are tried in another`() throws {
    let (_, _, broken) = try turns(
        #"{"oneOf": [{"type": "object", "properties": {"kind": {"const": "card"}, "digits": {"type": "string"}}, "required": ["kind", "digits"], "additionalProperties": false}, {"type": "object", "properties": {"kind": {"const": "cash"}, "given": {"type": "integer"}}, "required": ["kind", "given"], "additionalProperties": false}]}"#,
        1)
    func isTried(_ kind: JSON, _ names: Set<ExactString>) -> Bool {
        broken.contains { $0.value["kind"] == kind && names.isSubset(of: Set($0.value.members.map(\.name))) }
    }
    #expect(isTried("card", ["digits", "given"]))
    #expect(isTried("cash", ["digits", "given"]))
    // The members of the one under the name of the other.
    #expect(isTried("card", ["given"]))
    #expect(isTried("cash", ["digits"]))
}

@Test func `Optional members are tried one by one, all, and none`() throws {
    let (_, valid, _) = try turns(
        #"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}, "c": {"type": "integer"}}, "required": [], "additionalProperties": false}"#
    )
    let sets = Set(valid.map { $0.value.members.map(\.name.string).sorted().joined() })
    for set in ["", "a", "b", "c", "abc", "ab", "ac", "bc"] { #expect(sets.contains(set), "\(set)") }
}

@Test(arguments: [
    (#""items": {"enum": ["a", "b", "c", "d", "e"]}"#, 5), (#""items": {"enum": ["a", "b", "c"]}, "maxItems": 9"#, 3),
    (#""items": {"type": "boolean"}"#, 2), (#""items": {"type": "integer", "minimum": 1, "maximum": 7}"#, 7),
    (#""items": {"type": "string"}, "maxItems": 4"#, 4),
]) func `An array of different elements has all of them`(keywords: String, count: Int) throws {
    let (_, valid, _) = try turns(#"{"type": "array", "uniqueItems": true, \#(keywords)}"#, 1)
    #expect(Set(valid.map(\.value.count)).isSuperset(of: [0, 1, 2, count]))
}

@Test(arguments: [
    (#""propertyNames": {"enum": ["a", "b", "c", "d", "e"]}"#, [0, 1, 5]), ("", [0, 1, 100]),
    (#""propertyNames": {"pattern": "^[a-z]{3}$"}"#, [0, 1, 100]),
    (#""maxProperties": 7"#, [0, 1, 7]),
]) func `A map has no members, one, and as many as may be, or many`(keywords: String, counts: [Int]) throws {
    let (_, valid, _) = try turns(
        #"{"type": "object", "additionalProperties": {"type": "integer"}\#(keywords.isEmpty ? "" : ", ")\#(keywords)}"#,
        1)
    #expect(Set(valid.map(\.value.count)).isSuperset(of: counts), "\(Set(valid.map(\.value.count)).sorted())")
}

@Test(arguments: [
    (#"{"type": "array", "items": {"type": "integer"}}"#, [0, 1, 100]),
    (#"{"type": "array", "items": {"type": "integer"}, "minItems": 3, "maxItems": 1000}"#, [3, 100, 1000]),
    (#"{"type": "array", "items": {"type": "integer"}, "maxItems": 1000000}"#, [0, 100]),
    (#"{"type": "array", "items": {"type": "string"}, "minItems": 150}"#, [150, 151]),
    (#"{"type": "string"}"#, [0, 1, 100, 1000]), (#"{"type": "string", "maxLength": 4000}"#, [0, 100, 1000, 4000]),
    (#"{"type": "string", "maxLength": 1000000}"#, [0, 100, 1000]),
    (#"{"type": "string", "pattern": "^[a-z]+$"}"#, [1, 100, 1000]),
    (#"{"type": "string", "maxLength": 50}"#, [0, 49, 50]),
]) func `What is long is tried, up to its bound and without one`(schema: String, lengths: [Int]) throws {
    let (_, valid, _) = try turns(schema, 1)
    let tried = Set(valid.map { $0.value.string?.unicodeScalars.count ?? $0.value.count })
    #expect(tried.isSuperset(of: lengths), "\(tried.sorted())")
}

@Test func `Each thing gets its turn before any has its second`() throws {
    let names = (0..<60).map { "m\($0)" }
    let number = #"{"anyOf": [{"type": "integer", "minimum": 1, "maximum": 500}, {"type": "null"}]}"#
    let properties = names.map { #""\#($0)": \#(number)"# }.joined(separator: ", ")
    let (_, valid, broken) = try turns(
        #"{"type": "object", "properties": {\#(properties)}, "additionalProperties": false}"#, 1)
    let groups = Set(valid.map(\.group))
    let tried = valid.inTurns(atMost: groups.count, by: \.group)
    #expect(Set(tried.map(\.group)) == groups)
    for name in names {
        let values = Set(tried.compactMap { $0.value[ExactString(name)] })
        #expect(values.isSuperset(of: [500, .null]), "\(name): \(values)")
    }
    let wrong = broken.inTurns(atMost: Set(broken.map(\.group)).count, by: \.group)
    for name in names {
        let values = Set(wrong.compactMap { $0.value[ExactString(name)] })
        #expect(values.isSuperset(of: [0, 501, "1", true]), "\(name): \(values)")
    }
}

@Test func `The last of the values that enum names is tried before those between`() throws {
    let (_, valid, _) = try turns(#"{"enum": ["a", "b", "c", "d"]}"#, 1)
    #expect(valid.prefix(2).map(\.value) == ["a", "d"])
}

@Test func `Equal seeds give equal trials`() throws {
    let text = triedSchemas[17].schema
    let one = try turns(text, 3)
    let two = try turns(text, 3)
    #expect(one.valid.map(\.value.description) == two.valid.map(\.value.description))
    #expect(one.broken.map(\.value.description) == two.broken.map(\.value.description))
}

@Test func `Values that enum names stand beside every boundary in turn`() throws {
    let (_, valid, _) = try turns(
        #"{"type": "object", "properties": {"mode": {"enum": ["x", "y", "z"]}, "n": {"type": "integer", "minimum": 0, "maximum": 100}}, "required": ["mode", "n"], "additionalProperties": false}"#,
        3)
    let values = Set(valid.map(\.value))
    for mode in ["x", "y", "z"] as [JSON] {
        for n in [0, 100] as [JSON] { #expect(values.contains(["mode": mode, "n": n])) }
    }
}

@Test(arguments: [
    (#"{"type": "integer", "maximum": 10}"#, #"{"type": "integer", "maximum": 5}"#),
    (#"{"type": "string"}"#, #"{"type": "string", "maxLength": 7}"#),
    (#"{"enum": ["a", "b", "c"]}"#, #"{"enum": ["a", "b"]}"#),
    (
        #"{"type": "object", "properties": {"a": {"type": "array", "items": {"type": "number"}}}}"#,
        #"{"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer"}}}}"#
    ),
    (#"{"type": "object", "properties": {"a": {}, "b": {}}}"#, #"{"type": "object", "required": ["b"]}"#),
    (#"{"type": "object", "properties": {"a": {}}}"#, #"{"properties": {"a": {}}, "additionalProperties": false}"#),
    (
        #"{"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"]}"#,
        #"{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}"#
    ),
    (#"{"type": "string", "pattern": "^[a-z]*$"}"#, #"{"type": "string", "pattern": "^[a-m]*$"}"#),
])
func `What a watched schema refuses is tried`(accepting: String, refusing: String) throws {
    let (accepting, refusing) = (try checkedSchema(accepting), try checkedSchema(refusing))
    var trials = SchemaTrials(of: accepting.root, watching: [refusing.root], seed: 0)
    let valid = trials.turn(0).valid.map(\.value)
    #expect(valid.allSatisfy { accepting.isValid($0) })
    #expect(valid.contains { !refusing.isValid($0) })
}

/// For each seed: schemas that are known to have a value, and values of which half follow them.
@Test(arguments: RandomCases.seeds(4))
func `Trials of made-up schemas are what they say`(seed: UInt64) throws {
    var maker = SchemaMaker(seed: 900 + seed)
    var options = Schema.Options()
    options.assertsFormats = true
    for _ in 0..<3 {
        let document = maker.document()
        let schema = try Schema(document, options: options)
        var trials = SchemaTrials(of: schema.root, seed: 1)
        let turn = trials.turn(0)
        #expect(!turn.valid.isEmpty, "\(document)")
        for trial in turn.valid { #expect(schema.isValid(trial.value), "\(document)") }
        for violation in turn.violations { #expect(!schema.isValid(violation.value), "\(document)") }
    }
}

@Test(arguments: [
    #"{"type": "array", "minItems": 9223372036854775807}"#, #"{"type": "array", "maxItems": 9223372036854775807}"#,
    #"{"type": "array", "minItems": 9223372036854775807, "uniqueItems": true}"#,
    #"{"contains": true, "minContains": 9223372036854775807}"#,
    #"{"type": "array", "contains": {"type": "integer"}, "maxContains": 1e400}"#,
    #"{"type": "string", "minLength": 1e400}"#, #"{"type": "string", "maxLength": 9223372036854775807}"#,
    #"{"type": "object", "minProperties": 9223372036854775807}"#, #"{"maxProperties": 1e400}"#,
    #"{"type": "integer", "minimum": 9223372036854775807, "maximum": 1e400, "multipleOf": 9223372036854775807}"#,
])
func `Bounds at the ends of every range trap nowhere`(text: String) throws {
    var trials = SchemaTrials(of: try Schema(JSON(parsing: text)).root, seed: 0)
    for turn in 0..<2 {
        let values = trials.turn(turn)
        _ = trials.extremes(of: values)
    }
}

@Test func `Arrays of some millions are not tried beyond what memory is allowed`() throws {
    var trials = SchemaTrials(of: try Schema(["type": "array", "minItems": 2_000_000]).root, seed: 0)
    let turn = trials.turn(0)
    let values = turn.valid.map(\.value) + turn.violations.map(\.value) + turn.others.map(\.value)
    #expect(values.reduce(0) { $0 + $1.size } < 64 << 20)
}
