internal import ClamatorSchema

/// The contract's `$defs`, and which of them each refers to.
///
/// A schema gets the types that it needs and no others: with all of them, a contract of many methods and many types would
/// be compiled once for each method.
struct SharedTypes {
    /// The value of `$defs`.
    let source: JSON
    let types: [(name: ExactString, value: JSON)]
    private let references: [ExactString: References]

    /// Nothing but an object holds types.
    init?(_ source: JSON) {
        guard source.kind == .object else { return nil }
        self.source = source
        types = source.members
        references = Dictionary(types.map { ($0.name, References(of: $0.value)) }) { $0.union($1) }
    }

    /// The types that a schema refers to, and those that these refer to in turn; nil where they cannot be told.
    func names(for schema: JSON) -> Set<ExactString>? {
        var names: Set<ExactString> = []
        var unread = References(of: schema)
        while true {
            guard case .named(let found) = unread else { return nil }
            let new = found.subtracting(names)
            if new.isEmpty { return names }
            names.formUnion(new)
            unread = new.reduce(.named([])) { $0.union(references[$1] ?? .named([])) }
        }
    }
}

/// The shared types that a schema names itself.
private enum References {
    case named(Set<ExactString>)
    /// Some reference may lead to any of them: by an identifier, an anchor, or through another file.
    case any

    init(of schema: JSON) {
        self = .named([])
        for element in schema.elements { self = union(References(of: element)) }
        for (name, value) in schema.members {
            // What only looks like a reference, in an example say, does no harm.
            self = union(
                name.utf8.first == UInt8(ascii: "$") && name.utf8.suffix(2).elementsEqual("ef".utf8)
                    ? References(by: value, name) : References(of: value))
        }
    }

    /// What a reference names: `#/$defs/NAME` and on, or nothing shared where it stays in the schema's other parts.
    private init(by value: JSON, _ keyword: ExactString) {
        guard keyword == "$ref", let reference = value.exactString?.utf8,
            reference.starts(with: "#/".utf8) || reference.elementsEqual("#".utf8),
            !reference.contains(UInt8(ascii: "%")), !reference.contains(UInt8(ascii: "~"))
        else {
            self = .any
            return
        }
        let tokens = reference.dropFirst(2).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { ExactString(Substring($0)) }
        let isShared = tokens.first == "$defs" || tokens.first == "definitions"
        self = !isShared ? .named([]) : tokens.count < 2 ? .any : .named([tokens[1]])
    }

    func union(_ other: References) -> References {
        guard case .named(let mine) = self, case .named(let its) = other else { return .any }
        return .named(mine.union(its))
    }
}

/// A schema with the contract's shared types added to its own, as one document.
struct SchemaWithSharedTypes {
    let merged: JSON
    /// The names that stand in both.
    let clashes: [ExactString]
    /// The names of the shared types that were added.
    private let shared: Set<ExactString>

    init(_ schema: JSON, sharedTypes: SharedTypes?, dialect: Dialect) {
        guard let sharedTypes, schema.kind == .object else {
            (merged, clashes, shared) = (schema, [], [])
            return
        }
        let isDraft7 = (schema["$schema"]?.string.flatMap { Dialect(reference: $0) } ?? dialect) == .draft7
        let keywords: [ExactString] = isDraft7 ? ["$defs", "definitions"] : ["$defs"]
        let own = Set(keywords.flatMap { schema[$0]?.members.map(\.name) ?? [] })
        clashes = sharedTypes.types.map(\.name).filter(own.contains)
        let wanted = sharedTypes.names(for: schema)
        guard wanted?.isEmpty != true else {
            (merged, shared) = (schema, [])
            return
        }
        let added = sharedTypes.types.filter { !own.contains($0.name) && wanted?.contains($0.name) != false }
        shared = Set(added.map(\.name))
        let members = schema.members.filter { !keywords.contains($0.name) }
        let types = keywords.map { keyword -> (name: ExactString, value: JSON) in
            (keyword, JSON(members: (schema[keyword]?.members ?? []) + added))
        }
        merged = JSON(members: members + types)
    }

    /// Whether a place in the merged schema is one in the contract's shared types.
    func isShared(_ location: JSONPointer) -> Bool {
        guard location.tokens.count >= 2, ["$defs", "definitions"].contains(location.tokens[0]) else { return false }
        return shared.contains(location.tokens[1])
    }
}
