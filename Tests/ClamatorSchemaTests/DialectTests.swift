import ClamatorJSON
import ClamatorSchema
import Testing

/// `$schema` and what it settles.
struct DialectTests {
    @Test(arguments: [
        ("json-schema.org/draft-04/schema", Dialect.draft4), ("json-schema.org/draft-06/schema", .draft6),
        ("json-schema.org/draft-07/schema", .draft7), ("json-schema.org/draft/2019-09/schema", .draft2019_09),
        ("json-schema.org/draft/2020-12/schema", .draft2020_12),
    ])
    func `An edition goes by its URI, with either scheme, and an empty fragment or none`(
        _ uri: String, _ dialect: Dialect
    ) throws {
        for scheme in ["http://", "https://"] {
            for end in ["", "#"] {
                #expect(Dialect(reference: scheme + uri + end) == dialect)
                #expect(try Schema(["$schema": JSON(scheme + uri + end)]).root.dialect == dialect)
            }
        }
        #expect(Dialect(reference: "https://" + uri + "#/definitions/a") == nil)
        #expect(Dialect(reference: uri) == nil)
    }

    @Test func `The schema of OpenAPI documents names its dialect`() {
        #expect(Dialect(reference: "https://spec.openapis.org/oas/3.0/dialect") == .openAPI3_0)
        #expect(
            Dialect(reference: "https://spec.openapis.org/oas/3.0/schema/2024-10-18#/definitions/Schema")
                == .openAPI3_0)
        #expect(Dialect(reference: "https://spec.openapis.org/oas/3.1/dialect/base") == nil)
    }

    private func diagnostics(_ text: String, _ dialect: Dialect) throws -> [String] {
        var options = Schema.Options()
        options.dialect = dialect
        do {
            _ = try Schema(JSON(parsing: text), options: options)
            return []
        } catch let error as SchemaError {
            return error.diagnostics.map { "\($0.location): \($0.message)" }
        }
    }

    @Test(arguments: [
        (#"{"minimum": 1, "exclusiveMinimum": 2}"#, "/exclusiveMinimum: expected a boolean, got number 2"),
        (#"{"exclusiveMaximum": true}"#, #"/exclusiveMaximum: "exclusiveMaximum" needs "maximum" beside it"#),
        (#"{"required": []}"#, "/required: expected a non-empty array of strings, got an empty array"),
        (#"{"enum": []}"#, "/enum: expected a non-empty array, got an empty array"),
        (#"{"dependencies": {"a": []}}"#, "/dependencies/a: expected a non-empty array of strings, got an empty array"),
        (
            ##"{"definitions": {"a": {"id": "x:y"}, "b": {"id": "x:y"}}}"##,
            #"/definitions/b/id: the id "x:y" stands twice"#
        ),
    ])
    func `Draft-04 asks for more`(_ schema: String, _ expected: String) throws {
        #expect(try diagnostics(schema, .draft4) == [expected])
        #expect(try diagnostics(schema, .draft7) == (schema.contains("exclusiveM") ? diagnostics(schema, .draft6) : []))
    }

    @Test func `Errors of an exclusive bound say what the bound is`() throws {
        let schema = #"{"$schema": "http://json-schema.org/draft-04/schema", "minimum": 5, "exclusiveMinimum": true}"#
        #expect(try explanation(schema, "5") == [" | /exclusiveMinimum | expected more than 5, got 5"])
    }

    @Test func `A nullable schema reads so`() throws {
        var options = Schema.Options()
        options.dialect = .openAPI3_0
        func signature(_ text: String) throws -> String { try Schema(JSON(parsing: text), options: options).signature }
        #expect(try signature(#"{"type": "string", "nullable": true}"#) == "null | string")
        #expect(
            try signature(
                ##"{"definitions": {"A": {"type": "object"}}, "allOf": [{"$ref": "#/definitions/A"}], "nullable": true}"##
            )
                == "A | null")
    }

    // MARK: $schema inside a schema

    private static let draft4 = "http://json-schema.org/draft-04/schema#"
    private static let draft7 = "http://json-schema.org/draft-07/schema#"

    @Test func `A schema with an id inside another follows its own`() throws {
        let schema = try Schema(
            JSON(
                parsing: ##"""
                    {"$id": "https://example.org/a", "properties": {
                      "old": {"$schema": "\##(Self.draft4)", "id": "old", "minimum": 5, "exclusiveMinimum": true},
                      "new": {"const": 1}}}
                    """##))
        #expect(schema.isValid(["old": 6, "new": 1]))
        #expect(!schema.isValid(["old": 5]))
        #expect(!schema.isValid(["new": 2]))
    }

    @Test func `A schema without an id inside another follows its own`() throws {
        let schema = try Schema(
            JSON(
                parsing: ##"""
                    {"$defs": {"n": {"type": "integer"}, "list": {"$anchor": "list", "type": "array"}},
                     "properties": {
                       "old": {"$schema": "\##(Self.draft7)", "items": [{"$ref": "#/$defs/n", "maximum": 3}]},
                       "again": {"$ref": "#/properties/old"}, "list": {"$schema": "\##(Self.draft7)", "$ref": "#list"},
                       "new": {"prefixItems": [{"$ref": "#/$defs/n", "maximum": 3}]}}}
                    """##))
        // Draft-07 ignores what stands beside a reference.
        #expect(schema.isValid(["old": [4], "again": [4], "new": [3], "list": []]))
        #expect(!schema.isValid(["old": ["x"]]))
        #expect(!schema.isValid(["again": ["x"]]))
        #expect(!schema.isValid(["new": [4]]))
        #expect(!schema.isValid(["list": 1]))
    }

    @Test func `An unknown schema inside another matters where it names a document`() throws {
        let inner = #"{"properties": {"a": {"$schema": "urn:nowhere", "const": 1}}}"#
        #expect(try diagnostics(inner, .draft2020_12) == [])
        let document = #"{"properties": {"a": {"$schema": "urn:nowhere", "$id": "x:y"}}}"#
        #expect(
            try diagnostics(document, .draft2020_12) == [
                #"/properties/a/$schema: unknown $schema "urn:nowhere"; known are \#(Dialect.known)"#
            ])
    }
}
