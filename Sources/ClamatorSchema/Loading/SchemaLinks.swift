package import ClamatorJSON

/// The schemas of documents and where their references lead, as compiling them goes by it: for those who write the
/// schemas elsewhere.
///
/// What `$dynamicRef` and `$recursiveRef` mean depends on the way to them. A schema from which one can be reached
/// stands at a place for each of its meanings, so that written schemas need no dynamic references.
package struct SchemaLinks {
    private var registry: Registry
    private let usual: Rules
    /// The ways to the schemas of a document which is none itself.
    private let schemasWithin: (JSON) -> [[ExactString]]
    private var contexts: [Registry.Context] = [[:]]
    private var contextNumbers: [Registry.Context: Int] = [[:]: 0]
    /// The schemas that were looked at, with whether they lead to a dynamic reference.
    private var isDynamic: [Location: Bool] = [:]
    private var documentsSearched = 0

    /// A schema where it stands, as the way to it makes it.
    package struct Place: Hashable, Sendable {
        fileprivate let location: Location
        fileprivate let context: Int
    }

    /// A reference in a schema.
    package struct Link {
        fileprivate let location: Location
        fileprivate let keyword: Keyword
        package let text: ExactString
        /// Whether the reference leads to the same schema on all ways.
        package var isStatic: Bool { keyword == .ref }
        /// The schema that it leads to; nil where it leads to none.
        package let target: Place?
    }

    /// Begins with types that schemas share as if they were their own `$defs`.
    package init(types: JSON, options: SchemaOptions) {
        self.init(options, types: types)
        _ = registry.sharedTypes()
    }

    /// Begins with a document.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - isSchema: Whether it is a schema as a whole.
    ///   - options: How its schemas are read.
    ///   - schemasWithin: The ways to schemas in documents, also such as it refers to, that are none as a whole.
    package init(
        document: JSON, isSchema: Bool, options: SchemaOptions, schemasWithin: @escaping (JSON) -> [[ExactString]]
    ) {
        self.init(options, schemasWithin: schemasWithin)
        if isSchema { _ = registry.add(document, at: []) } else { registry.add(document: document) }
        search(document, at: options.baseURI)
    }

    private init(
        _ options: SchemaOptions, types: JSON? = nil, schemasWithin: @escaping (JSON) -> [[ExactString]] = { _ in [] }
    ) {
        registry = Registry(types: types, options: options)
        usual = Rules(dialect: options.dialect)
        self.schemasWithin = schemasWithin
    }

    // MARK: Places

    /// Takes in a schema that is a resource of its own, as those of a contract's methods are.
    package mutating func add(_ schema: JSON, at path: [ExactString]) -> Place {
        place(of: registry.add(schema, at: path), from: 0)
    }

    /// The schema at a path of the document at a URI; nil where none is there.
    package mutating func place(at path: [ExactString], of uri: String) -> Place? {
        guard let location = registry.location(at: path, of: uri), registry.schemas[location]?.value.isSchema == true
        else { return nil }
        return place(of: location, from: 0)
    }

    /// The part of a schema to which a path leads through nothing but schemas; nil where it leads elsewhere.
    package mutating func part(at path: some Sequence<ExactString>, of whole: Place) -> Place? {
        var place = whole
        var tokens = Array(path)[...]
        while let name = tokens.popFirst() {
            var found: JSON?
            forEachPart(of: place.location, named: name) { token, schema in
                if token == nil || token == tokens.first { found = schema.value }
                if found != nil, token != nil { tokens.removeFirst() }
                return found == nil
            }
            guard let found else { return nil }
            place = self.place(
                of: Location(document: place.location.document, node: found.withView { $0.index }), from: place.context)
        }
        return place
    }

    /// Where a schema stands: the URI of its document, empty for the first, and the way to it.
    package func position(of place: Place) -> (uri: String, path: [ExactString]) {
        (registry.documents[place.location.document].uri, registry.schemas[place.location]?.pointer ?? [])
    }

    /// The schema that stands at a place.
    package func value(at place: Place) -> JSON { registry.schemas[place.location]?.value ?? true }

    /// The same schema as the way to another makes it.
    package mutating func place(_ place: Place, reachedAs other: Place) -> Place {
        self.place(of: place.location, from: other.context)
    }

    private mutating func place(of location: Location, from outer: Int) -> Place {
        let location = registry.usual(location)
        guard leadsToDynamicReference(location) else { return Place(location: location, context: 0) }
        let context = registry.context(at: location, from: contexts[outer])
        if let known = contextNumbers[context] { return Place(location: location, context: known) }
        contexts.append(context)
        contextNumbers[context] = contexts.count - 1
        return Place(location: location, context: contexts.count - 1)
    }

    /// Whether a way leads from a schema to a reference that means something else on another way.
    private mutating func leadsToDynamicReference(_ start: Location) -> Bool {
        if let known = isDynamic[start] { return known }
        var passed: Set<Location> = [start]
        var waiting = [start]
        while let location = waiting.popLast() {
            if isDynamic[location] == true {
                isDynamic[start] = true
                return true
            }
            for (keyword, reference) in references(of: location) {
                guard case .success(let target) = resolved(reference.string, from: location) else { continue }
                if registry.choice(of: keyword, target) != nil {
                    isDynamic[location] = true
                    isDynamic[start] = true
                    return true
                }
                if isDynamic[target.location] != false, passed.insert(target.location).inserted {
                    waiting.append(target.location)
                }
            }
            forEachPart(of: location) { _, part in
                if isDynamic[part.location] != false, passed.insert(part.location).inserted {
                    waiting.append(part.location)
                }
                return true
            }
        }
        for location in passed { isDynamic[location] = false }
        return false
    }

    // MARK: References

    /// The references in a schema, and whether it has names for itself or its parts: neither means anything to those
    /// who have the schema elsewhere.
    package mutating func links(in whole: Place) -> (links: [Link], hasNames: Bool) {
        var found: [Link] = []
        var hasNames = false
        var waiting = [whole]
        while let place = waiting.popLast() {
            guard let located = registry.schemas[place.location] else { continue }
            hasNames = hasNames || located.value.members.contains { isName($0.name, $0.value, at: place.location) }
            for (keyword, text) in references(of: place.location) {
                var target: Place?
                if case .success(let found) = resolved(text.string, from: place.location) {
                    let location = registry.location(of: found, for: keyword, in: contexts[place.context])
                    let isSchema = registry.schemas[location]?.value.isSchema == true
                    target = isSchema ? self.place(of: location, from: place.context) : nil
                }
                found.append(Link(location: place.location, keyword: keyword, text: text, target: target))
            }
            var parts: [Location] = []
            forEachPart(of: place.location) { _, part in
                parts.append(part.location)
                return true
            }
            for part in parts.reversed() { waiting.append(self.place(of: part, from: place.context)) }
        }
        return (found, hasNames)
    }

    /// A reference as it means the same wherever it stands.
    package func absolute(_ link: Link) -> String {
        let text = link.text.string
        guard let located = registry.schemas[link.location] else { return text }
        let resource = registry.resources[located.resource]
        if resource.name == registry.resources[0].name { return text }
        let uri = resource.uri.resolving(URIReference(fragment: text) ?? URIReference(text))
        return uri.withoutFragment + (uri.fragment.map { "#" + $0 } ?? "")
    }

    private mutating func resolved(
        _ reference: String, from location: Location
    ) -> Result<Registry.Target, Registry.Failure> {
        guard let resource = registry.schemas[location]?.resource else {
            return .failure(Registry.Failure(message: "there is no schema"))
        }
        let target = registry.resolve(reference, from: resource)
        if registry.documents.count == documentsSearched { return target }
        // What was read just now may have schemas that no keyword leads to.
        for document in registry.documents[documentsSearched...] where !document.uri.isEmpty {
            if let root = registry.location(at: [], of: document.uri).flatMap({ registry.schemas[$0] }) {
                search(root.value, at: document.uri)
            }
        }
        documentsSearched = registry.documents.count
        return registry.resolve(reference, from: resource)
    }

    /// Finds the schemas of a document that no keyword leads to.
    private mutating func search(_ root: JSON, at uri: String) {
        for path in schemasWithin(root) { _ = registry.location(at: path, of: uri) }
    }

    private func references(of location: Location) -> [(keyword: Keyword, text: ExactString)] {
        guard let (value, rules) = schema(at: location) else { return [] }
        return value.lastMembers.compactMap { name, value in
            guard let keyword = Keyword(name, under: rules), keyword.isReference, let text = value.exactString else {
                return nil
            }
            return (keyword, text)
        }
    }

    private func schema(at location: Location) -> (value: JSON, rules: Rules)? {
        guard let located = registry.schemas[location], located.value.kind == .object else { return nil }
        return (located.value, registry.resources[located.resource].rules)
    }

    /// Goes through the schemas that keywords, or one of them, hold in a schema, as long as the body says so.
    private func forEachPart(
        of location: Location, named name: ExactString? = nil,
        _ body: (_ token: ExactString?, _ part: (value: JSON, location: Location)) -> Bool
    ) {
        guard let (value, rules) = schema(at: location) else { return }
        var goesOn = true
        for (member, child) in value.members where name.map({ $0 == member }) ?? true {
            guard goesOn, let keyword = Keyword(member, under: rules), keyword.holds(in: value, under: rules) else {
                continue
            }
            keyword.shape(in: rules.dialect).forEachSchema(in: child) { token, schema in
                if !goesOn { return }
                let part = Location(document: location.document, node: schema.withView { $0.index })
                goesOn = body(token, (schema, part))
            }
        }
    }

    /// Whether a member names the schema that it stands in, or settles what dynamic references mean. What is wrong with
    /// a name is for those to tell who compile the schema.
    private func isName(_ name: ExactString, _ value: JSON, at location: Location) -> Bool {
        guard let (_, rules) = schema(at: location), let keyword = Keyword(name, under: rules) else { return false }
        switch keyword {
        case .anchor, .dynamicAnchor: return value.string != nil
        case .recursiveAnchor: return value.bool != nil
        default:
            return keyword == rules.dialect.identifier && value.string != nil
                && !registry.diagnostics.contains { $0.location == location }
        }
    }

    // MARK: Writing

    /// A schema with other references and without names for itself and its parts.
    ///
    /// - Parameters:
    ///   - place: Where it stands.
    ///   - references: Its links, with the references that they become: all of them static.
    ///   - dialect: What it names as its dialect, where that is not left to what it comes to stand in.
    /// - Returns: The schema.
    package func written(_ place: Place, _ references: [(link: Link, text: String)], dialect: String?) -> JSON {
        var texts: [Location: [(keyword: Keyword, text: String)]] = [:]
        for (link, text) in references { texts[link.location, default: []].append((link.keyword, text)) }
        return JSON { write(value(at: place), place.location.document, texts, dialect: dialect, to: &$0) } ?? true
    }

    /// The dialect of a schema that does not name it, where it is not the usual one.
    package func unnamedDialect(of place: Place) -> String? {
        guard let (value, rules) = schema(at: place.location), rules != usual, value["$schema"]?.string == nil else {
            return nil
        }
        return rules.uri
    }

    private func write(
        _ value: JSON, _ document: Int, _ texts: [Location: [(keyword: Keyword, text: String)]], dialect: String?,
        to writer: inout JSONWriter
    ) {
        let location = Location(document: document, node: value.withView { $0.index })
        guard let (_, rules) = schema(at: location) else { return writer.value(value) }
        let references = texts[location] ?? []
        // One keyword alone can stand for all references: the others are written as parts that have to hold too.
        let hasReference = references.contains { $0.keyword == .ref }
        let single = hasReference ? Keyword.ref : references.first?.keyword
        let others = references.filter { $0.keyword != single }.map { JSON(members: [("$ref", JSON($0.text))]) }
        writer.object { writer in
            if let dialect { writer.member("$schema") { $0.string(dialect) } }
            for (name, child) in value.members {
                let keyword = Keyword(name, under: rules)
                if isName(name, child, at: location) { continue }
                if let keyword, let (_, text) = references.first(where: { $0.keyword == keyword }) {
                    if keyword == single { writer.member("$ref") { $0.string(text) } }
                    continue
                }
                writer.name(name.string)
                guard let keyword, keyword.holds(in: value, under: rules) else {
                    writer.value(child)
                    continue
                }
                keyword.shape(in: rules.dialect)
                    .write(child, adding: keyword == .allOf ? others : [], to: &writer) { schema, writer in
                        write(schema, document, texts, dialect: nil, to: &writer)
                    }
            }
            if !others.isEmpty, value["allOf"] == nil { writer.member("allOf") { $0.value(JSON(others)) } }
        }
    }
}

extension Keyword {
    /// Whether the keyword says something in a schema: before 2019-09 all but definitions is ignored beside `$ref`
    /// (draft-07 §8.3).
    fileprivate func holds(in schema: JSON, under rules: Rules) -> Bool {
        !rules.dialect.isBefore2019_09 || self == .definitions || self == .defs || schema["$ref"] == nil
    }
}
