import ClamatorKit
import LineEditing
import ReplCore
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    private func read(_ text: String) throws -> (configuration: Configuration, diagnostics: [String]) {
        let folder = try TemporaryFolder(["config.json": text])
        let read = Configuration.read(folder.path + "/config.json")
        return (read.configuration, read.diagnostics.map { $0.description.replacing(folder.path + "/", with: "") })
    }

    @Test func `The schema of configurations compiles`() throws {
        _ = try Schema(try JSON(parsing: Configuration.schemaText))
    }

    @Test func `A configuration says what a person prefers`() throws {
        let (configuration, diagnostics) = try read(
            #"{"color": "never", "editing": "vi", "timeout": 500, "prompt": "❯ ", "timing": false}"#)
        #expect(diagnostics == [])
        #expect(configuration.color == .never)
        #expect(configuration.editing == .vi)
        #expect(configuration.timeout == .milliseconds(500))
        #expect(configuration.prompt == "❯ ")
        #expect(configuration.showsTiming == false)
    }

    @Test(arguments: ["{}", #"{"$schema": "./config.schema.json", "$comment": "mine"}"#])
    func `A configuration leaves open what it does not say`(text: String) throws {
        let (configuration, diagnostics) = try read(text)
        #expect(diagnostics == [])
        #expect(configuration == Configuration())
    }

    @Test func `Without a file there is no preference`() {
        let (configuration, diagnostics) = Configuration.read("/nowhere/config.json")
        #expect(configuration == Configuration())
        #expect(diagnostics.isEmpty)
    }

    @Test(arguments: [
        (#"{"colour": "never"}"#, #"config.json:1:12: unknown property "colour"; did you mean "color"? (at /colour)"#),
        (
            #"{"editing": "vim"}"#,
            #"config.json:1:13: expected "emacs" or "vi", got "vim"; did you mean "vi"? (at /editing)"#
        ),
        (#"{"timeout": 0}"#, "config.json:1:13: expected at least 1, got 0 (at /timeout)"),
        (#"{"timing": "no"}"#, #"config.json:1:12: expected boolean, got string "no" (at /timing)"#),
        ("{\n  \"timing\": true,\n}", "config.json:3:1: no JSON: expected a member's name, got '}'"),
        ("[]", "config.json:1:1: expected object, got an empty array"),
        (
            #"{"timing": true, "timing": false}"#,
            #"config.json:1:28: the key "timing" stands here twice (at /timing)"#
        ),
    ]) func `A configuration that is wrong is not used`(text: String, diagnostic: String) throws {
        let (configuration, diagnostics) = try read(text)
        #expect(diagnostics == [diagnostic])
        #expect(configuration == Configuration())
    }

    @Test(arguments: [#"\n"#, #"\u001b[2J"#, #"\u0007"#, #"\u009b"#])
    func `Control characters in the prompt are refused`(
        text: String
    ) throws {
        let (configuration, diagnostics) = try read(#"{"prompt": "a\#(text)"}"#)
        #expect(diagnostics.count == 1)
        #expect(configuration.prompt == nil)
    }

    @Test func `A folder is no configuration`() {
        #expect(
            Configuration.read("/").diagnostics.map(\.description) == ["/: a folder, where a regular file is expected"])
    }
}
