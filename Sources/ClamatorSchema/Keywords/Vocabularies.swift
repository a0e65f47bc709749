import ClamatorJSON

/// The sets of keywords that a meta-schema can switch on and off (2020-12 Core §8.1.2).
struct Vocabularies: OptionSet {
    var rawValue: UInt16

    static let core = Vocabularies(rawValue: 1)
    static let applicator = Vocabularies(rawValue: 2)
    static let unevaluated = Vocabularies(rawValue: 4)
    static let validation = Vocabularies(rawValue: 8)
    static let metadata = Vocabularies(rawValue: 16)
    static let format = Vocabularies(rawValue: 32)
    static let formatAssertion = Vocabularies(rawValue: 64)
    static let content = Vocabularies(rawValue: 128)

    /// What holds where a meta-schema says nothing.
    static let standard: Vocabularies = [.core, .applicator, .unevaluated, .validation, .metadata, .format, .content]

    /// The vocabulary with this URI; nil where it is none of the standard's.
    init?(uri: ExactString) {
        let prefixes = ["https://json-schema.org/draft/2020-12/vocab/", "https://json-schema.org/draft/2019-09/vocab/"]
        guard let prefix = prefixes.first(where: { uri.utf8.starts(with: $0.utf8) }) else { return nil }
        switch ExactString(String(decoding: uri.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)) {
        case "core": self = .core
        // In 2019-09 the unevaluated keywords are the applicators' (Core §9.2.2.4, §9.3.1.3).
        case "applicator": self = prefix == prefixes[1] ? [.applicator, .unevaluated] : .applicator
        case "unevaluated": self = .unevaluated
        case "validation": self = .validation
        case "meta-data": self = .metadata
        case "format", "format-annotation": self = .format
        case "format-assertion": self = [.format, .formatAssertion]
        case "content": self = .content
        default: return nil
        }
    }

    init(rawValue: UInt16) { self.rawValue = rawValue }
}

/// What a `$schema` settles for the schemas under it.
struct Rules: Equatable {
    var dialect: Dialect
    var vocabularies: Vocabularies = .standard
    /// The meta-schema that chose the vocabularies; nil where none did.
    var metaSchema: String?

    /// What to write as `$schema`.
    var uri: String { metaSchema ?? dialect.uri }
}
