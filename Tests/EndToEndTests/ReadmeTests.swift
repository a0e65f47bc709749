import Foundation
import TestSupport
import Testing

/// What the README shows is what a run prints.
@Suite struct ReadmeTests {
    /// A command in a `console` block, with what is shown below it.
    struct Example: CustomTestStringConvertible, Sendable {
        let command: String
        /// What is typed at the prompt that the command opens.
        var entries: [String] = []
        var output = ""
        var testDescription: String { command }

        /// Runs it after a line of the shell. Entries are read from stdin, since a terminal shows more than they print.
        func run(after line: String) throws -> Run {
            let input = entries.isEmpty ? "" : " -e - <<'ENTRIES'\n" + entries.joined(separator: "\n") + "\nENTRIES"
            return try Run.shell("exec 2>&1\n" + line + command + input)
        }
    }

    /// The commands of all blocks that begin so.
    private static func examples(in block: String) -> [Example] {
        let text = (try? String(contentsOfFile: Project.path + "/README.md", encoding: .utf8)) ?? ""
        var examples: [Example] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```" + block
            } else if isInside, line.hasPrefix("$ ") {
                examples.append(Example(command: String(line.dropFirst(2))))
            } else if isInside, !examples.isEmpty {
                if line.hasPrefix("clamator> ") {
                    examples[examples.count - 1].entries.append(String(line.dropFirst("clamator> ".count)))
                } else {
                    examples[examples.count - 1].output += line + "\n"
                }
            }
        }
        return examples
    }

    static let examples = examples(in: "console")

    @Test func `The README has examples`() {
        #expect(!Self.examples.isEmpty)
    }

    @Test(arguments: examples) func `The README shows what a run prints`(example: Example) throws {
        #expect(try example.run(after: "").output == example.output)
    }

    @Test func `Ten commands lead from an empty folder to a service with an error and a state`() throws {
        let folder = try TemporaryFolder([:])
        let story = Self.examples(in: "console in an empty folder")
        #expect(story.map { 1 + $0.entries.count }.reduce(0, +) <= 10)
        for example in story {
            #expect(try example.run(after: "cd \(folder.path)\n").output == example.output)
        }
        let check = try Run.tool("check", "todo.json", "--strict", folder: folder.path)
        #expect(check.output == "todo.json: todo, 3 methods\n")
        #expect(try Run.tool("batch", "todo.json", "todo.expect.ndjson", folder: folder.path).status == 0)
    }
}
