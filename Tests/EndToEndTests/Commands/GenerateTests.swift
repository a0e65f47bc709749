import Foundation
import TestSupport
import Testing

/// Code that uses contracts.
@Suite struct GenerateTests {
    @Test
    func `Generate writes a file for each service, says so once, and check finds nothing then`() throws {
        let folder = try TemporaryFolder()
        let first = try Run.tool("generate", "swift", "contracts/arith.json", "contracts/todo.json", "-o", folder.path)
        #expect(first.status == 0)
        #expect(first.output.isEmpty)
        #expect(first.error == "\(folder.path)/Arith.swift: written\n\(folder.path)/Todo.swift: written\n")
        let second = try Run.tool("generate", "swift", "contracts/arith.json", "contracts/todo.json", "-o", folder.path)
        #expect(second.error.isEmpty)
        let check = try Run.tool(
            "generate", "swift", "contracts/arith.json", "contracts/todo.json", "-o", folder.path, "--check")
        #expect(check.status == 0)
        #expect(check.output.isEmpty)
        let fewer = try Run.tool("generate", "swift", "contracts/arith.json", "-o", folder.path)
        #expect(fewer.error == "\(folder.path)/Todo.swift: removed\n")
    }

    @Test
    func `Check shows what differs, and ends with 1`() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/Arith.swift"
        #expect(try Run.tool("generate", "swift", "contracts/arith.json", "-o", folder.path).status == 0)
        let internalCheck = try Run.tool(
            "generate", "swift", "contracts/arith.json", "-o", folder.path, "--access", "internal", "--check")
        #expect(internalCheck.status == 1)
        #expect(internalCheck.output.hasPrefix("\(file): is not what would be written\n-6: public import"))
        let missing = try Run.tool("generate", "swift", "contracts/todo.json", "-o", folder.path, "--check")
        #expect(
            missing.output == """
                \(folder.path)/Todo.swift: is not there
                \(file): would be removed: its contract is gone

                """)
        #expect(missing.status == 1)
    }

    @Test
    func `A contract with errors, a folder that is a file, and an unknown language have a status each`() throws {
        let folder = try TemporaryFolder([
            "t.json": ##"{"service": "t", "methods": {"m": {"params": {"$ref": "#/nowhere"}, "result": {}}}}"##
        ])
        let wrong = try Run.tool("generate", "swift", "\(folder.path)/t.json", "-o", "\(folder.path)/out")
        #expect(wrong.status == 65)
        #expect(wrong.error.contains("/methods/m/params"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out"))
        let file = try Run.tool("generate", "swift", "contracts/arith.json", "-o", "\(folder.path)/t.json")
        #expect(file.status == 74)
        #expect(try Run.tool("generate", "cobol", "contracts/arith.json", "-o", folder.path).status == 64)
    }
}
