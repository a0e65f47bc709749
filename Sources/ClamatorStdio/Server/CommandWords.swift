/// The words of a command as a shell splits them: with quotes and backslashes, and nothing is expanded (POSIX.1-2024,
/// Shell Command Language, §2.2).
enum CommandWords {
    /// Why a line has no words.
    struct FormatError: Error, Equatable {
        let reason: String
    }

    /// Splits a line.
    ///
    /// - Throws: `FormatError` where a quote is not closed, a backslash stands last, or there is no word.
    static func split(_ line: String) throws(FormatError) -> [String] {
        var words: [String] = []
        /// The word at hand; nil between words.
        var word: String.UnicodeScalarView?
        var scalars = line.unicodeScalars.makeIterator()
        func take(_ scalar: Unicode.Scalar) { word = (word ?? String.UnicodeScalarView()) + [scalar] }
        while let scalar = scalars.next() {
            switch scalar {
            case " ", "\t", "\n":
                if let word { words.append(String(word)) }
                word = nil
            case "'":
                word = word ?? String.UnicodeScalarView()
                try takeQuoted { scalar in scalar == "'" ? .end : .literal }
            case "\"":
                word = word ?? String.UnicodeScalarView()
                try takeQuoted { scalar in scalar == "\"" ? .end : scalar == "\\" ? .escape : .literal }
            case "\\":
                guard let next = scalars.next() else { throw FormatError(reason: "a backslash stands at its end") }
                if next != "\n" { take(next) }
            default: take(scalar)
            }
        }
        if let word { words.append(String(word)) }
        guard words.first?.isEmpty == false else { throw FormatError(reason: "it names no command") }
        return words

        enum Meaning { case literal, escape, end }

        func takeQuoted(_ meaning: (Unicode.Scalar) -> Meaning) throws(FormatError) {
            while let scalar = scalars.next() {
                switch meaning(scalar) {
                case .end: return
                case .literal: take(scalar)
                case .escape:
                    guard let next = scalars.next() else { break }
                    // Before anything else a backslash stands for itself.
                    if !"$`\"\\\n".unicodeScalars.contains(next) { take("\\") }
                    if next != "\n" { take(next) }
                }
            }
            throw FormatError(reason: "a quote in it is not closed")
        }
    }
}
