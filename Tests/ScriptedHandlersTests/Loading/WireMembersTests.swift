import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import TestSupport
import Testing

/// What a contract says of methods that are called by other names and by position, and of what people should know.
@Suite struct WireMembersTests {
    private static func contract(_ members: String, service: String = "s") -> String {
        """
        {"service": "\(service)", "methods": {"m": {\(members),
         "params": {"properties": {"a": true, "b": true}}, "result": true}}}
        """
    }

    @Test func `A contract keeps them`() throws {
        let contract = try service(
            #"""
            {"service": "eth", "externalDocs": {"url": "https://example.org", "description": "d"},
             "servers": [{"url": "http://localhost", "name": "mine", "x-a": 1}],
             "methods": {"m": {
               "wireName": "eth_m", "summary": "s", "deprecated": true,
               "tags": [{"name": "t", "externalDocs": {"url": "u"}}], "externalDocs": {"url": "v"},
               "params": {"properties": {"a": true, "b": true}}, "positions": ["b", "a"], "result": true}}}
            """#
        ).contract
        #expect(contract.externalDocs == ["url": "https://example.org", "description": "d"])
        #expect(contract.servers == [["url": "http://localhost", "name": "mine", "x-a": 1]])
        let method = try #require(contract["m"])
        #expect(method.wireName == "eth_m")
        #expect(method.summary == "s")
        #expect(method.isDeprecated)
        #expect(method.tags == [["name": "t", "externalDocs": ["url": "u"]]])
        #expect(method.externalDocs == ["url": "v"])
        #expect(method.positions == ["b", "a"])
        #expect(method.paramStructure == .either)
        #expect(method.fullName(in: "eth") == "eth_m")
    }

    @Test func `A method may be called elsewhere as it is here`() throws {
        let method = try #require(try service(Self.contract(#""wireName": "s.m""#)).contract["m"])
        #expect(method.wireName == "s.m")
        #expect(method.fullName(in: "s") == "s.m")
    }

    @Test func `A method without positions takes params by name`() throws {
        let method = try #require(try service(Self.contract(#""summary": "s""#)).contract["m"])
        #expect(method.positions == nil && method.wireName == nil && !method.isDeprecated)
        #expect(method.paramStructure == .byName)
        #expect(method.fullName(in: "s") == "s.m")
    }

    @Test(arguments: [
        (#""wireName": """#, #"expected at least 1 character, got "" (at /methods/m/wireName)"#),
        (#""wireName": "a\u0007""#, "a wire name has no control characters (at /methods/m/wireName)"),
        (#""wireName": 3"#, "expected string, got number 3 (at /methods/m/wireName)"),
        (
            #""positions": ["a", "bb"]"#,
            #"the params have no property "bb"; did you mean "b"? (at /methods/m/positions/1)"#
        ),
        (
            #""positions": ["a", "a"]"#,
            #"expected unique elements, got "a" at 0 and at 1 (at /methods/m/positions)"#
        ),
        (
            #""paramStructure": "by-position""#,
            #""by-position" needs "positions" beside it: the names of the params in their order (at /methods/m/paramStructure)"#
        ),
        (
            #""paramStructure": "by-order""#,
            #"expected "by-name", "by-position" or "either", got "by-order" (at /methods/m/paramStructure)"#
        ),
        (#""externalDocs": {}"#, #"missing required "url" (at /methods/m/externalDocs)"#),
        (#""tags": ["t"]"#, #"expected object, got string "t" (at /methods/m/tags/0)"#),
        (#""deprecated": 1"#, "expected boolean, got number 1 (at /methods/m/deprecated)"),
    ])
    func `What is wrong with them is told with its place`(members: String, expected: String) throws {
        let found = try errors(of: Self.contract(members))
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix(": " + expected) == true, "\(found)")
    }

    @Test func `A wire name is no other method's name, in any contract, and both places are told`() throws {
        let folder = try TemporaryFolder([
            "a.json": """
            {"service": "a", "methods": {
             "x": {"wireName": "b.y", "result": true}, "z": {"wireName": "w", "result": true}}}
            """,
            "b.json": """
            {"service": "b", "methods": {
             "y": {"result": true}, "k": {"wireName": "w", "result": true}}}
            """,
            "c.json": """
            {"service": "c", "methods": {
             "p": {"wireName": "v", "result": true}, "q": {"wireName": "v", "result": true}}}
            """,
            "d.json": Self.contract(#""wireName": "e.m""#, service: "d"),
        ])
        let loaded = try folder.load()
        #expect(loaded.services.map(\.contract.service) == ["d"])
        #expect(
            folder.diagnostics(in: loaded).filter { !$0.contains("no handler") } == [
                #"a.json:2:20: the name "b.y" is taken at b.json:2:7; one of the two needs another (at /methods/x/wireName)"#,
                #"b.json:2:43: the name "w" is taken at a.json:2:62; one of the two needs another (at /methods/k/wireName)"#,
                #"c.json:2:60: the name "v" is taken at c.json:2:20; one of the two needs another (at /methods/q/wireName)"#,
            ])
    }

    @Test func `Handlers stand under the method's key or its wire name, not under both`() throws {
        func diagnostics(_ handlers: String) throws -> [String] {
            let folder = try TemporaryFolder([
                "c.json": Self.contract(#""wireName": "eth_m""#),
                "c.handlers.json": #"{"service": "s", "handlers": {\#(handlers)}}"#,
            ])
            return folder.diagnostics(in: try folder.load("c.json"))
        }
        #expect(try diagnostics(#""m": {"result": 1}"#) == [])
        #expect(try diagnostics(#""eth_m": {"result": 1}"#) == [])
        #expect(
            try diagnostics(#""m": {"result": 1}, "eth_m": {"result": 1}"#) == [
                #"c.handlers.json:1:60: "m" has handlers here already, under its other name (at /handlers/eth_m)"#
            ])
        #expect(
            try diagnostics(#""eth_n": {"result": 1}"#).last
                == #"c.handlers.json:1:40: service "s" has no method "eth_n"; did you mean "eth_m"? (at /handlers/eth_n)"#
        )
    }
}
