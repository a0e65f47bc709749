package import ClamatorJSON

/// A text that is no YAML, or YAML that says what JSON cannot, and where.
package struct YAMLError: Error {
    /// What is wrong.
    package let reason: Reason
    /// The line, from 1.
    package let line: Int
    /// The column in code points, from 1.
    package let column: Int

    init(_ reason: Reason, _ mark: YAMLMark) {
        self.reason = reason
        (line, column) = (Int(mark.line), Int(mark.column))
    }

    init(_ reason: Reason, _ position: (line: Int, column: Int)) {
        self.reason = reason
        (line, column) = position
    }

    /// What can be wrong.
    package enum Reason: Sendable {
        /// The text is no YAML, in libyaml's words.
        case syntax(String)
        /// The text has comments at most.
        case noDocument
        /// A second document.
        case secondDocument
        /// A tag, which says what kind of value comes.
        case tag(ExactString)
        /// Too many directives for tags.
        case tagDirectives(limit: Int)
        /// A number that is not finite.
        case notFinite(String)
        /// An integer that is too long to be written in decimal.
        case longInteger
        /// A key that is no string.
        case keyOfOtherKind
        /// YAML 1.1's `<<`.
        case mergeKey
        /// A key that the same mapping has already.
        case repeatedKey(ExactString)
        /// An alias without a value that it could stand for.
        case unknownAlias(ExactString)
        /// An alias inside of what it stands for.
        case aliasOfItself(ExactString)
        /// What aliases stand for is too much.
        case aliases(LimitReached)
        /// The value is none that JSON can hold.
        case json(JSONError.Reason)
    }
}

extension YAMLError: CustomStringConvertible {
    /// What is wrong, without the position.
    package var description: String {
        switch reason {
        case .syntax(let reason): "no YAML: \(reason)"
        case .noDocument: "the text holds no value"
        case .secondDocument: "a second document begins here; a file holds one"
        case .tag(let tag): "tags are not read, here \(tag); plain values have the kinds of YAML's core schema"
        case .tagDirectives(let limit): "more than \(limit) %TAG directives; tags are not read"
        case .notFinite(let text): "JSON has no number \(text); in quotes it is a string"
        case .longInteger: "an integer of more than 256 bits; in quotes it is a string"
        case .keyOfOtherKind: "a key must be a string; numbers, booleans and null are keys in quotes"
        case .mergeKey: "YAML 1.2 has no merge key <<; in quotes it is a name like others"
        case .repeatedKey(let key): "the key \"\(key)\" stands here twice"
        case .unknownAlias(let name): "nothing before has the anchor &\(name)"
        case .aliasOfItself(let name): "*\(name) stands inside of the value that it stands for"
        case .aliases(let limit): "aliases stand for too much: \(limit)"
        case .json(let reason): "\(reason)"
        }
    }
}
