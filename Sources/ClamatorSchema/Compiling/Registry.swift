import ClamatorJSON

/// Where a value stands: the document, and the value's node on its tape.
struct Location: Hashable {
    var document: Int
    var node: Int
}

/// A schema with a URI of its own, to which the references under it are relative (2020-12 Core §4.3.5).
struct Resource {
    /// The absolute URI without fragment.
    var uri: URIReference
    /// The URI as text.
    var name: ExactString
    var root: Location
    /// The path from the document's root to this one's.
    var pointer: [ExactString]
    var rules: Rules
    /// The schemas that `$anchor` and `$dynamicAnchor` name.
    var anchors: [ExactString: Location] = [:]
    /// Those of the anchors that `$dynamicAnchor` names.
    var dynamicAnchors: Set<ExactString> = []
    /// Whether `$recursiveAnchor` (2019-09) stands at the root.
    var isRecursiveAnchor = false
}

/// A schema that was found in a document.
struct Place {
    var value: JSON
    var resource: Int
    /// The path from the document's root.
    var pointer: [ExactString]
}

/// The documents that a schema consists of, and where each URI and anchor in them leads.
struct Registry {
    private let options: Schema.Options
    private(set) var documents: [(uri: String, root: JSON)] = []
    private(set) var resources: [Resource] = []
    private(set) var places: [Location: Place] = [:]
    private var resourceByURI: [ExactString: Int] = [:]
    private(set) var problems: [SchemaProblem] = []
    /// The members of large objects that references have led through.
    private var members: [Location: [ExactString: JSON]] = [:]
    /// The meta-schemas that are being asked for their vocabularies, so that one that describes itself ends.
    private var metaSchemasInProgress: Set<ExactString> = []

    init(_ root: JSON, options: Schema.Options) {
        self.options = options
        add(root, at: URIReference(options.baseURI), name: "", rules: Rules(dialect: options.dialect))
    }

    // MARK: Documents

    /// Takes in a document that was found at a URI.
    private mutating func add(_ root: JSON, at uri: URIReference, name: String, rules: Rules) {
        documents.append((name, root))
        let document = documents.count - 1
        let location = Location(document: document, node: root.withView { $0.index })
        var uri = uri
        uri.fragment = nil
        let resource = Resource(
            uri: uri, name: ExactString(uri.withoutFragment), root: location, pointer: [],
            rules: declaredRules(of: root, at: [], document: document) ?? rules)
        resources.append(resource)
        resourceByURI[resource.name] = resources.count - 1
        scan(root, at: [], document: document, resource: resources.count - 1, isRoot: true)
    }

    /// The resource with this URI, taking in its document where that has not happened yet.
    mutating func resource(at uri: URIReference, rules: Rules) -> Int? {
        let name = ExactString(uri.withoutFragment)
        if let known = resourceByURI[name] { return known }
        guard let root = options.resolve(name.string) ?? MetaSchemas.document(at: name) else { return nil }
        add(root, at: uri, name: name.string, rules: rules)
        return resourceByURI[name]
    }

    mutating func report(_ message: String, at pointer: [ExactString], document: Int) {
        problems.append(
            SchemaProblem(location: JSONPointer(pointer), uri: documents[document].uri, message: message))
    }

    // MARK: Finding schemas

    /// Records the schema and all below it, with their URIs and anchors.
    private mutating func scan(_ value: JSON, at pointer: [ExactString], document: Int, resource: Int, isRoot: Bool) {
        let location = Location(document: document, node: value.withView { $0.index })
        var resource = resource
        guard value.kind == .object else {
            places[location] = Place(value: value, resource: resource, pointer: pointer)
            return
        }
        // Draft-07 §8.3: beside $ref everything is ignored, $id too.
        let isReferenceAlone = resources[resource].rules.dialect == .draft7 && value["$ref"] != nil
        if let identifier = value["$id"], !isReferenceAlone || (isRoot && value["$ref"] == nil) {
            resource = enter(identifier, of: value, at: pointer, location: location, in: resource, isRoot: isRoot)
        }
        places[location] = Place(value: value, resource: resource, pointer: pointer)
        let rules = resources[resource].rules
        for name: ExactString in ["$anchor", "$dynamicAnchor"] where Keyword(name, under: rules) != nil {
            guard let anchor = value[name]?.exactString else { continue }
            if resources[resource].anchors.updateValue(location, forKey: anchor) ?? location != location {
                report("the anchor \"\(anchor)\" stands twice", at: pointer + [name], document: document)
            }
            if name == "$dynamicAnchor" { resources[resource].dynamicAnchors.insert(anchor) }
        }
        if Keyword("$recursiveAnchor", under: rules) != nil, value["$recursiveAnchor"]?.bool == true {
            if resources[resource].root == location { resources[resource].isRecursiveAnchor = true }
        }
        for (name, child) in value.members {
            guard let keyword = Keyword(name, under: rules),
                !isReferenceAlone || keyword == .definitions || keyword == .defs
            else { continue }
            for (path, schema) in keyword.schemas(in: child, dialect: rules.dialect) {
                scan(schema, at: pointer + [name] + path, document: document, resource: resource, isRoot: false)
            }
        }
    }

    /// Follows an `$id`: the resource that the schema begins, or the same where it only names an anchor (draft-07).
    private mutating func enter(
        _ identifier: JSON, of value: JSON, at pointer: [ExactString], location: Location, in outer: Int, isRoot: Bool
    ) -> Int {
        guard let text = identifier.string else { return outer }
        let reference = URIReference(text)
        let outerRules = resources[outer].rules
        let rules =
            isRoot ? outerRules : declaredRules(of: value, at: pointer, document: location.document) ?? outerRules
        if let fragment = reference.fragment, !fragment.isEmpty {
            guard rules.dialect == .draft7 else {
                report(
                    "an $id has no fragment, got \"\(text)\"; $anchor names a place", at: pointer + ["$id"],
                    document: location.document)
                return outer
            }
            if text.utf8.first == UInt8(ascii: "#") {
                resources[outer].anchors[ExactString(fragment)] = location
                return outer
            }
        }
        var uri = resources[outer].uri.resolving(reference)
        let fragment = uri.fragment
        uri.fragment = nil
        let name = ExactString(uri.withoutFragment)
        var resource = outer
        if isRoot {
            resources[outer].uri = uri
            resources[outer].name = name
        } else {
            if let other = resourceByURI[name], resources[other].root != location {
                report("the $id \"\(text)\" stands twice", at: pointer + ["$id"], document: location.document)
            }
            resources.append(Resource(uri: uri, name: name, root: location, pointer: pointer, rules: rules))
            resource = resources.count - 1
        }
        resourceByURI[name] = resource
        if let fragment, !fragment.isEmpty { resources[resource].anchors[ExactString(fragment)] = location }
        return resource
    }

    // MARK: Dialects

    /// What the schema's own `$schema` settles; nil where it has none.
    private mutating func declaredRules(of value: JSON, at pointer: [ExactString], document: Int) -> Rules? {
        guard value.kind == .object, let uri = value["$schema"]?.string else { return nil }
        switch metaSchema(at: uri) {
        case .known(let rules): return rules
        case .inProgress: return nil
        case .missing:
            report("unknown $schema \"\(uri)\"", at: pointer + ["$schema"], document: document)
            return nil
        }
    }

    private enum MetaSchema {
        case known(Rules)
        /// It describes itself, by whatever detour.
        case inProgress
        case missing
    }

    private mutating func metaSchema(at uri: String) -> MetaSchema {
        let reference = URIReference(uri)
        let name = ExactString(reference.withoutFragment)
        if let dialect = Dialect(uri: name) { return .known(Rules(dialect: dialect)) }
        guard metaSchemasInProgress.insert(name).inserted else { return .inProgress }
        defer { metaSchemasInProgress.remove(name) }
        guard !name.isEmpty, let meta = resource(at: reference, rules: Rules(dialect: options.dialect)),
            let root = places[resources[meta].root]
        else { return .missing }
        var rules = resources[meta].rules
        let vocabularies = rules.dialect == .draft7 ? [] : root.value["$vocabulary"]?.members ?? []
        guard !vocabularies.isEmpty else { return .known(rules) }
        rules.vocabularies = .core
        for (uri, isRequired) in vocabularies {
            if let vocabulary = Vocabularies(uri: uri) {
                rules.vocabularies.insert(vocabulary)
            } else if isRequired.bool == true {
                let pointer = root.pointer + ["$vocabulary", uri]
                report("unknown vocabulary", at: pointer, document: resources[meta].root.document)
            }
        }
        return .known(rules)
    }

    // MARK: References

    /// Where a reference leads, or why it leads nowhere. `dynamicAnchor` is set where its fragment is a `$dynamicAnchor`.
    mutating func resolve(
        _ reference: String, from resource: Int
    ) -> Result<(location: Location, dynamicAnchor: ExactString?), Failure> {
        let base = resources[resource]
        let uri = base.uri.resolving(URIReference(reference))
        guard let target = self.resource(at: uri, rules: base.rules) else {
            let name = uri.withoutFragment
            let reason = options.reasonForNone(name)
            return .failure(
                Failure(message: reason.map { "\"\(name)\" is \($0)" } ?? "there is no schema at \"\(name)\""))
        }
        guard let fragment = PercentEncoding.decoded(uri.fragment ?? "") else {
            return .failure(Failure(message: "the fragment \"\(uri.fragment ?? "")\" is not percent-encoded rightly"))
        }
        if fragment.isEmpty { return .success((resources[target].root, nil)) }
        if fragment.utf8.first == UInt8(ascii: "/") { return follow(fragment, from: target) }
        let anchor = ExactString(fragment)
        guard let location = resources[target].anchors[anchor] else {
            return .failure(Failure(message: "there is no anchor \"\(fragment)\"\(resources[target].inWords)"))
        }
        return .success((location, resources[target].dynamicAnchors.contains(anchor) ? anchor : nil))
    }

    struct Failure: Error { var message: String }

    /// The member or element with this name. Many references lead through the same large object, so its names are kept.
    private mutating func step(from value: JSON, at location: Location, _ token: ExactString) -> JSON? {
        guard value.kind == .object, value.count > 64 else { return value[JSONPointer([token])] }
        if let known = members[location] { return known[token] }
        let table = Dictionary(value.members.map { ($0.name, $0.value) }) { $1 }
        members[location] = table
        return table[token]
    }

    /// Follows a JSON pointer, which may lead through what no keyword claims to be a schema.
    private mutating func follow(
        _ fragment: String, from target: Int
    ) -> Result<(location: Location, dynamicAnchor: ExactString?), Failure> {
        guard let pointer = JSONPointer(parsing: fragment) else {
            return .failure(Failure(message: "\"\(fragment)\" is no JSON pointer"))
        }
        let document = resources[target].root.document
        var resource = target
        var location = resources[target].root
        guard var value = places[location]?.value else { return .failure(Failure(message: "there is no schema")) }
        var path = resources[target].pointer
        for token in pointer.tokens {
            guard let next = step(from: value, at: location, token) else {
                return .failure(Failure(message: "there is nothing at \"\(fragment)\"\(resources[target].inWords)"))
            }
            value = next
            path.append(token)
            location = Location(document: document, node: value.withView { $0.index })
            if let place = places[location] { resource = place.resource }
        }
        if places[location] == nil {
            scan(value, at: path, document: document, resource: resource, isRoot: false)
        }
        return .success((location, nil))
    }
}

extension Resource {
    fileprivate var inWords: String { name.isEmpty ? "" : " in \"\(name)\"" }
}

extension Keyword {
    /// The schemas in the keyword's value with the paths to them; none where the value is not as it must be.
    func schemas(in value: JSON, dialect: Dialect) -> [(path: [ExactString], schema: JSON)] {
        func isSchema(_ value: JSON) -> Bool { value.kind == .object || value.bool != nil }
        func listed() -> [(path: [ExactString], schema: JSON)] {
            value.elements.enumerated().map { ([ExactString($0)], $1) }.filter { isSchema($0.1) }
        }
        switch shape(in: dialect) {
        case .schema: return isSchema(value) ? [([], value)] : []
        case .schemas: return listed()
        case .schemaOrSchemas: return value.kind == .array ? listed() : isSchema(value) ? [([], value)] : []
        case .schemasByName, .schemasByPattern, .schemasOrNamesByName:
            return value.lastMembers.map { ([$0], $1) }.filter { isSchema($0.1) }
        default: return []
        }
    }
}
