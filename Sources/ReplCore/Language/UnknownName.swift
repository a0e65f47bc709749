internal import ClamatorKit

/// A name that no service, method or command has.
public struct UnknownName: Error, Equatable, CustomStringConvertible {
    /// The name.
    public let name: String
    /// The name that may have been meant.
    public let suggestion: String?

    init(_ name: String, among known: [String]) {
        self.name = name
        suggestion = Suggestion.nearest(to: name, among: known)
    }

    /// What is wrong, with the suggestion where there is one.
    public var description: String {
        "no service or method \"\(Printable.escape(name))\"" + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
    }
}
