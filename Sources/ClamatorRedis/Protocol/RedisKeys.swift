/// The names of streams, groups and consumers under a key prefix.
struct RedisKeys: Sendable {
    let prefix: String

    /// The stream that a service's calls go into.
    func commands(of service: String) -> String { "\(prefix):cmds:\(service)" }

    /// What the names of all reply streams begin with.
    var replies: String { "\(prefix):replies:" }

    /// The stream that one client's replies go into.
    func replies(to instance: String) -> String { replies + instance }

    /// The consumer group that the servers of a service share.
    static func group(of service: String) -> String { service }

    /// The consumer that one server is for a service.
    static func consumer(_ service: String, _ instance: String) -> String { "\(service):\(instance)" }
}
