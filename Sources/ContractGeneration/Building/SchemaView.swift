import ClamatorJSON
import ClamatorSchema

/// What several schemas say together that hold for one value, seen through references and `allOf`.
struct SchemaView {
    /// The schemas, each once. Of those that only refer to others the annotations count.
    private(set) var parts: [Subschema]
    /// The types that a value may have.
    private(set) var types: TypeSet
    /// The choices that were made already: of them one branch is among the parts.
    private var settled: Set<Choice.Key> = []

    init(_ schemas: [Subschema]) {
        parts = schemas.conjuncts
        types = schemas.reduce(.all) { $0.intersection($1.types) }
    }

    /// What tells a view from others of the same contract.
    struct Key: Hashable {
        let parts: [Int]
        let types: TypeSet
        let settled: Set<Choice.Key>
    }

    var key: Key {
        Key(parts: parts.filter(\.assertsItself).map(\.identity).sorted(), types: types, settled: settled)
    }

    /// The view of the values of some types alone.
    func limited(to types: TypeSet) -> SchemaView {
        var view = self
        view.types.formIntersection(types)
        return view
    }

    // MARK: Choices

    /// Schemas of which one has to hold.
    struct Choice {
        /// What tells it from others.
        struct Key: Hashable {
            let part: Int
            let keyword: Keyword
        }

        let key: Key
        let branches: [Subschema]
    }

    /// The choices whose branches say what values look like.
    var choices: [Choice] {
        parts.flatMap { part in
            [Keyword.oneOf, .anyOf].compactMap { keyword in
                let branches = part.schemas(keyword).map(\.schema)
                let key = Choice.Key(part: part.identity, keyword: keyword)
                guard !branches.isEmpty, !settled.contains(key), branches.contains(where: isTelling) else { return nil }
                return Choice(key: key, branches: branches)
            }
        }
    }

    /// Whether a branch says more of a value than the view does without it.
    private func isTelling(_ branch: Subschema) -> Bool {
        !types.subtracting(branch.types).isEmpty || branch.conjuncts.contains { $0.has(Keyword.tellingBesideTypes) }
    }

    /// The view of the values for which a branch of a choice holds.
    func choosing(_ branch: Subschema, of choice: Choice) -> SchemaView {
        var view = self
        var seen = Set(parts.map(\.identity))
        view.parts += branch.conjuncts.filter { seen.insert($0.identity).inserted }
        view.types.formIntersection(branch.types)
        view.settled.insert(choice.key)
        return view
    }

    /// Whether the view says no more of values than a choice does.
    func isOnly(_ choice: Choice) -> Bool {
        choices.count == 1
            && !parts.contains { $0.has(Keyword.tellingBesideTypes.subtracting([.anyOf, .oneOf]).union([.required])) }
    }

    // MARK: Values

    /// The values that `enum` and `const` leave; nil where neither stands.
    var values: [JSON]? {
        var values: [JSON]?
        for part in parts {
            for list in [part[.const].map { [$0] }, part[.enum]?.elements].compactMap(\.self) {
                let set = Set(list)
                values = values.map { $0.filter(set.contains) } ?? list
            }
        }
        var seen: Set<JSON> = []
        return values?.filter { !types.isDisjoint(with: TypeSet(of: $0)) && seen.insert($0).inserted }
    }

    /// Whether values that the contract does not have yet may come.
    var isOpenEnumeration: Bool { parts.contains { $0.source["x-open-enum"]?.bool == true } }

    /// Whether an integer may need more than 64 bits, by the bounds that are given.
    var hasWideBounds: Bool {
        parts.contains { part in
            [part[.minimum], part[.maximum], part[.exclusiveMinimum], part[.exclusiveMaximum]].contains { bound in
                bound?.double.map { !(-0x1p63..<0x1p63).contains($0) } ?? false
            }
        }
    }

    // MARK: Objects

    /// The declared members in the order of the contract, each with all schemas for its values.
    var properties: [(name: ExactString, schemas: [Subschema])] {
        var positions: [ExactString: Int] = [:]
        var properties: [(name: ExactString, schemas: [Subschema])] = []
        for (name, schema) in parts.flatMap({ $0.schemas(.properties) }) {
            if let position = positions[name] {
                properties[position].schemas.append(schema)
            } else {
                positions[name] = properties.count
                properties.append((name, [schema]))
            }
        }
        return properties
    }

    /// The names that an object must have, in the order of the contract.
    var requiredNames: [ExactString] {
        var seen: Set<ExactString> = []
        return parts.flatMap { $0[.required]?.elements ?? [] }.compactMap(\.exactString).filter {
            seen.insert($0).inserted
        }
    }

    /// The schemas for members that are not declared, by pattern and by `additionalProperties`.
    var patternProperties: [Subschema] { parts.flatMap { $0.schemas(.patternProperties).map(\.schema) } }

    var additionalProperties: Subschema? {
        [Keyword.additionalProperties, .unevaluatedProperties].lazy.compactMap { keyword in
            parts.lazy.compactMap { $0.schemas(keyword).first?.schema }.first
        }.first
    }

    /// The keywords that may declare members in ways that no type tells.
    var hasConditionalMembers: Bool {
        parts.contains { part in
            [Keyword.then, .else, .dependentSchemas, .dependencies, .anyOf, .oneOf].contains { keyword in
                guard !settled.contains(Choice.Key(part: part.identity, keyword: keyword)) else { return false }
                return part.schemas(keyword).contains { branch in
                    branch.schema.conjuncts.contains { $0[.properties] != nil || $0[.patternProperties] != nil }
                }
            }
        }
    }

    // MARK: Arrays

    /// What the first elements must be, one by one, and what those behind them must be; nil where nothing is said.
    var elements: (first: [Subschema], others: Subschema?) {
        func list(_ part: Subschema) -> Bool { part[.items]?.kind == .array }
        let first = parts.lazy.map { $0.schemas(list($0) ? .items : .prefixItems).map(\.schema) }.first { !$0.isEmpty }
        let others = parts.lazy.compactMap { $0.schemas(list($0) ? .additionalItems : .items).first?.schema }.first
        return (first ?? [], others ?? parts.lazy.compactMap { $0.schemas(.unevaluatedItems).first?.schema }.first)
    }

    /// The fewest elements.
    var minimumItems: Int { parts.compactMap { $0[.minItems]?.int }.max() ?? 0 }
    /// The most elements.
    var maximumItems: Int { parts.compactMap { $0[.maxItems]?.int }.min() ?? .max }

    // MARK: Annotations

    /// What a value means.
    var description: String? { text(.description) ?? text(.title) }
    var title: String? { text(.title) }
    var isDeprecated: Bool { parts.contains { $0[.deprecated]?.bool == true } }

    private func text(_ keyword: Keyword) -> String? { parts.lazy.compactMap { $0[keyword]?.string }.first }

    /// Where the first of the schemas stands.
    var location: JSONPointer { parts.first?.locationInFile ?? JSONPointer() }
}

extension Keyword {
    /// The keywords that say what values look like, beside `type`. All others only refuse some.
    static let tellingBesideTypes: Set<Keyword> = [
        .enum, .const, .properties, .patternProperties, .additionalProperties, .unevaluatedProperties, .prefixItems,
        .items, .additionalItems, .unevaluatedItems, .anyOf, .oneOf,
    ]

    /// The keywords whose schemas hold for the same value.
    static let leadingOn: [Keyword] = [.ref, .dynamicRef, .recursiveRef, .allOf]
}

extension Subschema {
    /// Whether some of these keywords stand in the schema itself.
    func has(_ keywords: Set<Keyword>) -> Bool { assertions.contains(where: keywords.contains) }

    /// Whether the schema itself can refuse a value, not only by those that it leads to.
    var assertsItself: Bool { source.bool == false || assertions.contains { !Keyword.leadingOn.contains($0) } }

    /// The one schema that a schema leads to which itself adds nothing to what values look like: by a reference, or by
    /// an `allOf` of one.
    var onlyTarget: Subschema? {
        let targets = Keyword.leadingOn.flatMap { schemas($0) }
        guard targets.count == 1, let target = targets.first?.schema,
            !has(Keyword.tellingBesideTypes.union([.required])), target.types.subtracting(types).isEmpty
        else { return nil }
        return target
    }
}

extension Subschema {
    /// What a schema is called that stands among the definitions of another, and where that one stands, if it is a part
    /// of the contract; nil for a schema that stands elsewhere.
    var definition: (name: ExactString, owner: JSONPointer?)? {
        let tokens = locationInFile.tokens
        guard let name = tokens.last else {
            // A file of its own.
            let file = uri.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
            return (ExactString((file ?? "value").prefix { $0 != "." }), nil)
        }
        guard tokens.count > 1, ["$defs", "definitions"].contains(tokens[tokens.count - 2]) else { return nil }
        return (name, isOwn ? JSONPointer(Array(tokens.dropLast(2))) : nil)
    }
}

extension [Subschema] {
    /// These schemas and those that hold with them for the same value, each once.
    var conjuncts: [Subschema] {
        var (all, seen): ([Subschema], Set<Int>) = ([], [])
        // With a schema come all that it leads to.
        for schema in self where !seen.contains(schema.identity) {
            all += schema.conjuncts.filter { seen.insert($0.identity).inserted }
        }
        return all
    }
}
