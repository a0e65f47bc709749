import ClamatorJSON
import ClamatorSchema
import Testing

/// Schemas that share types are one program, in which what many of them lead to stands once.
@Suite struct SchemaCollectionTests {
    private func compile(
        _ schemas: [String], types: String = "{}", _ change: (inout Schema.Options) -> Void = { _ in }
    ) throws -> SchemaCollection {
        var options = Schema.Options()
        options.baseURI = "contract:///c.json"
        change(&options)
        let sources = try schemas.enumerated().map {
            (source: try JSON(parsing: $1), path: JSONPointer(["methods", ExactString("m\($0)"), "params"]))
        }
        return SchemaCollection(sources, types: try JSON(parsing: types), options: options)
    }

    /// Types that all lead to each other.
    private func ring(_ count: Int) -> String {
        let types = (0..<count).map {
            """
            "t\($0)": {"properties": {"a": {"$ref": "#/$defs/t\(($0 + 1) % count)"}, \
            "b": {"$ref": "#/$defs/t\(($0 * 7 + 3) % count)"}}}
            """
        }
        return "{\(types.joined(separator: ", "))}"
    }

    private func references(_ count: Int) -> [String] { (0..<count).map { ##"{"$ref": "#/$defs/t\##($0)"}"## } }

    // MARK: Once

    @Test func `A type stands once, however many schemas lead to it`() throws {
        let one = try compile(references(1), types: ring(20))
        let many = try compile(Array(repeating: references(1)[0], count: 100), types: ring(20))
        #expect(many.nodeCount == one.nodeCount + 99)
    }

    @Test func `Twice the schemas and types that all lead to each other are twice the parts`() throws {
        let (small, large) = (
            try compile(references(50), types: ring(50)).nodeCount,
            try compile(references(100), types: ring(100)).nodeCount
        )
        #expect(large <= 2 * small)
    }

    @Test func `A type stands once for each dialect that it is used in, as far as it is used`() throws {
        let draft7 = ##"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/t0"}"##
        let types = #"{"t0": {"items": [{"type": "string"}]}, "unused": {"properties": {"a": true, "b": true}}}"#
        let other = try compile([draft7, draft7], types: types)
        // Its own dialect has no list under `items`. The schemas add themselves, the type again, and its element.
        #expect(try other.nodeCount == compile([], types: types).nodeCount + 4)
        let own = try compile([draft7, draft7], types: types) { $0.dialect = .draft7 }
        #expect(try own.nodeCount == compile([], types: types) { $0.dialect = .draft7 }.nodeCount + 2)
        #expect(other.diagnostics.map(\.diagnostic.location.description) == ["/$defs/t0/items"])
        #expect(other.schemas.allSatisfy { $0?.isValid(["x"]) == true && $0?.isValid([1]) == false })
    }

    @Test func `What is wrong with the defaults in a type is told at the type`() throws {
        let types =
            #"{"t0": {"properties": {"a": {"default": 1}, "b": {"default": 2}}, "maxProperties": 1}}"#
        let found = try compile(references(1) + references(1), types: types)
        var budget = WorkBudget(steps: 1_000_000)
        let faults = found.defaultDiagnostics(trying: [[], []], spending: &budget, where: { _ in true }) { _, _ in [] }
        #expect(!faults.isIncomplete)
        #expect(
            Set(faults.found.map(\.location)) == [
                JSONPointer(["$defs", "t0", "properties", "a", "default"]),
                JSONPointer(["$defs", "t0", "properties", "b", "default"]),
            ])
        let declared = found.declaredDefaults(spending: &budget)
        #expect(declared.count == 2 && declared.allSatisfy { $0.objection == nil })
    }

    @Test func `A file that several schemas refer to is read once`() throws {
        let schemas = (0..<10).map { _ in #"{"$ref": "types.json"}"# }
        let many = try compile(schemas) { $0.resolve = { _ in ["properties": ["a": true, "b": true]] } }
        let one = try compile([schemas[0]]) { $0.resolve = { _ in ["properties": ["a": true, "b": true]] } }
        #expect(many.nodeCount == one.nodeCount + 9)
    }

    // MARK: Whose names hold where

    @Test(arguments: [
        (
            ##"{"properties": {"own": {"$ref": "#x"}, "type": {"$ref": "#/$defs/t"}}, "$defs": {"a": {"$anchor": "x", "type": "string"}}}"##,
            ##"{"b": {"$anchor": "x", "type": "number"}, "t": {"$ref": "#x"}}"##
        ),
        (
            ##"{"properties": {"own": {"$ref": "x:y"}, "type": {"$ref": "#/$defs/t"}}, "$defs": {"a": {"$id": "x:y", "type": "string"}}}"##,
            ##"{"b": {"$id": "x:y", "type": "number"}, "t": {"$ref": "x:y"}}"##
        ),
        (
            ##"{"properties": {"own": {"$ref": "#/$defs/x"}, "type": {"$ref": "#/$defs/t"}}, "$defs": {"x": {"type": "string"}}}"##,
            ##"{"x": {"type": "number"}, "t": {"$ref": "#/$defs/x"}}"##
        ),
    ])
    func `A schema's own names come before those of the types, which keep theirs`(schema: String, types: String) throws
    {
        let params = try #require(try compile([schema], types: types).schemas[0])
        #expect(params.isValid(["own": "x", "type": 1]))
        #expect(!params.isValid(["own": 1]) && !params.isValid(["type": "x"]))
    }

    @Test func `Two schemas may have the same $id`() throws {
        let found = try compile(
            [
                ##"{"$id": "x:y", "type": "string"}"##, ##"{"$id": "x:y", "$ref": "#/$defs/n"}"##,
            ], types: #"{"n": {"type": "number"}}"#)
        #expect(found.diagnostics.isEmpty)
        #expect(found.schemas[0]?.isValid("x") == true && found.schemas[1]?.isValid("x") == false)
    }

    @Test func `A dynamic anchor among the types is in the scope of every schema`() throws {
        let types = ##"""
            {"item": {"$dynamicAnchor": "T", "type": "string"},
             "list": {"$id": "list", "items": {"$dynamicRef": "#T"}, "$defs": {"any": {"$dynamicAnchor": "T"}}}}
            """##
        let found = try compile(
            [
                #"{"$ref": "list"}"#,
                ##"{"$ref": "list", "$defs": {"own": {"$dynamicAnchor": "T", "type": "number"}}}"##,
            ],
            types: types)
        #expect(found.schemas[0]?.isValid(["x"]) == true && found.schemas[0]?.isValid([1]) == false)
        #expect(found.schemas[1]?.isValid(["x"]) == false && found.schemas[1]?.isValid([1]) == true)
    }

    @Test func `A reason names the place of the keyword in the type or in the schema`() throws {
        let found = try compile(
            [
                ##"{"properties": {"a": {"$ref": "#/$defs/n"}, "b": {"$ref": "#/properties/c"}, "c": {"type": "null"}}}"##
            ],
            types: #"{"n": {"type": "number"}}"#)
        let schema = try #require(found.schemas[0])
        #expect(
            try schema.explain(["a": "x", "b": 1]).map(\.absoluteKeywordLocation) == [
                "contract:///c.json#/$defs/n/type", "contract:///c.json#/properties/c/type",
            ])
    }

    @Test func `A schema can be told with the types that it leads to, and no others`() throws {
        let found = try compile(
            [##"{"items": {"$ref": "#/$defs/a/items"}, "$defs": {"own": true}}"##, ##"{"$ref": "#/$defs/c"}"##],
            types: ##"{"c": true, "a": {"items": {"$ref": "#/$defs/b"}}, "b": {"type": "string"}}"##)
        let alone = try #require(found.schemas[0]).sourceWithTypes
        let expected = ##"""
            {"items": {"$ref": "#/$defs/a/items"},
             "$defs": {"own": true, "a": {"items": {"$ref": "#/$defs/b"}}, "b": {"type": "string"}}}
            """##
        #expect(try alone == JSON(parsing: expected))
        #expect(try !Schema(alone).isValid([1]))
    }

    // MARK: What is wrong

    @Test func `A schema is there unless something is wrong with what it leads to`() throws {
        let found = try compile(
            [##"{"$ref": "#/$defs/bad"}"##, ##"{"$ref": "#/$defs/good"}"##, #"{"type": 1}"#],
            types: ##"{"bad": {"properties": {"a": {"minimum": "0"}}}, "good": {"type": "string"}}"##)
        #expect(found.schemas.map { $0 == nil } == [true, false, true])
        #expect(
            found.diagnostics.map { "\($0.diagnostic.location) \($0.schema.map(String.init) ?? "types")" } == [
                "/$defs/bad/properties/a/minimum types", "/methods/m2/params/type 2",
            ])
    }

    @Test func `Schemas that lead back to themselves do not keep others from being used`() throws {
        let found = try compile(
            [##"{"$ref": "#/$defs/a"}"##, ##"{"allOf": [{"$ref": "#"}]}"##, "true"],
            types: ##"{"a": {"default": 1, "$ref": "#/$defs/b"}, "b": {"anyOf": [{"$ref": "#/$defs/a"}]}}"##)
        #expect(found.schemas.map { $0 == nil } == [true, true, false])
        #expect(found.diagnostics.count == 2)
    }

    @Test func `A chain of references as long as a contract of its size can hold is followed to its end`() throws {
        let count = 20_000
        let types = (0..<count).map { ##""t\##($0)": {"$ref": "#/$defs/t\##($0 + 1)"}"## }
        let found = try compile(
            references(1), types: "{\(types.joined(separator: ", ")), \"t\(count)\": {\"type\": \"null\"}}")
        #expect(found.schemas[0]?.validate(.null) == .valid && found.schemas[0]?.validate(1) == .invalid)
    }

    @Test func `A chain whose links say something themselves is followed as deep as rules may nest`() throws {
        let count = 20_000
        let types = (0..<count).map { ##""t\##($0)": {"minLength": 1, "$ref": "#/$defs/t\##($0 + 1)"}"## }
        let found = try compile(
            references(1), types: "{\(types.joined(separator: ", ")), \"t\(count)\": {\"type\": \"null\"}}")
        #expect(found.diagnostics.isEmpty)
        guard case .limitReached = found.schemas[0]?.validate(.null) else {
            Issue.record("no limit was reached")
            return
        }
    }
}
