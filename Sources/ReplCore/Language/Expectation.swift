internal import ClamatorKit

/// What a value should be somewhere in the params: to follow one of these schemas. None where nothing is known.
///
/// More than one comes of choices that are still open: the branches of `anyOf`, `oneOf`, and of an `if`.
struct Expectation {
    let schemas: [Subschema]
    /// What working it out may cost.
    private let work: TypingWork
    private let open = OpenBranches()

    /// The branches that are open where nothing is given: looked for once, though many names are looked up in them.
    private final class OpenBranches {
        var known: [Subschema]?
    }

    /// What stands where nothing is known.
    static var nothing: Expectation { Expectation([], TypingWork()) }

    /// Schemas, each once; none where there is no work left for them.
    init(_ schemas: [Subschema], _ work: TypingWork) {
        var seen: Set<Int> = []
        let known = schemas.filter { seen.insert($0.identity).inserted }
        self.schemas = work.look(at: known.reduce(0) { $0 + $1.weight }) ? known : []
        self.work = work
    }

    private func expecting(_ schemas: [Subschema]) -> Expectation { Expectation(schemas, work) }

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
        let required = schemas.isEmpty ? [] : required(given)
        var names: [ExactString] = []
        var found: [ExactString: [Subschema]] = [:]
        for property in open.flatMap(\.properties) where property.schema.source.bool != false {
            let name = property.name
            if found[name] == nil { names.append(name) }
            found[name, default: []].append(property.schema)
        }
        // What must be there without being described.
        names += required.subtracting(names).sorted()
        let members = names.map {
            Member(name: $0, expectation: expecting(found[$0] ?? []), isRequired: required.contains($0))
        }
        return members.filter(\.isRequired) + members.filter { !$0.isRequired }
    }

    /// What a member should be.
    func member(_ name: ExactString, given: [Given] = []) -> Expectation {
        let schemas = branches(given.filter { $0.name != name }).compactMap { $0.property(name) }
        let open = schemas.filter { $0.source.bool != false }
        return expecting(open.isEmpty ? schemas : open)
    }

    /// Whether an object may have a member of this name.
    func allows(_ name: ExactString) -> Bool {
        let open = branches([])
        return open.isEmpty || work.isUsedUp || open.contains { $0.property(name)?.source.bool != false }
    }

    /// Whether an object may have members of many names: found once for those that the schema does not speak of.
    func allowance() -> (ExactString) -> Bool {
        let open = branches([])
        if open.isEmpty || work.isUsedUp { return { _ in true } }
        let named = Set(open.lazy.flatMap(\.properties).map(\.name))
        let hasPatterns = open.contains { !$0.patternProperties.isEmpty }
        let allowsOthers = open.contains { $0.additionalProperties?.source.bool != false }
        return { name in
            hasPatterns || named.contains(name)
                ? open.contains { $0.property(name)?.source.bool != false } : allowsOthers
        }
    }

    /// What an element should be.
    func element(_ index: Int) -> Expectation {
        expecting(
            branches([]).compactMap { schema in
                let first = schema.prefixItems
                return index < first.count ? first[index] : schema.items
            })
    }

    // MARK: The value itself

    /// The types that the value may have.
    var types: TypeSet {
        var known: [Int: TypeSet] = [:]
        let types = schemas.reduce(into: TypeSet()) { $0.formUnion($1.types(remembering: &known)) }
        return work.look(at: known.count) && !schemas.isEmpty ? types : .all
    }

    /// The values that `enum` and `const` allow, where nothing else is allowed beside them; nil otherwise.
    var values: [JSON]? { values(depth: 0) }

    private func values(depth: Int) -> [JSON]? {
        guard depth < Self.deepest else { return nil }
        var values: [JSON] = []
        for schema in schemas {
            if let own = schema.values {
                values += own
                continue
            }
            let choices = choices(of: schema, [])
            guard !choices.isEmpty, let inner = expecting(choices.flatMap(\.self)).values(depth: depth + 1) else {
                return nil
            }
            values += inner
        }
        return values.isEmpty || work.isUsedUp ? nil : values
    }

    /// Whether some schema accepts the value, or none is known, or finding out costs too much.
    func accepts(_ value: JSON) -> Bool { schemas.isEmpty || schemas.contains { accepts(value, $0) } }

    private func accepts(_ value: JSON, _ schema: Subschema) -> Bool {
        work.isUsedUp || schema.verdict(on: value, spending: &work.budget) != .invalid
    }

    /// Why a typed value can mean nothing.
    enum ValueMistake: Error {
        /// It begins like JSON and is none.
        case broken(JSONError)
        /// It stands in single quotes.
        case singleQuotes
    }

    /// What a typed value means. One that begins with a double quote is JSON. Another is JSON if it parses and fits,
    /// else the text if that fits. What fits in neither way is what an error should name: the text where a string is
    /// what the value should be, or where it is no JSON; else the JSON.
    ///
    /// - Throws: `ValueMistake` for what would only be sent by mistake.
    func value(of typed: String) throws(ValueMistake) -> JSON {
        let parsed: JSON
        let first = typed.utf8.first
        do throws(JSONError) {
            parsed = try JSON(parsing: typed)
        } catch {
            if first == UInt8(ascii: "\"") { throw .broken(error) }
            if accepts(JSON(typed)) { return JSON(typed) }
            if first == UInt8(ascii: "'"), typed.utf8.count > 1, typed.utf8.last == first { throw .singleQuotes }
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "["), !types.contains(.string) {
                throw .broken(error)
            }
            return JSON(typed)
        }
        if parsed.kind == .string || accepts(parsed) { return parsed }
        return isText(in: TypeSet(of: parsed)) || accepts(JSON(typed)) ? JSON(typed) : parsed
    }

    /// Whether a value of these types, as it is typed, is a text all the same, since a string is expected and none of
    /// them.
    func isText(in typed: TypeSet) -> Bool { types.contains(.string) && types.isDisjoint(with: typed) }

    /// Why the value is not accepted: the reasons of the schema that has the fewest; none where it is accepted, or
    /// finding out costs too much.
    func reasons(against value: JSON) -> [OutputUnit] {
        guard !accepts(value) else { return [] }
        if schemas.count > 1, let values {
            var seen: Set<JSON> = []
            let all = try? Schema(["enum": JSON(values.filter { seen.insert($0).inserted })])
            if let all { return all.root.explain(value, spending: &work.budget) }
        }
        let reasons = schemas.map { $0.explain(value, spending: &work.budget) }.min { $0.count < $1.count } ?? []
        return work.isUsedUp ? [] : reasons
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
        return schemas.map(briefSignature).filter { seen.insert(ExactString($0)).inserted }.joined(separator: " | ")
    }

    /// All that the type is, where `signature` is but its name.
    var wholeSignature: String? {
        guard schemas.count == 1, let schema = schemas.first else { return nil }
        let whole = work.signature(of: schema)
        return brief(whole, schema) == whole ? nil : whole
    }

    private func briefSignature(_ schema: Subschema) -> String { brief(work.signature(of: schema), schema) }

    /// The name of a type, where it has one and the whole would be long.
    private func brief(_ signature: String, _ schema: Subschema) -> String {
        signature.unicodeScalars.count > 24 ? schema.referenceName ?? signature : signature
    }

    // MARK: Choices

    /// How deep choices are followed into each other.
    private static let deepest = 8

    /// The schemas and, choice by choice, those branches that what is given does not rule out; each once.
    private func branches(_ given: [Given]) -> [Subschema] {
        guard given.isEmpty else { return search(given) }
        let known = open.known ?? search([])
        open.known = known
        return known
    }

    private func search(_ given: [Given]) -> [Subschema] {
        var found: [Subschema] = []
        var seen: Set<Int> = []
        func add(_ schema: Subschema, depth: Int) {
            guard seen.insert(schema.identity).inserted, work.look(at: schema.weight) else { return }
            found.append(schema)
            guard depth < Self.deepest else { return }
            for branch in choices(of: schema, given).flatMap(\.self) { add(branch, depth: depth + 1) }
            for part in schema.conjuncts {
                for branch in part.schemas(.then) + part.schemas(.else) { add(branch.schema, depth: depth + 1) }
            }
        }
        for schema in schemas { add(schema, depth: 0) }
        return found
    }

    /// The choices that a schema leaves, each with the branches that what is given does not rule out; all of them,
    /// where that would be none.
    private func choices(of schema: Subschema, _ given: [Given]) -> [[Subschema]] {
        choices(of: schema).map { branches in
            let open = branches.filter { goes($0, with: given) }
            return open.isEmpty ? branches : open
        }
    }

    private func choices(of schema: Subschema) -> [[Subschema]] {
        schema.conjuncts.flatMap { part in
            [part.schemas(.anyOf).map(\.schema), part.schemas(.oneOf).map(\.schema)]
        }.filter { !$0.isEmpty }
    }

    /// The members of an object that together leave a choice without a branch, whatever else the object gets; none
    /// where one may hold.
    func conflict(in given: [Given]) -> [Given] {
        guard !given.isEmpty, !schemas.isEmpty, schemas.allSatisfy({ !canHold($0, with: given, depth: 0) }),
            !work.isUsedUp
        else { return [] }
        let branches = schemas.flatMap(choices).flatMap(\.self)
        let decisive = given.filter { member in branches.contains { !goes($0, with: [member]) } }
        return work.isUsedUp ? [] : decisive
    }

    /// Whether each choice has a branch that goes with what is given.
    private func canHold(_ schema: Subschema, with given: [Given], depth: Int) -> Bool {
        guard depth < Self.deepest, work.look(at: schema.weight) else { return true }
        return choices(of: schema).allSatisfy { branches in
            branches.contains { goes($0, with: given) && canHold($0, with: given, depth: depth + 1) }
        }
    }

    private func goes(_ schema: Subschema, with given: [Given]) -> Bool {
        guard given.isEmpty || expecting([schema]).types.contains(.object) else { return false }
        return given.allSatisfy { member in
            guard work.look(at: schema.weight), let expected = schema.property(member.name) else { return true }
            return expected.source.bool != false && (member.value.map { accepts($0, expected) } ?? true)
        }
    }

    /// The names that every way to make the object has: those that a schema requires itself, and those that every open
    /// branch of a choice does.
    private func required(_ given: [Given]) -> Set<ExactString> {
        var known: [Int: Set<ExactString>] = [:]
        func required(of schema: Subschema, depth: Int) -> Set<ExactString> {
            if let names = known[schema.identity] { return names }
            guard depth < Self.deepest, work.look(at: schema.weight) else { return [] }
            let names = choices(of: schema, given).reduce(into: schema.requiredNames) { names, branches in
                names.formUnion(Self.intersection(branches.map { required(of: $0, depth: depth + 1) }))
            }
            known[schema.identity] = names
            return names
        }
        return Self.intersection(schemas.map { required(of: $0, depth: 0) })
    }

    private static func intersection(_ sets: [Set<ExactString>]) -> Set<ExactString> {
        sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
    }
}
