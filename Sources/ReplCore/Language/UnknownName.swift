internal import ClamatorKit

/// A name that stands for no method, or for nothing at all.
public struct UnknownName: Error, Equatable, CustomStringConvertible {
    /// What is wrong, with the name that may have been meant where there is one.
    public let description: String
    /// Whether a name was found that may have been meant.
    let hasSuggestion: Bool

    /// Says so of a name, among the names of all services and methods; where none of these is near, a command may be
    /// meant.
    init(_ name: String, among known: [String], orCommand command: String? = nil) {
        // A service with nothing behind its dot is but the service.
        let service = name.utf8.last == UInt8(ascii: ".") ? String(name.dropLast()) : name
        let name = Self.firstMethod(of: service, among: known) == nil ? name : service
        if let method = Self.method(directlyBefore: "({[", in: name, among: known) {
            description =
                "no method \"\(Printable.excerpt(name))\"; params stand behind a space, without round brackets:"
                + " \(method) NAME=VALUE"
            hasSuggestion = true
            return
        }
        if known.contains(name), let method = Self.firstMethod(of: name, among: known) {
            description = "\"\(name)\" is a service; a call names a method of it, such as \(method)"
            hasSuggestion = true
            return
        }
        let ending = ".\(name)"
        let nearest = known.first { ExactString($0).hasSuffix(ending) } ?? Suggestion.nearest(to: name, among: known)
        let suggestion = nearest.map { "\"\($0)\"" } ?? command
        description =
            "no service or method \"\(Printable.excerpt(name))\"" + (suggestion.map { "; did you mean \($0)?" } ?? "")
        hasSuggestion = suggestion != nil
    }

    /// The known method in a name that one of some characters stands directly behind.
    private static func method(directlyBefore marks: String, in name: String, among known: [String]) -> String? {
        let scalars = name.unicodeScalars
        let word = String(scalars.prefix { !marks.unicodeScalars.contains($0) })
        guard word.utf8.count < name.utf8.count, !word.isEmpty else { return nil }
        let isMethod = known.contains { method in
            let method = ExactString(method)
            return method.hasSuffix("." + word)
                || (method == ExactString(word) && firstMethod(of: word, among: known) == nil)
        }
        return isMethod ? word : nil
    }

    /// The first method of a service; nil for another name.
    private static func firstMethod(of name: String, among known: [String]) -> String? {
        known.first { ExactString($0).hasPrefix(name + ".") }
    }

    /// The same, with a word on where all names are where none is near; or else a hint, where there is one.
    package func sentence(listedBy listing: String, orHint hint: String = "") -> String {
        description + (hasSuggestion ? "" : hint.isEmpty ? "; \(listing) lists them" : hint)
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
