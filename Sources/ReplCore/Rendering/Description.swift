internal import ClamatorKit
internal import LineEditing
public import ScriptedHandlers

/// Describes what contracts offer: services, methods, types.
public struct Description {
    private let catalogue: ServiceCatalogue
    private let paint: Palette
    /// How many columns a line may have.
    private let width: Int
    /// The command that describes something by its name.
    private let command: String

    /// Makes a description of services, in lines of so many columns.
    public init(of services: [ContractLoader.Service], palette: Palette, width: Int) {
        self.init(of: ServiceCatalogue(services), paint: palette, width: width, command: "describe")
    }

    init(of catalogue: ServiceCatalogue, paint: Palette, width: Int, command: String) {
        self.catalogue = catalogue
        self.paint = paint
        self.width = width
        self.command = command
    }

    /// Describes everything, one service, one method, or one type.
    ///
    /// - Parameter name: nil, a service, `service.method`, or a type behind one of the two: `service.method.Type`.
    /// - Returns: The text, without a line end at its end.
    /// - Throws: `UnknownName` with the nearest name that there is.
    public func text(of name: String?) throws(UnknownName) -> String { try styledText(of: name).ansi }

    /// The same, with its styles.
    func styledText(of name: String?) throws(UnknownName) -> StyledText {
        switch try find(name) {
        case .all(let services): services.map { overview($0.contract) }.joined(separator: "\n\n")
        case .service(let service): overview(service.contract)
        case .method(let method): details(method)
        case .type(let name, let owner, let schema): details(ofType: name, of: owner, schema)
        }
    }

    /// The same as one JSON text on one line.
    ///
    /// - Parameter name: nil, a service, `service.method`, or a type behind one of the two.
    /// - Returns: An array of services, a service, a method, or a type.
    /// - Throws: `UnknownName` with the nearest name that there is.
    public func json(of name: String?) throws(UnknownName) -> String {
        JSONLayout(paint: paint, width: .max).line(try value(of: name)).ansi
    }

    private func value(of name: String?) throws(UnknownName) -> JSON {
        switch try find(name) {
        case .all(let services): JSON(services.map { Self.json(of: $0.contract) })
        case .service(let service): Self.json(of: service.contract)
        case .method(let method): Self.json(of: method.method)
        case .type(let name, _, let schema):
            ["type": JSON(name), "signature": JSON(schema.signature), "schema": schema.source]
        }
    }

    private enum Found {
        case all([ContractLoader.Service])
        case service(ContractLoader.Service)
        case method(ServiceCatalogue.NamedMethod)
        case type(String, of: String, Subschema)
    }

    private func find(_ name: String?) throws(UnknownName) -> Found {
        guard let name else { return .all(catalogue.services) }
        if let service = catalogue.service(name) { return .service(service) }
        if let method = catalogue.method(name, using: nil) { return .method(method) }
        return try findType(name)
    }

    /// A type behind the name of a method or of a service; all of the names may have dots.
    private func findType(_ name: String) throws(UnknownName) -> Found {
        var types: [String] = []
        for dot in name.utf8.indices.reversed() where name.utf8[dot] == UInt8(ascii: ".") {
            let owner = String(Substring(name.utf8[..<dot]))
            let type = String(Substring(name.utf8[dot...].dropFirst()))
            var budget = Self.workOfSearch
            guard let signatures = signatures(behind: owner, spending: &budget) else { continue }
            if let schema = NamedTypes.find(type, in: signatures, spending: &budget) {
                return .type(type, of: owner, schema)
            }
            types += self.types(of: owner)
        }
        throw UnknownName(name, among: catalogue.names + types)
    }

    /// The types that a method or the methods of a service name, each behind its name and a dot.
    func types(of owner: String) -> [String] {
        var budget = Self.workOfSearch
        let signatures = signatures(behind: owner, spending: &budget) ?? []
        var names: Set<ExactString> = []
        return NamedTypes.all(in: signatures, spending: &budget).map(\.name)
            .filter { names.insert(ExactString($0)).inserted }.map { "\(owner).\($0)" }
    }

    /// The signatures of a method, or of all methods of a service; nil where the name is none of either.
    private func signatures(behind owner: String, spending budget: inout WorkBudget) -> [SignatureText]? {
        let methods =
            catalogue.method(owner, using: nil).map { [$0] }
            ?? catalogue.service(owner).map(ServiceCatalogue.methods)
        guard let methods else { return nil }
        var found: [SignatureText] = []
        for named in methods { found += signatures(of: named.method, spending: &budget) }
        return found
    }

    /// What finding a type may cost.
    private static let workOfSearch = WorkBudget(steps: 200_000, bytes: 1 << 22)
    /// What one text may cost.
    private static let workOfText = WorkBudget(steps: 20_000, bytes: 1 << 17)

    // MARK: Services

    private func overview(_ contract: Contract) -> StyledText {
        var lines: [StyledText] = [heading(contract.service, contract.description)]
        lines += addresses(contract.externalDocs, contract.servers)
        func name(_ method: Contract.Method) -> String { Printable.escape(method.wireName ?? method.name) }
        let longest = contract.methods.map { DisplayWidth.columns(of: name($0)) }.max() ?? 0
        let column = min(longest, max(width / 4, 8))
        var types: [String] = []
        var names: Set<ExactString> = []
        var budget = Self.workOfSearch
        for method in contract.methods {
            let signatures = signatures(of: method, showingConstraints: false, spending: &budget)
            let label: StyledText = "  \(paint(.name, name(method).padded(to: column)))  "
            lines.append(line(method, signatures).wrapped(behind: label, to: width, indentedBy: column + 6))
            if let description = method.summary ?? method.description {
                lines.append(prose(description, indentedBy: column + 4))
            }
            types += signatures.flatMap(\.types).map(\.name).filter { names.insert(ExactString($0)).inserted }
        }
        if let list = list(of: types, "  types  ", named: contract.service) { lines.append(list) }
        return lines.joined(separator: "\n")
    }

    /// `{ a: number, b: number } → { sum: number }`, or the params alone for a notification.
    private func line(_ method: Contract.Method, _ signatures: [SignatureText]) -> BreakableText {
        if let fault = method.fault { return BreakableText(words: Printable.escape("(set aside: \(fault))")) }
        var text = BreakableText(signatures[0].pieces.map(Printable.escape))
        if signatures.count > 1 {
            text = text.enclosed("", " →", hasSpace: true)
            text += BreakableText(signatures[1].pieces.map(Printable.escape))
        } else {
            text = text.enclosed("", " ", hasSpace: true)
            text.append("(notification)", hasSpace: false)
        }
        return text
    }

    /// The signature of the params and, if there is one, that of the result; none for a method that is set aside.
    private func signatures(
        of method: Contract.Method, showingConstraints showsConstraints: Bool = true, spending budget: inout WorkBudget
    ) -> [SignatureText] {
        if method.fault != nil { return [] }
        let schemas = [method.params.root] + (method.result.map { [$0.root] } ?? [])
        return schemas.map { $0.signatureText(showingConstraints: showsConstraints, spending: &budget) }
    }

    /// Where more is to be read, and where calls are served.
    private func addresses(_ docs: JSON?, _ servers: [JSON]) -> [StyledText] {
        let docs = (docs?["url"]?.string).map { [row("see", words: $0)] } ?? []
        return docs + servers.compactMap { $0["url"]?.string }.map { row("server", words: $0) }
    }

    // MARK: Methods and types

    private func details(_ named: ServiceCatalogue.NamedMethod) -> StyledText {
        let method = named.method
        var lines = [heading(named.name, method.summary ?? method.description)]
        if let description = method.description, method.summary != nil, method.summary != description {
            lines.append(prose(description, indentedBy: 2))
        }
        if method.wireName != nil { lines.append("  key      \(named.key)") }
        if method.isDeprecated { lines.append("  \(paint(.warning, "deprecated"))") }
        let tags = method.tags.compactMap { $0["name"]?.string }
        if !tags.isEmpty { lines.append(row("tags", words: tags.joined(separator: ", "))) }
        lines += addresses(method.externalDocs, method.servers)
        if let fault = method.fault {
            let text = BreakableText(words: "set aside, calls are answered -32603: \(Printable.escape(fault))") {
                paint(.warning, $0)
            }
            lines.append(text.wrapped(behind: "  ", to: width, indentedBy: 4))
            return lines.joined(separator: "\n")
        }
        var budget = Self.workOfText
        let signatures = signatures(of: method, spending: &budget)
        lines.append(row("params", signatures[0].pieces))
        lines += notes(on: method.params.root)
        if let positions = method.positions {
            let only =
                method.paramStructure == .byPosition
                ? "  (only so)" : method.paramStructure == .byName ? "  (for the prompt alone)" : ""
            lines.append(row("in order", words: positions.map(\.string).joined(separator: ", ") + only))
        }
        if signatures.count > 1 {
            lines.append(row("result", signatures[1].pieces))
        } else {
            lines.append("  a notification: it has no result, and no reply comes")
        }
        lines += types(in: signatures, of: named.name, spending: &budget)
        for error in method.errors { lines.append(row("error", words: "\(error.code) \(error.message)")) }
        for example in method.examples {
            var text = ExampleText(paint: paint).text(example.params)
            if let result = example.result {
                text = text.enclosed("", " →", hasSpace: true)
                text += ExampleText(paint: paint).text(result)
            }
            lines.append(text.wrapped(behind: "  example  ", to: width, indentedBy: 13))
        }
        if !named.isHandled {
            let advice =
                "no handler: calls are answered -32601; --mock answers from the contract, and at the prompt .on "
                + "\(Printable.escape(named.name)) RULE"
            let text = BreakableText(words: advice) { paint(.warning, $0) }
            lines.append(text.wrapped(behind: "  ", to: width, indentedBy: 4))
        }
        if let call = ExampleCall.line(of: method, in: named.service.contract.service, columns: width) {
            lines.append("\(paint(.name, Printable.escape(call)))")
        }
        return lines.joined(separator: "\n")
    }

    private func details(ofType name: String, of owner: String, _ schema: Subschema) -> StyledText {
        var budget = Self.workOfText
        let text = schema.signatureText(spending: &budget)
        var lines = [heading("\(owner).\(name)", schema.description ?? schema.title)]
        lines.append(row("type", ["\(name) = "] + text.pieces))
        lines += notes(on: schema)
        lines += types(in: [text], of: owner, besides: name, spending: &budget)
        return lines.joined(separator: "\n")
    }

    /// The types that signatures name: what those of the first levels are, and the names of those below.
    private func types(
        in signatures: [SignatureText], of owner: String, besides name: String? = nil,
        spending budget: inout WorkBudget
    ) -> [StyledText] {
        let types = NamedTypes(in: signatures, levels: 3, spending: &budget)
        let rows = types.definitions.filter { $0.name != name }.map { row("type", ["\($0.name) = "] + $0.text.pieces) }
        return rows + (list(of: types.deeper, "  types    ", named: owner).map { [$0] } ?? [])
    }

    /// The names of types, and how to see what one is; nil where there are none.
    private func list(of types: [String], _ label: StyledText, named owner: String) -> StyledText? {
        guard let first = types.first else { return nil }
        var names = types.map { "\(Printable.escape($0)), " }
        names[names.count - 1] = "\(Printable.escape(types[types.count - 1])): "
        names += ["\(command) ", "\(Printable.escape("\(owner).\(first)")) ", "shows ", "one"]
        return BreakableText(names).wrapped(behind: label, to: width, indentedBy: label.columns + 2)
    }

    /// What the author says of each member.
    private func notes(on schema: Subschema) -> [StyledText] {
        schema.properties.compactMap { property in
            guard let text = Self.note(on: property) else { return nil }
            let name = Printable.escape(property.name.string)
            let label: StyledText = "    \(paint(.name, name))  "
            let margin = DisplayWidth.columns(of: name) + 6
            return prose(text, label, indentedBy: margin) { StyledText($0) }
        }
    }

    /// The description, else the title where it says more than the name; of an array, that of its elements otherwise.
    private static func note(on property: Subschema.Property) -> String? {
        func title(_ schema: Subschema?) -> String? {
            guard let title = schema?.title, letters(title) != letters(property.name.string) else { return nil }
            return title
        }
        let schema = property.schema
        return schema.description ?? title(schema) ?? schema.items.flatMap { $0.description ?? title($0) }
    }

    private static func letters(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter(\.properties.isAlphabetic))).lowercased()
    }

    // MARK: Lines

    private func row(_ label: String, _ pieces: [String]) -> StyledText {
        BreakableText(pieces.map(Printable.escape)).wrapped(
            behind: "  \(label.padded(to: 9))", to: width, indentedBy: 13)
    }

    private func row(_ label: String, words: String) -> StyledText {
        BreakableText(words: Printable.escape(words)).wrapped(
            behind: "  \(label.padded(to: 9))", to: width, indentedBy: 13)
    }

    /// A name, and a text beside it; one of several lines stands below it.
    private func heading(_ name: String, _ text: String?) -> StyledText {
        let name = paint(.heading, Printable.escape(name))
        guard let text else { return name }
        return Self.lines(of: text).count > 1
            ? "\(name)\n\(prose(text, indentedBy: 2))" : prose(text, "\(name)  ", indentedBy: 2)
    }

    /// A text as lines, each of them indented.
    private func prose(_ text: String, indentedBy count: Int) -> StyledText {
        prose(text, StyledText(String(repeating: " ", count: min(count, max(2, width / 3)))), indentedBy: count)
    }

    private func prose(_ text: String, _ label: StyledText, indentedBy count: Int) -> StyledText {
        prose(text, label, indentedBy: count) { paint(.detail, $0) }
    }

    /// The lines of a text, without empty ones at its end.
    private static func lines(of text: String) -> [Substring] {
        let lines = Printable.escapeLines(text.replacing("\r\n", with: "\n"))
            .split(separator: "\n", omittingEmptySubsequences: false)
        return Array(lines[...(lines.lastIndex { !$0.isEmpty } ?? 0)])
    }

    /// A text behind a label, in lines that are indented alike; those that the author has indented further stay so.
    private func prose(
        _ text: String, _ label: StyledText, indentedBy count: Int, _ styled: (String) -> StyledText
    ) -> StyledText {
        let margin = String(repeating: " ", count: min(count, max(2, width / 3)))
        return Self.lines(of: text).enumerated().map { number, line -> StyledText in
            let words = line.drop { $0 == " " }
            if words.isEmpty, number > 0 { return "" }
            let indent = String(repeating: " ", count: line.count - words.count)
            let start = number == 0 ? label : StyledText(margin)
            return BreakableText(words: String(words), styled).wrapped(
                behind: start + StyledText(indent), to: width, indentedBy: margin.count + indent.count)
        }.joined(separator: "\n")
    }

    // MARK: JSON

    private static func json(of contract: Contract) -> JSON {
        var members: [(name: ExactString, value: JSON)] = [("service", JSON(contract.service))]
        if let description = contract.description { members.append(("description", JSON(description))) }
        if let docs = contract.externalDocs { members.append(("externalDocs", docs)) }
        if !contract.servers.isEmpty { members.append(("servers", JSON(contract.servers))) }
        members.append(
            ("methods", JSON(members: contract.methods.map { (name: ExactString($0.name), value: json(of: $0)) })))
        return JSON(members: members)
    }

    private static func json(of method: Contract.Method) -> JSON {
        var members: [(name: ExactString, value: JSON)] = []
        if let name = method.wireName { members.append(("wireName", JSON(name))) }
        if let summary = method.summary { members.append(("summary", JSON(summary))) }
        if let description = method.description { members.append(("description", JSON(description))) }
        if method.isDeprecated { members.append(("deprecated", true)) }
        if !method.tags.isEmpty { members.append(("tags", JSON(method.tags))) }
        if let docs = method.externalDocs { members.append(("externalDocs", docs)) }
        if !method.servers.isEmpty { members.append(("servers", JSON(method.servers))) }
        members.append(("notification", JSON(method.isNotification)))
        if let fault = method.fault {
            members.append(("setAside", JSON(fault)))
            return JSON(members: members)
        }
        members.append(("signature", JSON(method.params.signature)))
        members.append(("params", method.params.sourceWithTypes))
        if let positions = method.positions {
            members.append(("positions", JSON(positions.map { JSON($0.string) })))
            members.append(("paramStructure", JSON(method.paramStructure.rawValue)))
        }
        if let result = method.result {
            members.append(("resultSignature", JSON(result.signature)))
            members.append(("result", result.sourceWithTypes))
        }
        members.append(
            ("errors", JSON(method.errors.map { ["code": JSON($0.code.rawValue), "message": JSON($0.message)] })))
        members.append(
            (
                "examples",
                JSON(
                    method.examples.map { example in
                        JSON(
                            members: [("params", example.params), ("result", example.result)].compactMap {
                                name, value in value.map { (name: ExactString(name), value: $0) }
                            })
                    })
            ))
        return JSON(members: members)
    }
}
