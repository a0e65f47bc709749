internal import ClamatorKit
internal import LineEditing
public import ScriptedHandlers

/// Describes what contracts offer: services, methods, signatures.
public struct Description {
    private let catalogue: ServiceCatalogue
    private let paint: Palette

    /// Makes a description of services.
    public init(of services: [ContractLoader.Service], palette: Palette) {
        self.init(of: ServiceCatalogue(services), paint: palette)
    }

    init(of catalogue: ServiceCatalogue, paint: Palette) {
        self.catalogue = catalogue
        self.paint = paint
    }

    /// Describes everything, one service, or one method.
    ///
    /// - Parameter name: nil, a service, or `service.method`.
    /// - Returns: The text, without a line end at its end.
    /// - Throws: `UnknownName` with the nearest name that there is.
    public func text(of name: String?) throws(UnknownName) -> String { try styledText(of: name).ansi }

    /// The same, with its styles.
    func styledText(of name: String?) throws(UnknownName) -> StyledText {
        switch try find(name) {
        case .all(let services): services.map { overview($0.contract) }.joined(separator: "\n\n")
        case .service(let service): overview(service.contract)
        case .method(let method): details(method)
        }
    }

    /// The same as one JSON text on one line.
    ///
    /// - Parameter name: nil, a service, or `service.method`.
    /// - Returns: An array of services, a service, or a method.
    /// - Throws: `UnknownName` with the nearest name that there is.
    public func json(of name: String?) throws(UnknownName) -> String {
        JSONLayout(paint: paint, width: .max).line(try value(of: name)).ansi
    }

    private func value(of name: String?) throws(UnknownName) -> JSON {
        switch try find(name) {
        case .all(let services): JSON(services.map { Self.json(of: $0.contract) })
        case .service(let service): Self.json(of: service.contract)
        case .method(let method): Self.json(of: method.method)
        }
    }

    private enum Found {
        case all([ContractLoader.Service])
        case service(ContractLoader.Service)
        case method(ServiceCatalogue.NamedMethod)
    }

    private func find(_ name: String?) throws(UnknownName) -> Found {
        guard let name else { return .all(catalogue.services) }
        if let service = catalogue.service(name) { return .service(service) }
        if let method = catalogue.method(name, using: nil) { return .method(method) }
        throw catalogue.unknown(name)
    }

    // MARK: Text

    private func overview(_ contract: Contract) -> StyledText {
        var lines: [StyledText] = ["\(paint(.heading, contract.service))\(note(contract.description))"]
        func name(_ method: Contract.Method) -> String { Printable.escape(method.wireName ?? method.name) }
        let width = contract.methods.map { DisplayWidth.columns(of: name($0)) }.max() ?? 0
        for method in contract.methods {
            lines.append("  \(paint(.name, name(method).padded(to: width)))  \(Self.signature(method))")
            if let description = method.summary ?? method.description {
                lines.append(prose(description, indentedBy: width + 4))
            }
        }
        return lines.joined(separator: "\n")
    }

    private func details(_ named: ServiceCatalogue.NamedMethod) -> StyledText {
        let method = named.method
        let heading = paint(.heading, Printable.escape(named.name))
        var lines: [StyledText] = ["\(heading)\(note(method.summary ?? method.description))"]
        if method.summary != nil, let description = method.description {
            lines.append(prose(description, indentedBy: 2))
        }
        if method.wireName != nil { lines.append("  key      \(named.key)") }
        if method.isDeprecated { lines.append("  \(paint(.warning, "deprecated"))") }
        let tags = method.tags.compactMap { $0["name"]?.string }
        if !tags.isEmpty { lines.append("  tags     \(Printable.escape(tags.joined(separator: ", ")))") }
        if let url = method.externalDocs?["url"]?.string { lines.append("  see      \(Printable.escape(url))") }
        if let fault = method.fault {
            let text = "set aside, calls are answered -32603: \(Printable.escape(fault))"
            lines.append("  \(paint(.warning, text))")
            return lines.joined(separator: "\n")
        }
        lines.append("  params   \(Printable.escape(method.params.signature))")
        if let positions = method.positions {
            let only =
                method.paramStructure == .byPosition
                ? "  (only so)" : method.paramStructure == .byName ? "  (for the prompt alone)" : ""
            lines.append("  in order \(Printable.escape(positions.map(\.string).joined(separator: ", ")))\(only)")
        }
        if let result = method.result {
            lines.append("  result   \(Printable.escape(result.signature))")
        } else {
            lines.append("  a notification: it has no result, and no reply comes")
        }
        var types = NamedTypes()
        types.collect(from: method.params.root)
        if let result = method.result { types.collect(from: result.root) }
        for type in types.found { lines.append("  type     \(Printable.escape("\(type.name) = \(type.signature)"))") }
        for property in method.params.root.properties {
            guard let description = property.schema.description else { continue }
            let name = Printable.escape(property.name.string)
            let margin = String(repeating: " ", count: DisplayWidth.columns(of: name) + 6)
            let text = Printable.escapeLines(description).replacing("\n", with: "\n" + margin)
            lines.append("    \(paint(.name, name))  \(text)")
        }
        for error in method.errors { lines.append("  error    \(error.code) \(Printable.escape(error.message))") }
        let layout = JSONLayout(paint: paint, width: .max)
        for example in method.examples {
            let result: StyledText = example.result.map { " → \(layout.line($0))" } ?? ""
            lines.append("  example  \(layout.line(example.params))\(result)")
        }
        if !named.isHandled { lines.append("  \(paint(.warning, "no handler: calls are answered -32601"))") }
        return lines.joined(separator: "\n")
    }

    /// A text beside a name; one of several lines stands below it.
    private func note(_ text: String?) -> StyledText {
        guard let text else { return "" }
        return text.utf8.contains(UInt8(ascii: "\n"))
            ? "\n\(prose(text, indentedBy: 2))" : "  \(paint(.detail, Printable.escape(text)))"
    }

    /// A text as lines, each of them indented.
    private func prose(_ text: String, indentedBy count: Int) -> StyledText {
        let margin = String(repeating: " ", count: count)
        let lines = Printable.escapeLines(text).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { $0.isEmpty ? "" : "\(margin)\(paint(.detail, String($0)))" }.joined(separator: "\n")
    }

    /// `{ a: number, b: number } → { sum: number }`, or the params alone for a notification.
    static func signature(_ method: Contract.Method) -> String {
        if let fault = method.fault { return Printable.escape("(set aside: \(fault))") }
        let result = method.result.map { " → " + $0.signature } ?? "  (notification)"
        return Printable.escape(method.params.signature + result)
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

/// The types that a signature names, each once, in the order in which a reader meets them.
private struct NamedTypes {
    private(set) var found: [(name: String, signature: String)] = []
    private var names: Set<ExactString> = []
    /// How deep each schema was met; one that is met less deep is looked into again.
    private var depths: [Int: Int] = [:]
    private var budget = WorkBudget(steps: 20_000)

    /// How deep types are followed into each other.
    private static let deepest = 8

    mutating func collect(from schema: Subschema, depth: Int = 0) {
        guard depth < Self.deepest, depth < depths[schema.identity] ?? .max, budget.spend(steps: schema.weight) else {
            return
        }
        depths[schema.identity] = depth
        let parts =
            schema.properties.map(\.schema) + schema.prefixItems + [schema.items].compactMap { $0 } + schema.oneOf
            + schema.anyOf
        for part in parts {
            if let name = part.referenceName {
                if !names.insert(ExactString(name)).inserted { continue }
                found.append((name, part.signature(spending: &budget)))
            }
            collect(from: part, depth: depth + 1)
        }
    }
}
