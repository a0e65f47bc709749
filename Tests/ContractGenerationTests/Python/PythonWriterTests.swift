import ContractGeneration
import Foundation
import ScriptedHandlers
import Testing

/// The module of a contract with every construct is pinned in `wide_range.py`. `PIN_GENERATED=1` writes it anew.
struct PythonWriterTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path

    private static func module() throws -> String {
        var loader = ContractLoader()
        loader.assertsFormats = true
        let services = try loader.loadServices(["\(folder)/wide-range.json"])
        let models = ServiceModel.models(of: services.map(\.contract), naming: PythonNaming())
        return PythonWriter.text(of: try #require(models.first), mark: "# Generated.")
    }

    @Test func `A contract with every construct becomes the module that is pinned`() throws {
        let path = "\(Self.folder)/wide_range.py"
        let module = try Self.module()
        if ProcessInfo.processInfo.environment["PIN_GENERATED"] == "1" {
            try module.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let pinned = try String(contentsOfFile: path, encoding: .utf8)
        let lines = module.split(separator: "\n", omittingEmptySubsequences: false)
        let pinnedLines = pinned.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, (line, pinned)) in zip(lines, pinnedLines).enumerated() where line != pinned {
            Issue.record("line \(number + 1) is \(line), not \(pinned)")
            return
        }
        #expect(module.utf8.elementsEqual(pinned.utf8))
    }

    @Test func `The same contract gives the same bytes`() throws {
        #expect(try Self.module().utf8.elementsEqual(Self.module().utf8))
    }

    @Test func `No line is longer than 120 columns`() throws {
        let long = try Self.module().split(separator: "\n").filter { $0.count > 120 }
        #expect(long.isEmpty)
    }
}
