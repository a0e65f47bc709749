import Foundation
import TestSupport
import Testing

/// What the README shows is what a run prints.
@Suite struct ReadmeTests {
    /// A command in a `console` block, with what is shown below it.
    struct Example: Sendable {
        let command: String
        /// What is typed at the prompt that the command opens.
        var entries: [String] = []
        var output = ""

        /// Runs it after a line of the shell. Entries are read from stdin, since a terminal shows more than they print.
        func run(after line: String) throws -> Run {
            let input = entries.isEmpty ? "" : " -e - <<'ENTRIES'\n" + entries.joined(separator: "\n") + "\nENTRIES"
            return try Run.shell("exec 2>&1\n" + line + command + input)
        }
    }

    /// A `console` block. What its commands write is for those behind them, and for no other block.
    struct Block: CustomTestStringConvertible, Sendable {
        var examples: [Example] = []
        var testDescription: String { examples.first?.command ?? "" }
    }

    /// All blocks that begin so.
    private static func blocks(of kind: String) -> [Block] {
        let text = (try? String(contentsOfFile: Project.path + "/README.md", encoding: .utf8)) ?? ""
        var blocks: [Block] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```" + kind
                if isInside { blocks.append(Block()) }
            } else if isInside, line.hasPrefix("$ ") {
                blocks[blocks.count - 1].examples.append(Example(command: String(line.dropFirst(2))))
            } else if isInside, let last = blocks[blocks.count - 1].examples.indices.last {
                if line.hasPrefix("clamator> ") {
                    blocks[blocks.count - 1].examples[last].entries.append(String(line.dropFirst("clamator> ".count)))
                } else {
                    blocks[blocks.count - 1].examples[last].output += line + "\n"
                }
            }
        }
        return blocks
    }

    static let blocks = blocks(of: "console")

    @Test func `The README has examples`() {
        #expect(!Self.blocks.isEmpty)
    }

    @Test(arguments: blocks) func `The README shows what a run prints`(block: Block) throws {
        for example in block.examples {
            #expect(try example.run(after: "").output == example.output, "\(example.command)")
        }
    }

    @Test func `Ten commands lead from an empty folder to a service with an error and a state`() throws {
        let folder = try TemporaryFolder([:])
        let story = Self.blocks(of: "console in an empty folder").flatMap(\.examples)
        #expect(story.map { 1 + $0.entries.count }.reduce(0, +) <= 10)
        for example in story {
            #expect(try example.run(after: "cd \(folder.path)\n").output == example.output)
        }
        let check = try Run.tool("check", "todo.json", "--strict", folder: folder.path)
        #expect(check.output == "todo.json: todo, 3 methods\n")
        #expect(try Run.tool("batch", "todo.json", "todo.expect.ndjson", folder: folder.path).status == 0)
    }
}
