import ClamatorJSON

/// How Swift names things: in camel case, keywords in backticks. What generated code uses itself is avoided.
struct SwiftNaming: NamingPolicy {
    let nestsTypes = true

    func name(_ words: [ExactString], as role: NameRole) -> String {
        let startsUpper = role == .type || role == .service
        var parts: [String] = []
        for text in words { parts += CamelCase.parts(of: text) }
        let name = CamelCase.joined(parts, startsUpper: startsUpper)
        switch role {
        case .type: return SwiftWords.typesInUse.contains(ExactString(name)) ? name + "Value" : name
        case .service: return SwiftWords.wellKnownTypes.contains(ExactString(name)) ? name + "Service" : name
        case .member, .enumerationCase, .unionCase, .method, .error:
            if SwiftWords.membersInUse.contains(ExactString(name)) { return name + "_" }
            return SwiftWords.keywords.contains(ExactString(name)) ? "`\(name)`" : name
        }
    }

    func name(_ name: String, numbered number: Int) -> String {
        let plain = name.filter { $0 != "`" }
        return plain.last?.isNumber == true ? "\(plain)_\(number)" : "\(plain)\(number)"
    }

    func key(of name: String) -> String { name }

    func namesBesideTypes(ofServiceNamed name: String) -> [String] { [] }

    func namesBesideService(named name: String) -> [String] { ["\(name)Client", "\(name)Service"] }
}

/// Names made of the words of a text.
enum CamelCase {
    /// The words of a text, split at what no identifier has; of a text without letters and digits, what its signs are
    /// called.
    static func parts(of text: ExactString) -> [String] {
        var parts: [String] = []
        var current = ""
        for scalar in text.string.unicodeScalars where !isLeftOut(scalar) {
            if scalar.properties.isXIDContinue && scalar != "_" {
                current.unicodeScalars.append(scalar)
            } else if !current.isEmpty {
                parts.append(current)
                current = ""
            }
        }
        if !current.isEmpty { parts.append(current) }
        if parts.isEmpty { parts = text.string.unicodeScalars.compactMap { signs[$0] } }
        if parts.isEmpty { parts = [text.isEmpty ? "empty" : "value"] }
        // SHOUTING_WORDS are words like others.
        if parts.count > 1, !parts.contains(where: { $0.unicodeScalars.contains(where: \.properties.isLowercase) }) {
            return parts.map { $0.lowercased() }
        }
        // A sign before a number says which number it is.
        if text.utf8.first == UInt8(ascii: "-"), let digit = parts[0].first, digit.isNumber {
            parts[0] = "minus" + parts[0]
        }
        return parts
    }

    /// Apostrophes split nothing. A letter with its accent behind it looks like one with its accent inside, but is another
    /// name, which most keyboards cannot type.
    private static func isLeftOut(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\u{2019}" || ("\u{300}"..."\u{36F}").contains(scalar)
    }

    private static let signs: [Unicode.Scalar: String] = [
        "+": "plus", "-": "minus", "*": "star", "/": "slash", "<": "less", ">": "greater", "=": "equal", "!": "not",
        "%": "percent", "&": "and", "|": "or", "^": "caret", "~": "tilde", "?": "question", ".": "dot", ",": "comma",
        ":": "colon", ";": "semicolon", "#": "hash", "@": "at", "$": "dollar", "_": "underscore", " ": "space",
    ]

    /// The words in one, with a capital where each begins, but for the first if that should be small.
    static func joined(_ parts: [String], startsUpper: Bool) -> String {
        var name = ""
        for (index, part) in parts.enumerated() {
            if let last = name.last, last.isNumber, part.first?.isNumber == true { name += "_" }
            name += index == 0 && !startsUpper ? decapitalized(part) : capitalized(part)
        }
        let startsWell = name.unicodeScalars.first?.properties.isXIDStart == true
        return startsWell ? name : "_" + name
    }

    private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    /// A word with its first capitals small, but for the one that the next word begins with: `URLPath` becomes `urlPath`.
    private static func decapitalized(_ word: String) -> String {
        let capitals = word.prefix { $0.isUppercase }
        if capitals.count < 2 || capitals.count == word.count {
            return capitals.lowercased() + word.dropFirst(capitals.count)
        }
        let next = word[capitals.endIndex]
        let kept = next.isLetter ? 1 : 0
        return capitals.dropLast(kept).lowercased() + word.dropFirst(capitals.count - kept)
    }
}
