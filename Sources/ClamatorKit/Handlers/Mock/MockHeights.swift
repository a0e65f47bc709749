/// How deep the flattest value of a schema nests, at least: 0 for a scalar. Tells which branch of a recursion ends.
struct MockHeights {
    /// The height where every value would contain another, without end.
    static let endless = Int.max

    private var known: [Int: Int] = [:]

    mutating func height(of schema: Subschema) -> Int {
        if let height = known[schema.identity] { return height }
        let reachable = Self.reachable(from: schema)
        for part in reachable { known[part.identity] = known[part.identity] ?? Self.endless }
        // Heights only ever sink, from endless to what they are.
        var isChanging = true
        while isChanging {
            isChanging = false
            for part in reachable.reversed() {
                let height = height(ofOne: part)
                if height < known[part.identity] ?? Self.endless {
                    known[part.identity] = height
                    isChanging = true
                }
            }
        }
        return known[schema.identity] ?? Self.endless
    }

    private static let inPlace: [Keyword] = [.ref, .dynamicRef, .recursiveRef, .allOf]
    private static let choices: [Keyword] = [.anyOf, .oneOf]
    private static let members: [Keyword] = [.properties, .additionalProperties]
    private static let elements: [Keyword] = [.prefixItems, .items, .additionalItems, .contains]

    private static func reachable(from schema: Subschema) -> [Subschema] {
        var seen: Set<Int> = []
        var found: [Subschema] = []
        var waiting = [schema]
        while let next = waiting.popLast() {
            guard seen.insert(next.identity).inserted else { continue }
            found.append(next)
            for keyword in inPlace + choices + members + elements { waiting += next.schemas(keyword).map(\.schema) }
        }
        return found
    }

    private func known(_ schema: Subschema) -> Int { known[schema.identity] ?? Self.endless }

    private func height(ofOne part: Subschema) -> Int {
        if part.source.bool == false { return 0 }
        var height = part[.const] == nil && part[.enum] == nil ? ownHeight(part) : 0
        for keyword in Self.inPlace {
            for target in part.schemas(keyword) { height = max(height, known(target.schema)) }
        }
        for keyword in Self.choices {
            let branches = part.schemas(keyword).map { known($0.schema) }
            if let least = branches.min() { height = max(height, least) }
        }
        return height
    }

    private func ownHeight(_ part: Subschema) -> Int {
        let types = part[.type].map(TypeSet.init(keyword:)) ?? .all
        guard types.isSubset(of: [.object, .array]), !types.isEmpty else { return 0 }
        let inside = [types.contains(.object) ? members(part) : nil, types.contains(.array) ? elements(part) : nil]
        let least = inside.compactMap { $0 }.min() ?? 0
        return least == Self.endless ? least : least + 1
    }

    private func members(_ part: Subschema) -> Int {
        let required = part[.required]?.elements.compactMap(\.exactString) ?? []
        let declared = part.schemas(.properties)
        return required.compactMap { name in declared.first { $0.name == name }.map { known($0.schema) } }.max() ?? 0
    }

    private func elements(_ part: Subschema) -> Int {
        let count = part[.minItems]?.int ?? 0
        guard count > 0 else { return 0 }
        let isList = part[.items]?.kind == .array
        let prefix = (isList ? part.schemas(.items) : part.schemas(.prefixItems)).map(\.schema)
        let rest = (isList ? part.schemas(.additionalItems) : part.schemas(.items)).map(\.schema)
        return (prefix.prefix(count) + (count > prefix.count ? rest : [])).map(known).max() ?? 0
    }
}
