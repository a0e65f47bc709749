import ClamatorJSON

/// The meta-schemas of the three editions, parsed when they are first asked for.
enum MetaSchemas {
    /// The document at an absolute URI without fragment; nil where none is built in.
    static func document(at uri: ExactString) -> JSON? {
        guard let text = draft7[uri] ?? draft2019_09[uri] ?? draft2020_12[uri] else { return nil }
        return try? JSON(parsing: text)
    }
}
