import Testing

@testable import ClamatorKit

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

private func failure(of text: String, seed: UInt64 = 1) throws -> MockFailure? {
    var generator = MockGenerator(seed: seed)
    let schema = try checkedSchema(text)
    var failure: MockFailure?
    let time = ContinuousClock().measure {
        do throws(MockFailure) {
            let value = try generator.value(for: schema)
            #expect(schema.isValid(value), "\(value)")
        } catch { failure = error }
    }
    #expect(time < patience, "\(text.prefix(200))")
    return failure
}

@Test("Levels that each refer twice to the next have a value", arguments: ["allOf", "anyOf"])
func levelsThatDoubleHaveAValue(keyword: String) throws {
    #expect(try mockValue(doubling(24, by: keyword, last: #"{"type": "integer"}"#)).int != nil)
    #expect(try failure(of: doubling(150, by: keyword, last: #"{"type": "integer"}"#)) == nil)
}

@Test(
    "A value that could only be too large is a limit that is reached",
    arguments: [
        #"{"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 1000}}}"#,
        doubling(24, by: "properties", last: "true"),
        #"{"type": "array", "minItems": 9223372036854775807}"#,
        #"{"type": "array", "minItems": 1e400}"#,
        #"{"type": "string", "minLength": 9223372036854775807}"#,
        #"{"type": "object", "minProperties": 9223372036854775807}"#,
        #"{"contains": {"type": "integer"}, "minContains": 9223372036854775807, "type": "array", "allOf": [{"contains": true, "minContains": 9223372036854775807}]}"#,
        #"{"type": "array", "minItems": 50, "items": {"type": "string", "minLength": 1000000}}"#,
    ])
func whatIsTooLargeIsALimitReached(text: String) throws {
    let failure = try #require(try failure(of: text))
    #expect(failure.name == "LimitReached")
    #expect(!failure.isCertain)
}

/// Each is made, or fails in words.
@Test(
    "Numbers at the ends of every range trap nowhere",
    arguments: [
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
func numbersAtTheEndsTrapNowhere(text: String) throws {
    if let failure = try failure(of: text) { #expect(!failure.isCertain, "\(failure)") }
}

@Test(
    "A number beyond every double is found",
    arguments: [
        #"{"type": "number", "exclusiveMinimum": 1.7976931348623157e308}"#,
        #"{"type": "number", "exclusiveMaximum": -1.7976931348623157e308}"#,
        #"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-400}"#,
    ])
func numberBeyondEveryDoubleIsFound(text: String) throws { #expect(try failure(of: text) == nil) }

@Test(
    "Deep and wide schemas end",
    arguments: [
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
func deepAndWideSchemasEnd(text: String) throws { _ = try failure(of: text) }
