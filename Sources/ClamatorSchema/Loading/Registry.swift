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
    /// The resource of the shared types, whose schemas and anchors are this one's too, as far as it has none of its own
    /// by their names.
    var shared: Int?

    /// The resource that this is a part of, where it has no URI of its own but another `$schema`.
    var whole: Int?

    /// Whether it matters to `$dynamicRef` or `$recursiveRef` that a way has led into it.
    var isDynamic: Bool { isRecursiveAnchor || !dynamicAnchors.isEmpty }
}

/// What a schema is compiled from: one file, or a part of the file that all are compiled from.
struct SchemaDocument {
    /// The URI of the file; empty for the one that is compiled.
    let uri: String
    /// The path in the file that leads to the schema.
    let path: [ExactString]
    /// Where URIs are looked up that stand in it.
    let scope: Int
    /// Whether it is the schemas themselves or their shared types, read as those are by themselves.
    let isOwn: Bool
}

/// A schema that was found in a document.
struct LocatedSchema {
    var value: JSON
    var resource: Int
    /// The path from the document's root.
    var pointer: [ExactString]
}

/// The documents that schemas consist of, and where each URI and anchor in them leads.
///
/// Each of several schemas has identifiers of its own. Those of the shared types and of other files hold for all
/// schemas that are read by the same rules.
struct Registry {
    private let options: SchemaOptions
    /// The shared types by name; nil where the schema is compiled alone.
    private let types: JSON?
    private(set) var documents: [SchemaDocument] = []
    private(set) var resources: [Resource] = []
    private(set) var schemas: [Location: LocatedSchema] = [:]
    private var scopes: [Scope] = []
    /// The scopes of the shared types, as they are read by these rules.
    private var sharedScopes: [(rules: Rules, scope: Int)] = []
    /// What is wrong, and the schema that it stands in.
    private(set) var diagnostics: [(diagnostic: SchemaDiagnostic, location: Location)] = []
    /// The children of large values that references have led through.
    private var children: [Location: [ExactString: JSON]] = [:]
    /// The meta-schemas that are being asked for their vocabularies, so that one that describes itself ends.
    private var metaSchemasInProgress: Set<ExactString> = []

    /// Where the URIs of a schema, or of the shared types and other files, lead.
    private struct Scope {
        var resources: [ExactString: Int] = [:]
        /// The scope of the shared types.
        var outer: Int?
    }

    init(types: JSON?, options: SchemaOptions) {
        self.options = options
        self.types = types
    }

    // MARK: Documents

    /// Takes in a schema, and returns its location.
    mutating func add(_ root: JSON, at path: [ExactString]) -> Location {
        let rules = Rules(dialect: options.dialect)
        let outer = types.map { _ in sharedScope(for: rules) }
        scopes.append(Scope(outer: outer))
        return add(
            root, at: URIReference(options.baseURI), name: "", path, in: scopes.count - 1, rules: rules, isOwn: true)
    }

    /// Takes in a document that was found at a URI.
    private mutating func add(
        _ root: JSON, at uri: URIReference, name: String, _ path: [ExactString], in scope: Int, rules: Rules,
        isOwn: Bool
    ) -> Location {
        documents.append(SchemaDocument(uri: name, path: path, scope: scope, isOwn: isOwn))
        let document = documents.count - 1
        let location = Location(document: document, node: root.withView { $0.index })
        var uri = uri
        uri.fragment = nil
        var resource = Resource(
            uri: uri, name: ExactString(uri.withoutFragment), root: location, pointer: path,
            rules: declaredRules(of: root, at: path, location) ?? rules)
        if isOwn, types != nil {
            // The shared types are read as the schema is that refers to them.
            let outer = sharedScope(for: resource.rules)
            scopes[scope].outer = outer
            resource.shared = scopes[outer].resources[resource.name]
        }
        resources.append(resource)
        scopes[scope].resources[resource.name] = resources.count - 1
        scan(root, at: path, document: document, resource: resources.count - 1, isRoot: true)
        return location
    }

    /// Takes in a document of which nothing is a schema by itself: references find the schemas in it.
    mutating func add(document root: JSON) {
        let uri = baseURI
        scopes.append(Scope())
        documents.append(SchemaDocument(uri: "", path: [], scope: scopes.count - 1, isOwn: true))
        let location = Location(document: documents.count - 1, node: root.withView { $0.index })
        resources.append(
            Resource(
                uri: uri, name: ExactString(uri.withoutFragment), root: location, pointer: [],
                rules: Rules(dialect: options.dialect)))
        scopes[scopes.count - 1].resources[ExactString(uri.withoutFragment)] = resources.count - 1
        schemas[location] = LocatedSchema(value: root, resource: resources.count - 1, pointer: [])
    }

    /// What a path leads to in the document at a URI, be it the one that was taken in first.
    mutating func location(at path: [ExactString], of uri: String) -> Location? {
        guard let first = resources.first else { return nil }
        let scope = documents[first.root.document].scope
        return resource(at: URIReference(uri), rules: first.rules, in: scope).flatMap { follow(path[...], from: $0) }
    }

    /// The location from which the shared types can be reached, as they are read by themselves; nil where there are
    /// none.
    mutating func sharedTypes() -> Location? {
        guard types != nil else { return nil }
        let scope = sharedScope(for: Rules(dialect: options.dialect))
        return scopes[scope].resources[ExactString(baseURI.withoutFragment)].map { resources[$0].root }
    }

    /// Of a location among the shared types, as they are read for some schema, the one where they are read by
    /// themselves.
    mutating func usual(_ location: Location) -> Location {
        let document = documents[location.document]
        guard document.uri.isEmpty, !document.isOwn, let pointer = schemas[location]?.pointer else { return location }
        return self.location(at: pointer, of: options.baseURI) ?? location
    }

    private var baseURI: URIReference {
        var uri = URIReference(options.baseURI)
        uri.fragment = nil
        return uri
    }

    /// The scope of the shared types and of other files as they are read by some rules.
    private mutating func sharedScope(for rules: Rules) -> Int {
        if let known = sharedScopes.first(where: { $0.rules == rules }) { return known.scope }
        scopes.append(Scope())
        let scope = scopes.count - 1
        let isOwn = sharedScopes.isEmpty
        sharedScopes.append((rules, scope))
        guard let types else { return scope }
        documents.append(SchemaDocument(uri: "", path: [], scope: scope, isOwn: isOwn))
        // Nothing of the file but its types is a schema: what they stand in has a location that no value has.
        let location = Location(document: documents.count - 1, node: -1)
        let uri = baseURI
        resources.append(
            Resource(uri: uri, name: ExactString(uri.withoutFragment), root: location, pointer: [], rules: rules))
        let resource = resources.count - 1
        scopes[scope].resources[resources[resource].name] = resource
        schemas[location] = LocatedSchema(value: [:], resource: resource, pointer: [])
        for (name, schema) in types.members where schema.isSchema {
            scan(schema, at: ["$defs", name], document: location.document, resource: resource, isRoot: false)
        }
        return scope
    }

    /// The shared types, where a location is the one that they are reached from.
    func types(at location: Location) -> JSON? { location.node < 0 ? types : nil }

    /// The resource with this URI, taking in its document where that has not happened yet.
    private mutating func resource(at uri: URIReference, rules: Rules, in scope: Int) -> Int? {
        let name = ExactString(uri.withoutFragment)
        let outer = scopes[scope].outer ?? scope
        if let known = scopes[scope].resources[name] ?? scopes[outer].resources[name] { return known }
        guard let root = options.resolve(name.string) ?? MetaSchemas.document(at: name) else { return nil }
        _ = add(root, at: uri, name: name.string, [], in: outer, rules: rules, isOwn: false)
        return scopes[outer].resources[name]
    }

    private mutating func report(_ message: String, at pointer: [ExactString], _ location: Location) {
        let diagnostic = SchemaDiagnostic(
            location: JSONPointer(pointer), uri: documents[location.document].uri, message: message)
        diagnostics.append((diagnostic, location))
    }

    // MARK: Finding schemas

    /// Records the schema and all below it, with their URIs and anchors.
    private mutating func scan(_ value: JSON, at pointer: [ExactString], document: Int, resource: Int, isRoot: Bool) {
        let location = Location(document: document, node: value.withView { $0.index })
        var resource = resource
        guard value.kind == .object else {
            schemas[location] = LocatedSchema(value: value, resource: resource, pointer: pointer)
            return
        }
        let members = value.members
        var named: [ExactString: JSON] = [:]
        for (name, value) in members where name.utf8.first == UInt8(ascii: "$") || name == "id" { named[name] = value }
        let declared =
            isRoot || named["$schema"] == nil
            ? nil : declaredRules(of: value, at: pointer, location, mustBeKnown: named["$id"] != nil)
        let rules = declared ?? resources[resource].rules
        // Draft-07 §8.3: beside $ref everything is ignored, $id too.
        let isReferenceAlone = rules.dialect.isBefore2019_09 && named["$ref"] != nil
        if let keyword = rules.dialect.identifier, let identifier = named[ExactString(keyword.rawValue)],
            !isReferenceAlone
        {
            resource = enter(
                identifier, keyword, at: pointer, location: location, in: resource, by: rules, isRoot: isRoot)
        }
        if rules != resources[resource].rules { resource = part(of: resource, by: rules) }
        schemas[location] = LocatedSchema(value: value, resource: resource, pointer: pointer)
        let whole = resources[resource].whole ?? resource
        for name: ExactString in ["$anchor", "$dynamicAnchor"] {
            guard let anchor = named[name]?.exactString, Keyword(name, under: rules) != nil else { continue }
            if resources[whole].anchors.updateValue(location, forKey: anchor) ?? location != location {
                report("the anchor \"\(anchor)\" stands twice", at: pointer + [name], location)
            }
            if name == "$dynamicAnchor" { resources[whole].dynamicAnchors.insert(anchor) }
        }
        if named["$recursiveAnchor"]?.bool == true, Keyword("$recursiveAnchor", under: rules) != nil {
            if resources[resource].root == location { resources[resource].isRecursiveAnchor = true }
        }
        for (name, child) in members {
            guard let keyword = Keyword(name, under: rules),
                !isReferenceAlone || keyword == .definitions || keyword == .defs
            else { continue }
            keyword.shape(in: rules.dialect).forEachSchema(in: child) { token, schema in
                let path = token.map { pointer + [name, $0] } ?? pointer + [name]
                scan(schema, at: path, document: document, resource: resource, isRoot: false)
            }
        }
    }

    /// The part of a resource that is read by rules of its own.
    private mutating func part(of resource: Int, by rules: Rules) -> Int {
        var part = resources[resource]
        part.whole = part.whole ?? resource
        part.rules = rules
        part.anchors = [:]
        part.dynamicAnchors = []
        part.isRecursiveAnchor = false
        resources.append(part)
        return resources.count - 1
    }

    /// Follows an `$id`: the resource that the schema begins, or the same where it only names an anchor (draft-07).
    private mutating func enter(
        _ identifier: JSON, _ keyword: Keyword, at pointer: [ExactString], location: Location, in outer: Int,
        by rules: Rules, isRoot: Bool
    ) -> Int {
        guard let text = identifier.string else { return outer }
        let reference = URIReference(text)
        let token = ExactString(keyword.rawValue)
        if let fragment = reference.fragment, !fragment.isEmpty {
            guard rules.dialect.isBefore2019_09 else {
                report(
                    "an $id has no fragment, got \"\(text)\"; $anchor names a schema", at: pointer + [token],
                    location)
                return outer
            }
            if text.utf8.first == UInt8(ascii: "#") {
                resources[resources[outer].whole ?? outer].anchors[ExactString(fragment)] = location
                return outer
            }
        }
        var uri = resources[outer].uri.resolving(reference)
        let fragment = uri.fragment
        uri.fragment = nil
        let name = ExactString(uri.withoutFragment)
        let scope = documents[location.document].scope
        var resource = outer
        if isRoot {
            resources[outer].uri = uri
            resources[outer].name = name
        } else {
            if let other = scopes[scope].resources[name], resources[other].root.document == location.document,
                resources[other].root != location
            {
                report("the \(token) \"\(text)\" stands twice", at: pointer + [token], location)
            }
            resources.append(Resource(uri: uri, name: name, root: location, pointer: pointer, rules: rules))
            resource = resources.count - 1
        }
        scopes[scope].resources[name] = resource
        if let fragment, !fragment.isEmpty { resources[resource].anchors[ExactString(fragment)] = location }
        return resource
    }

    // MARK: Dialects

    /// What the schema's own `$schema` settles; nil where it has none, or one that is unknown in a schema that needs
    /// none, since it begins no document.
    private mutating func declaredRules(
        of value: JSON, at pointer: [ExactString], _ location: Location, mustBeKnown: Bool = true
    ) -> Rules? {
        guard value.kind == .object, let uri = value["$schema"]?.string else { return nil }
        switch metaSchema(at: uri, in: documents[location.document].scope) {
        case .known(let rules): return rules
        case .inProgress: return nil
        case .missing:
            if mustBeKnown {
                report(
                    "unknown $schema \"\(uri)\"; known are \(Dialect.known)", at: pointer + ["$schema"], location)
            }
            return nil
        }
    }

    private enum MetaSchema {
        case known(Rules)
        /// It describes itself, by whatever detour.
        case inProgress
        case missing
    }

    private mutating func metaSchema(at uri: String, in scope: Int) -> MetaSchema {
        let reference = URIReference(uri)
        let name = ExactString(reference.withoutFragment)
        if let dialect = Dialect(reference: uri) { return .known(Rules(dialect: dialect)) }
        guard metaSchemasInProgress.insert(name).inserted else { return .inProgress }
        defer { metaSchemasInProgress.remove(name) }
        guard !name.isEmpty, let meta = resource(at: reference, rules: Rules(dialect: options.dialect), in: scope),
            let root = schemas[resources[meta].root]
        else { return .missing }
        var rules = resources[meta].rules
        let vocabularies = rules.dialect.isBefore2019_09 ? [] : root.value["$vocabulary"]?.members ?? []
        guard !vocabularies.isEmpty else { return .known(rules) }
        rules.vocabularies = .core
        rules.metaSchema = uri
        for (uri, isRequired) in vocabularies {
            if let vocabulary = Vocabularies(uri: uri) {
                rules.vocabularies.insert(vocabulary)
            } else if isRequired.bool == true {
                let pointer = root.pointer + ["$vocabulary", uri]
                report("unknown vocabulary", at: pointer, resources[meta].root)
            }
        }
        return .known(rules)
    }

    // MARK: References

    /// What `$dynamicRef` needs to know of the way that led to a schema: for each dynamic anchor the outermost schema
    /// that has it (2020-12 Core §8.2.3.2). Of `$recursiveAnchor` (2019-09) the name is empty.
    typealias Context = [ExactString: Location]

    /// The context inside the resource that a location belongs to, where it is entered from another.
    func context(at location: Location, from outer: Context) -> Context {
        guard let index = schemas[location]?.resource else { return outer }
        let resource = resources[resources[index].whole ?? index]
        var context = outer
        for resource in [resource, resource.shared.map { resources[$0] }].compactMap(\.self) {
            for name in resource.dynamicAnchors where context[name] == nil { context[name] = resource.anchors[name] }
        }
        if resource.isRecursiveAnchor, context[""] == nil { context[""] = resource.root }
        return context
    }

    /// Where a keyword that refers leads from a schema, or why it leads nowhere.
    mutating func target(
        of keyword: Keyword, _ reference: String, at location: Location, in context: Context
    ) -> Result<Location, Failure> {
        guard let resource = schemas[location]?.resource else {
            return .failure(Failure(message: "there is no schema"))
        }
        return resolve(reference, from: resource).map { self.location(of: $0, for: keyword, in: context) }
    }

    /// Where a keyword leads whose reference has a target.
    func location(of target: Target, for keyword: Keyword, in context: Context) -> Location {
        choice(of: keyword, target).flatMap { context[$0] } ?? target.location
    }

    /// Under which name the context tells where a reference leads; nil where it leads to its target whatever the way.
    func choice(of keyword: Keyword, _ target: Target) -> ExactString? {
        switch keyword {
        case .dynamicRef: target.dynamicAnchor
        case .recursiveRef: isRecursiveAnchor(target.location) ? "" : nil
        default: nil
        }
    }

    private func isRecursiveAnchor(_ location: Location) -> Bool {
        guard let located = schemas[location] else { return false }
        let resource = resources[located.resource]
        return resource.root == location && resource.isRecursiveAnchor
    }

    /// Where a reference leads, or why it leads nowhere. `dynamicAnchor` is set where its fragment is a
    /// `$dynamicAnchor`.
    mutating func resolve(_ reference: String, from resource: Int) -> Result<Target, Failure> {
        var uri = URIReference(fragment: reference) ?? URIReference(reference)
        var target = resources[resource].whole ?? resource
        if !uri.isFragmentAlone {
            uri = resources[resource].uri.resolving(uri)
            let scope = documents[resources[resource].root.document].scope
            guard let found = self.resource(at: uri, rules: resources[resource].rules, in: scope) else {
                let reason = options.reasonForNone(uri.withoutFragment)
                let name = options.name(uri.withoutFragment)
                return .failure(
                    Failure(message: reason.map { "\"\(name)\" is \($0)" } ?? "there is no schema at \"\(name)\""))
            }
            target = found
        }
        guard let fragment = PercentEncoding.decoded(uri.fragment ?? "") else {
            return .failure(Failure(message: "the fragment \"\(uri.fragment ?? "")\" is not percent-encoded rightly"))
        }
        if fragment.isEmpty { return .success(Target(location: resources[target].root)) }
        if fragment.utf8.first == UInt8(ascii: "/") { return follow(fragment, from: target) }
        let anchor = ExactString(fragment)
        for resource in [target, resources[target].shared].compactMap(\.self) {
            guard let location = resources[resource].anchors[anchor] else { continue }
            let isDynamic = resources[resource].dynamicAnchors.contains(anchor)
            return .success(Target(location: location, dynamicAnchor: isDynamic ? anchor : nil))
        }
        return .failure(Failure(message: "there is no anchor \"\(fragment)\"\(inWords(target))"))
    }

    /// In which resource something is missing.
    private func inWords(_ resource: Int) -> String {
        let name = resources[resource].name
        return name.isEmpty ? "" : " in \"\(options.name(name.string))\""
    }

    /// Where a reference leads.
    struct Target {
        var location: Location
        var dynamicAnchor: ExactString?
    }

    struct Failure: Error { var message: String }

    /// The member or element with this name. Many references lead through the same large value, so its names are kept.
    private mutating func step(from value: JSON, at location: Location, _ token: ExactString) -> JSON? {
        guard value.count > 64 else { return value[JSONPointer([token])] }
        if let known = children[location] { return known[token] }
        let table =
            value.kind == .object
            ? Dictionary(value.members.map { ($0.name, $0.value) }) { $1 }
            : Dictionary(value.elements.enumerated().map { (ExactString($0), $1) }) { $1 }
        children[location] = table
        return table[token]
    }

    /// Follows a JSON pointer, which may lead through what no keyword claims to be a schema.
    private mutating func follow(_ fragment: String, from target: Int) -> Result<Target, Failure> {
        guard let pointer = JSONPointer(parsing: fragment) else {
            return .failure(Failure(message: "\"\(fragment)\" is no JSON pointer"))
        }
        let location =
            follow(pointer.tokens[...], from: target)
            ?? resources[target].shared.flatMap { follow(pointer.tokens[...], from: $0) }
        if let location { return .success(Target(location: location)) }
        return .failure(Failure(message: "there is nothing at \"\(fragment)\"\(inWords(target))"))
    }

    /// The location to which a path leads from the root of a resource.
    private mutating func follow(_ tokens: ArraySlice<ExactString>, from target: Int) -> Location? {
        let document = resources[target].root.document
        var resource = target
        var location = resources[target].root
        var path = resources[target].pointer
        guard var value = schemas[location]?.value else { return nil }
        var tokens = tokens
        if let types = types(at: location), let keyword = tokens.popFirst() {
            guard resources[target].rules.dialect.keywordsOfDefinitions.contains(keyword) else { return nil }
            value = types
            path.append("$defs")
            location = Location(document: document, node: types.withView { $0.index })
        }
        for token in tokens {
            guard let next = step(from: value, at: location, token) else { return nil }
            value = next
            path.append(token)
            location = Location(document: document, node: value.withView { $0.index })
            if let schema = schemas[location] { resource = schema.resource }
        }
        if schemas[location] == nil { scan(value, at: path, document: document, resource: resource, isRoot: false) }
        return location
    }
}
