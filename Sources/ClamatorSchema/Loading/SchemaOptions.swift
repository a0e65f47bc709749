public import ClamatorJSON

/// How a document is read.
public struct SchemaOptions: Sendable {
    /// The edition that holds where the document names none by `$schema`.
    public var dialect: Dialect = .draft2020_12
    /// Whether `format` is checked; otherwise it says something and refuses nothing.
    public var assertsFormats = false
    /// The document's own URI, against which `$id` and `$ref` are resolved (RFC 3986 §5.1).
    public var baseURI = ""
    /// Gives the document at an absolute URI without fragment, or nil if there is none.
    ///
    /// Nothing is ever fetched. The meta-schemas of the editions are built in, and asked for after this.
    public var resolve: @Sendable (_ uri: String) -> JSON? = { _ in nil }

    /// Says why there is no document at a URI that `resolve` gives none for; nil where nothing is known.
    package var reasonForNone: @Sendable (_ uri: String) -> String? = { _ in nil }

    /// Says how messages name what is at a URI.
    package var name: @Sendable (_ uri: String) -> String = { $0 }

    /// Makes the options of a document of 2020-12 that stands alone, with `format` as an annotation.
    public init() {}
}
