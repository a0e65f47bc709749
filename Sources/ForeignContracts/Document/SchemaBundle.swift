import ClamatorJSON
import ClamatorSchema

/// Brings the schemas of one or more documents into one contract: what they refer to becomes a type in its `$defs`.
///
/// References go on to lead where they led, into the middle of types too, be it by a JSON pointer, an anchor or an
/// `$id`. A schema with an `$id` whose references all stay within it stays as it is; another loses the `$id`. So does
/// what is found by `$dynamicRef` or `$recursiveRef`, which are left alone.
struct SchemaBundle {
    var documents: DocumentSet
    /// The types, in the order in which they were found.
    private(set) var types: [(name: ExactString, value: JSON)] = []
    private(set) var origins = Origins()
    /// Where the documents keep the schemas that they name.
    private let home: [ExactString]
    /// Whether `#` leads to the schema of a method that it stands in, and to the document's types, as in contracts.
    private let methodsAreRoots: Bool
    private var names = ContractNames()
    private var namesByLocation: [Location: ExactString] = [:]
    private var pending: [(name: ExactString, location: Location, value: JSON)] = []

    /// Begins with the named schemas of the first document, all of which become types.
    ///
    /// - Parameters:
    ///   - documents: The documents.
    ///   - home: The way to the object in which a document has the schemas that it names.
    ///   - methodsAreRoots: Whether `#` leads to the schema of a method that it stands in, and to the document's types.
    init(_ documents: DocumentSet, home: [ExactString], methodsAreRoots: Bool = false) {
        self.documents = documents
        self.methodsAreRoots = methodsAreRoots
        self.home = home
        let location = Location(document: 0, path: home)
        for (name, value) in documents.value(at: location)?.lastMembers ?? [] {
            register(location.appending(name), name, value)
        }
    }

    /// A schema that stands at a location, with its references changed so that they lead to the contract's types, or
    /// within the schema that it becomes a part of.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - location: The location.
    ///   - part: The way to it from the schema of a method that it becomes a part of; nil for a type.
    /// - Returns: The schema with other references.
    mutating func carry(_ schema: JSON, from location: Location, as part: [ExactString]?) -> JSON {
        let base = documents.base(at: location)
        var references: [Reference: String] = [:]
        var kept: Set<ExactString> = []
        SchemaWalk.walk(schema, from: base) { visit in
            if visit.isResource, kept.contains(uri(visit)) || staysWhole(visit) {
                kept.insert(uri(visit))
                return false
            }
            guard let text = visit.schema["$ref"]?.exactString else { return true }
            let reference = Reference(text: text, base: uri(visit))
            if references[reference] == nil {
                references[reference] = target(of: text.string, from: visit.base, in: location, part)
            }
            return true
        }
        let dropsAnchors = location.document != 0
        guard !references.isEmpty || dropsAnchors else { return schema }
        let change = SchemaWalk.Change(
            reference: { reference, base in
                references[Reference(text: reference, base: ExactString(base.withoutFragment))]
            },
            keeps: { kept.contains(ExactString($0.withoutFragment)) }, dropsAnchors: dropsAnchors)
        return JSON { SchemaWalk.write(schema, to: &$0, from: base, change) } ?? schema
    }

    /// A reference, and the URI against which it resolves.
    private struct Reference: Hashable {
        let text: ExactString
        let base: ExactString
    }

    private func uri(_ visit: SchemaWalk.Visit) -> ExactString { ExactString(visit.base.withoutFragment) }

    /// Whether all references in a schema with a URI of its own lead to parts of it.
    private mutating func staysWhole(_ visit: SchemaWalk.Visit) -> Bool {
        guard let own = documents.location(ofResource: visit.base) else { return true }
        var staysWhole = true
        SchemaWalk.walk(visit.schema, from: visit.outer) { inner in
            if let reference = inner.schema["$ref"]?.string,
                let target = documents.location(of: reference, from: inner.base),
                target.document != own.document || !target.path.starts(with: own.path)
            {
                staysWhole = false
            }
            return staysWhole
        }
        return staysWhole
    }

    /// Carries the types that were referred to, those that they refer to, and so on.
    mutating func finish() {
        var next = 0
        while next < pending.count {
            let (name, location, value) = pending[next]
            next += 1
            types.append((name, carry(value, from: location, as: nil)))
            origins.note(["$defs", name], from: location)
        }
        pending = []
    }

    /// Keeps the types that are found later from names that a schema has for types of its own: a reference in it would
    /// lead to these.
    mutating func reserve(_ own: some Sequence<ExactString>) { for name in own { names.reserve(name) } }

    mutating func note(_ path: [ExactString], from location: Location) { origins.note(path, from: location) }

    @discardableResult
    private mutating func register(_ location: Location, _ name: ExactString, _ value: JSON) -> ExactString {
        let free = names.take(name)
        namesByLocation[location] = free
        pending.append((free, location, value))
        return free
    }

    // MARK: References

    /// What a reference that stands in a schema at a location becomes; nil where it stays as it is.
    private mutating func target(
        of reference: String, from base: URIReference, in outer: Location, _ part: [ExactString]?
    ) -> String? {
        if methodsAreRoots, part != nil, outer.document == 0, let pointer = SchemaWalk.pointer(in: reference),
            !pointer.tokens.starts(with: home)
        {
            return nil
        }
        guard let location = documents.location(of: reference, from: base) else { return nil }
        if let part, location.document == outer.document, location.path.starts(with: outer.path) {
            return "#" + JSONPointer(part + location.path.dropFirst(outer.path.count)).fragment
        }
        let tokens = location.path
        // A type of its own, or a part of one.
        var (root, name) = (location, tokens.last ?? "")
        if tokens.count > home.count, tokens.starts(with: home) {
            name = tokens[home.count]
            root.path = home + [name]
        } else if tokens.isEmpty {
            name = ExactString(ContractNames.service(forFile: documents.documents[location.document].uri))
        }
        guard let type = namesByLocation[root] ?? documents.value(at: root).map({ register(root, name, $0) }) else {
            return nil
        }
        return "#" + JSONPointer(["$defs", type] + tokens.dropFirst(root.path.count)).fragment
    }
}
