internal import ClamatorKit

/// A name that stands for no method, or for nothing at all.
public struct UnknownName: Error, Equatable, CustomStringConvertible {
    /// What is wrong, with the name that may have been meant where there is one.
    public let description: String
    /// Whether a name was found that may have been meant.
    let hasSuggestion: Bool

    /// Says so of a name, among the names of all services and methods.
    init(_ name: String, among known: [String]) {
        if known.contains(name), let method = known.first(where: { ExactString($0).hasPrefix(name + ".") }) {
            description = "\"\(name)\" is a service; a call names a method of it, such as \(method)"
            hasSuggestion = true
            return
        }
        let ending = ".\(name)"
        let suggestion =
            known.first { ExactString($0).hasSuffix(ending) } ?? Suggestion.nearest(to: name, among: known)
        description =
            "no service or method \"\(Printable.excerpt(name))\""
            + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
        hasSuggestion = suggestion != nil
    }
}

extension Suggestion {
    /// `; did you mean .help?`, where a known word begins like this one or is near to it; else what there is.
    static func sentence(for word: String, among known: [String], mark: String = "", else list: String) -> String {
        let nearest =
            word.isEmpty ? nil : known.first { ExactString($0).hasPrefix(word) } ?? nearest(to: word, among: known)
        return nearest.map { "; did you mean \(mark)\($0)?" } ?? "; \(list)"
    }
}
