package import ClamatorJSON
import ClamatorSchema

/// The document that a contract is made of, and those that it refers to.
struct DocumentSet {
    private(set) var documents: [ForeignContract.Document]
    /// The documents by their URIs, and the schemas with an `$id` by theirs, those that were found first.
    private var resources: [ExactString: Location] = [:]
    /// The schemas with an anchor, by it behind the URI that it belongs to.
    private var anchors: [ExactString: Location] = [:]
    /// Where references led.
    private(set) var targets: Set<Location> = []
    private let read: (String) -> JSON?

    /// Begins with the document that was given.
    ///
    /// - Parameters:
    ///   - uri: Its own URI, against which references resolve.
    ///   - root: Its content.
    ///   - read: The document at a URI; nil if there is none that may be read.
    init(_ uri: String, _ root: JSON, read: @escaping (String) -> JSON?) {
        documents = []
        self.read = read
        add(root, at: uri)
    }

    private mutating func add(_ root: JSON, at uri: String) {
        let document = documents.count
        documents.append(ForeignContract.Document(uri: uri, root: root))
        resources[ExactString(uri)] = Location(document: document, path: [])
        SchemaWalk.identifiers(in: root, at: URIReference(uri)) { identifier, path in
            let location = Location(document: document, path: path)
            switch identifier {
            case .resource(let uri): resources[uri] = resources[uri] ?? location
            case .anchor(let name, let uri):
                let key = ExactString("\(uri)#\(name)")
                anchors[key] = anchors[key] ?? location
            }
        }
    }

    /// The URI against which references resolve that stand at a location.
    func base(at location: Location) -> URIReference {
        var base = URIReference(documents[location.document].uri)
        var value: JSON? = documents[location.document].root
        for token in location.path {
            if let own = value.flatMap(SchemaWalk.ownBase) { base = base.resolving(own) }
            value = value?[JSONPointer([token])]
        }
        return base
    }

    /// Where a schema stands that has an `$id`, by its URI.
    func location(ofResource uri: URIReference) -> Location? { resources[ExactString(uri.withoutFragment)] }

    /// Where a reference leads that stands in a document, where no schema around it has an `$id`; nil where nothing is
    /// there that may be read.
    mutating func location(of reference: String, in document: Int) -> Location? {
        location(of: reference, from: URIReference(documents[document].uri))
    }

    /// Where a reference leads that resolves against a URI; nil where nothing is there that may be read.
    mutating func location(of reference: String, from base: URIReference) -> Location? {
        let uri = base.resolving(URIReference(fragment: reference) ?? URIReference(reference))
        let name = ExactString(uri.withoutFragment)
        if resources[name] == nil, let root = read(name.string) { add(root, at: name.string) }
        guard let root = resources[name], let fragment = PercentEncoding.decoded(uri.fragment ?? "") else { return nil }
        let location =
            JSONPointer(parsing: fragment).map { Location(document: root.document, path: root.path + $0.tokens) }
            ?? anchors[ExactString("\(name)#\(fragment)")]
        if let location { targets.insert(location) }
        return location
    }

    /// The value at a location.
    func value(at location: Location) -> JSON? { documents[location.document].root[JSONPointer(location.path)] }

    /// Why there is nothing that a `$ref` leads to.
    enum Unresolved: Error {
        case nowhere
        /// It leads back to where it was.
        case around
        /// It leads on from reference to reference, and so many of them are followed.
        case tooFar(limit: Int)
    }

    /// A value that may stand elsewhere, with its location: what a `$ref` leads to, and the value itself where it is
    /// none.
    mutating func resolved(
        _ value: JSON, at location: Location
    ) throws(Unresolved) -> (value: JSON, location: Location) {
        var (value, location) = (value, location)
        var passed: Set<Location> = []
        for _ in 0...Self.longestChain {
            guard let reference = value["$ref"]?.string else { return (value, location) }
            guard let next = self.location(of: reference, in: location.document), let target = self.value(at: next)
            else { throw .nowhere }
            guard passed.insert(next).inserted else { throw .around }
            (value, location) = (target, next)
        }
        throw .tooFar(limit: Self.longestChain)
    }

    /// How many references may lead from one to the next.
    private static let longestChain = 100
}

extension JSONPointer {
    /// The pointer as the fragment of a URI holds it (RFC 6901 §6).
    package var fragment: String {
        var text = ""
        for byte in description.utf8 {
            if URIReference.isFragmentByte(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
