import ClamatorKit
import ScriptedHandlers
import TestSupport
import Testing

// For `ExampleCall`, `CallArguments` and `ParamNames`, which are internal.
@testable import ReplCore

@Suite struct ExampleCallTests {
    private func example(_ methods: String) throws -> ExampleCall? {
        let folder = try TemporaryFolder(["s.json": "{\"service\": \"s\", \"methods\": {\(methods)}}"])
        return try ContractLoader().load([folder.path]).services.exampleCall
    }

    private static let handler = #""result": {}, "handler": {"result": 1}"#

    @Test(arguments: [
        // What is answered goes before what is not, and params before none.
        (#""a": {"result": {}}, "b": {\#(handler)}"#, "s.b"),
        (#""a": {\#(handler)}, "b": {"examples": [{"params": {"x": 1}}], \#(handler)}"#, "s.b x=1"),
        (#""a": {"result": {}, "handler": {"silence": true}}, "b": {\#(handler)}"#, "s.b"),
        (#""a": {"notification": true}"#, "s.a"),
        // Required params without an example are made up.
        (
            #""a": {"params": {"properties": {"n": {"type": "integer", "minimum": 7}, "c": {"enum": ["red"]}, "o": {}}, "required": ["n", "c"]}, \#(handler)}"#,
            "s.a n=7 c=red"
        ),
        (
            #""a": {"params": {"properties": {"n": {"pattern": "^q{3}$", "type": "string"}}, "required": ["n"]}, \#(handler)}"#,
            "s.a"
        ),
    ])
    func `An example shows how to call`(methods: String, line: String) throws {
        #expect(try example(methods)?.line == line)
    }

    @Test(arguments: [
        (#"{"x": "two words"}"#, #"s.a x="two words""#), (#"{"x": "1"}"#, #"s.a x="1""#), (#"{"x": ""}"#, #"s.a x="""#),
        (#"{"x": {"y": [1, null]}}"#, #"s.a x={ "y": [1, null] }"#), (#"{"x.y": 1}"#, #"s.a { "x.y": 1 }"#),
        (#"{"a b": 1}"#, #"s.a { "a b": 1 }"#), ("[1]", "s.a [1]"), (#"{"x": "_"}"#, #"s.a x="_""#),
        (#"{"x": "@f"}"#, #"s.a x="@f""#), ("{}", "s.a"),
        (#"{"x": "\u001b[31m", "y": "z"}"#, #"s.a x="\u001b[31m" y="z""#), (#"{"x": "\u202e"}"#, #"s.a x="\u202e""#),
        (#"{"\u009b": 1}"#, #"s.a { "\u009b": 1 }"#),
    ])
    func `What an example types means the same`(params: String, line: String) throws {
        let method = try #require(try example("\"a\": {\(Self.handler)}")?.method)
        let call = ExampleCall(service: "s", method: method, params: try JSON(parsing: params))
        #expect(call.line == line)
        let typed = String(line.dropFirst("s.a ".count))
        let read = try CallArguments(typed, ParamNames(method)).params()
        #expect(read == call.params)
    }

    @Test func `There is no example where nothing is loaded`() {
        #expect([ContractLoader.Service]().exampleCall == nil)
    }
}
