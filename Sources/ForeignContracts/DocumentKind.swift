package import ClamatorJSON

/// What a JSON document is, by its content.
package enum DocumentKind: Equatable, Sendable {
    /// A contract in the format of this project, perhaps with errors.
    case contract
    /// An OpenRPC document of version 1.
    case openRPC
    /// A JSON Schema that defines requests, notifications and results, each request with its method as a constant.
    case requestSchemas
    /// A JSON Schema that defines requests and responses, which belong together by their names.
    case schemaPairs
    /// The manifest that clamator's code generator writes.
    case manifest
    /// A JSON Schema that defines none of these.
    case schema
    /// Something else: what it looks like, in words that follow "this looks like".
    case other(String)

    /// Tells what a document is.
    package init(of root: JSON) {
        guard root.kind == .object else {
            self = .other("a JSON \(root.kind == .array ? "array" : "value"), not an object")
            return
        }
        if let version = root["openrpc"] {
            self = Self.openRPC(root, version)
        } else if root["service"] != nil || root["methods"]?.kind == .object {
            self = .contract
        } else if Self.isManifest(root) {
            self = .manifest
        } else if !RequestSchemasReader.messages(in: root).isEmpty {
            self = .requestSchemas
        } else if !SchemaPairs.pairs(among: SchemaPairs.definitions(in: root)).isEmpty {
            self = .schemaPairs
        } else {
            self = Self.otherKind(of: root)
        }
    }

    private static func openRPC(_ root: JSON, _ version: JSON) -> DocumentKind {
        guard let text = version.string else {
            return .other("an OpenRPC document whose version is no string, but \(version)")
        }
        guard text.utf8.starts(with: "1.".utf8) else { return .other("an OpenRPC document of version \(text)") }
        return root["methods"]?.kind == .array ? .openRPC : .other("an OpenRPC document without an array of methods")
    }

    private static func isManifest(_ root: JSON) -> Bool {
        guard let services = root["contracts"]?.members else { return false }
        return services.contains { service in service.value.members.contains { $0.value["paramsHash"] != nil } }
    }

    private static func otherKind(of root: JSON) -> DocumentKind {
        for (name, words) in [
            ("openapi", "an OpenAPI document"), ("swagger", "a Swagger document"), ("asyncapi", "an AsyncAPI document"),
            ("jsonrpc", "a JSON-RPC message"), ("handlers", "a handlers file"),
        ] where root[name] != nil {
            return .other(words)
        }
        let keywords = ["$schema", "type", "properties", "$defs", "definitions", "$ref", "anyOf", "oneOf", "allOf"]
        return keywords.contains { root[$0] != nil } ? .schema : .other("some other document")
    }

    /// What can be read, for messages that refuse a document.
    package static let readable =
        "a contract has a \"service\" and \"methods\"; OpenRPC 1.x documents, schemas that define requests with their methods "
        + "(as MCP's) and pairs of request and response schemas are read too"
}
