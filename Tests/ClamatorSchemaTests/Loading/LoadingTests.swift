import ClamatorJSON
import Testing

// For `MetaSchemas`, which is internal.
@testable import ClamatorSchema

/// What is wrong with a schema is found when it is loaded, all of it, each with its place.
struct LoadingTests {
    private func diagnostics(_ text: String, _ change: (inout Schema.Options) -> Void = { _ in }) throws -> [String] {
        var options = Schema.Options()
        change(&options)
        do {
            _ = try Schema(JSON(parsing: text), options: options)
            return []
        } catch let error as SchemaError {
            return error.diagnostics.map { "\($0.uri.isEmpty ? "" : $0.uri + "#")\($0.location): \($0.message)" }
        }
    }

    @Test(arguments: [
        ("3", ": expected a schema (an object or a boolean), got number 3"),
        (#"{"type": "strnig"}"#, #"/type: unknown type "strnig"; did you mean "string"?"#),
        (#"{"type": []}"#, "/type: expected the name of a type or an array of them, got an empty array"),
        (#"{"type": ["null", 3]}"#, "/type/1: expected the name of a type, got number 3"),
        (#"{"required": 3}"#, "/required: expected an array of strings, got number 3"),
        (#"{"required": ["a", 3]}"#, "/required/1: expected a string, got number 3"),
        (#"{"properties": []}"#, "/properties: expected an object of schemas, got an empty array"),
        (#"{"properties": {"a": 1}}"#, "/properties/a: expected a schema (an object or a boolean), got number 1"),
        (#"{"items": [true]}"#, "/items: expected a schema (an object or a boolean), got array [true]"),
        (
            #"{"$schema": "http://json-schema.org/draft-07/schema#", "items": 3}"#,
            "/items: expected a schema or an array of schemas, got number 3"
        ),
        (
            #"{"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"a": 1}}"#,
            "/dependencies/a: expected a schema (an object or a boolean), got number 1"
        ),
        (#"{"allOf": []}"#, "/allOf: expected a non-empty array of schemas, got an empty array"),
        (#"{"minLength": -1}"#, "/minLength: expected a non-negative integer, got number -1"),
        (#"{"maxItems": 1.5}"#, "/maxItems: expected a non-negative integer, got number 1.5"),
        (#"{"minimum": "1"}"#, #"/minimum: expected a number, got string "1""#),
        (#"{"multipleOf": 0}"#, "/multipleOf: expected a number greater than 0, got number 0"),
        (#"{"uniqueItems": 1}"#, "/uniqueItems: expected a boolean, got number 1"),
        (#"{"enum": {}}"#, "/enum: expected an array, got an empty object"),
        (#"{"title": 1}"#, "/title: expected a string, got number 1"),
        (#"{"dependentRequired": {"a": "b"}}"#, #"/dependentRequired/a: expected an array of strings, got string "b""#),
        (#"{"$anchor": "a b"}"#, #"/$anchor: expected a name of letters, digits, '-', '_' and '.', got string "a b""#),
        (##"{"$id": "#a"}"##, ##"/$id: an $id has no fragment, got "#a"; $anchor names a schema"##),
        (#"{"$id": 3}"#, "/$id: expected a URI reference, got number 3"),
        (#"{"$schema": "urn:nowhere"}"#, #"/$schema: unknown $schema "urn:nowhere"; known are \#(Dialect.known)"#),
        (##"{"$ref": "#/$defs/a"}"##, ##"/$ref: $ref "#/$defs/a" leads nowhere: there is nothing at "/$defs/a""##),
        (##"{"$ref": "#a"}"##, ##"/$ref: $ref "#a" leads nowhere: there is no anchor "a""##),
        (#"{"$ref": "other.json"}"#, #"/$ref: $ref "other.json" leads nowhere: there is no schema at "other.json""#),
        (##"{"$ref": "#/title", "title": "x"}"##, ##"/$ref: $ref "#/title" leads to what is no schema"##),
        (
            #"{"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}"#,
            #"/$defs/b/$anchor: the anchor "x" stands twice"#
        ),
        (#"{"$defs": {"a": {"$id": "x:y"}, "b": {"$id": "x:y"}}}"#, #"/$defs/b/$id: the $id "x:y" stands twice"#),
    ])
    func `A wrong schema is refused`(_ schema: String, _ expected: String) throws {
        #expect(try diagnostics(schema) == [expected])
    }

    @Test func `A bad pattern is refused with the place in it`() throws {
        let found = try diagnostics(#"{"properties": {"a": {"pattern": "a(b"}}, "patternProperties": {"[": true}}"#)
        #expect(found.count == 2)
        #expect(
            found[0].hasPrefix(#"/properties/a/pattern: bad pattern "a(b": "#)
                || found[1].hasPrefix(#"/properties/a/pattern: bad pattern "a(b": "#))
        #expect(found.contains { $0.hasPrefix(#"/patternProperties/[: bad pattern "[": "#) })
        #expect(found.allSatisfy { $0.contains("at offset") })
    }

    @Test func `Every problem is reported, in unused definitions too`() throws {
        let schema = #"{"type": "x", "$defs": {"unused": {"minimum": null, "properties": {"a": {"$ref": "nowhere"}}}}}"#
        #expect(try diagnostics(schema).count == 3)
    }

    @Test func `Problems in other documents name them`() throws {
        let found = try diagnostics(#"{"$id": "https://example.org/a", "$ref": "b#/x"}"#) { options in
            options.resolve = { $0 == "https://example.org/b" ? ["x": ["type": 3]] : nil }
        }
        #expect(
            found == ["https://example.org/b#/x/type: expected the name of a type or an array of them, got number 3"])
    }

    @Test func `Nothing unknown is refused`() throws {
        #expect(try diagnostics(#"{"x-note": 3, "format": "unheard-of", "additionalItems": 4}"#) == [])
    }

    @Test func `A meta-schema chooses vocabularies`() throws {
        let meta: JSON = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.org/meta",
            "$vocabulary": [
                "https://json-schema.org/draft/2020-12/vocab/core": true,
                "https://json-schema.org/draft/2020-12/vocab/format-assertion": true,
                "https://example.org/extra": false,
            ],
        ]
        var options = Schema.Options()
        options.resolve = { $0 == "https://example.org/meta" ? meta : nil }
        let schema = try Schema(
            ["$schema": "https://example.org/meta", "minimum": 10, "format": "date"], options: options)
        #expect(schema.isValid(3))
        #expect(!schema.isValid("yesterday"))
    }

    @Test func `An unknown required vocabulary is refused`() throws {
        let found = try diagnostics(#"{"$schema": "https://example.org/meta"}"#) { options in
            options.resolve = { _ in
                ["$id": "https://example.org/meta", "$vocabulary": ["https://example.org/v": true]]
            }
        }
        #expect(found == ["https://example.org/meta#/$vocabulary/https:~1~1example.org~1v: unknown vocabulary"])
    }

    @Test(arguments: Dialect.allCases.filter { $0 != .openAPI3_0 })
    func `The meta-schemas describe themselves`(_ dialect: Dialect) throws {
        let meta = try Schema(["$ref": JSON(dialect.uri + "#")])
        let document = try #require(MetaSchemas.document(at: ExactString(dialect.uri)))
        #expect(meta.validate(document) == .valid)
        #expect(meta.validate(["type": "strnig"]) == .invalid)
        #expect(
            try meta.explain(["properties": ["a": ["minimum": "1"]]]).map(\.instanceLocation.description) == [
                "/properties/a/minimum"
            ])
    }

    /// 2019-09 Core §8.2.4.2.
    @Test func `A recursive reference leads to the outermost anchor`() throws {
        func tree(_ isExtensible: Bool) throws -> Schema {
            try Schema(
                JSON(
                    parsing: """
                        {"$schema": "https://json-schema.org/draft/2019-09/schema", "$id": "https://example.org/strict",
                         "$recursiveAnchor": \(isExtensible), "$ref": "tree", "unevaluatedProperties": false,
                         "$defs": {"tree": {"$id": "tree", "$recursiveAnchor": true, "type": "object",
                           "properties": {"data": true, "children": {"type": "array", "items": {"$recursiveRef": "#"}}}}}}
                        """))
        }
        let value = try JSON(parsing: #"{"children": [{"daat": 1}]}"#)
        #expect(try tree(true).validate(value) == .invalid)
        #expect(try tree(false).validate(value) == .valid)
    }

    @Test(arguments: [
        ("http://a/b/c/d;p?q", "g", "http://a/b/c/g"), ("http://a/b/c/d;p?q", "./g", "http://a/b/c/g"),
        ("http://a/b/c/d;p?q", "g/", "http://a/b/c/g/"), ("http://a/b/c/d;p?q", "/g", "http://a/g"),
        ("http://a/b/c/d;p?q", "//g", "http://g"), ("http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"),
        ("http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"), ("http://a/b/c/d;p?q", ".", "http://a/b/c/"),
        ("http://a/b/c/d;p?q", "../..", "http://a/"), ("http://a/b/c/d;p?q", "../../../g", "http://a/g"),
        ("http://a/b/c/d;p?q", "g;x=1/../y", "http://a/b/c/y"),
        ("http://a/b/c/d;p?q", "g?y/./x", "http://a/b/c/g?y/./x"),
        ("urn:example:a", "#x", "urn:example:a"), ("", "a/../b.json", "b.json"), ("dir/a.json", "../b.json", "b.json"),
        ("http://a", "g", "http://a/g"),
    ])
    func `References are resolved as RFC 3986 has it`(_ base: String, _ reference: String, _ expected: String) {
        #expect(URIReference(base).resolving(URIReference(reference)).withoutFragment == expected)
    }
}
