import ClamatorJSON

/// English plurals, as names of lists have them.
enum Plural {
    /// What one of several things is called: `lines` becomes `line`; a word that is no plural gets `Item` behind it.
    static func singular(of word: ExactString) -> ExactString {
        let text = word.string
        for (ending, replacement) in endings where word.hasSuffix(ending) && text.utf8.count > ending.utf8.count + 1 {
            guard let replacement else { break }
            return ExactString(text.dropLast(ending.count) + replacement)
        }
        return ExactString(text + "Item")
    }

    /// Endings of plurals with those of singulars, the longer before the shorter; nil for what only looks like one.
    private static let endings: [(plural: String, singular: String?)] = [
        ("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("ss", nil), ("us", nil),
        ("is", nil), ("s", ""),
    ]
}
