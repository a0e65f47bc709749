import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import Testing
import ValueGeneration

private let patterns = [
    // Of the contracts that come with the tool.
    #"^[A-Z]{3}-[0-9]{9}$"#, #"^ORD-[0-9]{6}$"#, #"^[0-9]+\.[0-9]{2}$"#, #"^[0-9A-Z -]{3,10}$"#, #"^[A-Z]{2}$"#,
    #"^[A-Z]{3}-[0-9]{4}$"#, #"^[0-9]{4}$"#, #"^[a-z][a-z0-9-]*$"#, #"^[a-z][a-zA-Z0-9]*$"#, #"^x-"#,
    // Of larger contracts.
    #"^ORD-[0-9]{6,10}$"#, #"^[0-9]{13}$"#,
    // Of the grammar.
    #"^(?:red|green|blue)$"#, #"^(a|b)\1$"#, #"^(?<q>['"]).*\k<q>$"#, #"abc"#, #"^$"#, #""#, #"\bword\b"#,
    #"^(?=.*[A-Z])(?=.*[0-9]).{8,}$"#, #"^(?!admin)[a-z]{3,12}$"#, #"^\p{Lu}\p{Ll}+$"#, #"^[^a-z]{4}$"#, #"^.{3}$"#,
    #"^\S+@\S+\.\S+$"#, #"^[\u4e00-\u9fff]{2,4}$"#, #"^(\d{1,3}\.){3}\d{1,3}$"#, #"^(a{2}|b{3}){2,3}$"#,
    #"^(?:[01]\d|2[0-3]):[0-5]\d$"#, #"^#[0-9a-fA-F]{6}$"#, #"^v?\d+\.\d+\.\d+(?:-[a-z]+)?$"#, #"^()*$"#,
]

@Test(arguments: patterns)
func `A value matches its pattern`(pattern: String) throws {
    let schema = try checkedSchema(#"{"type": "string", "pattern": \#(JSON(pattern))}"#)
    var generator = ValueGenerator(seed: 3)
    for _ in 0..<100 { #expect(schema.isValid(try generator.value(for: schema))) }
}

@Test(arguments: [
    (#"^[a-z]+$"#, 30, 30), (#"^[a-z]*-[0-9]*$"#, 20, 24), (#"abc"#, 12, 14), (#"^abc"#, 12, 12), (#"abc$"#, 12, 12),
    (#"^(ab|cde){2,}$"#, 40, 60), (#"^[a-z]{1,64}$"#, 64, 64), (#"^\d+$"#, 1, 1), (#"^x?y?z?$"#, 3, 3),
])
func `A value of a pattern keeps to its length`(pattern: String, least: Int, most: Int) throws {
    let schema = try checkedSchema(
        #"{"type": "string", "pattern": \#(JSON(pattern)), "minLength": \#(least), "maxLength": \#(most)}"#)
    var generator = ValueGenerator(seed: 3)
    for _ in 0..<50 { #expect(schema.isValid(try generator.value(for: schema))) }
}

@Test func `Two patterns hold together`() throws {
    let schema = try checkedSchema(
        #"{"type": "string", "pattern": "^[a-z0-9]{6,}$", "allOf": [{"pattern": "[0-9]"}, {"pattern": "^[a-f]"}]}"#)
    var generator = ValueGenerator(seed: 3)
    for _ in 0..<50 { #expect(schema.isValid(try generator.value(for: schema))) }
}

@Test(arguments: [#"^[]$"#, #"^a{2000000}$"#, #"^(?!a)a$"#, #"^a$b"#])
func `A pattern that nothing matches is reported`(pattern: String) throws {
    let schema = try checkedSchema(
        #"{"properties": {"x": {"type": "string", "pattern": \#(JSON(pattern))}}, "required": ["x"], "type": "object"}"#
    )
    var generator = ValueGenerator(seed: 3)
    let failure = #expect(throws: GenerationFailure.self) { try generator.value(for: schema) }
    #expect(failure?.location.description == "/properties/x")
}
