internal import ClamatorKit
private import Synchronization

/// What is known of the servers of a service: why a call of it may have timed out.
package struct ServicePresence: Error, CustomStringConvertible {
    /// The service's name.
    package let service: String
    package let description: String

    /// A server that runs was seen within this time: its group is looked after at least every 15 s by default.
    private static let live = Duration.seconds(20)

    /// Looks for the servers of services, for a second and a half at most.
    ///
    /// - Parameters:
    ///   - services: The services.
    ///   - url: Where Redis is.
    ///   - access: What the URL does not say.
    ///   - prefix: What the names of all keys begin with.
    /// - Returns: What was found out in time.
    package static func look(
        for services: [String], at url: String?, access: RedisAccess = RedisAccess(), keyPrefix prefix: String
    ) async -> [ServicePresence] {
        let found = Found()
        await within(.milliseconds(1500)) {
            guard let watch = try? await RedisWatch(url: url, access: access, keyPrefix: prefix) else { return }
            for service in services {
                guard let group = try? await watch.group(of: service) as RedisWatch.Group?? else { break }
                found.append(ServicePresence(of: service, under: prefix, group))
            }
            await watch.close()
        }
        return found.values
    }

    private final class Found: Sendable {
        private let state = Mutex<[ServicePresence]>([])
        var values: [ServicePresence] { state.withLock { $0 } }
        func append(_ presence: ServicePresence) { state.withLock { $0.append(presence) } }
    }

    private init(of service: String, under prefix: String, _ group: RedisWatch.Group?) {
        self.service = service
        guard let group else {
            description = "no server has ever served \(service) under prefix \(prefix)"
            return
        }
        guard !group.consumers.isEmpty else {
            description = "no server of \(service) is there under prefix \(prefix)" + Self.rest(group)
            return
        }
        func number(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
        let live = group.consumers.count { $0.idle <= Self.live }
        let seen = group.consumers.map(\.idle).min() ?? .zero
        let consumers =
            live == group.consumers.count
            ? number(live, "consumer")
            : live > 0
                ? "\(live) of \(number(group.consumers.count, "consumer")) seen in the last \(Self.seconds(Self.live))"
                : "\(number(group.consumers.count, "consumer")), last seen \(Self.seconds(seen)) ago"
        description = consumers + Self.rest(group)
    }

    private static func rest(_ group: RedisWatch.Group) -> String {
        var text = ", \(group.pending) pending"
        if let oldest = group.oldest { text += ", the oldest \(seconds(oldest))" }
        if let lag = group.lag, lag > 0 { text += ", \(lag) unread" }
        return text
    }

    private static func seconds(_ time: Duration) -> String { "\(time.components.seconds) s" }
}
