/// A command line up to the cursor, split as shells do (POSIX.1-2024, Shell Command Language, 2.2), though a quote may
/// still be open. Nothing is expanded.
struct ShellLine {
    /// The words before the cursor's, without their quotes.
    private(set) var words: [String] = []
    /// The word at the cursor, as far as it goes, without its quotes.
    private(set) var word = ""
    /// The quote that is open at the cursor.
    private(set) var quote: Character?
    /// How many characters of the word the shell leaves alone: those up to the last at which it splits words for
    /// completion, or up to the open quote.
    private(set) var kept = 0

    private static let space: Set<Character> = [" ", "\t", "\n"]

    /// - Parameters:
    ///   - line: The line up to the cursor.
    ///   - breaks: At which characters the shell splits words for completion, beside spaces.
    init(_ line: String, breaks: String = "") {
        var isInWord = false
        var rest = Substring(line)
        while let character = rest.popFirst() {
            if character == "\\", quote != "'" {
                guard let next = rest.popFirst() else { break }
                // In double quotes a backslash quotes only what means something there.
                if quote == "\"", !"\"\\$`".contains(next) { word.append(character) }
                word.append(next)
            } else if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                kept = word.count
            } else if Self.space.contains(character) {
                if isInWord { words.append(word) }
                (word, kept, isInWord) = ("", 0, false)
                continue
            } else {
                word.append(character)
                // bash lets these two begin the part that it completes.
                if breaks.contains(character) { kept = word.count - ("@$".contains(character) ? 1 : 0) }
            }
            isInWord = true
        }
    }

    /// A text as it goes into the word at the cursor, so that the shell takes it as it is.
    func escaped(_ text: Substring) -> String {
        switch quote {
        case "'": String(text).replacing("'", with: "'\\''")
        case "\"": String(text.flatMap { "\"\\$`".contains($0) ? ["\\", $0] : [$0] })
        default: String(text.flatMap { Self.isPlain($0) ? [$0] : ["\\", $0] })
        }
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_-./=:@,+%^".contains(character)
    }
}
