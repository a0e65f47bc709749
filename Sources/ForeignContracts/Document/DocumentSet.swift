package import ClamatorJSON
import ClamatorSchema

/// The document that a contract is made of, and those that it refers to.
struct DocumentSet {
    private(set) var documents: [ForeignContract.Document]
    private var indices: [ExactString: Int]
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
        documents = [ForeignContract.Document(uri: uri, root: root)]
        indices = [ExactString(uri): 0]
        self.read = read
    }

    /// Where a reference leads that stands in a document; nil where no JSON pointer tells it.
    mutating func location(of reference: String, in document: Int) -> Location? {
        var uri = URIReference(fragment: reference) ?? URIReference(reference)
        var target = document
        if !uri.isFragmentAlone {
            uri = URIReference(documents[document].uri).resolving(uri)
            let name = ExactString(uri.withoutFragment)
            if let known = indices[name] {
                target = known
            } else {
                guard let root = read(name.string) else { return nil }
                target = documents.count
                documents.append(ForeignContract.Document(uri: name.string, root: root))
                indices[name] = target
            }
        }
        guard let fragment = PercentEncoding.decoded(uri.fragment ?? ""), let pointer = JSONPointer(parsing: fragment)
        else { return nil }
        let location = Location(document: target, path: pointer.tokens)
        targets.insert(location)
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
