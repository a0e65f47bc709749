import Foundation
import TestSupport
import Testing

/// `clamator-repl init`.
@Suite struct InitTests {
    @Test func `A contract is begun that works as it is`() throws {
        let folder = try TemporaryFolder([:])
        let run = try Run.tool("init", "greeter", folder: folder.path)
        #expect(run.status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "contract.schema.json", "greeter.expect.ndjson", "greeter.handlers.json", "greeter.json",
                "handlers.schema.json",
            ])
        let check = try Run.tool("check", "greeter.json", folder: folder.path)
        #expect(check.output.hasSuffix("greeter.json: greeter, 3 methods\n"))
        #expect(try Run.tool("batch", "greeter.json", "greeter.expect.ndjson", folder: folder.path).status == 0)
        for schema in ["contract.schema.json", "handlers.schema.json"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: folder.path + "/" + schema, andPath: Project.contracts + "/" + schema))
        }
    }

    @Test(arguments: ["greeter.json", "greeter.handlers.json", "greeter.expect.ndjson"])
    func `Nothing is written where a file is there already`(name: String) throws {
        let folder = try TemporaryFolder([name: "mine"])
        let run = try Run.tool("init", "greeter", folder: folder.path)
        #expect(run.error == "clamator-repl: \(name): is there already, and is not overwritten\n")
        #expect(run.status == 74)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
        #expect(try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8) == "mine")
    }

    @Test func `A second contract shares the schemas`() throws {
        let folder = try TemporaryFolder(["contract.schema.json": "mine"])
        #expect(try Run.tool("init", folder: folder.path).status == 0)
        #expect(try Run.tool("init", "other", folder: folder.path).status == 0)
        #expect(try String(contentsOfFile: folder.path + "/contract.schema.json", encoding: .utf8) == "mine")
    }

    @Test func `A folder that is not there is made`() throws {
        let folder = try TemporaryFolder([:])
        let run = try Run.tool("init", "greeter", "-o", "new/one", folder: folder.path)
        #expect(run.status == 0)
        #expect(try Run.tool("check", "new/one/greeter.json", folder: folder.path).status == 0)
    }

    @Test(arguments: [(["init", "Greeter"], 64), (["init", "a/b"], 64)])
    func `A name that cannot be used is refused`(arguments: [String], status: Int) throws {
        let folder = try TemporaryFolder([:])
        let run = try Run.shell("cd \(folder.path) && clamator-repl \(arguments.joined(separator: " "))")
        #expect(run.error.hasPrefix("clamator-repl: "))
        #expect(Int(run.status) == status)
    }
}
