import TestSupport
import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import Testing

@Suite struct SchemaFileMistakesTests {
    private func method(_ name: String, _ params: String) -> String {
        #""\#(name)": {"params": \#(params), "result": true, "handler": {"result": 1}}"#
    }

    private func contract(_ service: String = "s", _ methods: String...) -> String {
        #"{"service": "\#(service)", "methods": {\#(methods.joined(separator: ", "))}}"#
    }

    @Test func `Each is told once, with the file's own name and place, however many methods refer to it`() throws {
        let methods = (0..<20).map { method("m\($0)", ##"{"$ref": "sub/types.schema.json#/$defs/t"}"##) }
        let found = try diagnostics(
            of: #"{"service": "s", "methods": {\#(methods.joined(separator: ", "))}}"#,
            beside: [
                "sub/types.schema.json": ##"""
                {"$defs": {"t": {"typ": 1,
                  "properties": {"a": {"type": "string", "default": 1}, "b": {"format": "dat-time"}, "c": {"default": 1}},
                  "required": ["c"], "dependentSchemas": {"d": {"properties": {"d": {"default": 1}}}},
                  "propertyNames": {"$ref": "../more.schema.json"}}}}
                """##,
                "more.schema.json": #"{"required": ["x"], "additionalProperties": false, "examples": ["", {}]}"#,
            ])
        #expect(
            found == [
                #"more.schema.json:1:15: warning: no object can have "x": "additionalProperties": false forbids it (at /required/0)"#,
                #"more.schema.json:1:69: warning: the example breaks its schema: missing required "x" (at /examples/1)"#,
                #"sub/types.schema.json:1:25: warning: unknown keyword "typ"; did you mean "type"? (at /$defs/t/typ)"#,
                #"sub/types.schema.json:2:53: warning: the default breaks its own schema: expected string, got number 1 (at /$defs/t/properties/a/default)"#,
                #"sub/types.schema.json:2:73: warning: unknown format "dat-time", which refuses nothing; did you mean "date-time"? (at /$defs/t/properties/b/format)"#,
                #"sub/types.schema.json:2:103: warning: the default of "c" can never apply: the member is required (at /$defs/t/properties/c/default)"#,
                #"sub/types.schema.json:3:81: warning: the default can never apply: defaults are not filled in behind "dependentSchemas" (at /$defs/t/dependentSchemas/d/properties/d/default)"#,
            ], "\(found.joined(separator: "\n"))")
    }

    @Test func `What only the file's other parts say is not told`() throws {
        let found = try diagnostics(
            of: contract("s", method("m", ##"{"$ref": "types.schema.json#/$defs/t"}"##)),
            beside: ["types.schema.json": #"{"typ": 1, "$defs": {"t": {"type": "object"}, "u": {"typ": 1}}}"#])
        #expect(found == [])
    }

    @Test func `Files that refer to each other, and to the contract, end`() throws {
        let found = try diagnostics(
            of: ##"""
                {"service": "s", "$defs": {"t": {"$ref": "a.schema.json", "typ": 1}},
                 "methods": {"m": {"params": {"$ref": "#/$defs/t"}, "result": true, "handler": {"result": 1}}}}
                """##,
            beside: [
                "a.schema.json":
                    ##"{"properties": {"b": {"$ref": "b.schema.json"}, "c": {"$ref": "c.json#/$defs/t"}}}"##,
                "b.schema.json": ##"{"requred": [], "properties": {"a": {"$ref": "a.schema.json"}}}"##,
            ])
        #expect(
            found == [
                #"c.json:1:66: warning: unknown keyword "typ"; did you mean "type"? (at /$defs/t/typ)"#,
                #"b.schema.json:1:13: warning: unknown keyword "requred"; did you mean "required"? (at /requred)"#,
            ], "\(found.joined(separator: "\n"))")
    }

    @Test func `A file that two contracts refer to is told once`() throws {
        let folder = try TemporaryFolder([
            "a.json": contract("a", method("m", #"{"$ref": "t.schema.json"}"#)),
            "b.json": contract("b", method("m", #"{"$ref": "t.schema.json"}"#)),
            "t.schema.json": #"{"typ": 1}"#,
        ])
        #expect(
            folder.diagnostics(in: try folder.load()) == [
                #"t.schema.json:1:9: warning: unknown keyword "typ"; did you mean "type"? (at /typ)"#
            ])
    }

    @Test func `A default in a file counts as used where one contract fills it in`() throws {
        let inUse = contract("a", method("m", #"{"properties": {"q": {"$ref": "q.schema.json"}}}"#))
        let idle = contract("b", method("m", #"{"properties": {"q": {"$ref": "q.schema.json"}}, "required": ["q"]}"#))
        let folder = try TemporaryFolder(["a.json": inUse, "b.json": idle, "q.schema.json": #"{"default": 1}"#])
        #expect(folder.diagnostics(in: try folder.load()) == [])
        #expect(
            folder.diagnostics(in: try folder.load("b.json")) == [
                #"q.schema.json:1:13: warning: the default of "q" can never apply: the member is required (at /default)"#
            ])
    }

    @Test func `One file under two spellings of its URI is one`() throws {
        let found = try diagnostics(
            of: contract(
                "s", method("m", #"{"properties": {"q": {"$ref": "q.schema.json"}}, "required": ["q"]}"#),
                method("n", #"{"properties": {"q": {"$ref": "%71.schema.json"}}}"#)),
            beside: ["q.schema.json": #"{"default": 1, "typ": 1}"#])
        #expect(found == [#"q.schema.json:1:23: warning: unknown keyword "typ"; did you mean "type"? (at /typ)"#])
    }

    @Test func `Files whose names only look the same are two`() throws {
        let names = ["\u{E9}.schema.json", "e\u{301}.schema.json"]
        let found = try diagnostics(
            of: contract("s", method("m", #"{"$ref": "\#(names[0])"}"#), method("n", #"{"$ref": "\#(names[1])"}"#)),
            beside: [:])
        #expect(found.count == 2, "neither is there: \(found)")
        let folder = try TemporaryFolder()
        for name in names { try folder.write(#"{"typ": 1}"#, to: name) }
        try folder.write(
            contract("s", method("m", #"{"$ref": "\#(names[0])"}"#), method("n", #"{"$ref": "\#(names[1])"}"#)),
            to: "c.json")
        #expect(try folder.load("c.json").diagnostics.filter { $0.message.contains("typ") }.count == 2)
    }

    @Test func `Names that only look the same are both told at one place`() throws {
        let found = try diagnostics(
            of: contract(
                "s",
                method(
                    "m", #"{"allOf": [{"required": ["\u00e9", "e\u0301"]}, {"additionalProperties": false}]}"#)))
        #expect(found.count == 2)
    }

    @Test func `An edition's own schema is left alone`() throws {
        let found = try diagnostics(
            of: contract("s", method("m", #"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"#)))
        #expect(found == [])
    }
}
