import ClamatorJSON
import ClamatorSchema
import Testing

/// `dependencies`, which 2019-09 and 2020-12 keep for compatibility.
@Test(arguments: Dialect.allCases)
func `dependencies asserts in every edition`(dialect: Dialect) throws {
    var options = Schema.Options()
    options.dialect = dialect
    let text = #"{"dependencies": {"a": ["b"], "c": {"properties": {"d": {"type": "null"}}, "required": ["d"]}}}"#
    let schema = try Schema(JSON(parsing: text), options: options)
    func reasons(_ value: JSON) throws -> [String] {
        try schema.explain(value).map { "\($0.keywordLocation) | \($0.error)" }
    }
    #expect(schema.validate(["b": 1]) == .valid)
    #expect(schema.validate(["a": 1]) == .invalid)
    #expect(try reasons(["a": 1]) == [#"/dependencies/a | missing "b", which "a" requires"#])
    #expect(schema.validate(["c": 1]) == .invalid)
    #expect(schema.validate(["c": 1, "d": 2]) == .invalid)
    #expect(try reasons(["c": 1, "d": 2]) == ["/dependencies/c/properties/d/type | expected null, got number 2"])
    #expect(schema.validate(["c": 1, "d": .null]) == .valid)
    #expect(schema.root.dialect == dialect)
}

@Test
func `What dependencies applies counts as evaluated`() throws {
    let text = #"{"dependencies": {"a": {"properties": {"a": true, "b": true}}}, "unevaluatedProperties": false}"#
    let schema = try Schema(JSON(parsing: text))
    #expect(schema.validate(["a": 1, "b": 2]) == .valid)
    #expect(schema.validate(["b": 2]) == .invalid)
}
