import Foundation
import TestSupport
import Testing

/// Contracts from elsewhere, and for elsewhere.
@Suite struct ExportTests {
    private static let contract = """
        {"service": "t", "methods": {
          "m": {"params": {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}}, "result": {}},
          "n": {"params": {"type": "object"}, "notification": true}},
         "$defs": {"A": {"type": "integer"}}}
        """

    @Test(arguments: [
        ("openrpc", "{"), ("json-schema", "{"), ("markdown", "# arith\n"), ("html", "<!DOCTYPE html>\n"),
    ])
    func `Export writes each format to stdout and to a file`(format: String, start: String) throws {
        let folder = try TemporaryFolder([:])
        let file = "\(folder.path)/out"
        let printed = try Run.tool("export", "contracts/arith.json", "--format", format)
        #expect(printed.status == 0)
        #expect(printed.output.hasPrefix(start))
        #expect(try Run.tool("export", "contracts/arith.json", "--format", format, "-o", file).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == printed.output)
    }

    @Test(arguments: ["openrpc", "json-schema"])
    func `What was exported can be called`(format: String) throws {
        let folder = try TemporaryFolder([:])
        let file = "\(folder.path)/arith.json"
        #expect(try Run.tool("export", "contracts/arith.json", "--format", format, "-o", file).status == 0)
        let run = try Run.tool("call", "arith.add", "a=2", "b=3", "-c", file, "--mock", "--json", "--seed", "1")
        #expect(run.status == 0)
        #expect(run.output.contains("\"sum\""))
    }

    @Test
    func `A change of a type is drift of each method that uses it`() throws {
        let folder = try TemporaryFolder(["t.json": Self.contract])
        let contract = "\(folder.path)/t.json"
        let manifest = "\(folder.path)/manifest"
        #expect(try Run.shell("clamator-repl manifest \(contract) > \(manifest)").status == 0)
        #expect(try Run.tool("check", contract, "--manifest", manifest).status == 0)
        let other = Self.contract.replacing("integer", with: "string")
        try other.write(toFile: contract, atomically: true, encoding: .utf8)
        let changed = try Run.tool("check", contract, "--manifest", manifest)
        #expect(changed.lines.last == "\(manifest): t.m: params changed")
        #expect(changed.status == 65)
    }

    /// A contract whose types are in another file.
    private static let divided = [
        "t.json": """
        {"service": "t", "methods": {"m": {
          "params": {"type": "object", "properties": {"a": {"$ref": "common.json#/definitions/A"}}}, "result": {}}}}
        """, "common.json": #"{"definitions": {"A": {"type": "integer"}}}"#,
    ]

    @Test
    func `A change of a type in another file is drift`() throws {
        let folder = try TemporaryFolder(Self.divided)
        let (contract, manifest) = ("\(folder.path)/t.json", "\(folder.path)/manifest")
        #expect(try Run.shell("clamator-repl manifest \(contract) > \(manifest)").status == 0)
        #expect(try Run.tool("check", contract, "--manifest", manifest).status == 0)
        try folder.write(#"{"definitions": {"A": {"type": "string"}}}"#, to: "common.json")
        #expect(
            try Run.tool("check", contract, "--manifest", manifest).lines.last == "\(manifest): t.m: params changed")
    }

    @Test(arguments: ["openrpc", "json-schema"])
    func `What was exported has the types of other files`(format: String) throws {
        let folder = try TemporaryFolder(Self.divided)
        let (contract, exported) = ("\(folder.path)/t.json", try TemporaryFolder([:]))
        let file = "\(exported.path)/out.json"
        #expect(try Run.tool("export", contract, "--format", format, "-o", file).status == 0)
        #expect(try Run.tool("check", file).status == 0)
        #expect(try Run.tool("call", "t.m", "a=x", "-c", file, "--mock").status == 1)
    }

    @Test(arguments: ["markdown", "html"])
    func `A page shows the types of other files`(format: String) throws {
        let folder = try TemporaryFolder(Self.divided)
        let page = try Run.tool("export", "\(folder.path)/t.json", "--format", format).output
        #expect(!page.contains("common.json"))
        #expect(page.contains("integer"))
    }

    @Test
    func `What was imported has the types of other files`() throws {
        let folder = try TemporaryFolder(Self.divided)
        let alone = try TemporaryFolder([:])
        #expect(try Run.tool("import", "\(folder.path)/t.json", "-o", alone.path).status == 0)
        #expect(try Run.tool("check", "\(alone.path)/t.json").status == 0)
    }

    @Test
    func `A file that is no manifest is refused by its name`() throws {
        let run = try Run.tool("check", "contracts/arith.json", "--manifest", "contracts/arith.json")
        #expect(run.error.hasPrefix("clamator-repl: contracts/arith.json: no manifest: expected an object with "))
        #expect(run.status == 65)
        #expect(try Run.tool("check", "contracts/arith.json", "--manifest", "missing").status == 66)
    }

    @Test
    func `What a format has no place for is told on stderr`() throws {
        let folder = try TemporaryFolder([
            "t.json": #"{"service": "t", "methods": {"m": {"result": true, "errors": [{"code": 1, "message": "m"}]}}}"#
        ])
        let run = try Run.tool("export", "\(folder.path)/t.json", "--format", "json-schema")
        #expect(run.status == 0)
        #expect(run.error == "not carried over: 1 error\n")
        #expect(try Run.tool("export", "\(folder.path)/t.json", "--format", "openrpc").error == "")
    }

    @Test
    func `Import names the folder of a contract made of pairs, and what it passed over`() throws {
        let folder = try TemporaryFolder([
            "BootRequest.json": #"{"type": "object"}"#, "BootResponse.json": #"{"type": "object"}"#,
            "Orphan.json": #"{"type": "object"}"#,
        ])
        let output = try TemporaryFolder([:])
        let run = try Run.tool("import", folder.path, "--service", "boot", "-o", output.path)
        #expect(run.status == 0)
        #expect(
            run.error == """
                \(folder.path)/Orphan.json:1:1: warning: this schema has no partner XRequest, X or XResponse beside it; \
                passed over
                \(folder.path): \(output.path)/boot.json, 1 method

                """)
    }

    @Test
    func `Import makes the folder that it writes to`() throws {
        let folder = try TemporaryFolder(["t.json": Self.contract])
        let run = try Run.tool("import", "\(folder.path)/t.json", "-o", "\(folder.path)/new/deep")
        #expect(run.status == 0)
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/new/deep/t.json"))
    }

    @Test
    func `Import reads YAML, and writes no contract beside its twin in YAML`() throws {
        let folder = try TemporaryFolder([
            "shop.openrpc.yaml": """
            openrpc: 1.3.2
            info: {title: Shop, version: "1"}
            methods:
              - {name: shop_find, params: [], result: {name: r, schema: {type: string, maxLength: 0x10}}}
            """
        ])
        let document = "\(folder.path)/shop.openrpc.yaml"
        let run = try Run.tool("import", document, "-o", folder.path)
        #expect(run.status == 0)
        #expect(run.error.hasPrefix("\(document): \(folder.path)/shop.json, 1 method; not carried over: "))
        #expect(try String(contentsOfFile: "\(folder.path)/shop.json", encoding: .utf8).contains(#""maxLength": 16"#))
        try FileManager.default.moveItem(atPath: "\(folder.path)/shop.json", toPath: "\(folder.path)/shop.yml")
        let refused = try Run.tool("import", document, "-o", folder.path)
        #expect(refused.status == 74)
        #expect(refused.error.contains("\(folder.path)/shop.yml: stands where \(folder.path)/shop.json would"))
    }
}
