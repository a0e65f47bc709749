import ClamatorKit
import Foundation
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `Output`, which is internal.
@testable import ReplCore

/// Methods that are called by names of elsewhere, wherever a person names one.
@Suite struct WireNamesAtThePromptTests {
    private func run(_ entries: String...) async throws -> Output {
        let session = try await Elsewhere.session()
        var output = Output()
        for entry in entries { output = await session.run(entry) }
        return output
    }

    @Test(arguments: [
        ("eth_getBalance 0x1 latest", #"{ "address": "0x1", "block": "latest" }"#),
        ("eth.getBalance address=0x1", #"{ "address": "0x1" }"#), (#"eth_getBalance "a.b"=1"#, #"{ "a.b": 1 }"#),
        ("tools/call n=7", #"{ "n": 7 }"#),
        (
            #"{"jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": ["0x1"]}"#, #"{ "address": "0x1" }"#
        ),
    ])
    func `Calls take wire names`(entry: String, text: String) async throws {
        #expect(try await run(entry) == Output(text: StyledText(text)))
    }

    @Test(arguments: [
        ("eth_getBalanc", #"✗ no service or method "eth_getBalanc"; did you mean "eth_getBalance"?"#),
        ("Eth.x", #"✗ no service or method "Eth.x"; .services lists them"#),
        (
            "tools/call x",
            """
            ✗ -32602 Invalid params
                n   expected integer, got string "x"                      /properties/n/type
                tools/call { n?: integer }
            """
        ),
        (
            #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"n": 1}}"#,
            """
            ✗ -32602 Invalid params
                params   expected params by position (an array), got an object
            """
        ),
        (#"{"jsonrpc": "2.0", "id": 1, "method": "nothing"}"#, "✗ -32601 Method not found"),
    ])
    func `Messages show wire names`(entry: String, text: String) async throws {
        #expect(try await run(entry).error == text)
    }

    @Test func `Handlers are replaced by either name`() async throws {
        #expect(
            try await run(#".on tools/call {"result": 3}"#).text
                == "tools/call answers by this rule; .off tools/call takes it back")
        #expect(try await run(#".on tools/call {"result": 3}"#, "eth.toolsCall 7").text == "3")
        #expect(
            try await run(#".on eth.toolsCall {"result": 3}"#, ".off tools/call").text == "tools/call answers as before"
        )
        #expect(try await run(".off tools/call").error == "✗ nothing to take back: no .on stands for tools/call")
        #expect(try await run(".handlers tools/call").text.contains("toolsCall"))
        #expect(try await run(".handlers eth_bad").text.contains("set aside: /methods/bad/params/type: unknown type"))
    }

    @Test func `Descriptions tell wire names`() async throws {
        #expect(
            try await run(".services").text == """
                eth
                  server   https://example.org/
                  eth_getBalance  { address?: string, block?: null | string,
                                    "Hydrated transactions"?: boolean, "a.b"?: integer } →
                                    unknown
                                  A balance.
                  tools/call      { n?: integer } → unknown
                  $/note          object  (notification)
                  plain           object → unknown
                  eth_bad         (set aside: /methods/bad/params/type: unknown type "strnig";
                                    did you mean "string"?)
                """)
        #expect(
            try await run(".describe eth_getBalance").text == """
                eth_getBalance  A balance.
                  Of an account.
                  key      eth.getBalance
                  deprecated
                  tags     accounts
                  see      https://example.org/b
                  server   https://example.org/n
                  params   { address?: string, block?: null | string,
                             "Hydrated transactions"?: boolean, "a.b"?: integer }
                  in order address, block, Hydrated transactions
                  result   unknown
                eth_getBalance
                """)
        #expect(
            try await run(".describe eth.bad").text == """
                eth_bad
                  key      eth.bad
                  set aside, calls are answered -32603: /methods/bad/params/type: unknown type
                    "strnig"; did you mean "string"?
                """)
    }

    @Test func `The list of errors shows wire names`() async throws {
        let text = try await run(".errors").text
        #expect(text.contains(#"{"jsonrpc": "1.0", "method": "eth_getBalance", "id": 1}"#))
        #expect(!text.contains("eth.getBalance"))
        #expect(try await run(".errors run").isFailure == false)
    }

    @Test func `The JSON of a description tells all of it`() async throws {
        let description = Description(
            of: try await Elsewhere.host().services, palette: Palette(usesColor: false), width: 80)
        let json = try JSON(parsing: try description.json(of: "eth_getBalance"))
        #expect(json["wireName"] == "eth_getBalance")
        #expect(json["summary"] == "A balance.")
        #expect(json["deprecated"] == true)
        #expect(json["tags"] == [["name": "accounts"]])
        #expect(json["externalDocs"] == ["url": "https://example.org/b"])
        #expect(json["servers"] == [["url": "https://example.org/n"]])
        #expect(json["positions"] == ["address", "block", "Hydrated transactions"])
        #expect(json["paramStructure"] == "either")
        #expect(
            try JSON(parsing: try description.json(of: "eth_bad"))["setAside"]?.string?.hasPrefix("/methods/bad")
                == true)
    }

    @Test func `Calls are saved as a batch takes them`() async throws {
        let folder = try TemporaryFolder([:])
        let session = try await Elsewhere.session()
        _ = await session.run("tools/call 7")
        _ = await session.run("eth_getBalance 0x1 block=null")
        _ = await session.run(".save \(folder.path)/calls.ndjson")
        let text = try String(contentsOfFile: "\(folder.path)/calls.ndjson", encoding: .utf8)
        let lines = try text.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(lines.map { $0["method"] } == ["tools/call", "eth_getBalance"])
        #expect(lines.map { $0["params"] } == [[7], ["address": "0x1", "block": .null]])
    }

    @Test func `What is set aside is noted`() throws {
        let folder = try TemporaryFolder(["eth.json": Elsewhere.contract])
        let loaded = try ContractLoader().load([folder.path])
        #expect(loaded.noteOnSetAside == "set aside, calls are answered -32603: eth_bad")
        let many = (1...5).map { #""m\#($0)": {"result": {"type": 1}}"# }.joined(separator: ", ")
        let other = try TemporaryFolder(["a.json": #"{"service": "a", "methods": {\#(many)}}"#])
        #expect(
            try ContractLoader().load([other.path]).noteOnSetAside
                == "set aside, calls are answered -32603: a.m1, a.m2, a.m3 and 2 more")
        let demo = try DemoService.folder()
        #expect(try ContractLoader().load([demo.path]).noteOnSetAside == nil)
    }

    @Test func `The completion of the shell knows wire names`() async throws {
        let catalogue = ServiceCatalogue(try await Elsewhere.host().services)
        #expect(catalogue.methodNames.prefix(2) == ["eth_getBalance", "eth.getBalance"])
        #expect(catalogue.names.first == "eth")
    }
}
