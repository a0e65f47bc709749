import ClamatorJSON
import ClamatorSchema

/// Writes the Python module of a service: models for Pydantic 2, a client, a service, and the contract for
/// clamator-protocol.
struct PythonWriter {
    let model: ServiceModel
    /// The types of params and results.
    private let roots: Set<TypeID>
    /// What is written below the imports and helpers, which are known when it is done.
    var text = SourceText()
    private var helpers: Set<PythonHelper> = []
    private var imports: [ExactString: Set<ExactString>] = [:]
    /// What Pydantic does not ask.
    var notes: [ServiceModel.Note] = []
    var knownNotes: Set<ServiceModel.Note> = []

    private init(_ model: ServiceModel) {
        self.model = model
        roots = Set(model.methods.flatMap { [$0.params, $0.result].compactMap(\.self) })
        notes = model.notes
        knownNotes = Set(model.notes)
    }

    /// The text of the module.
    ///
    /// - Parameters:
    ///   - model: The service.
    ///   - mark: The first line.
    /// - Returns: The text.
    static func text(of model: ServiceModel, mark: String) -> String {
        var writer = PythonWriter(model)
        writer.writeTypes()
        writer.writeClient()
        writer.writeService()
        writer.writeContract()
        return writer.head(mark) + writer.text.text
    }

    /// Whether a type is that of params or of a result.
    func isRoot(_ id: TypeID) -> Bool { roots.contains(id) }

    // MARK: What is used

    /// Notes that a name is used, which a module has.
    mutating func use(_ name: ExactString, from module: ExactString) { imports[module, default: []].insert(name) }

    /// A name that a module has.
    mutating func imported(_ name: ExactString, from module: ExactString) -> String {
        use(name, from: module)
        return name.string
    }

    /// A name that a helper declares.
    mutating func helped(_ name: String, by helper: PythonHelper) -> String {
        if helpers.insert(helper).inserted {
            for (module, names) in helper.imports {
                for name in names { use(ExactString(name), from: ExactString(module)) }
            }
            for other in helper.uses { _ = helped(name, by: other) }
        }
        return name
    }

    // MARK: The head

    private func head(_ mark: String) -> String {
        var text = SourceText()
        text.line(mark)
        if !notes.isEmpty {
            text.line("#")
            text.line("# What these models do not check, and is left to the contract:")
            for note in notes { text.words("- \(note.location): \(note.message)", mark: "#") }
        }
        text.documentation("The service `\(model.service)`.\(model.description.map { "\n\n\($0)" } ?? "")")
        text.line()
        text.line("from __future__ import annotations")
        text.line()
        if helpers.contains(where: \.usesExpressions) { text.line("import re") }
        let modules = imports.keys.sorted()
        for isOfOthers in [false, true] {
            for module in modules where Self.modulesOfOthers.contains(module) == isOfOthers {
                text.list("from \(module) import ", Self.sorted(imports[module] ?? []))
            }
            if isOfOthers == false || !helpers.isEmpty { text.line() }
        }
        let last = PythonHelper.allCases.last { helpers.contains($0) }
        for helper in PythonHelper.allCases where helpers.contains(helper) {
            text.line()
            for line in helper.text.split(separator: "\n", omittingEmptySubsequences: false) { text.line(String(line)) }
            if helper != last { text.line() }
        }
        return text.text
    }

    private static let modulesOfOthers: Set<ExactString> = [
        "clamator_protocol", "pydantic", "pydantic_core", "typing_extensions",
    ]

    /// Names as Python's tools sort them: constants, types, functions.
    private static func sorted(_ names: Set<ExactString>) -> [String] {
        func rank(_ name: ExactString) -> Int {
            let capitals = name.string.unicodeScalars.prefix { $0.properties.isUppercase || $0 == "_" }
            return capitals.count == name.string.unicodeScalars.count ? 0 : capitals.isEmpty ? 2 : 1
        }
        return names.sorted { (rank($0), $0) < (rank($1), $1) }.map(\.string)
    }
}

extension SourceText {
    /// Writes a documentation string.
    mutating func documentation(_ words: String) {
        let lines = Self.documentationLines(words, columns: room)
        if lines.count == 1 { return line("\"\"\"\(lines[0])\"\"\"") }
        line("\"\"\"\(lines[0])")
        for next in lines.dropFirst() { line(next) }
        line("\"\"\"")
    }

    private static func documentationLines(_ words: String, columns: Int) -> [String] {
        var text = SourceText()
        text.words(words, mark: "", columns: columns)
        var lines = text.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            var escaped = ""
            for scalar in (line.first == " " ? line.dropFirst() : line).unicodeScalars {
                // Three quotation marks would be the end, and so would one at the end.
                if scalar == "\\" || (scalar == "\"" && (escaped.hasSuffix("\"") || escaped.isEmpty)) {
                    escaped += "\\"
                }
                escaped.unicodeScalars.append(scalar)
            }
            return escaped
        }
        while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        if lines.count == 1, lines[0].hasSuffix("\"") { lines[0] += " " }
        return lines.isEmpty ? [""] : lines
    }

    /// Writes a list behind a head: in the same line, or in parentheses with an item a line where that would be too
    /// long.
    mutating func list(_ head: String, _ items: [String]) {
        let short = head + items.joined(separator: ", ")
        if short.count <= room { return line(short) }
        line(head + "(")
        indented { text in for item in items { text.line(item + ",") } }
        line(")")
    }
}
