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
