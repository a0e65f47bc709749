internal import ClamatorKit

extension ReplyExpectation {
    /// Why an `"expect"`, or what stands beside it, is none.
    struct FormatError: Error {
        let reason: String
        /// Whether there is an expectation at all.
        let isOfExpectation: Bool

        /// A line that is to be sent several times, and expects nothing.
        static let repeatAlone = FormatError(
            reason: "repeat: it stands beside expect alone", isOfExpectation: false)

        private init(reason: String, isOfExpectation: Bool) {
            self.reason = reason
            self.isOfExpectation = isOfExpectation
        }

        init(_ reason: String) { self.init(reason: "expect: " + reason, isOfExpectation: true) }

        /// What is wrong with a schema.
        init(_ diagnostics: [SchemaDiagnostic]) {
            let shown = diagnostics.prefix(ReplyExpectation.mostShown).map {
                "\($0.message) (at /matches\($0.location))"
            }
            self.init(shown.joined(separator: "; ") + (diagnostics.count > shown.count ? "; …" : ""))
        }

        /// A member whose name is no part of a line, but nearly.
        init(misspelt given: ExactString, for name: ExactString) {
            self.init(
                reason: "a line has no \(oneLine { $0.string(given.string) })"
                    + Suggestion.sentence(for: given, among: [name]), isOfExpectation: true)
        }

        /// A member that is wrong, whatever it stands in.
        init(repeat reason: String) { self.init(reason: "repeat: " + reason, isOfExpectation: true) }
    }

    /// Refuses what is no object, and members that are unknown or stand twice.
    static func checkNames(of json: JSON, in what: String, allowed: [ExactString]) throws(FormatError) {
        guard json.kind == .object else {
            throw FormatError("\(what) is an object with \(allowed.inWords(joinedBy: "or"))")
        }
        var known: Set<ExactString> = []
        for (name, _) in json.members {
            guard allowed.contains(name) else {
                throw FormatError(
                    "\(what) has no \(oneLine { $0.string(name.string) })"
                        + Suggestion.sentence(for: name, among: allowed)
                        + "; it has \(allowed.inWords(joinedBy: "or"))")
            }
            guard known.insert(name).inserted else { throw FormatError("\"\(name)\" stands here twice") }
        }
    }
}

extension [ExactString] {
    /// `a, b or c`
    func inWords(joinedBy word: String) -> String {
        dropLast().map(\.string).joined(separator: ", ") + " \(word) \(self[count - 1])"
    }
}
