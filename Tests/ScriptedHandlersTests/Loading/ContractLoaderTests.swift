import TestSupport
import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct ContractLoaderTests {
    private static let minimal = #"{"service": "a", "methods": {}}"#

    @Test func `A contract keeps what its file says`() throws {
        let contract = try service(
            #"""
            {
              "$schema": "./contract.schema.json", "$id": "x", "$comment": "c", "x-owner": [1],
              "service": "arith-2", "description": "Sums.",
              "methods": {
                "add": {
                  "description": "Sum.", "x-note": 1, "$comment": "c",
                  "params": {"properties": {"a": {"type": "number"}}}, "result": {"type": "number"},
                  "errors": [{"code": -32000, "message": "overflow", "data": 1}],
                  "examples": [{"params": {"a": 1}, "result": 1}, {}]
                },
                "ping": {"notification": true}
              },
              "$defs": {}
            }
            """#
        ).contract
        #expect(contract.service == "arith-2")
        #expect(contract.description == "Sums.")
        #expect(contract.methods.map(\.name) == ["add", "ping"])
        let add = try #require(contract["add"])
        #expect(add.description == "Sum.")
        #expect(add.isNotification == false)
        #expect(add.errors == [RpcError(code: -32000, message: "overflow", data: 1)])
        #expect(add.examples.map(\.params) == [["a": 1], [:]])
        #expect(add.examples.map(\.result) == [1, nil])
        let ping = try #require(contract["ping"])
        #expect(ping.isNotification && ping.result == nil)
        #expect(contract["pong"] == nil)
    }

    @Test func `Params left out mean any object`() throws {
        let method = try #require(try service(#"{"service": "a", "methods": {"m": {"result": true}}}"#).contract["m"])
        #expect(method.params.isValid([:]) && method.params.isValid(["x": 1]))
        #expect(!method.params.isValid([]) && !method.params.isValid(.null))
    }

    @Test(arguments: [
        (#"{"methods": {}}"#, #"c.json:1:1: missing required "service""#),
        (#"{"service": "a"}"#, #"c.json:1:1: missing required "methods""#),
        (
            #"{"service": "A", "methods": {}}"#,
            #"c.json:1:13: expected a match of ^[a-z][a-z0-9-]*$, got "A" (at /service)"#
        ),
        (
            #"{"service": "a\n", "methods": {}}"#,
            #"c.json:1:13: expected a match of ^[a-z][a-z0-9-]*$, got "a\n" (at /service)"#
        ),
        (
            #"{"service": "a", "methods": {"m": {}}}"#,
            #"c.json:1:35: a method needs a "result" schema, unless it says "notification": true (at /methods/m)"#
        ),
        (
            #"{"service": "a", "methods": {"m": {"notification": true, "result": true}}}"#,
            #"c.json:1:68: a notification has no result (at /methods/m/result)"#
        ),
        (
            #"{"service": "a", "methods": {}, "descripton": ""}"#,
            #"c.json:1:47: unknown property "descripton"; did you mean "description"? (at /descripton)"#
        ),
        (
            #"{"service": "a", "methods": {"m": {"result": true, "parms": true}}}"#,
            #"c.json:1:61: unknown property "parms"; did you mean "params"? (at /methods/m/parms)"#
        ),
        (
            #"{"service": "a", "methods": {}, "service": "b"}"#,
            #"c.json:1:44: the key "service" stands here twice (at /service)"#
        ),
        (
            #"{"service": "a", "methods": {"m": {"result": {"type": "object", "type": "array"}}}}"#,
            #"c.json:1:73: the key "type" stands here twice (at /methods/m/result/type)"#
        ),
        (
            #"{"service": "a", "methods": {"m": {"result": {"type": "strin"}}}}"#,
            #"c.json:1:55: unknown type "strin"; did you mean "string"? (at /methods/m/result/type)"#
        ),
        (#"{"service": "a","#, "c.json:1:17: no JSON: the text ends too early"),
        ("", "c.json:1:1: no JSON: the text ends too early"),
        ("\n  [1,]", "c.json:2:6: no JSON: expected a value, got ']'"),
    ])
    func `A contract that breaks a rule is refused with the place`(text: String, diagnostic: String) throws {
        let diagnostics = try errors(of: text)
        #expect(diagnostics == [diagnostic])
    }

    @Test(arguments: ["M", "1m", "m-x", "m.x", "", "é"])
    func `A method's name that does not match is refused`(name: String) throws {
        let text = #"{"service": "a", "methods": {"\#(name)": {"result": true}}}"#
        let diagnostics = try errors(of: text)
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.contains("^[a-z][a-zA-Z0-9]*$") == true)
    }

    @Test func `Every problem is reported with its place`() throws {
        let text = """
            {
              "service": "Arith",
              "titel": "x",
              "methods": {
                "add": {
                  "params": {"type": "objekt", "required": "a"},
                  "result": {"$ref": "#/$defs/sum"}
                },
                "sub": {"params": {"properties": {"a": {"pattern": "("}}}, "result": {"minimum": "0"}},
                "mul": {"params": true},
                "ping": {"notification": true, "result": {}},
                "div": {"result": true, "errors": [{"code": 1.5, "message": "m"}], "result": false}
              },
              "$defs": {"unused": {"enum": 1}}
            }
            """
        let report = try errors(of: text).joined(separator: "\n")
        #expect(
            report == """
                c.json:2:14: expected a match of ^[a-z][a-z0-9-]*$, got "Arith" (at /service)
                c.json:3:12: unknown property "titel" (at /titel)
                c.json:6:26: unknown type "objekt"; did you mean "object"? (at /methods/add/params/type)
                c.json:6:48: expected an array of strings, got string "a" (at /methods/add/params/required)
                c.json:7:26: $ref "#/$defs/sum" leads nowhere: there is nothing at "/$defs/sum" in "c.json" (at /methods/add/result/$ref)
                c.json:9:56: bad pattern "(": this group is not closed by ')', at offset 0 (at /methods/sub/params/properties/a/pattern)
                c.json:9:86: expected a number, got string "0" (at /methods/sub/result/minimum)
                c.json:10:12: a method needs a "result" schema, unless it says "notification": true (at /methods/mul)
                c.json:11:46: a notification has no result (at /methods/ping/result)
                c.json:12:49: expected integer, got number 1.5 (at /methods/div/errors/0/code)
                c.json:12:82: the key "result" stands here twice (at /methods/div/result)
                c.json:14:32: expected an array, got number 1 (at /$defs/unused/enum)
                """)
    }

    @Test func `A default that breaks its schema and an example that breaks the contract are warnings`() throws {
        let text = """
            {"service": "a", "methods": {"m": {
              "params": {"properties": {"n": {"type": "number", "default": "x"}}},
              "result": {"type": "number"},
              "examples": [{"params": {"n": "y"}, "result": null}]
            }}}
            """
        let report = try errors(of: text).joined(separator: "\n")
        #expect(
            report == """
                c.json:2:64: warning: the default breaks its own schema: expected number, got string "x" (at /methods/m/params/properties/n/default)
                c.json:4:33: warning: the example breaks the params schema: expected number, got string "y" (at /methods/m/examples/0/params/n)
                c.json:4:49: warning: the example breaks the result schema: expected number, got null (at /methods/m/examples/0/result)
                """)
    }

    @Test func `A method without a handler is a warning at the method's place`() throws {
        let text = """
            {"service": "a", "methods": {
              "m": {"result": true},
              "n": {"result": true, "handler": {"result": 1}}
            }}
            """
        #expect(try diagnostics(of: text) == ["c.json:2:8: warning: no handler for m (at /methods/m)"])
    }

    // MARK: Folders

    @Test func `A folder stands for its contracts alone`() throws {
        let folder = try TemporaryFolder([
            "b.json": #"{"service": "b", "methods": {}}"#, "a.json": Self.minimal,
            "a.handlers.json": #"{"service": "a", "handlers": {}}"#, "types.schema.json": "{}", "readme.md": "x",
            ".hidden.json": "x", "sub/c.json": "x",
        ])
        let loaded = try folder.load()
        #expect(loaded.services.map(\.contract.service) == ["a", "b"])
        #expect(loaded.diagnostics == [])
        #expect(loaded.services.first?.file == "\(folder.path)/a.json")
    }

    @Test func `A path that leads nowhere and a folder without contracts are errors`() throws {
        let folder = try TemporaryFolder(["x.schema.json": "{}"])
        let empty = #expect(throws: FileError.self) { try folder.load() }
        #expect(empty?.reason == "the folder holds no contract (*.json, *.yaml)")
        let missing = #expect(throws: FileError.self) { try folder.load("nope.json") }
        #expect(missing?.reason == "no such file or folder")
        try folder.write(Self.minimal, to: "a.json")
        #expect(throws: FileError.self) { try folder.load("a.json", handlers: ["nope.json"]) }
    }

    @Test func `A service may stand in one file only`() throws {
        let folder = try TemporaryFolder(["a.json": Self.minimal, "b.json": Self.minimal])
        let loaded = try folder.load()
        #expect(loaded.services.count == 1)
        #expect(folder.diagnostics(in: loaded) == [#"b.json:1:13: service "a" is in a.json too (at /service)"#])
    }

    @Test func `One bad contract does not keep the others from loading`() throws {
        let folder = try TemporaryFolder([
            "a.json": Self.minimal, "b.json": "{", "c.json": #"{"service": "c", "methods": {}}"#,
        ])
        let loaded = try folder.load()
        #expect(loaded.services.map(\.contract.service) == ["a", "c"])
        #expect(loaded.hasErrors)
    }
}
