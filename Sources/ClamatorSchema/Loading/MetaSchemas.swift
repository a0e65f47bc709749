import ClamatorJSON

/// The meta-schemas of the editions, parsed when they are first asked for.
enum MetaSchemas {
    /// The document at an absolute URI without fragment; nil where none is built in.
    static func document(at uri: ExactString) -> JSON? {
        let texts = [draft4, draft6, draft7, draft2019_09, draft2020_12]
        guard let text = texts.lazy.compactMap({ $0[uri] }).first else { return nil }
        return try? JSON(parsing: text)
    }
}
