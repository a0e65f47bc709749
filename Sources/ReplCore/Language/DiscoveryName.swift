/// The method that every server has (OpenRPC, "Service Discovery Method").
enum DiscoveryName {
    static let service = "rpc"
    static let method = "discover"

    /// Whether an entry or a line names it.
    static func isMeant(by name: String) -> Bool { name.utf8.elementsEqual("\(service).\(method)".utf8) }
}
