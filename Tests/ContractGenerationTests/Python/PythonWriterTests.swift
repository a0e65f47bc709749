import ClamatorKit
import ContractGeneration
import Foundation
import ScriptedHandlers
import TestSupport
import Testing

/// The modules of two contracts with every construct, which are committed so that reviewers see what changes in them.
struct PythonWriterTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = "Tests/ContractGenerationTests/Python"
    private static let contracts = ["\(folder)/wide-range.json", "Tests/GeneratedServices/every-thing.json"]

    private static func files() throws -> [GeneratedFile] {
        var loader = ContractLoader()
        loader.findsMistakes = false
        let services = try loader.loadServices(contracts.map { root.appending(path: $0).path() })
        let sources = try services.map {
            try GenerationSource($0.contract, text: $0.source, standalone: $0.standalone, file: $0.file)
        }
        return CodeLanguage.python.files(for: sources)
    }

    @Test func `What is committed is what is generated`() throws {
        let files = try Self.files()
        #expect(files.map(\.name) == ["wide_range.py", "every_thing.py"])
        let folder = OutputFolder(Self.root.appending(path: Self.folder).path(), of: .python)
        for change in try folder.changes(for: files) {
            Issue.record(
                """
                \(change.path) is not what is generated; `clamator-repl generate python \
                \(Self.contracts.joined(separator: " ")) -o \(Self.folder)` writes it anew:
                \(LineDifference.lines(from: change.present ?? "", to: change.text ?? "").joined(separator: "\n"))
                """)
        }
    }

    @Test func `The same contracts give the same bytes`() throws { #expect(try Self.files() == Self.files()) }

    @Test(arguments: [
        ("orders", "orders.py"), ("field-station", "field_station.py"), ("class", "class_.py"), ("json", "json_.py"),
        ("typing", "typing_.py"), ("typing-extensions", "typing_extensions_.py"), ("pydantic", "pydantic_.py"),
    ])
    func `A module has another name than Python's own and those that it imports`(service: String, file: String) throws {
        let text: JSON = ["service": JSON(service), "methods": ["add": ["result": true]]]
        let source = try GenerationSource(try Contract(json: text), text: text, file: "\(service).json")
        #expect(CodeLanguage.python.files(for: [source]).map(\.name) == [file])
    }

    @Test func `No line is longer than 120 columns`() throws {
        #expect(try Self.files().flatMap { $0.text.split(separator: "\n") }.filter { $0.count > 120 }.isEmpty)
    }

    @Test func `Names for names cost about the square of their number at most`() throws {
        func time(_ count: Int) throws -> Duration {
            var types: [(name: ExactString, value: JSON)] = (0..<count).map {
                (ExactString("s\($0)"), ["$ref": JSON("#/$defs/s\($0 + 1)")])
            }
            types.append((ExactString("s\(count)"), ["type": "string", "minLength": 1]))
            let text: JSON = [
                "service": "chain", "methods": ["get": ["result": ["$ref": "#/$defs/s0"]]],
                "$defs": JSON(members: types),
            ]
            let source = try GenerationSource(try Contract(json: text), text: text, file: "chain.json")
            return processorTime { _ = CodeLanguage.python.files(for: [source]) }
        }
        _ = try time(5)
        #expect(try time(120) < time(30) * 32)
    }
}
