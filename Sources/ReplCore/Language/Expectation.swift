internal import ClamatorKit

/// What a value should be at some place of the params: to follow one of these schemas. None where nothing is known.
///
/// More than one comes of choices that are still open: the branches of `anyOf`, `oneOf`, and of an `if`.
struct Expectation {
    let schemas: [Subschema]

    static let nothing = Expectation([])

    /// Schemas, each once.
    init(_ schemas: [Subschema]) {
        var seen: Set<Int> = []
        self.schemas = schemas.filter { seen.insert($0.identity).inserted }
    }

    /// A member that an object is expected to have.
    struct Member {
        let name: ExactString
        let expectation: Expectation
        /// Whether every way to make the object has it.
        let isRequired: Bool
    }

    /// A member that an object has already; its value is nil where that is not whole.
    typealias Given = (name: ExactString, value: JSON?)

    // MARK: Going inside

    /// The declared members, those required first; `given` tells which branches of a choice are still open.
    func members(given: [Given] = []) -> [Member] {
        let open = branches(given)
        let required = schemas.isEmpty ? [] : Self.intersection(schemas.map { Self.required(of: $0, given) })
        var names: [ExactString] = []
        var found: [ExactString: [Subschema]] = [:]
        for property in open.flatMap(\.properties) {
            if found[property.name] == nil { names.append(property.name) }
            found[property.name, default: []].append(property.schema)
        }
        // What must be there without being described.
        names += required.subtracting(names).sorted()
        let members = names.map {
            Member(name: $0, expectation: Expectation(found[$0] ?? []), isRequired: required.contains($0))
        }
        return members.filter(\.isRequired) + members.filter { !$0.isRequired }
    }

    /// What a member should be.
    func member(_ name: ExactString, given: [Given] = []) -> Expectation {
        let schemas = branches(given.filter { $0.name != name }).compactMap { $0.property(name) }
        let open = schemas.filter { $0.source.bool != false }
        return Expectation(open.isEmpty ? schemas : open)
    }

    /// Whether an object may have a member of this name.
    func allows(_ name: ExactString) -> Bool {
        let open = branches([])
        return open.isEmpty || open.contains { $0.property(name)?.source.bool != false }
    }

    /// What an element should be.
    func element(_ place: Int) -> Expectation {
        Expectation(
            branches([]).compactMap { schema in
                let first = schema.prefixItems
                return place < first.count ? first[place] : schema.items
            })
    }

    // MARK: The value itself

    /// The types that the value may have.
    var types: TypeSet { schemas.isEmpty ? .all : schemas.reduce(into: []) { $0.formUnion($1.types) } }

    /// The values that `enum` and `const` allow, where nothing else is allowed beside them; nil otherwise.
    var values: [JSON]? {
        var values: [JSON] = []
        for schema in schemas {
            if let own = schema.values {
                values += own
                continue
            }
            let choices = Self.choices(of: schema, [])
            guard !choices.isEmpty, let inner = Expectation(choices.flatMap(\.self)).values else { return nil }
            values += inner
        }
        return values.isEmpty ? nil : values
    }

    /// Whether some schema accepts the value, or none is known.
    func accepts(_ value: JSON) -> Bool { schemas.isEmpty || schemas.contains { $0.accepts(value) } }

    /// What a typed value means: JSON if it parses and fits; else the text if that fits; else JSON if it parses, so that an
    /// error names what was typed; else the text.
    func reading(of text: String) -> JSON {
        let parsed = try? JSON(parsing: text)
        if let parsed, accepts(parsed) { return parsed }
        if !schemas.isEmpty, accepts(JSON(text)) { return JSON(text) }
        return parsed ?? JSON(text)
    }

    /// Why the value is not accepted: the reasons of the schema that has the fewest; none where it is accepted, or a limit
    /// was reached before a reason was found.
    func reasons(against value: JSON) -> [OutputUnit] {
        guard !accepts(value) else { return [] }
        return schemas.compactMap { try? $0.explain(value) }.min { $0.count < $1.count } ?? []
    }

    /// What the author says of it.
    var description: String? { branches([]).lazy.compactMap(\.description).first }

    /// The value that is filled in where none is given.
    var defaultValue: JSON? { branches([]).lazy.compactMap(\.defaultValue).first }

    /// Values that the author gave to show what is meant.
    var examples: [JSON] { branches([]).flatMap(\.examples) }

    /// The type in few words.
    var signature: String {
        var seen: Set<ExactString> = []
        return schemas.map(\.briefSignature).filter { seen.insert(ExactString($0)).inserted }.joined(separator: " | ")
    }

    /// All that the type is, where `signature` is but its name.
    var wholeSignature: String? {
        guard schemas.count == 1, let schema = schemas.first, schema.signature != signature else { return nil }
        return schema.signature
    }

    // MARK: Choices

    /// The schemas and, choice by choice, those branches that what is given does not rule out.
    private func branches(_ given: [Given]) -> [Subschema] { schemas.flatMap { Self.branches(of: $0, given) } }

    /// How deep choices are followed into each other.
    private static let deepest = 8

    private static func branches(of schema: Subschema, _ given: [Given], depth: Int = 0) -> [Subschema] {
        guard depth < deepest else { return [schema] }
        let conditional = schema.conjuncts.flatMap { ($0.schemas(.then) + $0.schemas(.else)).map(\.schema) }
        let chosen = choices(of: schema, given).flatMap(\.self) + conditional
        return [schema] + chosen.flatMap { branches(of: $0, given, depth: depth + 1) }
    }

    /// The choices that a schema leaves, each with the branches that what is given does not rule out; all of them, where
    /// that would be none.
    private static func choices(of schema: Subschema, _ given: [Given]) -> [[Subschema]] {
        schema.conjuncts.flatMap { part in
            [part.schemas(.anyOf).map(\.schema), part.schemas(.oneOf).map(\.schema)]
        }.filter { !$0.isEmpty }.map { branches in
            let open = branches.filter { goes($0, with: given) }
            return open.isEmpty ? branches : open
        }
    }

    private static func goes(_ schema: Subschema, with given: [Given]) -> Bool {
        given.allSatisfy { member in
            guard let expected = schema.property(member.name) else { return true }
            return expected.source.bool != false && (member.value.map { expected.accepts($0) } ?? true)
        }
    }

    /// The names that a schema requires itself, and those that every open branch of a choice does.
    private static func required(of schema: Subschema, _ given: [Given], depth: Int = 0) -> Set<ExactString> {
        guard depth < deepest else { return [] }
        return choices(of: schema, given).reduce(into: schema.requiredNames) { names, branches in
            names.formUnion(intersection(branches.map { required(of: $0, given, depth: depth + 1) }))
        }
    }

    private static func intersection(_ sets: [Set<ExactString>]) -> Set<ExactString> {
        sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
    }
}

extension Subschema {
    /// The type in one line: by its name, where it has one and the whole would be long.
    fileprivate var briefSignature: String {
        let signature = signature
        if let referenceName, signature.count > 24 { return referenceName }
        return signature
    }
}
