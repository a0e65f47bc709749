package import ClamatorJSON

extension ForeignContract {
    /// Makes a contract of a document in another format; nil where it is a contract already, or nothing that can be
    /// read.
    ///
    /// - Parameters:
    ///   - root: The document.
    ///   - kind: What it is.
    ///   - uri: Its own URI, against which its references resolve.
    ///   - service: The service's name; nil for the one that the document gives.
    ///   - read: The document at a URI that the document refers to; nil if there is none that may be read.
    package init?(
        _ root: JSON, _ kind: DocumentKind, at uri: String, service: String? = nil,
        read: @escaping @Sendable (String) -> JSON?
    ) {
        switch kind {
        case .contract, .manifest, .schema, .other: return nil
        case .openRPC:
            var reader = OpenRPCReader(root, at: uri, service: service, read: read)
            self = reader.read()
        case .requestSchemas:
            var reader = RequestSchemasReader(root, at: uri, service: service, read: read)
            self = reader.read()
        case .schemaPairs: self = SchemaPairs.contract(of: root, at: uri, service: service, read: read)
        }
    }
}
