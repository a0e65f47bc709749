package import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// Contracts as a page for people: an index, and of each method its signature, params, result, errors, examples and the
/// lines that call it.
package enum ContractPage {
    /// A contract, and how to call its methods.
    package struct Service {
        let contract: JSON
        let params: (ExactString) -> JSON

        /// - Parameters:
        ///   - contract: The contract.
        ///   - params: Params of a method, as they are sent, for the lines that call it.
        package init(contract: JSON, params: @escaping (ExactString) -> JSON) {
            self.contract = contract
            self.params = params
        }
    }

    /// The page in Markdown.
    package static func markdown(of services: [Service]) -> String { page(of: services, by: MarkdownWriter()) }

    /// The page in HTML, which needs no other file and no script.
    package static func html(of services: [Service]) -> String { page(of: services, by: HTMLWriter()) }

    private static func page<Writer: PageWriter>(of services: [Service], by writer: Writer) -> String {
        var writer = writer
        var anchors = PageAnchors()
        let parts = services.map { ServicePart($0, &anchors) }
        writer.begin(title: parts.map(\.name).joined(separator: ", "))
        writer.index(parts.flatMap(\.index))
        for part in parts { part.write(to: &writer) }
        return writer.end()
    }
}

/// The part of a page that tells of one service.
private struct ServicePart {
    let contract: JSON
    let params: (ExactString) -> JSON
    let name: String
    let anchor: String
    let methods: [(key: ExactString, value: JSON, anchor: String)]
    let types: [(name: ExactString, value: JSON, anchor: String)]
    private let typeAnchors: [ExactString: String]

    init(_ service: ContractPage.Service, _ anchors: inout PageAnchors) {
        contract = service.contract
        params = service.params
        let name = contract["service"]?.string ?? ""
        self.name = name
        anchor = anchors.take(name)
        methods = (contract["methods"]?.lastMembers ?? []).map { key, method in
            (key, method, anchors.take("\(name).\(key)"))
        }
        types = (contract["$defs"]?.lastMembers ?? []).map { type, value in
            (type, value, anchors.take("\(name)-type-\(type)"))
        }
        typeAnchors = Dictionary(types.map { ($0.name, $0.anchor) }) { $1 }
    }

    private func fullName(_ key: ExactString, _ method: JSON) -> String {
        method["wireName"]?.string ?? "\(name).\(key)"
    }

    /// What leads to the methods, and to the types.
    var index: [(title: PageText, items: [PageText])] {
        let groups: [(title: PageText, items: [PageText])] = [
            (.link(name, to: anchor), methods.map { .link(fullName($0.key, $0.value), to: $0.anchor) }),
            (.text("Types of \(name)"), types.map { .link($0.name.string, to: $0.anchor) }),
        ]
        return types.isEmpty ? Array(groups.prefix(1)) : groups
    }

    func write(to writer: inout some PageWriter) {
        writer.heading(2, [.code(name)], anchor: anchor)
        Self.describe(contract, to: &writer)
        for (key, method, anchor) in methods { write(method, key, anchor, to: &writer) }
        if !types.isEmpty { writer.heading(2, [.text("Types of "), .code(name)], anchor: nil) }
        for (type, value, anchor) in types {
            writer.heading(3, [.code(type.string)], anchor: anchor)
            Self.describe(value, to: &writer)
            let text = TypeText(anchors: typeAnchors, root: true)
            writer.paragraph(text.line(value))
            write(value, text, to: &writer)
        }
    }

    // MARK: Methods

    private func write(_ method: JSON, _ key: ExactString, _ anchor: String, to writer: inout some PageWriter) {
        let name = fullName(key, method)
        var heading: [PageText] = [.code(name)]
        if method["deprecated"]?.bool == true { heading.append(.text(" (deprecated)")) }
        writer.heading(3, heading, anchor: anchor)
        Self.describe(method, to: &writer)
        let params = method["params"] ?? ["type": "object"]
        let text = TypeText(anchors: typeAnchors, root: params)
        if let result = method["result"] {
            let resultText = TypeText(anchors: typeAnchors, root: result)
            writer.paragraph(text.line(params) + [.text(" → ")] + resultText.line(result))
        } else {
            writer.paragraph(text.line(params) + [.text(" (a notification: no reply comes)")])
        }
        if method["wireName"] != nil { writer.paragraph([.text("Also called "), .code("\(self.name).\(key)")]) }
        if let positions = method["positions"]?.elements.compactMap(\.string), !positions.isEmpty {
            let structure = method["paramStructure"]?.string ?? "either"
            let names = positions.map { [PageText.code($0)] }.joined(separator: [.text(", ")])
            writer.paragraph([.text("By position (\(structure)): ")] + names)
        }
        let tags = (method["tags"]?.elements ?? []).compactMap { $0["name"]?.string }
        if !tags.isEmpty { writer.paragraph([.text("Tags: " + tags.joined(separator: ", "))]) }
        writeSection("Params", params, to: &writer)
        if let result = method["result"] { writeSection("Result", result, to: &writer) }
        writeErrors(method["errors"]?.elements ?? [], to: &writer)
        writeExamples(method["examples"]?.elements ?? [], to: &writer)
        writeCalls(of: name, method, key, to: &writer)
    }

    private func writeSection(_ title: String, _ schema: JSON, to writer: inout some PageWriter) {
        let text = TypeText(anchors: typeAnchors, root: schema)
        if rows(of: schema, text).isEmpty && ConstraintText.of(schema).isEmpty { return }
        writer.heading(4, [.text(title)], anchor: nil)
        write(schema, text, to: &writer)
    }

    private func writeErrors(_ errors: [JSON], to writer: inout some PageWriter) {
        if errors.isEmpty { return }
        writer.heading(4, [.text("Errors")], anchor: nil)
        Self.writeTable(
            ["Code", "Message", "Data"],
            errors.map { error in
                [
                    [.code(error["code"].map(CompactText.of) ?? "")], [.text(error["message"]?.string ?? "")],
                    error["data"].map { [.code(CompactText.of($0))] } ?? [],
                ]
            }, to: &writer)
    }

    private func writeExamples(_ examples: [JSON], to writer: inout some PageWriter) {
        if examples.isEmpty { return }
        writer.heading(4, [.text("Examples")], anchor: nil)
        for example in examples {
            if let description = example["description"]?.string { writer.paragraph([.text(description)]) }
            let params = Printable.escapeJSON(CompactText.of(example["params"] ?? [:]))
            let result = example["result"].map { "\n→ " + Printable.escapeJSON(CompactText.of($0)) } ?? ""
            writer.lines(params + result)
        }
    }

    /// A line for a batch and one for the shell. The shell's has the other name where the wire name would be taken for
    /// an option, or could not be read.
    private func writeCalls(of name: String, _ method: JSON, _ key: ExactString, to writer: inout some PageWriter) {
        let params = Printable.escapeJSON(CompactText.of(params(key)))
        let id = method["notification"]?.bool == true ? "" : "\"id\":1,"
        let quoted = Printable.escapeJSON(JSON(name).description)
        let isReadable = name.utf8.first != UInt8(ascii: "-") && Printable.escape(name).utf8.elementsEqual(name.utf8)
        let word = isReadable ? name : Printable.escape("\(self.name).\(key)")
        writer.heading(4, [.text("To copy")], anchor: nil)
        writer.lines(
            """
            {"jsonrpc":"2.0",\(id)"method":\(quoted),"params":\(params)}
            clamator-repl call \(Self.shellWord(word)) \(Self.shellWord(params))
            """)
    }

    /// A text as one word of a shell.
    private static func shellWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "-")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
        }
        if isPlain, !text.isEmpty { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    // MARK: Schemas

    /// What stands in words with a contract, a method or a type.
    private static func describe(_ value: JSON, to writer: inout some PageWriter) {
        for name: ExactString in ["summary", "description"] {
            for line in (value[name]?.string ?? "").split(whereSeparator: \.isNewline) {
                let words = line.drop(while: \.isWhitespace)
                if !words.isEmpty { writer.paragraph([.text(String(words))]) }
            }
        }
        if let url = value["externalDocs"]?["url"]?.string { writer.paragraph([.text("See "), .code(url)]) }
        for server in value["servers"]?.elements ?? [] {
            if let url = server["url"]?.string { writer.paragraph([.text("Server: "), .code(url)]) }
        }
    }

    /// What a schema asks for, and its members in a table.
    private func write(_ schema: JSON, _ text: TypeText, to writer: inout some PageWriter) {
        let constraints = ConstraintText.of(schema)
        if !constraints.isEmpty { writer.paragraph(Array(constraints.joined(separator: [.text("; ")]))) }
        let rows = rows(of: schema, text)
        if !rows.isEmpty { Self.writeTable(["Name", "Type", "Asks for", "Description"], rows, to: &writer) }
    }

    /// A table without the columns in which nothing stands.
    private static func writeTable(_ header: [String], _ rows: [[[PageText]]], to writer: inout some PageWriter) {
        let used = header.indices.filter { column in
            rows.contains { row in row[column].contains { $0 != .text("") } }
        }
        writer.table(used.map { header[$0] }, rows.map { row in used.map { row[$0] } })
    }

    /// How deep members are looked for inside of members.
    private static let deepest = 12

    /// A row for each member that the schema describes itself, and for the members inside.
    private func rows(of schema: JSON, _ text: TypeText, _ path: String = "", depth: Int = 0) -> [[[PageText]]] {
        if depth > Self.deepest { return [] }
        let required = Set((schema["required"]?.elements ?? []).compactMap(\.exactString))
        var rows: [[[PageText]]] = []
        for (name, property) in schema["properties"]?.lastMembers ?? [] {
            let path = path + (path.isEmpty ? "" : ".") + name.asMemberName
            var constraints = ConstraintText.of(property)
            if required.contains(name) { constraints.insert([.text("required")], at: 0) }
            let description = property["description"]?.string ?? property["title"]?.string ?? ""
            rows.append([
                [.code(path)], text.line(property, namesMembers: false),
                Array(constraints.joined(separator: [.text("; ")])), [.text(Self.oneLine(description))],
            ])
            rows += self.rows(of: property, text, path, depth: depth + 1)
        }
        if let items = schema["items"], items.kind == .object {
            rows += self.rows(of: items, text, path + "[]", depth: depth + 1)
        }
        for part in schema["allOf"]?.elements ?? [] { rows += self.rows(of: part, text, path, depth: depth + 1) }
        return rows
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
