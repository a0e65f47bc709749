/// Something wrong with a file, and where.
public struct Problem: Error, Hashable, Sendable {
    /// How bad it is.
    public enum Severity: Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used; something in it is most likely not meant.
        case warning
    }

    /// How bad it is.
    public var severity: Severity
    /// The file, as it was named.
    public var file: String
    /// The line, from 1; 0 where the problem is the file itself.
    public var line: Int
    /// The column in code points, from 1.
    public var column: Int
    /// The place in the file's JSON.
    public var path: JSONPointer
    /// What is wrong, and what would be right.
    public var message: String
}

extension Problem: CustomStringConvertible {
    /// `file:line:column: message (at /path)`, as compilers print it, so that editors can jump there.
    public var description: String {
        let place = line == 0 ? file : "\(file):\(line):\(column)"
        let kind = severity == .warning ? "warning: " : ""
        return "\(place): \(kind)\(message)" + (path.tokens.isEmpty ? "" : " (at \(path))")
    }
}

/// A JSON file that was read, and the problems found in it so far.
struct CheckedFile {
    let name: String
    let root: JSON
    private(set) var problems: [Problem] = []

    /// Parses a file's text.
    ///
    /// - Throws: The one problem that a text has which is no JSON.
    init(name: String, text: [UInt8]) throws(Problem) {
        self.name = name
        do throws(JSONError) {
            root = try JSON(parsing: text)
        } catch {
            throw Problem(
                severity: .error, file: name, line: error.line, column: error.column, path: JSONPointer(),
                message: "no JSON: \(error.reason)")
        }
    }

    /// Notes a problem at a place; the same problem is noted once.
    mutating func report(_ message: String, at path: JSONPointer, _ severity: Problem.Severity = .error) {
        let position = place(of: path).position
        let problem = Problem(
            severity: severity, file: name, line: position.line, column: position.column, path: path, message: message)
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// Notes what a schema has against the file.
    mutating func check(against schema: Schema) {
        for unit in schema.explain(root) { report(unit.error, at: unit.instanceLocation) }
    }

    /// Notes every name that stands twice in one object.
    mutating func checkRepeatedNames() { checkRepeatedNames(in: root, at: JSONPointer()) }

    private mutating func checkRepeatedNames(in value: JSON, at path: JSONPointer) {
        switch value.kind {
        case .object:
            var seen: Set<String> = []
            for (name, member) in value.members {
                if !seen.insert(name).inserted { report("the key \"\(name)\" stands here twice", at: path.appending(name)) }
                checkRepeatedNames(in: member, at: path.appending(name))
            }
        case .array:
            for (index, element) in value.elements.enumerated() {
                checkRepeatedNames(in: element, at: path.appending(String(index)))
            }
        default: break
        }
    }

    /// The value that a path leads to, or the last on the way that is there.
    private func place(of path: JSONPointer) -> JSON {
        var value = root
        for count in 1..<(path.tokens.count + 1) {
            guard let next = root[JSONPointer(Array(path.tokens.prefix(count)))] else { break }
            value = next
        }
        return value
    }
}
