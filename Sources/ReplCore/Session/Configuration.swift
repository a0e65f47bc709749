package import ClamatorKit
package import LineEditing

/// The preferences for the prompt in `config.json`. What is nil is as without the file.
package struct Configuration: Equatable, Sendable {
    /// When colours are written.
    package enum Color: String, CaseIterable, Sendable {
        /// On a terminal, unless `NO_COLOR` is set.
        case auto
        /// Always.
        case always
        /// Never.
        case never
    }

    /// When to write colours.
    package private(set) var color: Color?
    /// Whether the keys are those of emacs or vi.
    package private(set) var editing: EditingMode?
    /// How long a call may take.
    package private(set) var timeout: Duration?
    /// What stands before an entry; see `Session.Options.prompt`.
    package private(set) var prompt: String?
    /// Whether results show how long they took.
    package private(set) var showsTiming: Bool?

    /// No preferences.
    package init() {}

    /// Reads a file. One that does not exist has no preferences; one with errors is not used.
    ///
    /// - Parameter path: The file.
    /// - Returns: What it says, and everything that is wrong with it.
    package static func read(_ path: String) -> (configuration: Configuration, diagnostics: [FileDiagnostic]) {
        guard Files.isFolder(path) != nil else { return (Configuration(), []) }
        do {
            var file = try CheckedFile(reading: path)
            file.checkRepeatedNames()
            if let schema = try? Schema(JSON(parsing: schemaText)) { file.check(against: schema) }
            return (file.diagnostics.isEmpty ? Configuration(file.root) : Configuration(), file.diagnostics)
        } catch let diagnostic as FileDiagnostic {
            return (Configuration(), [diagnostic])
        } catch {
            return (Configuration(), [FileDiagnostic(ofFile: path, (error as? FileError)?.reason ?? "\(error)")])
        }
    }

    /// Reads a file that the schema accepts.
    private init(_ root: JSON) {
        color = root["color"]?.string.flatMap(Color.init)
        editing = root["editing"]?.string.flatMap(EditingMode.init)
        timeout = root["timeout"]?.int.map { .milliseconds($0) }
        prompt = root["prompt"]?.string
        showsTiming = root["timing"]?.bool
    }

    /// The format of the file, as a JSON Schema. That it compiles is known from the tests.
    package static let schemaText = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "What a person prefers at the prompt of clamator-repl",
          "type": "object",
          "properties": {
            "$schema": { "type": "string" },
            "$comment": { "type": "string" },
            "color": { "description": "When to write colours.", "enum": ["auto", "always", "never"] },
            "editing": { "description": "Whose keys the line editor has.", "enum": ["emacs", "vi"] },
            "timeout": {
              "description": "How long a call may take, in milliseconds.",
              "type": "integer",
              "minimum": 1,
              "maximum": 2147483647
            },
            "prompt": {
              "description": "What stands before an entry; ${service} is :NAME while a service is in use.",
              "type": "string",
              "pattern": "^[^\\p{Cc}]*$",
              "minLength": 1,
              "maxLength": 60
            },
            "timing": { "description": "Whether results show how long they took.", "type": "boolean" }
          },
          "additionalProperties": false
        }
        """#
}
