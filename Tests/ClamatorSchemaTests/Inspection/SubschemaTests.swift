import ClamatorJSON
import ClamatorSchema
import Testing

struct SubschemaTests {
    private func root(_ text: String) throws -> Subschema { try Schema(JSON(parsing: text)).root }

    @Test func `Properties are seen through references and allOf`() throws {
        let root = try root(
            ##"""
            {"$ref": "#/$defs/base", "allOf": [{"properties": {"c": {"type": "null"}}, "required": ["a"]}],
             "properties": {"a": {"type": "string"}},
             "$defs": {"base": {"properties": {"a": {"type": "number"}, "b": {"description": "second"}}}}}
            """##)
        #expect(root.properties.map(\.name) == ["a", "b", "c"])
        #expect(root.properties.map(\.isRequired) == [true, false, false])
        #expect(root.property("a")?.types == .string)
        #expect(root.property("b")?.description == "second")
        #expect(root.property("c")?.location.description == "/allOf/0/properties/c")
        #expect(root.property("d") == nil)
        #expect(root.referenceName == "base")
    }

    @Test func `Other properties are found by pattern, then as additional ones`() throws {
        let root = try root(
            #"{"patternProperties": {"^x": {"type": "null"}}, "additionalProperties": {"type": "boolean"}}"#)
        #expect(root.property("xy")?.types == .null)
        #expect(root.property("y")?.types == .boolean)
        #expect(root.additionalProperties?.types == .boolean)
    }

    @Test(
        arguments: [
            ("true", .all), ("false", []), (#"{"type": "integer"}"#, .integer),
            (#"{"type": ["number", "null"]}"#, [.number, .null]), (#"{"enum": [1, "x"]}"#, [.integer, .string]),
            (#"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#, [.string, .null]),
            (#"{"allOf": [{"type": ["string", "null"]}, {"type": ["string", "array"]}]}"#, .string),
            (#"{"type": "string", "const": 3}"#, []),
        ] as [(String, TypeSet)])
    func `Types are what is left`(_ schema: String, _ expected: TypeSet) throws {
        #expect(try root(schema).types == expected)
    }

    @Test func `Keywords can be asked for`() throws {
        let root = try root(
            #"""
            {"title": "t", "description": "d", "default": 1, "examples": [1, 2], "deprecated": true, "minimum": 0,
             "exclusiveMaximum": 9, "multipleOf": 0.5, "minLength": 1, "maxLength": 2, "pattern": "^a", "format": "uuid",
             "minItems": 1, "maxItems": 3, "uniqueItems": true, "prefixItems": [{"type": "null"}], "items": {"type": "string"},
             "enum": [1, 2], "const": 2, "oneOf": [true], "anyOf": [true, false], "minProperties": 1}
            """#)
        #expect(root.title == "t" && root.description == "d" && root.defaultValue == 1 && root.examples == [1, 2])
        #expect(root.isDeprecated && root.hasUniqueItems)
        #expect(root.minimum == 0 && root.exclusiveMaximum == 9 && root.multipleOf == 0.5 && root.maximum == nil)
        #expect(root.minimumLength == 1 && root.maximumLength == 2 && root.pattern == "^a" && root.format == "uuid")
        #expect(root.minimumItems == 1 && root.maximumItems == 3 && root.minimumProperties == 1)
        #expect(root.prefixItems.map(\.types) == [.null] && root.items?.types == .string)
        #expect(root.values == [2])
        #expect(root.oneOf.count == 1 && root.anyOf.count == 2 && root.anyOf[0].isAnything && !root.anyOf[1].isAnything)
    }

    @Test func `A part accepts values by itself`() throws {
        let part = try #require(root(#"{"properties": {"a": {"type": "string"}}}"#).property("a"))
        #expect(part.accepts("x"))
        #expect(!part.accepts(1))
    }
}
