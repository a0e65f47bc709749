import ClamatorJSON
import ClamatorSchema

/// Brings the schemas of one or more documents into one contract: what they refer to becomes a type in its `$defs`.
///
/// Schemas lose the names that they have besides: what a reference finds by an anchor, an `$id` or in another file, it
/// finds by a JSON pointer then. What names mean depends on the resource that they stand in and on its file, and a
/// contract is made of many. What `$dynamicRef` or `$recursiveRef` leads to depends on the way to it: a type that has
/// such a reference stands once for each of its meanings.
struct SchemaBundle {
    var documents: DocumentSet
    private var links: SchemaLinks
    /// The types, in the order in which they were found.
    private(set) var types: [(name: ExactString, value: JSON)] = []
    private(set) var origins = Origins()
    /// Whether some schema is another than it was.
    private(set) var isChanged = false
    /// Where the documents keep the schemas that they name.
    private let home: [ExactString]
    /// Whether the document is a contract, in which a schema may call the types what it calls definitions of its own.
    private let isContract: Bool
    private var names = ContractNames()
    private var namesByPlace: [SchemaLinks.Place: ExactString] = [:]
    private var namesByHome: [[ExactString]: ExactString] = [:]
    private var pending: [(name: ExactString, location: Location, place: SchemaLinks.Place?)] = []
    /// The types under second names, by the first.
    private var aliases: [ExactString: ExactString] = [:]

    /// A document whose schemas are brought into a contract.
    enum Source {
        case contract
        /// A JSON Schema as a whole, which has its definitions at home.
        case schema(home: ExactString)
        /// A document that has its types at home, and schemas in other places too: the ways to all of them.
        case document(home: [ExactString], schemas: (JSON) -> [[ExactString]])
    }

    /// Begins with the named schemas of the first document, all of which become types.
    ///
    /// - Parameters:
    ///   - root: The document.
    ///   - source: What it is.
    ///   - uri: Its own URI, against which its references resolve.
    ///   - dialect: What it says of the dialect of its schemas.
    ///   - read: The document at a URI; nil if there is none that may be read.
    init(
        _ root: JSON, _ source: Source, at uri: String, dialect: JSON?, read: @escaping @Sendable (String) -> JSON?
    ) {
        documents = DocumentSet(uri, root, read: read)
        var options = SchemaOptions()
        options.baseURI = uri
        options.resolve = read
        options.dialect = dialect?.string.flatMap { Dialect(reference: $0) } ?? .draft2020_12
        switch source {
        case .contract:
            home = ["$defs"]
            let types = root["$defs"] ?? [:]
            links = SchemaLinks(types: types.kind == .object ? types : [:], options: options)
        case .schema(let name):
            home = [name]
            links = SchemaLinks(document: root, isSchema: true, options: options) { _ in [] }
        case .document(let place, let schemas):
            home = place
            links = SchemaLinks(document: root, isSchema: false, options: options, schemasWithin: schemas)
        }
        if case .contract = source { isContract = true } else { isContract = false }
        for (name, _) in documents.value(at: Location(document: 0, path: home))?.lastMembers ?? [] {
            let path = home + [name]
            let place = links.place(at: path, of: uri)
            let free = names.take(name)
            namesByHome[path] = free
            if let place { namesByPlace[place] = free }
            pending.append((free, Location(document: 0, path: path), place))
        }
    }

    /// A schema that stands at a location, with its references changed so that they lead to the contract's types, or
    /// within the schema that it becomes a part of.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - location: The location.
    ///   - part: The way to it from the schema of a method that it becomes a part of; nil where it is one of several
    ///     that are brought together there.
    /// - Returns: The schema with other references.
    mutating func carry(_ schema: JSON, from location: Location, as part: [ExactString]?) -> JSON {
        let place =
            isContract
            ? links.add(schema, at: location.path)
            : links.place(at: location.path, of: documents.documents[location.document].uri)
        guard let place else { return schema }
        let definitions = part?.isEmpty != false ? schema["$defs"]?.lastMembers.map(\.name) ?? [] : []
        return carry(place, as: part, besides: Set(definitions))
    }

    private mutating func carry(
        _ place: SchemaLinks.Place, as part: [ExactString]?, besides own: Set<ExactString> = []
    ) -> JSON {
        let (found, hasNames) = links.links(in: place)
        var references: [(link: SchemaLinks.Link, text: String)] = []
        for link in found {
            let text = reference(for: link, in: place, part, besides: own)
            if !link.isStatic || !text.utf8.elementsEqual(link.text.utf8) { references.append((link, text)) }
        }
        let dialect = links.unnamedDialect(of: place)
        if references.isEmpty, !hasNames, dialect == nil { return links.value(at: place) }
        isChanged = true
        return links.written(place, references, dialect: dialect)
    }

    /// Carries the types that were referred to, those that they refer to, and so on.
    mutating func finish() {
        var next = 0
        while next < pending.count {
            let (name, location, place) = pending[next]
            next += 1
            types.append((name, place.map { carry($0, as: nil) } ?? documents.value(at: location) ?? true))
            origins.note(["$defs", name], from: location)
        }
        pending = []
        for (name, alias) in aliases.sorted(by: { $0.value < $1.value }) {
            types.append((alias, ["$ref": JSON(Self.reference(["$defs", name]))]))
        }
    }

    /// Keeps the types that are found later from names that a schema has for types of its own: a reference in it would
    /// lead to these.
    mutating func reserve(_ own: some Sequence<ExactString>) { for name in own { names.reserve(name) } }

    mutating func note(_ path: [ExactString], from location: Location) { origins.note(path, from: location) }

    // MARK: References

    private static func reference(_ path: [ExactString]) -> String { "#" + JSONPointer(path).fragment }

    /// The reference to a type that the first document names.
    func reference(toTypeNamed name: ExactString) -> JSON {
        ["$ref": JSON(Self.reference(["$defs", namesByHome[home + [name]] ?? name]))]
    }

    /// What a reference becomes that stands in a schema.
    private mutating func reference(
        for link: SchemaLinks.Link, in whole: SchemaLinks.Place, _ part: [ExactString]?, besides own: Set<ExactString>
    ) -> String {
        guard let target = link.target else { return links.absolute(link) }
        let (uri, path) = links.position(of: target)
        let position = links.position(of: whole)
        var way: [ExactString]
        if let part, uri.utf8.elementsEqual(position.uri.utf8), path.starts(with: position.path),
            links.part(at: path.dropFirst(position.path.count), of: whole) == target
        {
            way = part + path.dropFirst(position.path.count)
        } else {
            guard let type = type(of: target, uri, path) else { return links.absolute(link) }
            way = type
            if own.contains(type[1]) {
                let alias = aliases[type[1]] ?? names.take(type[1])
                aliases[type[1]] = alias
                way[1] = alias
            }
        }
        if link.isStatic, let given = JSONPointer(reference: link.text.string)?.tokens {
            if given == way { return link.text.string }
            // So references up to draft-07 may call the types of contracts.
            if isContract, position.uri.isEmpty, given.first == "definitions", ["$defs"] + given.dropFirst() == way {
                return link.text.string
            }
        }
        return Self.reference(way)
    }

    /// The way in the contract to a schema that is a type, or a part of one; nil where there are too many.
    private mutating func type(
        of target: SchemaLinks.Place, _ uri: String, _ path: [ExactString]
    ) -> [ExactString]? {
        guard let location = documents.location(at: path, of: uri) else { return nil }
        if let known = namesByPlace[target] { return ["$defs", known] }
        var name = path.last ?? ExactString(ContractNames.service(forFile: documents.documents[location.document].uri))
        if path.count > home.count, path.starts(with: home) {
            name = path[home.count]
            let root = Array(path[...home.count])
            let rest = path.dropFirst(root.count)
            if !rest.isEmpty, let around = links.place(at: root, of: documents.documents[location.document].uri) {
                for place in [around, links.place(around, reachedAs: target)]
                where links.part(at: rest, of: place) == target {
                    return type(of: place, uri, root).map { $0 + rest }
                }
                name = path.last ?? name
            }
        }
        guard namesByPlace.count < Self.mostTypes else { return nil }
        let free = names.take(name)
        namesByPlace[target] = free
        pending.append((free, location, target))
        return ["$defs", free]
    }

    /// As many types are made: dynamic references can multiply them.
    private static let mostTypes = 100_000
}
