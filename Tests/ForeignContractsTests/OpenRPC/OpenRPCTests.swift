import ClamatorJSON
import ForeignContracts
import TestSupport
import Testing

/// OpenRPC documents become contracts.
@Suite struct OpenRPCTests {
    /// A contract of a document with this text, and with other files.
    private func read(_ text: String, files: [ExactString: String] = [:]) throws -> ForeignContract {
        let root = try JSON(parsing: text)
        let contract = ForeignContract(root, DocumentKind(of: root), at: "contract:///shop.json") { uri in
            files[ExactString(uri)].flatMap { try? JSON(parsing: $0) }
        }
        return try #require(contract)
    }

    /// A document with these methods and components.
    private func document(_ methods: String, components: String = "{}") -> String {
        #"{"openrpc": "1.3.2", "info": {"title": "My Shop", "version": "1"}, "methods": [\#(methods)], "components": \#(components)}"#
    }

    @Test
    func `Params become one object, whose members keep their order as positions`() throws {
        let contract = try read(
            document(
                """
                {"name": "shop_find", "params": [
                  {"name": "name", "required": true, "description": "Whose.", "schema": {"type": "string"}},
                  {"name": "most", "schema": {"$ref": "#/components/schemas/Count"}}
                ], "result": {"name": "found", "schema": {"type": "array"}}}
                """, components: #"{"schemas": {"Count": {"type": "integer"}}}"#))
        #expect(
            contract.contract == [
                "service": "my-shop",
                "jsonSchemaDialect": "http://json-schema.org/draft-07/schema#",
                "methods": [
                    "shopFind": [
                        "wireName": "shop_find",
                        "params": [
                            "type": "object",
                            "properties": [
                                "name": ["description": "Whose.", "type": "string"],
                                "most": ["$ref": "#/$defs/Count"],
                            ],
                            "required": ["name"],
                            "additionalProperties": false,
                        ],
                        "positions": ["name", "most"],
                        "paramStructure": "either",
                        "result": ["type": "array"],
                    ]
                ],
                "$defs": ["Count": ["type": "integer"]],
            ])
        #expect(contract.losses.description == "1 name of a result, 1 version")
        #expect(contract.diagnostics.isEmpty)
    }

    @Test
    func `A method without a result is a notification, and one whose result allows nothing answers null`() throws {
        let contract = try read(
            document(
                """
                {"name": "log", "params": []},
                {"name": "reset", "params": [], "result": {"name": "none", "schema": false}}
                """))
        let methods = contract.contract["methods"]
        #expect(methods?["log"]?["notification"] == true)
        #expect(methods?["log"]?["result"] == nil)
        #expect(methods?["reset"]?["result"] == ["type": "null"])
    }

    @Test
    func `References go on to lead into the middle of types, and what is no type becomes one`() throws {
        let contract = try read(
            document(
                """
                {"name": "a", "params": [{"name": "p", "schema": {"$ref": "#/components/schemas/Block%20A/properties/h"}}],
                 "result": {"name": "r", "schema": {"$ref": "#/methods/0/params/0/schema"}}}
                """,
                components:
                    ##"{"schemas": {"Block A": {"properties": {"h": {"type": "string"}}, "const": {"$ref": "#/x"}}}}"##)
        )
        #expect(
            contract.contract["methods"]?["a"]?["params"]?["properties"]?["p"]
                == ["$ref": "#/$defs/Block%20A/properties/h"])
        #expect(contract.contract["methods"]?["a"]?["result"] == ["$ref": "#/$defs/schema"])
        #expect(contract.contract["$defs"]?["schema"] == ["$ref": "#/$defs/Block%20A/properties/h"])
        #expect(contract.contract["$defs"]?["Block A"]?["const"] == ["$ref": "#/x"], "in const it is data")
    }

    @Test
    func `What another document defines comes along, under another name where its own is taken`() throws {
        let contract = try read(
            document(
                #"{"name": "a", "params": [], "result": {"name": "r", "schema": {"$ref": "./api/b.json#/components/schemas/T"}}}"#,
                components: #"{"schemas": {"T": {"type": "string"}}}"#),
            files: [
                "contract:///api/b.json":
                    ##"{"components": {"schemas": {"T": {"items": {"$ref": "#/components/schemas/U"}}, "U": {"type": "null"}}}}"##
            ])
        #expect(contract.contract["methods"]?["a"]?["result"] == ["$ref": "#/$defs/T2"])
        #expect(
            contract.contract["$defs"]
                == ["T": ["type": "string"], "T2": ["items": ["$ref": "#/$defs/U"]], "U": ["type": "null"]])
        let location = contract.origins.location(of: JSONPointer(["$defs", "T2", "items"]))
        #expect(contract.documents[location.document].uri == "contract:///api/b.json")
        #expect(location.path == ["components", "schemas", "T", "items"])
    }

    @Test
    func `Examples are matched by the names of params, and by their order where a name is unknown`() throws {
        let contract = try read(
            document(
                """
                {"name": "a", "params": [{"name": "x", "schema": {}}, {"name": "y", "schema": {}}],
                 "result": {"name": "r", "schema": {}}, "examples": [
                  {"name": "one", "params": [{"name": "y", "value": 2}, {"name": "x", "value": 1}], "result": {"value": 3}},
                  {"name": "two", "description": "By order.", "params": [{"name": "two", "value": 2}, {"$ref": "#/components/examples/E"}]}
                ]}
                """, components: #"{"examples": {"E": {"name": "e", "value": 5}}}"#))
        #expect(
            contract.contract["methods"]?["a"]?["examples"]
                == [
                    ["params": ["x": 1, "y": 2], "result": 3],
                    ["description": "By order.", "params": ["x": 2, "y": 5]],
                ])
    }

    @Test
    func `What is neither carried over nor known is counted`() throws {
        let text = ##"""
            {"openrpc": "1.3.2", "x-own": {"a": 1}, "other": 1,
             "info": {"title": "My Shop", "version": "1", "x-info": 1},
             "methods": [{
               "name": "a", "servers": [{"url": "u"}], "x-mine": 2, "more": 3,
               "params": [{"name": "p", "x-unit": "m", "extra": 1, "schema": {"type": "integer"}}],
               "result": {"name": "r", "deprecated": true, "x-r": 1, "schema": true},
               "links": [{"$ref": "#/components/links/used"}],
               "examples": [
                 {"name": "e", "summary": "S", "params": [{"name": "p", "value": 1, "description": "D"}]},
                 {"name": "far", "params": [{"name": "p", "externalValue": "https://example.org/p"}]}]}],
             "components": {
               "links": {"used": {}, "unused": {}}, "tags": {"t": {"name": "t"}}, "x-components": 1,
               "contentDescriptors": {"d": {"name": "d", "schema": true}}}}
            """##
        let read = try read(text)
        #expect(read.diagnostics.isEmpty)
        #expect(
            read.losses.description == """
                3 members that OpenRPC does not define, 3 extensions, 1 name of a result, \
                1 mark on a deprecated result, 1 name of an example, 1 summary of an example, \
                1 word on a value of an example, 1 example with a value elsewhere, 1 link, 1 version, 3 components without a use
                """)
        let contract = read.contract
        #expect(contract["x-own"] == ["a": 1])
        let method = contract["methods"]?["a"]
        #expect(method?["x-mine"] == 2)
        #expect(method?["servers"] == [["url": "u"]])
        #expect(method?["params"]?["properties"]?["p"] == ["x-unit": "m", "type": "integer"])
        #expect(method?["examples"] == [["params": ["p": 1]]])
    }

    @Test
    func `A param that says what its schema says too says it once`() throws {
        let contract = try read(
            document(
                """
                {"name": "a", "params": [
                  {"name": "same", "description": "D", "schema": {"type": "null", "description": "D"}},
                  {"name": "other", "description": "D", "schema": {"type": "null", "description": "E"}}]}
                """))
        #expect(
            contract.contract["methods"]?["a"]?["params"]?["properties"] == [
                "same": ["type": "null", "description": "D"],
                "other": ["description": "D", "allOf": [["type": "null", "description": "E"]]],
            ])
    }

    @Test(
        arguments: [
            ("[1]", ["components"]), (#"{"schemas": []}"#, ["components", "schemas"]),
        ] as [(String, [ExactString])])
    func `Components that are no object are refused`(components: String, path: [ExactString]) throws {
        let diagnostics = try read(document("", components: components)).diagnostics
        #expect(diagnostics.map(\.message) == ["expected an object"])
        #expect(diagnostics.first?.location.path == path)
    }

    @Test(arguments: [
        [("a.b", "aB2", true), ("my-shop.aB", "aB", false)], [("my-shop.aB", "aB", false), ("aB", "aB2", true)],
        [("a_b", "aB", true), ("my-shop.aB2", "aB2", false), ("a/b", "aB3", true)],
        [("my-shop.a_b", "myShopAB2", true), ("my-shop.myShopAB", "myShopAB", false)],
    ])
    func `A method that is called as ours are keeps its name, and others get another`(
        names: [(wireName: String, key: ExactString, keepsWireName: Bool)]
    ) throws {
        let methods = names.map { #"{"name": "\#($0.wireName)", "params": []}"# }.joined(separator: ", ")
        let contract = try read(document(methods))
        #expect(contract.diagnostics.isEmpty)
        for (wireName, key, keepsWireName) in names {
            let method = try #require(contract.contract["methods"]?[key])
            #expect(method["wireName"] == (keepsWireName ? JSON(wireName) : nil))
        }
    }

    @Test(
        arguments: [
            (#"{"params": []}"#, "a method needs a \"name\"", ["methods", "0"]),
            (
                #"{"name": "rpc.list", "params": []}"#,
                "\"rpc.list\" begins with \"rpc.\", which JSON-RPC keeps for itself", ["methods", "0", "name"]
            ),
            (
                #"{"name": "a", "params": []}, {"name": "a", "params": []}"#, "two methods are named \"a\"",
                ["methods", "1", "name"]
            ),
            (
                #"{"name": "a", "params": [{"name": "p"}]}"#, "a param needs a \"schema\"",
                ["methods", "0", "params", "0"]
            ),
            (
                ##"{"name": "a", "params": [{"$ref": "#/none"}]}"##, "\"$ref\" leads nowhere: \"#/none\"",
                ["methods", "0", "params", "0", "$ref"]
            ),
            (
                ##"{"$ref": "#/methods/0"}"##, "\"$ref\" leads back to itself: \"#/methods/0\"",
                ["methods", "0", "$ref"]
            ),
            (#"{"name": "a", "params": {"x": 1}}"#, "expected an array", ["methods", "0", "params"]),
            (
                #"{"name": "a", "params": [{"name": "p", "required": "yes", "schema": {}}]}"#, "expected a boolean",
                ["methods", "0", "params", "0", "required"]
            ),
        ] as [(String, String, [ExactString])])
    func `What is wrong with a document is told with its position`(
        methods: String, message: String, path: [ExactString]
    ) throws {
        let diagnostics = try read(document(methods)).diagnostics
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.first?.location.path == path)
    }

    @Test(arguments: [100, 101])
    func `References lead on from one to the next, not without end`(count: Int) throws {
        let chain = (0..<count).map { ##""p\##($0)": {"$ref": "#/components/contentDescriptors/p\##($0 + 1)"}"## }
        let text = """
            {"openrpc": "1.3.2", "info": {"title": "T", "version": "1"},
             "methods": [{"name": "a", "params": [{"$ref": "#/components/contentDescriptors/p1"}]}],
             "components": {"contentDescriptors": {\(chain.joined(separator: ", ")),
               "p\(count)": {"name": "p", "schema": {}}}}}
            """
        let diagnostics = try read(text).diagnostics.map(\.message)
        #expect(
            diagnostics
                == (count == 100
                    ? [] : ["\"$ref\" leads on over more than 100 references: \"#/components/contentDescriptors/p1\""]))
    }

    @Test func `Each reference is followed once, however many lead to it`() throws {
        let home = "#/components/contentDescriptors"
        let chain = (0..<300).map { #""p\#($0)": {"$ref": "\#(home)/p\#($0 + 1)"}"# }
        // The last leads to a param, or back to the first, over few enough references from some of them only.
        for last in [#"{"name": "p", "schema": {}}"#, #"{"$ref": "\#(home)/p0"}"#] {
            let methods = (0..<2000).map { index in
                #"{"name": "m\#(index)", "params": [{"$ref": "\#(home)/p\#(index * 7 % 301)"}]}"#
            }
            let text = """
                {"openrpc": "1.3.2", "info": {"title": "T", "version": "1"}, "methods": [\(methods.joined(separator: ","))],
                 "components": {"contentDescriptors": {\(chain.joined(separator: ", ")), "p300": \(last)}}}
                """
            var diagnostics: [String] = []
            let time = try processorTime { diagnostics = try read(text).diagnostics.map(\.message) }
            let far = (0..<2000).count { $0 * 7 % 301 < 201 }
            #expect(diagnostics.count == (last.contains("name") ? far : 2000))
            let reason = last.contains("name") ? "leads on over more" : "back to itself"
            #expect(diagnostics.allSatisfy { $0.contains(reason) })
            #expect(time < .seconds(5))
        }
    }

    @Test func `Data that looks like a schema gives no file another place`() throws {
        let contract = try read(
            document(
                """
                {"name": "m", "params": [{"name": "p", "schema": {"$ref": "x.json#/T"}}],
                 "result": {"$ref": "x.json#/R"}, "errors": [{"code": 7, "message": "M", "data": {"$id": "x.json"}}]}
                """),
            files: ["contract:///x.json": #"{"T": {"type": "integer"}, "R": {"name": "r", "schema": true}}"#])
        #expect(contract.diagnostics.isEmpty)
        #expect(contract.contract["methods"]?["m"]?["params"]?["properties"] == ["p": ["$ref": "#/$defs/T"]])
        #expect(contract.contract["methods"]?["m"]?["result"] == true)
    }

    @Test func `Anchors are found in files with components`() throws {
        let contract = try read(
            document(
                """
                {"name": "m", "params": [{"name": "p", "schema": {"$ref": "x.json#t"}}],
                 "result": {"name": "r", "schema": true}}
                """),
            files: ["contract:///x.json": ##"{"components": {"schemas": {"default": {"$id": "#t"}}}}"##])
        #expect(contract.contract["$defs"] == ["default": [:]])
    }

    @Test func `A reference to what is no schema stays, for the method alone to be set aside`() throws {
        let contract = try read(
            document(
                """
                {"name": "m", "params": [{"name": "p", "schema": {"$ref": "t.json#/$defs/T/type"}}],
                 "result": {"name": "r", "schema": true}}
                """), files: ["contract:///t.json": #"{"$defs": {"T": {"type": "string"}}}"#])
        #expect(contract.contract["$defs"] == nil)
        #expect(
            contract.contract["methods"]?["m"]?["params"]?["properties"] == ["p": ["$ref": "t.json#/$defs/T/type"]])
    }

    @Test func `Dynamic references mean in the contract what they mean in the document`() throws {
        let text = """
            {"openrpc": "1.3.2", "info": {"title": "t", "version": "1"},
             "x-jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
             "methods": [{"name": "m", "params": [
               {"name": "p", "schema": {"$ref": "#/components/schemas/Strict"}},
               {"name": "q", "schema": {"$ref": "#/components/schemas/Tree"}}]}],
             "components": {"schemas": {
               "Tree": {"$id": "https://x.example/tree", "$dynamicAnchor": "node", "items": {"$dynamicRef": "#node"}},
               "Strict": {"$id": "https://x.example/strict", "$dynamicAnchor": "node", "$ref": "tree", "maxItems": 1},
               "Loose": {"$id": "https://x.example/loose", "$dynamicAnchor": "node", "$ref": "tree"}}}}
            """
        #expect(
            try read(text).contract["$defs"] == [
                "Tree": ["items": ["$ref": "#/$defs/Tree"]],
                "Strict": ["$ref": "#/$defs/Tree2", "maxItems": 1],
                "Loose": ["$ref": "#/$defs/Tree3"],
                "Tree2": ["items": ["$ref": "#/$defs/Strict"]],
                "Tree3": ["items": ["$ref": "#/$defs/Loose"]],
            ])
    }
}
