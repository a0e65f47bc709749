import ClamatorJSON
import ClamatorSchema
import TestSupport
import Testing

/// What a hostile or careless schema or value can ask for ends, and in time. The limits on time are many times what a
/// release build takes.
struct BoundsTests {
    private func schema(_ text: String) throws -> Schema { try Schema(JSON(parsing: text)) }

    /// `$defs` from `d0` to the last, each made from the reference to the next.
    private func chain(_ count: Int, _ link: (String) -> String) -> String {
        let links = (0..<count).map { "\"d\($0)\": " + link(##"{"$ref": "#/$defs/d\##($0 + 1)"}"##) }
        return
            ##"{"$ref": "#/$defs/d0", "$defs": {\##(links.joined(separator: ", ")), "d\##(count)": {"type": "string"}}}"##
    }

    @Test func `Ten thousand references are collapsed`() throws {
        let schema = try schema(chain(10_000) { $0 })
        #expect(schema.validate("text") == .valid)
        #expect(schema.validate(1) == .invalid)
        #expect(try schema.explain(1).count == 1)
        #expect(schema.root.types == .string)
    }

    @Test func `Ten thousand nested branches are reported`() throws {
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
    func `Schemas that refer to themselves without end are refused`(_ text: String) throws {
        let error = #expect(throws: SchemaError.self) { try schema(text) }
        #expect(error?.diagnostics.contains { $0.message == "the schema refers to itself without end" } == true)
    }

    @Test func `Recursion that goes down the value is fine`() throws {
        let schema = try schema(##"{"type": "object", "additionalProperties": {"$ref": "#"}}"##)
        let deep = String(repeating: "{\"a\": ", count: 500) + "{}" + String(repeating: "}", count: 500)
        #expect(schema.validate(try JSON(parsing: deep)) == .valid)
        #expect(schema.validate(try JSON(parsing: deep.replacing("{}", with: "1"))) == .invalid)
        #expect(try schema.explain(JSON(parsing: deep.replacing("{}", with: "1"))).count == 1)
    }

    @Test func `Doubling thirty times is decided`() throws {
        let schema = try schema(chain(30) { "{\"allOf\": [\($0), \($0)]}" })
        let time = processorTime { #expect(schema.validate("text") == .valid) }
        #expect(time < .seconds(1))
        #expect(schema.validate(1) == .invalid)
        // However many ways lead to it, the reason is one.
        #expect(try schema.explain(1).count == 1)
    }

    /// Patterns, and an object each of whose members is sought among all of them: more than a check may do.
    private let patterns = (0..<1500).map { "\"^a*b\($0)$\": true" }.joined(separator: ", ")
    private let members = "{" + (0..<2000).map { "\"b\($0)\": 1" }.joined(separator: ", ") + "}"

    @Test func `What takes too many steps is reported`() throws {
        let schema = try schema("{\"patternProperties\": {\(patterns)}}")
        let value = try JSON(parsing: members)
        let time = processorTime { #expect(schema.validate(value) == .limitReached(LimitReached(.steps))) }
        #expect(time < .seconds(10))
        #expect(throws: LimitReached(.steps)) { try schema.explain(value) }
        var writer = JSONWriter()
        #expect(throws: LimitReached(.steps)) { try schema.explain(refused: value, into: &writer) }
        #expect(writer.text.isEmpty)
    }

    @Test func `A refusal that costs more than the check to explain has its reason`() throws {
        let schema = try schema("{\"patternProperties\": {\(patterns)}, \"minProperties\": 4000}")
        let value = try JSON(parsing: members)
        #expect(schema.validate(value) == .invalid)
        let reasons = try schema.explain(value)
        #expect(reasons.map(\.instanceLocation.description) == [""])
        #expect(reasons.map(\.error) == ["expected at least 4000 members, got 2000"])
    }

    @Test(arguments: [
        // Three branches on each level, of which each looks into the next.
        ##"{"oneOf": [{"properties": {"c": {"$ref": "#"}}, "required": ["d"]}, {"properties": {"c": {"$ref": "#"}}, "required": ["e"]}, {"properties": {"c": {"$ref": "#"}}, "not": {"required": ["d"]}}]}"##,
        ##"{"anyOf": [{"properties": {"c": {"$ref": "#"}}}, {"properties": {"c": {"$ref": "#"}, "d": true}}], "unevaluatedProperties": false}"##,
        ##"{"patternProperties": {"c": {"$ref": "#"}, "^c": {"$ref": "#"}}}"##,
        ##"{"dependentSchemas": {"c": {"properties": {"c": {"$ref": "#"}}}}, "properties": {"c": {"$ref": "#"}}}"##,
        ##"{"if": {"properties": {"c": {"$ref": "#"}}}, "then": {"properties": {"c": {"$ref": "#"}}}, "else": false}"##,
        ##"{"not": {"not": {"properties": {"c": {"$ref": "#"}}}}, "properties": {"c": {"$ref": "#"}}}"##,
    ])
    func `Grammars that try many branches on each level are decided`(_ text: String) throws {
        let schema = try schema(text)
        func nested(_ leaf: String) throws -> JSON {
            let opening = String(repeating: "{\"c\": ", count: 40)
            return try JSON(parsing: opening + leaf + String(repeating: "}", count: 40))
        }
        let (valid, invalid) = try (nested("{}"), nested("1"))
        let time = processorTime { #expect(schema.validate(valid) == .valid) }
        #expect(time < .seconds(5))
        let typed = text.replacing("{\"$ref\": \"#\"}", with: "{\"type\": \"object\", \"$ref\": \"#\"}")
        let refusing = try self.schema(typed)
        #expect(refusing.validate(invalid) == .invalid)
        var reasons: [OutputUnit] = []
        let timeToExplain = try processorTime { reasons = try refusing.explain(invalid) }
        #expect(timeToExplain < .seconds(20))
        #expect(!reasons.isEmpty)
    }

    @Test(arguments: [
        #"{"anyOf": [NEXT, NEXT]}"#, #"{"if": NEXT, "then": NEXT}"#, #"{"oneOf": [false, NEXT], "anyOf": [NEXT]}"#,
        #"{"allOf": [{"properties": {"b": true}, "$ref": REF}, {"properties": {"c": true}, "$ref": REF}]}"#,
        #"{"anyOf": [NEXT, false, NEXT], "unevaluatedProperties": false}"#,
    ])
    func `What forty levels evaluate is not evaluated twice as often on each`(_ level: String) throws {
        var definitions = (0..<40).map { number in
            let next = "\"#/$defs/a\(number + 1)\""
            let definition = level.replacing("NEXT", with: "{\"$ref\": REF}").replacing("REF", with: next)
            return "\"a\(number)\": \(definition)"
        }
        definitions.append(#""a40": {"properties": {"a": {"type": "integer"}}}"#)
        let schema = try schema(
            ##"{"$ref": "#/$defs/a0", "unevaluatedProperties": false, "$defs": {\##(definitions.joined(separator: ", "))}}"##
        )
        let time = processorTime { #expect(schema.validate(["a": 1]) == .valid) }
        #expect(time < .seconds(5))
        #expect(schema.validate([:]) == .valid)
        #expect(schema.validate(["a": "x"]) == .invalid)
        #expect(schema.validate(["a": 1, "z": 1]) == .invalid)
    }

    @Test func `A value is found among many at once`() throws {
        let allowed = (0..<3000).map { "\($0 * 3), {\"a\": \($0)}" }.joined(separator: ", ")
        let schema = try schema("{\"items\": {\"enum\": [\(allowed)]}}")
        let items = (0..<20_000).map { $0 % 2 == 0 ? "\($0 % 3000 * 3).0" : "{\"a\": \($0 % 3000)}" }
        let values = items.joined(separator: ", ")
        #expect(try schema.validate(JSON(parsing: "[\(values)]")) == .valid)
        #expect(try schema.validate(JSON(parsing: "[\(values), 1]")) == .invalid)
        #expect(try schema.validate(JSON(parsing: "[\(values), {\"a\": -1}]")) == .invalid)
    }

    @Test func `Many searches that try much are reported`() throws {
        // Each of them alone is decided.
        let schema = try schema(#"{"items": {"not": {"pattern": "^(a*)*\\1c$"}}}"#)
        let text = "\"" + String(repeating: "a", count: 12) + "\""
        #expect(try schema.validate(JSON(parsing: "[\(text)]")) == .valid)
        let values = try JSON(parsing: "[" + [String](repeating: text, count: 3000).joined(separator: ",") + "]")
        let time = processorTime {
            guard case .limitReached = schema.validate(values) else {
                Issue.record("the searches were not paid for")
                return
            }
        }
        #expect(time < .seconds(20))
    }

    @Test func `Patterns that take long to prepare cost nothing where there is no string`() throws {
        let patterns = (0..<1000).map { "{\"pattern\": \"a{1000}b\($0)\"}" }.joined(separator: ", ")
        let time = try processorTime {
            let schema = try schema("{\"anyOf\": [\(patterns)]}")
            #expect(schema.validate(1) == .valid)
        }
        #expect(time < .seconds(10))
    }

    @Test func `A long text that should be a pattern is not read`() throws {
        var options = Schema.Options()
        options.assertsFormats = true
        let schema = try Schema(["format": "regex"], options: options)
        #expect(schema.validate(JSON(String(repeating: "a?", count: 1000))) == .valid)
        let long = JSON(String(repeating: "a?", count: 2_000_000))
        #expect(schema.validate(long) == .limitReached(LimitReached(.steps)))
    }

    @Test func `Four mebibytes of unique items end`() throws {
        let schema = try schema(#"{"uniqueItems": true}"#)
        let numbers = (0..<560_000).map(String.init).joined(separator: ",")
        let value = try JSON(parsing: "[\(numbers)]")
        let time = processorTime { #expect(schema.validate(value) == .valid) }
        #expect(time < .seconds(30))
        #expect(schema.validate(try JSON(parsing: "[\(numbers),7.0]")) == .invalid)
    }

    @Test func `Many properties are found in time`() throws {
        let names = (0..<30_000).map { "property_number_\($0)" }
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

    @Test func `Repeated names do not take quadratic time`() throws {
        let schema = try schema(#"{"additionalProperties": {"type": "string"}}"#)
        let members = (0..<50_000).map { "\"m\($0)\": 1" }.joined(separator: ",")
        let again = (0..<50_000).map { "\"m\($0)\": \"\"" }.joined(separator: ",")
        let value = try JSON(parsing: "{\(members), \(again)}")
        let time = processorTime { _ = schema.validate(value) }
        #expect(time < .seconds(30))
    }

    @Test(arguments: [
        ("(a+)+$", String(repeating: "a", count: 1 << 20) + "!", false),
        ("(a|aa)+$", String(repeating: "a", count: 1 << 20) + "!", false),
        ("(.*)*x", String(repeating: "a", count: 1 << 20), false),
        ("^(?:[0-9a-f]{2})*$", String(repeating: "0f", count: 1 << 19), true),
    ])
    func `Patterns on a megabyte are decided`(_ pattern: String, _ text: String, _ matches: Bool) throws {
        let schema = try schema(#"{"pattern": "\#(pattern)"}"#)
        let time = processorTime { #expect(schema.validate(JSON(text)) == (matches ? .valid : .invalid)) }
        #expect(time < .seconds(10))
    }

    @Test func `What a pattern cannot decide is reported`() throws {
        // A back-reference under repetition, which only backtracking can decide.
        let schema = try schema(#"{"pattern": "^(a*)*\\1b$"}"#)
        let text = JSON(String(repeating: "a", count: 10_000))
        #expect(schema.validate(text) == .limitReached(LimitReached(.pattern)))
        #expect(throws: LimitReached(.pattern)) { try schema.explain(text) }
    }

    /// A closed object with so many properties, whose names begin as given.
    private func closed(_ count: Int, _ name: String = "p") -> String {
        let declared = (0..<count).map { "\"\(name)\($0)\": {\"type\": \"integer\"}" }.joined(separator: ", ")
        return "{\"properties\": {\(declared)}, \"additionalProperties\": false}"
    }

    /// Objects with long or many names that none of the schema's names is like.
    enum LongNames: CaseIterable {
        case one, many, accented, escaped, amongBranches
    }

    private func texts(_ names: LongNames) -> (schema: String, value: String) {
        let long = "{\"\(String(repeating: "x", count: 300_000))\": 1}"
        switch names {
        case .one: return (closed(5000), long)
        case .many:
            let many = (0..<100).map { "\"\($0)\(String(repeating: "é", count: 1000))\": 1" }.joined(separator: ", ")
            return (closed(5000), "{\(many)}")
        case .accented: return (closed(1000, "é"), "{\"\(String(repeating: "é", count: 100_000))\": 1}")
        case .escaped: return (closed(1000, "é"), "{\"\(String(repeating: "\\u00e9", count: 50_000))\": 1}")
        case .amongBranches:
            let branches = (0..<1000).map { "{\"required\": [\"r\($0)\"]}" }.joined(separator: ", ")
            return ("{\"anyOf\": [\(branches)]}", long)
        }
    }

    @Test(arguments: LongNames.allCases) func `Long names are not compared with all`(_ names: LongNames) throws {
        let texts = texts(names)
        let (schema, value) = try (self.schema(texts.schema), JSON(parsing: texts.value))
        var reasons: [OutputUnit] = []
        let time = try processorTime { reasons = try schema.explain(value) }
        #expect(time < .seconds(5))
        #expect(!reasons.isEmpty)
        #expect(reasons.allSatisfy { !$0.error.contains("did you mean") })
    }

    @Test func `Closed branches are explained in time`() throws {
        let branches = (0..<1000).map {
            """
            {"type": "object", "required": ["r\($0)"], "properties": {"r\($0)": {"type": "string", "pattern": "^a\($0)$"}}, \
            "additionalProperties": false}
            """
        }.joined(separator: ", ")
        let schema = try schema("{\"properties\": {\"a\": {\"anyOf\": [\(branches)]}}}")
        var reasons: [OutputUnit] = []
        let time = try processorTime { reasons = try schema.explain(JSON(parsing: #"{"a": {"rr": "zz"}}"#)) }
        #expect(time < .seconds(10))
        #expect(reasons.first?.error.contains("999 other branches do not match either") == true)
        // However far back it stands, the branch that was meant is among those that are explained.
        reasons = try schema.explain(JSON(parsing: #"{"a": {"r800": "zz"}}"#))
        #expect(reasons.map(\.instanceLocation.description) == ["/a/r800"])
        #expect(reasons.first?.error.hasPrefix("expected a match of ^a800$, got \"zz\"") == true)
    }

    @Test func `Thirty thousand problems are found in time`() throws {
        let faults = (0..<30_000).map { "\"p\($0)\": {\"type\": 1}" }.joined(separator: ", ")
        let time = processorTime {
            let error = #expect(throws: SchemaError.self) { try schema("{\"properties\": {\(faults)}}") }
            #expect(error?.diagnostics.count == 30_000)
        }
        #expect(time < .seconds(30))
    }

    @Test func `The signature of many references in a row is made in time`() throws {
        let properties = (0..<4000).map { ##""p\##($0)": {"$ref": "#/$defs/d\##($0)"}"## }.joined(separator: ", ")
        let links = (0..<4000).map { ##""d\##($0)": {"$ref": "#/$defs/d\##($0 + 1)"}"## }.joined(separator: ", ")
        let schema = try schema(
            "{\"properties\": {\(properties)}, \"$defs\": {\(links), \"d4000\": {\"default\": 1}}}")
        let time = processorTime { #expect(schema.signature.hasSuffix("…")) }
        #expect(time < .seconds(30))
    }

    @Test func `Long numbers are divided as far as the budget goes`() throws {
        let digits = "1" + String(repeating: "7", count: 799)
        #expect(try schema("{\"multipleOf\": \(digits)}").validate(JSON(parsing: digits)) == .valid)
        #expect(try schema("{\"multipleOf\": \(digits)}").validate(JSON(parsing: digits + "0")) == .valid)
        #expect(try schema("{\"multipleOf\": \(digits)}").validate(JSON(parsing: digits + "1")) == .invalid)
        // Few bytes of a value can ask for as much work as many.
        let values = try JSON(parsing: "[" + [String](repeating: "1e6000", count: 1000).joined(separator: ",") + "]")
        let dividing = try schema("{\"items\": {\"not\": {\"multipleOf\": \(digits)}}}")
        let time = processorTime { #expect(dividing.validate(values) == .limitReached(LimitReached(.steps))) }
        #expect(time < .seconds(15))
    }

    @Test func `Long bounds are read as often as the budget allows`() throws {
        let bound = "1" + String(repeating: "0", count: 1_000_000)
        let values = try JSON(parsing: "[" + [String](repeating: "1e6000", count: 10_000).joined(separator: ",") + "]")
        let schema = try schema("{\"items\": {\"maximum\": \(bound)}}")
        let time = processorTime { #expect(schema.validate(values) == .limitReached(LimitReached(.steps))) }
        #expect(time < .seconds(15))
    }

    @Test func `Huge numbers are compared`() throws {
        let schema = try schema(#"{"maximum": 1e400, "exclusiveMinimum": 9007199254740993, "multipleOf": 0.01}"#)
        #expect(schema.validate(try JSON(parsing: "1e400")) == .valid)
        #expect(schema.validate(try JSON(parsing: "1e401")) == .invalid)
        #expect(schema.validate(try JSON(parsing: "9007199254740993")) == .invalid)
        #expect(schema.validate(try JSON(parsing: "9007199254740993.01")) == .valid)
        #expect(schema.validate(try JSON(parsing: "9007199254740993.015")) == .invalid)
        #expect(schema.validate(try JSON(parsing: "1e-999999999999999999999")) == .invalid)
    }
}
