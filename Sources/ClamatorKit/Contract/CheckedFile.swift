/// A file that was read, and the problems found in it so far.
///
/// What was made of documents in another format reports its problems where these have what is wrong.
package struct CheckedFile {
    private let file: ParsedFile
    package var name: String { file.name }
    package var root: JSON { file.root }
    /// The documents that the value was made of; empty where it is the file's own.
    private var sources: [CheckedFile] = []
    /// Where a part of the value came from: the number of the document, and the path there.
    private var locate: (JSONPointer) -> (source: Int, path: JSONPointer) = { (0, $0) }
    /// The problems in the order of their positions, document by document.
    package var diagnostics: [FileDiagnostic] {
        found.sorted { ($0.line, $0.column) < ($1.line, $1.column) } + sources.flatMap(\.diagnostics)
    }
    private var found: [FileDiagnostic] = []
    private var known: Set<FileDiagnostic> = []
    /// Made when the first problem is noted.
    private var positions: TextPositions?
    /// What is in the long arrays and objects on the way to problems, by the offset of each: of many problems each
    /// would else be sought from the first.
    private var children: [Int: [ExactString: JSON]] = [:]
    private static let longest = 16

    /// Whether some problem makes the file useless.
    package var hasErrors: Bool { found.contains { $0.severity == .error } || sources.contains(where: \.hasErrors) }

    /// A file that was parsed already.
    init(_ file: ParsedFile) { self.file = file }

    /// What was made of documents.
    ///
    /// - Parameters:
    ///   - root: The value.
    ///   - sources: The documents, the one that was named first.
    ///   - locate: Where a part of the value came from: the number of the document, and the path there.
    package init(
        _ root: JSON, madeOf sources: [ParsedFile],
        locate: @escaping (JSONPointer) -> (source: Int, path: JSONPointer)
    ) {
        file = ParsedFile(name: sources.first?.name ?? "", root: root)
        self.sources = sources.map { CheckedFile($0) }
        self.locate = locate
    }

    /// Parses a file's text.
    ///
    /// - Throws: The one problem that a text has which is no JSON and no YAML, as the file's name says.
    package init(name: String, text: [UInt8]) throws(FileDiagnostic) { file = try ParsedFile(name: name, text: text) }

    /// Reads and parses a file.
    ///
    /// - Throws: `FileDiagnostic`, the one that a file has which cannot be read or parsed; `FileError` where the system
    ///   lacks what it takes to read, since that is no problem of the file.
    package init(reading path: String) throws {
        let text: [UInt8]
        do throws(FileError) {
            text = try Files.read(path)
        } catch {
            if error.isShortage { throw error }
            throw FileDiagnostic(error)
        }
        try self.init(name: path, text: text)
    }

    /// The file as it was parsed.
    package var parsed: ParsedFile { file }

    /// Notes a problem at a path; the same problem is noted once. It stands at a byte of the file, or where
    /// the path leads.
    package mutating func report(
        _ message: String, at path: JSONPointer, _ severity: FileDiagnostic.Severity = .error,
        offset: Int? = nil
    ) {
        guard sources.isEmpty else {
            let (source, path) = locate(path)
            return sources[source].report(message, at: path, severity)
        }
        let position = position(of: offset ?? value(at: path).offset)
        let diagnostic = FileDiagnostic(
            severity: severity, file: name, line: position.line, column: position.column, path: path, message: message)
        if known.insert(diagnostic).inserted { found.append(diagnostic) }
    }

    /// Notes a problem of one of the documents that the value was made of.
    package mutating func reportSource(_ message: String, _ source: Int, at path: JSONPointer) {
        sources[source].report(message, at: path)
    }

    /// Notes that a limit ended the search for what is most likely not meant.
    package mutating func reportIncompleteSearch() {
        report("not all was looked at: limit reached", at: JSONPointer(), .warning)
    }

    /// Where a value stands: `file:line:column`.
    package mutating func describedPosition(of path: JSONPointer) -> String {
        let position = position(of: value(at: path).offset)
        return "\(name):\(position.line):\(position.column)"
    }

    private mutating func position(of offset: Int) -> (line: Int, column: Int) {
        if let position = file.yamlPosition(of: offset) { return position }
        let positions = positions ?? TextPositions(of: root)
        self.positions = positions
        let position = positions[offset]
        return (position.line, position.column)
    }

    /// Notes what a schema has against the file.
    package mutating func check(against schema: Schema) {
        do throws(LimitReached) {
            for unit in try schema.explain(root) { report(unit.error, at: unit.instanceLocation) }
        } catch {
            report(error.description, at: JSONPointer())
        }
    }

    /// Notes every name that stands twice in one object.
    package mutating func checkRepeatedNames() {
        for index in sources.indices { sources[index].checkRepeatedNames() }
        guard sources.isEmpty else { return }
        // The paths are needed only where there is such a name.
        if root.withView(\.hasRepeatedNameInside) { checkRepeatedNames(in: root, at: JSONPointer()) }
    }

    private mutating func checkRepeatedNames(in value: JSON, at path: JSONPointer) {
        switch value.kind {
        case .object:
            var seen: Set<ExactString> = []
            for (name, member) in value.members {
                if !seen.insert(name).inserted {
                    report("the key \"\(name)\" stands here twice", at: path.appending(name))
                }
                checkRepeatedNames(in: member, at: path.appending(name))
            }
        case .array:
            for (index, element) in value.elements.enumerated() {
                checkRepeatedNames(in: element, at: path.appending(ExactString(index)))
            }
        default: break
        }
    }

    /// The value that a path leads to; nil where it leads nowhere.
    package mutating func value(at path: JSONPointer) -> JSON? {
        var value = root
        for token in path.tokens {
            guard let next = child(token, of: value) else { return nil }
            value = next
        }
        return value
    }

    /// The value that a path leads to, or the last on the way that is there.
    private mutating func value(at path: JSONPointer) -> JSON {
        var value = root
        for token in path.tokens {
            guard let next = child(token, of: value) else { break }
            value = next
        }
        return value
    }

    private mutating func child(_ token: ExactString, of value: JSON) -> JSON? {
        guard value.count > Self.longest else { return value[JSONPointer([token])] }
        if let known = children[value.offset] { return known[token] }
        let elements = value.elements.enumerated().map { (name: ExactString($0), value: $1) }
        let found = Dictionary((elements + value.members).map { ($0.name, $0.value) }) { $1 }
        children[value.offset] = found
        return found[token]
    }
}
