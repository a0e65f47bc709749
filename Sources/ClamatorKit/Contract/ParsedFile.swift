private import ClamatorYAML

/// A file's content, in JSON or YAML as the end of its name says.
package struct ParsedFile: Sendable {
    /// How people name the file.
    package let name: String
    /// The content.
    package let root: JSON
    /// Where the values stand in the file, where it is YAML.
    private let yamlPositions: YAMLPositions?

    /// What was made, and not parsed from a file.
    init(name: String, root: JSON) {
        self.name = name
        self.root = root
        yamlPositions = nil
    }

    /// Parses a file's text.
    ///
    /// - Throws: The one problem that a text has which cannot be parsed.
    package init(name: String, text: [UInt8]) throws(FileDiagnostic) {
        func diagnostic(_ message: String, _ line: Int, _ column: Int) -> FileDiagnostic {
            FileDiagnostic(
                severity: .error, file: name, line: line, column: column, path: JSONPointer(), message: message)
        }
        self.name = name
        if FileFormat(ofFile: name) == .yaml {
            do throws(YAMLError) {
                let document = try YAMLDocument(parsing: text)
                (root, yamlPositions) = (document.root, document.positions)
            } catch {
                throw diagnostic(error.description, error.line, error.column)
            }
        } else {
            do throws(JSONError) {
                (root, yamlPositions) = (try JSON(parsing: text), nil)
            } catch {
                throw diagnostic("no JSON: \(error.reason)", error.line, error.column)
            }
        }
    }

    /// Where a byte of the content's JSON text stands in the file; nil where that is the file's own text.
    func yamlPosition(of offset: Int) -> (line: Int, column: Int)? { yamlPositions?[offset] }
}
