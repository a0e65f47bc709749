import ClamatorJSON
import Testing

@testable import ClamatorSchema

/// What a hostile or careless schema or value can ask for ends, and in time. The limits on time are many times what a
/// release build takes.
struct BoundsTests {
    private func schema(_ text: String) throws -> Schema { try Schema(JSON(parsing: text)) }

    private func took(_ body: () throws -> Void) rethrows -> Duration { try ContinuousClock().measure(body) }

    /// `$defs` from `d0` to the last, each made from the reference to the next.
    private func chain(_ count: Int, _ link: (String) -> String) -> String {
        let links = (0..<count).map { "\"d\($0)\": " + link(##"{"$ref": "#/$defs/d\##($0 + 1)"}"##) }
        return
            ##"{"$ref": "#/$defs/d0", "$defs": {\##(links.joined(separator: ", ")), "d\##(count)": {"type": "string"}}}"##
    }

    @Test func tenThousandReferencesAreCollapsed() throws {
        let schema = try schema(chain(10_000) { $0 })
        #expect(schema.validate("text") == .valid)
        #expect(schema.validate(1) == .invalid)
        #expect(try schema.explain(1).count == 1)
        #expect(schema.root.types == .string)
    }

    @Test func tenThousandNestedBranchesAreReported() throws {
        let schema = try schema(chain(10_000) { "{\"anyOf\": [\($0), false]}" })
        #expect(schema.validate("text") == .limitReached(LimitReached(.depth)))
        #expect(throws: LimitReached(.depth)) { try schema.explain("text") }
    }

    @Test(arguments: [
        ##"{"$ref": "#"}"##, ##"{"allOf": [{"$ref": "#"}]}"##,
        ##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
        ##"{"if": {"required": ["next"]}, "then": {"$ref": "#"}}"##,
        ##"{"dependentSchemas": {"a": {"not": {"$ref": "#"}}}}"##,
        ##"{"$id": "x:y", "$dynamicAnchor": "a", "anyOf": [{"$dynamicRef": "#a"}]}"##,
    ])
    func schemasThatReferToThemselvesWithoutEndAreRefused(_ text: String) throws {
        let error = #expect(throws: SchemaError.self) { try schema(text) }
        #expect(error?.problems.contains { $0.message == "the schema refers to itself without end" } == true)
    }

    @Test func recursionThatGoesDownTheValueIsFine() throws {
        let schema = try schema(##"{"type": "object", "additionalProperties": {"$ref": "#"}}"##)
        let deep = String(repeating: "{\"a\": ", count: 500) + "{}" + String(repeating: "}", count: 500)
        #expect(schema.validate(try JSON(parsing: deep)) == .valid)
        #expect(schema.validate(try JSON(parsing: deep.replacing("{}", with: "1"))) == .invalid)
        #expect(try schema.explain(JSON(parsing: deep.replacing("{}", with: "1"))).count == 1)
    }

    @Test func doublingThirtyTimesIsDecided() throws {
        let schema = try schema(chain(30) { "{\"allOf\": [\($0), \($0)]}" })
        let time = took { #expect(schema.validate("text") == .valid) }
        #expect(time < .seconds(1))
        #expect(schema.validate(1) == .invalid)
        #expect(try schema.explain(1).count == 100)
    }

    @Test func whatTakesTooManyStepsIsReported() throws {
        // Each of the members is sought among all the patterns.
        let patterns = (0..<3000).map { "\"^a*b\($0)$\": true" }.joined(separator: ", ")
        let schema = try schema("{\"patternProperties\": {\(patterns)}, \"additionalProperties\": false}")
        let members = (0..<3000).map { "\"b\($0)\": 1" }.joined(separator: ", ")
        let value = try JSON(parsing: "{\(members)}")
        let time = took { #expect(schema.validate(value) == .limitReached(LimitReached(.steps))) }
        #expect(time < .seconds(10))
        #expect(throws: LimitReached(.steps)) { try schema.explain(value) }
    }

    @Test func sixteenMebibytesOfUniqueItemsEnd() throws {
        let schema = try schema(#"{"uniqueItems": true}"#)
        let numbers = (0..<1_900_000).map(String.init).joined(separator: ",")
        let value = try JSON(parsing: "[\(numbers)]")
        let time = took { #expect(schema.validate(value) == .valid) }
        #expect(time < .seconds(30))
        #expect(schema.validate(try JSON(parsing: "[\(numbers),7.0]")) == .invalid)
    }

    @Test func manyPropertiesAreFoundInTime() throws {
        let names = (0..<100_000).map { "property_number_\($0)" }
        let properties = names.map { "\"\($0)\": {\"type\": \"integer\"}" }.joined(separator: ",")
        let required = names.map { "\"\($0)\"" }.joined(separator: ",")
        let schema = try schema(
            "{\"properties\": {\(properties)}, \"required\": [\(required)], \"additionalProperties\": false}")
        let members = names.reversed().map { "\"\($0)\": 1" }.joined(separator: ",")
        #expect(schema.validate(try JSON(parsing: "{\(members)}")) == .valid)
        #expect(schema.validate(try JSON(parsing: "{\(members), \"other\": 1}")) == .invalid)
        #expect(schema.validate(try JSON(parsing: "{\(members), \"\(names[0])\": \"\"}")) == .invalid)
        #expect(try schema.explain(JSON(parsing: "{}")).count == 100)
    }

    @Test func repeatedNamesDoNotTakeQuadraticTime() throws {
        let schema = try schema(#"{"additionalProperties": {"type": "string"}}"#)
        let members = (0..<50_000).map { "\"m\($0)\": 1" }.joined(separator: ",")
        let again = (0..<50_000).map { "\"m\($0)\": \"\"" }.joined(separator: ",")
        let value = try JSON(parsing: "{\(members), \(again)}")
        let time = took { _ = schema.validate(value) }
        #expect(time < .seconds(30))
    }

    @Test(arguments: [
        ("(a+)+$", String(repeating: "a", count: 1 << 20) + "!", false),
        ("(a|aa)+$", String(repeating: "a", count: 1 << 20) + "!", false),
        ("(.*)*x", String(repeating: "a", count: 1 << 20), false),
        ("^(?:[0-9a-f]{2})*$", String(repeating: "0f", count: 1 << 19), true),
    ])
    func patternsOnAMegabyteAreDecided(_ pattern: String, _ text: String, _ matches: Bool) throws {
        let schema = try schema(#"{"pattern": "\#(pattern)"}"#)
        let time = took { #expect(schema.validate(JSON(text)) == (matches ? .valid : .invalid)) }
        #expect(time < .seconds(10))
    }

    @Test func whatAPatternCannotDecideIsReported() throws {
        // A back-reference under repetition, which only backtracking can decide.
        let schema = try schema(#"{"pattern": "^(a*)*\\1b$"}"#)
        let text = JSON(String(repeating: "a", count: 10_000))
        #expect(schema.validate(text) == .limitReached(LimitReached(.pattern)))
        #expect(throws: LimitReached(.pattern)) { try schema.explain(text) }
    }

    @Test func hugeNumbersAreCompared() throws {
        let schema = try schema(#"{"maximum": 1e400, "exclusiveMinimum": 9007199254740993, "multipleOf": 0.01}"#)
        #expect(schema.validate(try JSON(parsing: "1e400")) == .valid)
        #expect(schema.validate(try JSON(parsing: "1e401")) == .invalid)
        #expect(schema.validate(try JSON(parsing: "9007199254740993")) == .invalid)
        #expect(schema.validate(try JSON(parsing: "9007199254740993.01")) == .valid)
        #expect(schema.validate(try JSON(parsing: "9007199254740993.015")) == .invalid)
        #expect(schema.validate(try JSON(parsing: "1e-999999999999999999999")) == .invalid)
    }
}
