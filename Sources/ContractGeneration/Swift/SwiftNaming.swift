package import ClamatorJSON

/// How Swift names things: in camel case, keywords in backticks. What generated code uses itself is avoided.
package struct SwiftNaming: NamingPolicy {
    package let nestsTypes = true
    package let joinsServices = true

    /// Makes the rules.
    package init() {}

    package func name(_ words: [ExactString], as role: NameRole) -> String {
        var parts: [String] = []
        for text in words { parts += CamelCase.parts(of: text) }
        // Types begin with a capital and nothing else does, so that no member hides the type that it is of.
        let name =
            role == .type || role == .service
            ? CamelCase.capitalized(parts, otherwiseBehind: "Type") : CamelCase.decapitalized(parts)
        switch role {
        case .type: return SwiftWords.typesInUse.contains(ExactString(name)) ? name + "Value" : name
        case .service: return SwiftWords.wellKnownTypes.contains(ExactString(name)) ? name + "Service" : name
        case .member, .enumerationCase, .unionCase, .method, .error:
            let isInUse = SwiftWords.membersInUse.contains(ExactString(name))
            if isInUse || role == .member && SwiftWords.valuesInUse.contains(ExactString(name)) { return name + "_" }
            return SwiftWords.keywords.contains(ExactString(name)) ? "`\(name)`" : name
        }
    }

    package func name(_ name: String, numbered number: Int) -> String {
        let plain = name.filter { $0 != "`" }
        return plain.last?.isNumber == true ? "\(plain)_\(number)" : "\(plain)\(number)"
    }

    package func key(of name: String) -> String { name.filter { $0 != "`" } }

    package func namesBesideTypes(ofServiceNamed name: String) -> [String] { [] }

    package func namesBesideService(named name: String) -> [String] { ["\(name)Client", "\(name)Service"] }
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

    /// Apostrophes split nothing, nor does what is not seen. A letter with its accent behind it looks like one with its
    /// accent inside, but is another name, which most keyboards cannot type.
    private static func isLeftOut(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\u{2019}" || ("\u{300}"..."\u{36F}").contains(scalar)
            || scalar.properties.isDefaultIgnorableCodePoint
    }

    private static let signs: [Unicode.Scalar: String] = [
        "+": "plus", "-": "minus", "*": "star", "/": "slash", "<": "less", ">": "greater", "=": "equal", "!": "not",
        "%": "percent", "&": "and", "|": "or", "^": "caret", "~": "tilde", "?": "question", ".": "dot", ",": "comma",
        ":": "colon", ";": "semicolon", "#": "hash", "@": "at", "$": "dollar", "_": "underscore", " ": "space",
    ]

    /// The words in one, with a capital where each begins. One that begins with none stands behind another word.
    static func capitalized(_ parts: [String], otherwiseBehind word: String) -> String {
        let name = joined(parts.map(capitalized))
        return startsUpper(name) ? name : word + name
    }

    /// The words in one, with a capital where each but the first begins. One that cannot begin a name, or is a capital
    /// in whatever case, stands behind an underscore.
    static func decapitalized(_ parts: [String]) -> String {
        let name = joined(parts.prefix(1).map(decapitalized) + parts.dropFirst().map(capitalized))
        let startsWell = name.unicodeScalars.first?.properties.isXIDStart == true && !startsUpper(name)
        return startsWell ? name : "_" + name
    }

    /// The words in one; two numbers stay apart.
    private static func joined(_ parts: [String]) -> String {
        var name = ""
        for part in parts {
            if let last = name.last, last.isNumber, part.first?.isNumber == true { name += "_" }
            name += part
        }
        return name
    }

    private static func startsUpper(_ name: String) -> Bool {
        name.unicodeScalars.first?.properties.isUppercase == true
    }

    private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    /// A word with its first capitals small, but for the one that the next word begins with: `URLPath` becomes
    /// `urlPath`.
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
