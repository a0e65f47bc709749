package import ClamatorJSON

/// A contract that was made of a document in another format.
package struct ForeignContract: Sendable {
    /// The contract, in this project's format.
    package let contract: JSON
    /// Where its parts came from.
    package let origins: Origins
    /// What was not carried over, counted by kind.
    package let losses: Losses
    /// What is wrong with the document.
    package let diagnostics: [Diagnostic]
    /// The documents that it was made of, the one that was given first.
    package let documents: [Document]

    /// A document that was read.
    package struct Document: Sendable {
        /// Where it was found.
        package let uri: String
        /// Its content.
        package let root: JSON
    }

    /// Something wrong, and where.
    package struct Diagnostic: Sendable {
        /// What is wrong, and what would be right.
        package let message: String
        /// The location in the documents.
        package let location: Location
    }
}

/// A value in one of several documents.
package struct Location: Hashable, Sendable {
    /// The number of the document.
    package var document: Int
    /// The names and positions on the way to it.
    package var path: [ExactString]

    func appending(_ tokens: ExactString...) -> Location { Location(document: document, path: path + tokens) }
}

/// Where the parts of a contract came from.
package struct Origins: Sendable {
    private var locations: [[ExactString]: Location] = [:]

    mutating func note(_ path: [ExactString], from location: Location) { locations[path] = location }

    /// Where a part of the contract stands in the documents: the location that the nearest part around it was made of,
    /// and the way on from there.
    package func location(of path: JSONPointer) -> Location {
        var outer = path.tokens
        while true {
            if let location = locations[outer] {
                return Location(document: location.document, path: location.path + path.tokens[outer.count...])
            }
            guard outer.popLast() != nil else { return Location(document: 0, path: []) }
        }
    }
}

/// What was not carried over from a document, counted by kind.
package struct Losses: Sendable {
    private var counts: [(kind: Kind, count: Int)] = []

    /// Begins to count.
    package init() {}

    /// A kind of thing, in the words for one and for more.
    package struct Kind: Equatable, Sendable {
        let one: String
        let more: String
        package init(_ one: String, _ more: String) { (self.one, self.more) = (one, more) }
        package static func == (left: Kind, right: Kind) -> Bool { left.one.utf8.elementsEqual(right.one.utf8) }
    }

    package mutating func add(_ kind: Kind, _ count: Int = 1) {
        guard count > 0 else { return }
        if let index = counts.firstIndex(where: { $0.kind == kind }) {
            counts[index].count += count
        } else {
            counts.append((kind, count))
        }
    }

    /// `3 names of results, 1 link`; empty where all was carried over.
    package var description: String {
        counts.map { "\($0.count) \($0.count == 1 ? $0.kind.one : $0.kind.more)" }.joined(separator: ", ")
    }
}
