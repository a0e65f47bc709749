import Foundation
import Testing

/// What the README shows is what a run prints.
@Suite struct ReadmeTests {
    /// A command in a `console` block, with what is shown below it.
    struct Example: CustomTestStringConvertible, Sendable {
        let command: String
        var output = ""
        var testDescription: String { command }
    }

    static let examples: [Example] = {
        let text = (try? String(contentsOfFile: Project.path + "/README.md", encoding: .utf8)) ?? ""
        var examples: [Example] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                examples.append(Example(command: String(line.dropFirst(2))))
            } else if isInside, !examples.isEmpty {
                examples[examples.count - 1].output += line + "\n"
            }
        }
        return examples
    }()

    @Test func `The README has examples`() {
        #expect(!Self.examples.isEmpty)
    }

    @Test(arguments: examples) func `The README shows what a run prints`(example: Example) throws {
        let run = try Run.shell("exec 2>&1\n" + example.command)
        #expect(run.output == example.output)
    }
}
