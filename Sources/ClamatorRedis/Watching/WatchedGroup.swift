package import ClamatorKit

extension RedisWatch {
    /// Who listens for a service's calls.
    package struct Group: Sendable {
        package struct Consumer: Sendable {
            package let name: String
            package let pending: Int
            package let idle: Duration
        }

        package let consumers: [Consumer]
        /// How many calls were read and not acknowledged.
        package let pending: Int
        /// How long ago the oldest of these was sent; nil without any.
        package let oldest: Duration?
        /// How many calls have not been read yet; nil where Redis cannot tell.
        package let lag: Int?
    }

    /// The group of a service.
    ///
    /// - Parameter service: The service's name.
    /// - Returns: The group; nil where no server was there ever.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached.
    package func group(of service: String) async throws(ClamatorTransportError) -> Group? {
        let (stream, name) = (keys.commands(of: service), RedisKeys.group(of: service))
        return try await asking { (link) throws(RedisError) in
            guard try await link.lastID(of: stream) != nil else { return nil }
            let numbers = try await link.run(RedisCommand("XINFO", "GROUPS", stream)) { reply in
                reply.elements.filter { $0.value(of: "name")?.text == name }.map { group in
                    (
                        group.value(of: "pending")?.integer ?? 0,
                        group.value(of: "lag").flatMap { $0.isNil ? nil : $0.integer }
                    )
                }.first
            }
            guard let (pending, lag) = numbers else { return nil }
            let consumers = try await link.run(RedisCommand("XINFO", "CONSUMERS", stream, name)) { reply in
                reply.elements.map { consumer in
                    Group.Consumer(
                        name: consumer.value(of: "name")?.text ?? "",
                        pending: consumer.value(of: "pending")?.integer ?? 0,
                        idle: .milliseconds(consumer.value(of: "idle")?.integer ?? 0))
                }
            }
            let oldest = try await link.run(RedisCommand("XPENDING", stream, name)) {
                $0[1].flatMap { StreamID($0.text) }
            }
            let now = try await link.run(RedisCommand("TIME")) { max($0[0]?.integer ?? 0, 0) }
            let age = oldest.map { max(0, min(now, Int.max / 1000) * 1000 - Int(clamping: $0.milliseconds)) }
            return Group(consumers: consumers, pending: pending, oldest: age.map { .milliseconds($0) }, lag: lag)
        }
    }
}
