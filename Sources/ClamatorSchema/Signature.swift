import ClamatorJSON

/// A schema in one line, in the manner of TypeScript's types.
enum Signature {
    static func of(_ node: Int, in graph: Graph) -> String {
        let renderer = Renderer(graph: graph)
        return renderer.type(renderer.referenced(from: node), depth: 0).text
    }

    /// How much of a schema a line can hold.
    private static let deepest = 8

    /// Text, and whether it needs parentheses beside an operator.
    private struct Part {
        var text: String
        var isUnion = false
        var isIntersection = false

        var grouped: String { isUnion || isIntersection ? "(\(text))" : text }
    }

    private struct Renderer {
        let graph: Graph

        /// The schema that a reference alone leads to: at the top of a line, its name would tell nothing.
        func referenced(from index: Int) -> Int {
            var index = index
            for _ in 0..<Signature.deepest {
                let node = graph.nodes[index]
                let edges = node.edges.filter { $0.keyword != .defs && $0.keyword != .definitions }
                guard own(node, depth: 0) == nil, edges.count == 1, let edge = edges.first, edge.keyword.isReference
                else { break }
                index = edge.target
            }
            return index
        }

        func type(_ index: Int, depth: Int) -> Part {
            let node = graph.nodes[index]
            if let bool = node.source.bool { return Part(text: bool ? "unknown" : "never") }
            if depth > deepest { return Part(text: "…") }
            var parts: [Part] = []
            if let name = node.referenceName {
                parts.append(Part(text: name))
            } else if node.keywords.contains(where: { $0.keyword.isReference }) {
                parts.append(Part(text: "this"))
            }
            for edge in node.edges(.allOf) { parts.append(type(edge.target, depth: depth + 1)) }
            if let own = own(node, depth: depth) { parts.append(own) }
            for keyword in [Keyword.anyOf, .oneOf] {
                let branches = node.edges(keyword).map { type($0.target, depth: depth + 1) }
                if !branches.isEmpty { parts.append(union(branches)) }
            }
            parts = parts.filter { $0.text != "unknown" }
            var seen: Set<ExactString> = []
            parts = parts.filter { seen.insert(ExactString($0.text)).inserted }
            if parts.count == 1 { return parts[0] }
            if parts.isEmpty {
                let negated = node.target(.not).map { "not " + type($0, depth: depth + 1).grouped }
                return Part(text: negated ?? "unknown")
            }
            let text = parts.map { $0.isUnion ? "(\($0.text))" : $0.text }.joined(separator: " & ")
            return Part(text: text, isIntersection: true)
        }

        private func union(_ parts: [Part]) -> Part {
            var seen: Set<ExactString> = []
            let parts = parts.filter { seen.insert(ExactString($0.text)).inserted }
            if parts.count == 1 { return parts[0] }
            let texts = parts.map { $0.isIntersection ? "(\($0.text))" : $0.text }
            return Part(text: texts.joined(separator: " | "), isUnion: true)
        }

        /// What the node's own `enum`, `const`, `type` and keywords for objects and arrays say; nil where they say nothing.
        private func own(_ node: Graph.Node, depth: Int) -> Part? {
            if let value = node[.const] { return Part(text: Wording.spelling(value)) }
            if let values = node[.enum]?.elements {
                return values.isEmpty ? Part(text: "never") : union(values.map { Part(text: Wording.spelling($0)) })
            }
            let speaksOfObjects = [Keyword.properties, .additionalProperties, .required, .patternProperties]
                .contains { node[$0] != nil }
            let speaksOfArrays = [Keyword.items, .prefixItems].contains { node[$0] != nil }
            var types = node[.type].map(TypeSet.init(keyword:)) ?? []
            // Without a type, what is said about objects or arrays shows what is meant, where nothing else does.
            if node[.type] == nil {
                let isAlone = !node.edges.contains {
                    $0.keyword == .anyOf || $0.keyword == .oneOf || $0.keyword.isReference
                }
                if speaksOfObjects && (isAlone || node[.properties] != nil) { types.insert(.object) }
                if speaksOfArrays && isAlone { types.insert(.array) }
            }
            if types.isEmpty { return node[.type] == nil ? nil : Part(text: "never") }
            return union(
                types.names.map { name in
                    switch name {
                    case "object": object(node, depth: depth)
                    case "array": array(node, depth: depth)
                    default: Part(text: name)
                    }
                })
        }

        private func object(_ node: Graph.Node, depth: Int) -> Part {
            let required = Set((node[.required]?.elements ?? []).compactMap(\.exactString))
            var members = node.edges(.properties).map { edge in
                let value = graph.defaultValue(of: edge.target).map { " = \(Wording.spelling($0))" } ?? ""
                let type = type(edge.target, depth: depth + 1).text
                return "\(name(edge.name))\(required.contains(edge.name) ? "" : "?"): \(type)\(value)"
            }
            let declared = Set(node.edges(.properties).map(\.name))
            members += required.subtracting(declared).sorted().map { "\(name($0)): unknown" }
            for edge in node.edges(.patternProperties) {
                members.append("[/\(edge.name)/]: \(type(edge.target, depth: depth + 1).text)")
            }
            if let additional = node.target(.additionalProperties) {
                let type = type(additional, depth: depth + 1).text
                if type == "unknown" {
                    if !members.isEmpty { members.append("…") }
                } else if type != "never" {
                    members.append("[name]: \(type)")
                } else if members.isEmpty {
                    return Part(text: "{}")
                }
            }
            return Part(text: members.isEmpty ? "object" : "{ \(members.joined(separator: ", ")) }")
        }

        private func array(_ node: Graph.Node, depth: Int) -> Part {
            let isList = node[.items]?.kind == .array
            let prefix = (isList ? node.edges(.items) : node.edges(.prefixItems)).map {
                type($0.target, depth: depth + 1).text
            }
            let rest = (isList ? node.target(.additionalItems) : node.target(.items)).map { type($0, depth: depth + 1) }
            if prefix.isEmpty { return Part(text: (rest ?? Part(text: "unknown")).grouped + "[]") }
            let tail = rest.map { $0.text == "never" ? [] : ["...\($0.grouped)[]"] } ?? ["...unknown[]"]
            return Part(text: "[\((prefix + tail).joined(separator: ", "))]")
        }

        /// A member's name, in quotes where it is no identifier.
        private func name(_ name: ExactString) -> String {
            func isLetter(_ byte: UInt8) -> Bool {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: "$")
            }
            let isIdentifier =
                name.utf8.first.map(isLetter) == true
                && name.utf8.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return isIdentifier ? name.string : JSON(name.string).description
        }
    }
}
