package import ClamatorJSON

/// An edition of JSON Schema, or a dialect of one.
public enum Dialect: String, Sendable, CaseIterable {
    /// Draft-04.
    case draft4 = "http://json-schema.org/draft-04/schema"
    /// Draft-06.
    case draft6 = "http://json-schema.org/draft-06/schema"
    /// Draft-07.
    case draft7 = "http://json-schema.org/draft-07/schema"
    /// 2019-09.
    case draft2019_09 = "https://json-schema.org/draft/2019-09/schema"
    /// 2020-12.
    case draft2020_12 = "https://json-schema.org/draft/2020-12/schema"
    /// The schemas of OpenAPI 3.0: those of draft-04 with `nullable` and without `id`.
    case openAPI3_0 = "https://spec.openapis.org/oas/3.0/dialect"

    /// The URI of the meta-schema, without fragment.
    public var uri: String { rawValue }

    /// The edition that `$schema` names by this URI: with `http` or `https`, with or without an empty fragment. OpenAPI
    /// 3.0 has no URI of its own for its schemas; any below that of its documents' schema names it.
    package init?(reference: String) {
        guard let name = Self.bare(reference) else { return nil }
        let openAPI = "spec.openapis.org/oas/3.0/"
        let dialect = Self.allCases.first { Self.bare($0.uri)?.elementsEqual(name) == true }
        guard let dialect = dialect ?? (name.starts(with: openAPI.utf8) ? .openAPI3_0 : nil) else { return nil }
        self = dialect
    }

    /// What tells the URI from others: not its scheme, nor an empty fragment. Nil where it has another scheme or none.
    private static func bare(_ uri: String) -> Substring.UTF8View? {
        let bytes = uri.utf8.last == UInt8(ascii: "#") ? uri.utf8.dropLast() : uri.utf8[...]
        let scheme = ["http://", "https://"].first { bytes.starts(with: $0.utf8) }
        return scheme.map { bytes.dropFirst($0.utf8.count) }
    }

    /// What to write as `$schema`, in words.
    package static let known =
        "draft-04, draft-06, draft-07, 2019-09 and 2020-12, as in \"\(Self.draft2020_12.uri)\""
}

extension Dialect {
    /// Whether it is draft-04 or made from that.
    var isOfDraft4: Bool { self == .draft4 || self == .openAPI3_0 }

    /// Whether the definitions stand under `definitions`, whatever stands beside `$ref` is ignored, and an identifier
    /// that is a fragment alone names a schema: all of this ended with 2019-09.
    package var isBefore2019_09: Bool { self == .draft6 || self == .draft7 || isOfDraft4 }

    /// The keywords under which a schema's references find the types that it shares with others.
    package var keywordsOfDefinitions: [ExactString] { isBefore2019_09 ? ["$defs", "definitions"] : ["$defs"] }

    /// The keyword that gives a schema its URI; nil if there is none.
    var identifier: Keyword? {
        switch self {
        case .openAPI3_0: nil
        case .draft4: .draft4Id
        case .draft6, .draft7, .draft2019_09, .draft2020_12: .id
        }
    }
}

/// Some of the editions.
struct Editions: OptionSet {
    let rawValue: UInt8

    static let draft4 = Editions(rawValue: 1)
    static let draft6 = Editions(rawValue: 2)
    static let draft7 = Editions(rawValue: 4)
    static let draft2019_09 = Editions(rawValue: 8)
    static let draft2020_12 = Editions(rawValue: 16)
    static let openAPI3_0 = Editions(rawValue: 32)

    static let all: Editions = [.before2020_12, .draft2020_12]
    static let sinceDraft6: Editions = [.draft6, .sinceDraft7]
    static let sinceDraft7: Editions = [.draft7, .since2019_09]
    static let since2019_09: Editions = [.draft2019_09, .draft2020_12]
    static let before2020_12: Editions = [.draft4, .openAPI3_0, .draft6, .draft7, .draft2019_09]

    func contains(_ dialect: Dialect) -> Bool {
        switch dialect {
        case .draft4: contains(.draft4 as Editions)
        case .draft6: contains(.draft6 as Editions)
        case .draft7: contains(.draft7 as Editions)
        case .draft2019_09: contains(.draft2019_09 as Editions)
        case .draft2020_12: contains(.draft2020_12 as Editions)
        case .openAPI3_0: contains(.openAPI3_0 as Editions)
        }
    }
}
