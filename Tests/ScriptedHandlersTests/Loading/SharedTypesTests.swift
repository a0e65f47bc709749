import TestSupport
import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct SharedTypesTests {
    private func contract(params: String, defs: String = #"{"n": {"type": "number"}}"#, dialect: String = "") -> String
    {
        let dialect = dialect.isEmpty ? "" : #""jsonSchemaDialect": "\#(dialect)", "#
        return
            #"{"service": "a", \#(dialect)"methods": {"m": {"result": true, "params": \#(params)}}, "$defs": \#(defs)}"#
    }

    private static let draft7 = "http://json-schema.org/draft-07/schema#"

    private func params(_ text: String) throws -> Schema {
        try #require(try service(text).contract["m"]).params
    }

    @Test(arguments: [
        ##"{"$ref": "#/$defs/n"}"##, ##"{"allOf": [{"$ref": "#/$defs/n"}], "$defs": {"own": true}}"##,
        ##"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/n"}"##,
        ##"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/$defs/n"}"##,
        ##"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/o", "definitions": {"o": {"$ref": "#/definitions/n"}}}"##,
    ])
    func `Methods refer to the contract's types`(schema: String) throws {
        let params = try params(contract(params: schema))
        #expect(params.isValid(1) && !params.isValid("x"))
    }

    @Test(arguments: [
        "#/$defs/a", "#/$defs/a/allOf/0", "#/$defs/via%20b", "#named", "contract:///c.json#/$defs/a",
        "http://example.org/n", "#/properties/x",
    ])
    func `However a type is referred to, it is there with those that it refers to itself`(reference: String) throws {
        let types = ##"""
            {
              "a": { "allOf": [{ "$ref": "#/$defs/via b" }] }, "via b": { "$ref": "#/$defs/n" },
              "n": { "$anchor": "named", "type": "number" }, "other": { "$id": "http://example.org/n", "type": "number" }
            }
            """##
        let schema = ##"{"properties": {"x": {"$ref": "#/$defs/n"}, "y": {"$ref": "\##(reference)"}}}"##
        let params = try params(contract(params: schema, defs: types))
        #expect(params.isValid(["y": 1]) && !params.isValid(["y": "x"]))
    }

    @Test(.timeLimit(.minutes(1)))
    func `Many methods and many types load in no time`() throws {
        let types = (0..<200).map { index in
            ##""t\##(index)": {"properties": {"p": {"pattern": "^[a-z]{1,8}$"}, "q": {"$ref": "#/$defs/t\##(index / 2)"}}}"##
        }
        let methods = (0..<200).map { index in
            ##""m\##(index)": {"params": {"$ref": "#/$defs/t\##(index)"}, "result": {"$ref": "#/$defs/t\##(199 - index)"}}"##
        }
        let text =
            #"{"service": "a", "methods": {\#(methods.joined(separator: ", "))}, "$defs": {\#(types.joined(separator: ", "))}}"#
        let contract = try service(text).contract
        #expect(contract.methods.count == 200)
        #expect(contract["m199"]?.params.isValid(["q": ["p": "B"]]) == false)
    }

    @Test func `definitions are added for draft-07 alone`() throws {
        let reference = ##"{"$ref": "#/definitions/n"}"##
        #expect(try params(contract(params: reference, dialect: Self.draft7)).isValid(1))
        #expect(try errors(of: contract(params: reference)).count == 1)
    }

    @Test(arguments: [
        (##"{"properties": {"p": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "string"}}}"##, "", "$defs"),
        (
            ##"{"properties": {"p": {"$ref": "#/definitions/n"}}, "definitions": {"n": {"type": "string"}}}"##, draft7,
            "definitions"
        ),
    ])
    func `A definition that says something else than the shared type by its name takes its place, with a warning`(
        schema: String, dialect: String, keyword: String
    ) throws {
        let text = contract(params: schema, dialect: dialect)
        let diagnostics = try errors(of: text)
        #expect(diagnostics.count == 1)
        #expect(
            diagnostics.first?.contains(
                #"warning: "n" stands in the contract's $defs too, and says something else there"#) == true)
        #expect(diagnostics.first?.hasSuffix("(at /methods/m/params/\(keyword)/n)") == true)
        let params = try params(text)
        #expect(params.isValid(["p": "x"]) && !params.isValid(["p": 1]))
    }

    @Test func `A shared type's references mean shared types, whatever the schema that uses it defines`() throws {
        let schema = ##"{"properties": {"p": {"$ref": "#/$defs/pair"}}, "$defs": {"n": {"type": "string"}}}"##
        let params = try params(
            contract(params: schema, defs: ##"{"n": {"type": "number"}, "pair": {"items": {"$ref": "#/$defs/n"}}}"##))
        #expect(params.isValid(["p": [1]]) && !params.isValid(["p": ["x"]]))
    }

    @Test(arguments: [
        ##"{"properties": {"p": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "number"}}}"##,
        #"{"$defs": {"n": {"type": "number"}}}"#,
    ])
    func `A definition may repeat a shared type`(schema: String) throws {
        #expect(try errors(of: contract(params: schema)) == [])
    }

    @Test func `What is wrong with one schema is told with what is likely not meant in another`() throws {
        let text = ##"""
            {"service": "a", "methods": {
              "m": {"result": true, "params": {"properties": {"p": {"$ref": "#/$defs/o"}}, "minimun": 1}},
              "o": {"result": true, "params": {"properties": {"p": {"$ref": "#/$defs/nope"}}}}},
             "$defs": {"o": {"minimun": 1}}}
            """##
        let diagnostics = try errors(of: text)
        #expect(diagnostics.count == 3)
        #expect(diagnostics[0].hasSuffix("(at /methods/m/params/minimun)") && diagnostics[0].contains("warning"))
        #expect(
            diagnostics[1].hasSuffix("(at /methods/o/params/properties/p/$ref)") && !diagnostics[1].contains("warning"))
        #expect(diagnostics[2].hasSuffix("(at /$defs/o/minimun)") && diagnostics[2].contains("warning"))
    }

    @Test func `A problem of a file is told once, at the first schema that leads there`() throws {
        let text = ##"""
            {"service": "a", "methods": {
              "m": {"result": true, "params": {"$ref": "wrong.json"}}, "o": {"result": {"$ref": "wrong.json"}}}}
            """##
        let diagnostics = try errors(of: text, beside: ["wrong.json": #"{"type": 1}"#])
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.hasSuffix("(at /methods/m/params)") == true)
    }

    @Test func `The schema's own dialect counts before the contract's, and that before 2020-12`() throws {
        // A list of schemas under "items" has a meaning in draft-07, and none in 2020-12.
        let list = #"{"items": [{"type": "number"}]}"#
        #expect(try errors(of: contract(params: list)).count == 1)
        #expect(try params(contract(params: list, dialect: Self.draft7)).isValid([1]))
        let own = #"{"$schema": "\#(Self.draft7)", "items": [{"type": "number"}]}"#
        #expect(try params(contract(params: own, dialect: "https://json-schema.org/draft/2020-12/schema")).isValid([1]))
        let unknown = try errors(of: contract(params: "true", dialect: "http://json-schema.org/draft-03/schema#"))
        #expect(
            unknown == [
                #"c.json:1:39: unknown dialect "http://json-schema.org/draft-03/schema#"; known are \#(Dialect.known) (at /jsonSchemaDialect)"#
            ])
    }

    @Test func `A shared type that is wrong is reported once, at its own place, whatever refers to it`() throws {
        let text = contract(params: ##"{"$ref": "#/$defs/n"}"##, defs: #"{"n": {"minimum": "0"}, "o": {"enum": 1}}"#)
        let diagnostics = try errors(of: text)
        #expect(diagnostics.count == 2)
        #expect(diagnostics.contains { $0.hasSuffix("(at /$defs/n/minimum)") })
        #expect(diagnostics.contains { $0.hasSuffix("(at /$defs/o/enum)") })
    }

    // MARK: Files

    @Test(arguments: [
        "types.schema.json#/$defs/n", "./types.schema.json#/$defs/n", "sub/my%20types.json", "in.json",
    ])
    func `A schema may refer to files under the contract's folder`(reference: String) throws {
        let folder = try TemporaryFolder([
            "c.json": contract(params: #"{"$ref": "\#(reference)"}"#),
            "types.schema.json": #"{"$defs": {"n": {"type": "number"}}}"#, "sub/my types.json": #"{"type": "number"}"#,
        ])
        try folder.link("in.json", to: "sub/my types.json")
        let loaded = try folder.load("c.json")
        let params = try #require(loaded.services.first?.contract["m"]?.params, "\(folder.diagnostics(in: loaded))")
        #expect(params.isValid(1) && !params.isValid("x"))
    }

    @Test(arguments: [
        "../secret.json", "..%2Fsecret.json", "%2e%2e/secret.json", "%2E%2E%2Fsecret.json", "out.json",
        "dir/secret.json",
        "/etc/passwd", "file:///etc/passwd", "http://example.com/x.json", "folder", "nope.json", "%00", "%zz",
        "%+f",
        "contract:///..%2Fsecret.json",
    ])
    func `No reference leads out of the contract's folder`(reference: String) throws {
        let outer = try TemporaryFolder(["secret.json": #"{"type": "number"}"#, "in/folder/x": ""])
        try outer.write(contract(params: #"{"$ref": "\#(reference)"}"#), to: "in/c.json")
        try outer.link("in/out.json", to: "../secret.json")
        try outer.link("in/dir", to: "..")
        let loaded = try outer.load("in/c.json")
        #expect(loaded.services.first?.contract["m"]?.fault != nil)
        let errors = loaded.diagnostics.filter { $0.severity == .methodError }
        #expect(errors.count == 1)
        #expect(errors.first?.path == JSONPointer(["methods", "m", "params", "$ref"]))
    }

    @Test func `A file that is no JSON or no schema says so`() throws {
        let text = contract(params: ##"{"properties": {"a": {"$ref": "bad.json"}, "b": {"$ref": "wrong.json"}}}"##)
        let diagnostics = try errors(of: text, beside: ["bad.json": "{\n  \"a\": 01}", "wrong.json": #"{"type": 1}"#])
        #expect(diagnostics.count == 2)
        #expect(
            diagnostics.contains { $0.contains("bad.json") && $0.hasSuffix("(at /methods/m/params/properties/a/$ref)") }
        )
        #expect(diagnostics.contains { $0.contains("wrong.json#/type: expected the name of a type") })
    }
}
