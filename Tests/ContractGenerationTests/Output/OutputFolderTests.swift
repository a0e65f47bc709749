import ClamatorKit
import ContractGeneration
import TestSupport
import Testing

struct OutputFolderTests {
    private static let code = CodeLanguage.swift(.internal)

    private static func file(_ service: String) throws -> GeneratedFile {
        let contract = try Contract(service: service, methods: [])
        let text = try JSON(parsing: #"{"service": "\#(service)", "methods": {}}"#)
        return code.files(for: [try GenerationSource(contract, text: text, file: "")])[0]
    }

    @Test func `A folder gets what is missing, loses what is gone, and keeps what is no generated code`() throws {
        let folder = try TemporaryFolder(["mine.swift": "// mine\n", "Old.txt": try Self.file("old").text])
        let output = OutputFolder("\(folder.path)/a/b", of: Self.code)
        let (one, two) = (try Self.file("one"), try Self.file("two"))
        try output.apply(output.changes(for: [one, two]))
        #expect(try output.changes(for: [one, two]).isEmpty)
        try folder.write("// mine\n", to: "a/b/Mine.swift")
        try folder.write(two.text + "\n", to: "a/b/Two.swift")
        let changes = try output.changes(for: [two])
        #expect(changes.map(\.path) == ["\(folder.path)/a/b/Two.swift", "\(folder.path)/a/b/One.swift"])
        #expect(changes.map(\.text) == [two.text, nil])
        try output.apply(changes)
        #expect(try Files.names(in: "\(folder.path)/a/b") == ["Mine.swift", "Two.swift"])
    }

    @Test func `A difference is the lines that differ, with their numbers`() {
        #expect(LineDifference.lines(from: "a\nb\nc\n", to: "a\nx\ny\nc\n") == ["-2: b", "+2: x", "+3: y"])
        let long = (1...100).map(String.init).joined(separator: "\n")
        let lines = LineDifference.lines(from: "", to: long)
        #expect(lines.count == 41)
        #expect(lines.last == "61 more lines differ")
    }
}
