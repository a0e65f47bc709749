import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import TestSupport
import Testing

// For `ValueMaker` and `ValueGoal`, which are internal.
@testable import ValueGeneration

/// Definitions `a0` to `a…` of which each refers twice to the next.
private func doubling(_ levels: Int, by keyword: String, last: String) -> String {
    let levels = (0..<levels).map { level in
        let next = ##"{"$ref": "#/$defs/a\##(level + 1)"}"##
        return keyword == "properties"
            ? #""a\#(level)": {"type": "object", "properties": {"l": \#(next), "r": \#(next)}, "required": ["l", "r"]}"#
            : #""a\#(level)": {"\#(keyword)": [\#(next), \#(next)]}"#
    }
    return ##"{"$ref": "#/$defs/a0", "$defs": {\##(levels.joined(separator: ", ")), "a\##(levels.count)": \##(last)}}"##
}

/// Far above what a value takes without optimisation, and far below a hang.
private let patience = Duration.seconds(60)

private func failure(of text: String, seed: UInt64 = 1) throws -> GenerationFailure? {
    var generator = ValueGenerator(seed: seed)
    let schema = try checkedSchema(text)
    var failure: GenerationFailure?
    let time = processorTime {
        do throws(GenerationFailure) {
            let value = try generator.value(for: schema)
            #expect(schema.isValid(value), "\(value)")
        } catch { failure = error }
    }
    #expect(time < patience, "\(text.prefix(200))")
    return failure
}

@Test(arguments: ["allOf", "anyOf"])
func `Levels that each refer twice to the next have a value`(keyword: String) throws {
    #expect(try mockValue(doubling(24, by: keyword, last: #"{"type": "integer"}"#)).int != nil)
    #expect(try failure(of: doubling(150, by: keyword, last: #"{"type": "integer"}"#)) == nil)
}

@Test(arguments: [
    #"{"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 1000}}}"#,
    doubling(24, by: "properties", last: "true"),
    #"{"type": "array", "minItems": 9223372036854775807}"#,
    #"{"type": "array", "minItems": 1e400}"#,
    #"{"type": "string", "minLength": 9223372036854775807}"#,
    #"{"type": "object", "minProperties": 9223372036854775807}"#,
    #"{"contains": {"type": "integer"}, "minContains": 9223372036854775807, "type": "array", "allOf": [{"contains": true, "minContains": 9223372036854775807}]}"#,
    #"{"type": "array", "minItems": 50, "items": {"type": "string", "minLength": 1000000}}"#,
])
func `A value that could only be too large is a limit that is reached`(text: String) throws {
    let failure = try #require(try failure(of: text))
    #expect(failure.limit != nil)
    #expect(!failure.isCertain)
}

/// Each is made, or fails in words.
@Test(arguments: [
    #"{"type": "integer", "minimum": 9223372036854775807}"#,
    #"{"type": "integer", "maximum": -9223372036854775808}"#,
    #"{"type": "number", "multipleOf": 1e-300, "minimum": 1}"#,
    #"{"type": "number", "multipleOf": 1e300, "minimum": 1}"#,
    #"{"type": "integer", "multipleOf": 9223372036854775807, "minimum": 1}"#,
    #"{"type": "number", "multipleOf": 170141183460469231731687303715884105727}"#,
    #"{"type": "number", "exclusiveMinimum": 1.7976931348623157e308}"#,
    #"{"type": "number", "exclusiveMaximum": -1.7976931348623157e308}"#,
    #"{"type": "number", "exclusiveMinimum": -1.797e308, "exclusiveMaximum": 1.797e308}"#,
    #"{"type": "number", "minimum": 1e-9223372036854775808}"#,
    #"{"type": "number", "minimum": 1e9223372036854775807}"#,
    #"{"type": "number", "minimum": 1e-99, "maximum": 2e-99}"#,
    #"{"type": "number", "minimum": 1e99, "maximum": 2e99}"#,
    #"{"properties": {"timestamp": {"type": "number", "minimum": 0, "maximum": 1e-29}}, "required": ["timestamp"], "type": "object"}"#,
    #"{"type": "string", "maxLength": 9223372036854775807}"#,
    #"{"type": "string", "maxLength": 1e40, "pattern": "^a+$"}"#,
    #"{"type": "array", "maxItems": 9223372036854775807, "contains": true, "maxContains": 9223372036854775807}"#,
    #"{"type": "array", "not": {"maxItems": 9223372036854775807}}"#,
    #"{"type": "string", "not": {"maxLength": 9223372036854775807}}"#,
    #"{"type": "string", "not": {"minLength": 9223372036854775807}}"#,
    #"{"type": "string", "pattern": "^(a{2147483647}){2147483647}$"}"#,
    #"{"type": "string", "pattern": "^(?=(a{2147483647}){2147483647})a"}"#,
    #"{"type": "string", "pattern": "^(){2147483647}$"}"#,
])
func `Numbers at the ends of every range trap nowhere`(text: String) throws {
    if let failure = try failure(of: text) { #expect(!failure.isCertain, "\(failure)") }
}

@Test(arguments: [
    #"{"type": "number", "exclusiveMinimum": 1.7976931348623157e308}"#,
    #"{"type": "number", "exclusiveMaximum": -1.7976931348623157e308}"#,
    #"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-400}"#,
])
func `A number beyond every double is found`(text: String) throws { #expect(try failure(of: text) == nil) }

@Test(arguments: [
    // Thousands of schemas that lead from one to the next.
    doubling(3000, by: "allOf", last: "true"), doubling(3000, by: "anyOf", last: "true"),
    ##"{"not": {"$ref": "#/$defs/a0"}, "$defs": {\##((0..<3000).map { ##""a\##($0)": {"anyOf": [{"$ref": "#/$defs/a\##($0 + 1)"}]}"## }.joined(separator: ", ")), "a3000": {"type": "string"}}}"##,
    // Names that bring one another.
    #"{"type": "object", "required": ["n0"], "dependentRequired": {\#((0..<3000).map { #""n\#($0)": ["n\#($0 + 1)"]"# }.joined(separator: ", "))}}"#,
    // Long lists of values with nothing in common.
    #"{"allOf": [{"enum": [\#((0..<5000).map { "\($0)" }.joined(separator: ", "))]}, {"enum": [\#((5000..<10000).map { "\($0)" }.joined(separator: ", "))]}]}"#,
    #"{"type": "array", "minItems": 5000, "contains": {"const": 1}, "maxContains": 3}"#,
    #"{"type": "object", "minProperties": 3000, "propertyNames": {"pattern": "^[a-z]{8}$"}}"#,
    // What a pattern has to try is beyond any limit.
    #"{"type": "string", "pattern": "^(?=(a+)+$)(?=(b|a+)+c$).*d$"}"#,
])
func `Deep and wide schemas end`(text: String) throws { _ = try failure(of: text) }

private func list(_ count: Int, _ element: (Int) -> String) -> String {
    (0..<count).map(element).joined(separator: ", ")
}

@Test(arguments: [
    // Lists that stand in several schemas of one value.
    #"{"type": "array", "minItems": 90000, "items": {"examples": [\#(list(15_000) { "\($0)" })], "allOf": [{"examples": [1, 2]}]}}"#,
    #"{"type": "array", "minItems": 90000, "items": {"enum": [\#(list(15_000) { "\($0)" })], "allOf": [{"enum": [1, 2]}]}}"#,
    #"{"type": "array", "minItems": 90000, "items": {"type": "array", "prefixItems": [\#(list(10_000) { _ in "true" })]}}"#,
    #"{"type": "array", "minItems": 5000, "items": {"type": "object", "required": ["r"], "properties": {\#(list(300) { #""p\#($0)": true"# })}, "dependentRequired": {\#(list(300) { name in #""p\#(name)": [\#(list(100) { #""q\#($0)""# })]"# })}}}"#,
    #"{"type": "array", "minItems": 5000, "items": {"type": "object", "required": [\#(list(3000) { #""p\#($0)""# })], "dependentSchemas": {\#(list(300) { #""p\#($0)": true"# })}}}"#,
])
func `What each value takes from a long schema is paid for`(text: String) throws {
    let schema = try checkedSchema(text)
    var generator = ValueGenerator(seed: 1)
    var failure: GenerationFailure?
    let time = processorTime {
        do throws(GenerationFailure) { _ = try generator.value(for: schema) } catch { failure = error }
    }
    #expect(failure?.limit != nil)
    // Far less than paying for none of it takes.
    #expect(time < .seconds(20))
}

@Test
func `A long list of examples or of values costs each element no more than a short one`() throws {
    for keyword in ["examples", "enum"] {
        let value = try mockValue(
            #"{"type": "array", "minItems": 2000, "items": {"\#(keyword)": [\#(list(15_000) { "\($0)" })]}}"#)
        #expect(value.count == 2000)
    }
}

@Test
func `Names that properties bring with them are no obstacle to many objects`() throws {
    let value = try mockValue(
        #"{"type": "array", "minItems": 2000, "items": {"type": "object", "required": ["r"], "dependentRequired": {\#(list(300) { name in #""p\#(name)": [\#(list(100) { #""q\#($0)""# })]"# })}}}"#
    )
    #expect(value.count == 2000)
}

@Test(arguments: [
    #""default": "\#(String(repeating: "y", count: 20_000))""#,
    #""examples": ["\#(String(repeating: "y", count: 20_000))"]"#,
    #""enum": ["\#(String(repeating: "y", count: 20_000))"]"#,
    #""const": [\#(list(10_000) { _ in "0" })]"#,
])
func `Values of the schema are paid for before they are put together`(member: String) throws {
    let schema = try checkedSchema(#"{"type": "array", "minItems": 90000, "items": {\#(member)}}"#)
    var maker = ValueMaker(plan: GenerationPlan(schema.root), random: SplitMix64(seed: 1))
    #expect(throws: GenerationFailure.self) { try maker.make(ValueGoal(schemas: [schema.root])) }
    #expect(maker.budget.reached == .bytes || maker.budget.reached == .steps)
    // What was picked last was the first too much, and nothing was put together of it.
    #expect(maker.budget.bytes > -200_000)
}

@Test
func `Long texts that a schema names are not put together to values that are tried in vain`() throws {
    let text = String(repeating: "y", count: 1_000_000)
    let schema = try checkedSchema(
        #"{"not": {"anyOf": [{"type": ["string", "number", "boolean", "object", "array", "null"]}, {"const": "\#(text)"}]}}"#
    )
    var generator = ValueGenerator(seed: 1)
    let time = processorTime {
        _ = #expect(throws: GenerationFailure.self) { try generator.value(for: schema) }
    }
    #expect(time < .seconds(20))
}
