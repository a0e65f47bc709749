import ClamatorJSON
import ForeignContracts

extension Losses {
    /// Counts a member where it is there.
    mutating func add(_ kind: Kind, in value: JSON, _ name: ExactString) {
        add(kind, value[name] == nil ? 0 : 1)
    }

    /// Counts what a contract or a method says of itself that other formats have no member for.
    mutating func addDetails(of value: JSON) {
        add(Kind("address of documents", "addresses of documents"), in: value, "externalDocs")
        add(Kind("server", "servers"), value["servers"]?.count ?? 0)
        add(Kind("extension", "extensions"), value.lastMembers.count { $0.name.hasPrefix("x-") })
    }

    /// Counts what stands in a contract for those alone who write it or answer its calls. Its `$schema` says of which
    /// format it is, and has no meaning in another.
    mutating func addNotes(of contract: JSON) {
        for value in [contract] + (contract["methods"]?.lastMembers ?? []).map(\.value) {
            add(Kind("comment", "comments"), in: value, "$comment")
            add(Kind("handler", "handlers"), in: value, "handler")
        }
    }
}
