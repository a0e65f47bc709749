package import ClamatorJSON
import ClamatorSchema

/// The document that a contract is made of, and those that it refers to.
struct DocumentSet {
    private(set) var documents: [ForeignContract.Document]
    private var numbers: [ExactString: Int]
    /// Where references led.
    private(set) var targets: Set<Location> = []
    /// Where the references end that stand at some locations, and over how many others.
    private var ends: [Location: Result<End, Unresolved>] = [:]
    let read: @Sendable (String) -> JSON?

    /// Begins with the document that was given.
    ///
    /// - Parameters:
    ///   - uri: Its own URI, against which references resolve.
    ///   - root: Its content.
    ///   - read: The document at a URI; nil if there is none that may be read.
    init(_ uri: String, _ root: JSON, read: @escaping @Sendable (String) -> JSON?) {
        documents = [ForeignContract.Document(uri: uri, root: root)]
        numbers = [ExactString(uri): 0]
        self.read = read
    }

    /// The number of the document at a URI; nil where nothing is there that may be read.
    private mutating func number(of uri: String) -> Int? {
        let key = ExactString(uri)
        if let known = numbers[key] { return known }
        guard let root = read(uri) else { return nil }
        documents.append(ForeignContract.Document(uri: uri, root: root))
        numbers[key] = documents.count - 1
        return documents.count - 1
    }

    /// The location at a path of the document at a URI, to which a reference has led.
    mutating func location(at path: [ExactString], of uri: String) -> Location? {
        guard let document = uri.isEmpty ? 0 : number(of: uri) else { return nil }
        let location = Location(document: document, path: path)
        targets.insert(location)
        return location
    }

    /// Where a reference leads that stands in a document outside its schemas; nil where nothing is there that may be
    /// read.
    private mutating func location(of reference: String, in document: Int) -> Location? {
        let base = URIReference(documents[document].uri)
        let uri = base.resolving(URIReference(fragment: reference) ?? URIReference(reference))
        guard let fragment = PercentEncoding.decoded(uri.fragment ?? ""), let path = JSONPointer(parsing: fragment)
        else { return nil }
        return location(at: path.tokens, of: uri.withoutFragment)
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
        let end = try end(of: value, at: location).get()
        guard end.references <= Self.longestChain else { throw .tooFar(limit: Self.longestChain) }
        return (end.value, end.location)
    }

    /// How many references may lead from one to the next.
    private static let longestChain = 100

    private struct End {
        let value: JSON
        let location: Location
        /// How many references lead there.
        var references = 0
    }

    /// Follows references, each once for all that lead to it.
    private mutating func end(of value: JSON, at location: Location) -> Result<End, Unresolved> {
        var (value, location) = (value, location)
        var passed: [Location] = []
        var end: Result<End, Unresolved>?
        while let reference = value["$ref"]?.string {
            end = ends[location]
            if end != nil { break }
            // As long as it is not known otherwise.
            ends[location] = .failure(.around)
            passed.append(location)
            guard let next = self.location(of: reference, in: location.document), let target = self.value(at: next)
            else {
                end = .failure(.nowhere)
                break
            }
            (value, location) = (target, next)
        }
        let found = end ?? .success(End(value: value, location: location))
        for (index, location) in passed.reversed().enumerated() {
            ends[location] = found.map { end in
                var end = end
                end.references += index + 1
                return end
            }
        }
        return passed.first.flatMap { ends[$0] } ?? found
    }
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

    /// The way that a reference tells within what it stands in; nil for one of another kind.
    package init?(reference: String) {
        guard let fragment = URIReference(fragment: reference)?.fragment.flatMap({ PercentEncoding.decoded($0) }),
            let pointer = JSONPointer(parsing: fragment)
        else { return nil }
        self = pointer
    }
}
