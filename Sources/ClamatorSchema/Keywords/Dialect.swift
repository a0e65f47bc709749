import ClamatorJSON

/// An edition of JSON Schema.
public enum Dialect: String, Sendable, CaseIterable {
    /// Draft-07.
    case draft7 = "http://json-schema.org/draft-07/schema"
    /// 2019-09.
    case draft2019_09 = "https://json-schema.org/draft/2019-09/schema"
    /// 2020-12.
    case draft2020_12 = "https://json-schema.org/draft/2020-12/schema"

    /// The URI of the edition's meta-schema, without fragment.
    public var uri: String { rawValue }

    /// The edition whose meta-schema has this URI.
    init?(uri: ExactString) {
        guard let dialect = Self.allCases.first(where: { ExactString($0.uri) == uri }) else { return nil }
        self = dialect
    }
}

/// Some of the editions.
struct Editions: OptionSet {
    let rawValue: UInt8

    static let draft7 = Editions(rawValue: 1)
    static let draft2019_09 = Editions(rawValue: 2)
    static let draft2020_12 = Editions(rawValue: 4)

    static let all: Editions = [.draft7, .draft2019_09, .draft2020_12]
    static let since2019_09: Editions = [.draft2019_09, .draft2020_12]
    static let before2020_12: Editions = [.draft7, .draft2019_09]

    func contains(_ dialect: Dialect) -> Bool {
        switch dialect {
        case .draft7: contains(.draft7 as Editions)
        case .draft2019_09: contains(.draft2019_09 as Editions)
        case .draft2020_12: contains(.draft2020_12 as Editions)
        }
    }
}
