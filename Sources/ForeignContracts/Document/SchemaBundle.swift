import ClamatorJSON

/// Brings the schemas of one or more documents into one contract: what they refer to becomes a type in its `$defs`.
///
/// References go on to lead where they led, into the middle of types too. Those that no JSON pointer tells, such as an
/// anchor, and those in a schema with an `$id` of its own, stay as they are.
struct SchemaBundle {
    var documents: DocumentSet
    /// The types, in the order in which they were found.
    private(set) var types: [(name: ExactString, value: JSON)] = []
    private(set) var origins = Origins()
    /// Where the documents keep the schemas that they name.
    private let home: [ExactString]
    private var names = ContractNames()
    private var namesByLocation: [Location: ExactString] = [:]
    private var pending: [(name: ExactString, location: Location, value: JSON)] = []

    /// Begins with the named schemas of the first document, all of which become types.
    ///
    /// - Parameters:
    ///   - documents: The documents.
    ///   - home: The way to the object in which a document has the schemas that it names.
    init(_ documents: DocumentSet, home: [ExactString]) {
        self.documents = documents
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
        var references: [ExactString: String] = [:]
        SchemaWalk.references(in: schema) { reference in
            if references[reference] != nil { return }
            if let target = target(of: reference.string, in: location, part) { references[reference] = target }
        }
        return references.isEmpty ? schema : SchemaReferences.changed(in: schema) { references[$0] }
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
    private mutating func target(of reference: String, in outer: Location, _ part: [ExactString]?) -> String? {
        guard let location = documents.location(of: reference, in: outer.document) else { return nil }
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
