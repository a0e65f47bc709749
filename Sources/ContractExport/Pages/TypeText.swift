import ClamatorJSON
import ClamatorSchema

/// Schemas in one line each, in the manner of TypeScript, in which the names of types lead to them.
struct TypeText {
    /// The parts of the page that tell of the contract's types.
    let anchors: [ExactString: String]
    /// The schema that references in the schemas may mean a part of.
    let root: JSON

    /// How deep a line looks into a schema.
    private static let deepest = 8

    /// Text, and whether it needs parentheses beside an operator.
    private struct Part {
        var text: [PageText]
        var isCompound = false

        init(_ text: [PageText], isCompound: Bool = false) { (self.text, self.isCompound) = (text, isCompound) }
        init(_ text: String) { self.init([.code(text)]) }

        var grouped: [PageText] { isCompound ? [.code("(")] + text + [.code(")")] : text }
    }

    /// The schema in one line.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - namesMembers: Whether objects are told with their members, as far as rows of a table do not tell them.
    /// - Returns: The line.
    func line(_ schema: JSON, namesMembers: Bool = true) -> [PageText] {
        Self.joined(type(schema, namesMembers, depth: 0).text)
    }

    private func type(_ schema: JSON, _ namesMembers: Bool, depth: Int) -> Part {
        if let bool = schema.bool { return Part(bool ? "unknown" : "never") }
        if depth > Self.deepest { return Part("…") }
        var parts: [Part] = []
        if let reference = schema["$ref"]?.exactString { parts.append(name(reference)) }
        parts += (schema["allOf"]?.elements ?? []).map { type($0, namesMembers, depth: depth + 1) }
        if let own = own(schema, namesMembers, depth: depth) { parts.append(own) }
        for keyword: ExactString in ["anyOf", "oneOf"] {
            let branches = (schema[keyword]?.elements ?? []).map { type($0, true, depth: depth + 1) }
            if !branches.isEmpty { parts.append(Self.compound(branches, " | ")) }
        }
        if parts.isEmpty, let negated = schema["not"] {
            return Part([.code("not ")] + type(negated, namesMembers, depth: depth + 1).grouped)
        }
        return parts.isEmpty ? Part("unknown") : Self.compound(parts, " & ")
    }

    /// What a reference leads to by its name.
    private func name(_ reference: ExactString) -> Part {
        guard let tokens = SchemaMove.tokens(of: reference), let last = tokens.last else {
            return Part(reference.string == "#" ? "this" : reference.string)
        }
        guard SchemaMove.isOfTypes(tokens, in: root), let anchor = anchors[tokens[1]] else {
            return Part(last.string)
        }
        return Part([.link(tokens.dropFirst().map(\.string).joined(separator: "/"), to: anchor)])
    }

    /// What the schema says itself; nil where that is nothing.
    private func own(_ schema: JSON, _ namesMembers: Bool, depth: Int) -> Part? {
        if let value = schema["const"] { return Part(CompactText.of(value)) }
        if let values = schema["enum"]?.elements {
            return values.isEmpty ? Part("never") : Self.compound(values.map { Part(CompactText.of($0)) }, " | ")
        }
        let given = schema["type"]
        var names = (given?.string.map { [$0] } ?? given?.elements.compactMap(\.string) ?? []).map { ExactString($0) }
        if given == nil, schema["properties"] != nil { names.append("object") }
        if given == nil, schema["items"] != nil || schema["prefixItems"] != nil { names.append("array") }
        if names.isEmpty { return nil }
        let tellsMembers = namesMembers || schema["properties"] == nil
        return Self.compound(
            names.map { name in
                switch name {
                case "object": tellsMembers ? object(schema, depth: depth) : Part("object")
                case "array": array(schema, namesMembers, depth: depth)
                default: Part(name.string)
                }
            }, " | ")
    }

    private func object(_ schema: JSON, depth: Int) -> Part {
        let required = Set((schema["required"]?.elements ?? []).compactMap(\.exactString))
        let properties = schema["properties"]?.lastMembers ?? []
        let known = Set(properties.map(\.name))
        var members: [[PageText]] = properties.map { name, property in
            let value = property["default"].map { [PageText.code(" = \(CompactText.of($0))")] } ?? []
            return [.code("\(name.asMemberName)\(required.contains(name) ? "" : "?"): ")]
                + type(property, true, depth: depth + 1).text + value
        }
        members += required.subtracting(known).sorted().map { [.code("\($0.asMemberName): unknown")] }
        members += (schema["patternProperties"]?.members ?? []).map { pattern, property in
            [.code("[/\(pattern)/]: ")] + type(property, true, depth: depth + 1).text
        }
        if let additional = schema["additionalProperties"] {
            if additional.bool == false, members.isEmpty { return Part("{}") }
            if additional.bool == nil {
                members.append([.code("[name]: ")] + type(additional, true, depth: depth + 1).text)
            } else if additional.bool == true, !members.isEmpty {
                members.append([.code("…")])
            }
        }
        if members.isEmpty { return Part("object") }
        return Part([.code("{ ")] + members.joined(separator: [.code(", ")]) + [.code(" }")])
    }

    private func array(_ schema: JSON, _ namesMembers: Bool, depth: Int) -> Part {
        let isList = schema["items"]?.kind == .array
        let prefix = (isList ? schema["items"] : schema["prefixItems"])?.elements ?? []
        let rest = isList ? schema["additionalItems"] : schema["items"]
        let element = rest.map { type($0, namesMembers, depth: depth + 1) } ?? Part("unknown")
        if prefix.isEmpty { return Part(element.grouped + [.code("[]")]) }
        var items = prefix.map { type($0, namesMembers, depth: depth + 1).text }
        if rest?.bool != false { items.append([.code("...")] + element.grouped + [.code("[]")]) }
        return Part([.code("[")] + items.joined(separator: [.code(", ")]) + [.code("]")])
    }

    private static func compound(_ parts: [Part], _ mark: String) -> Part {
        if parts.count == 1 { return parts[0] }
        return Part(Array(parts.map(\.grouped).joined(separator: [.code(mark)])), isCompound: true)
    }

    /// Pieces of code that stand side by side are one.
    private static func joined(_ pieces: [PageText]) -> [PageText] {
        var joined: [PageText] = []
        for piece in pieces {
            if case .code(let text) = piece, case .code(let before)? = joined.last {
                joined[joined.count - 1] = .code(before + text)
            } else {
                joined.append(piece)
            }
        }
        return joined
    }
}
