internal import ClamatorKit
internal import ScriptedHandlers
internal import ClamatorRedis

/// What a session knows of the Redis that its calls go over.
extension Session {
    /// The services with who listens for their calls: `.services` over Redis.
    func listeners(at endpoint: RedisEndpoint) async -> Output {
        do throws(ClamatorTransportError) {
            let watch = try await RedisWatch(url: endpoint.url, keyPrefix: endpoint.prefix)
            var lines: [String] = []
            let known = host.services.map(\.contract.service)
            for service in known + (try await watch.services().filter { !known.contains($0) }) {
                let note = known.contains(service) ? "" : paint(.detail, "  (no contract)")
                guard let group = try await watch.group(of: service) else {
                    lines.append(
                        "\(paint(.name, Printable.escape(service)))  \(paint(.warning, "no server yet"))\(note)")
                    continue
                }
                let lag = group.lag.map { "\($0) unread" } ?? "unread unknown"
                lines.append(
                    "\(paint(.name, Printable.escape(service)))  \(group.consumers.count) server\(group.consumers.count == 1 ? "" : "s"), "
                        + "\(group.pending) pending, \(lag)\(note)")
                for consumer in group.consumers {
                    lines.append(
                        "  \(Printable.escape(consumer.name))  \(consumer.pending) pending, "
                            + "idle \(ReplyRendering.milliseconds(consumer.idle))")
                }
            }
            await watch.close()
            return Output(text: lines.joined(separator: "\n"))
        } catch {
            return failure(error.message + (error.cause.map { ": \($0)" } ?? ""))
        }
    }

    /// The last calls over Redis, of all clients, and their outcomes.
    func peek(_ service: String) async -> Output {
        guard let endpoint = host.endpoint else {
            return failure(".peek looks at Redis; begin with --redis URL --prefix PREFIX")
        }
        do throws(ClamatorTransportError) {
            var traffic = try await Traffic(
                at: endpoint, services: host.services, palette: options.palette, width: options.width)
            let lines = try await traffic.last(of: service.isEmpty ? nil : service)
            await traffic.close()
            return Output(text: lines.isEmpty ? "nothing passed yet" : lines.joined(separator: "\n"))
        } catch {
            return failure(error.message + (error.cause.map { ": \($0)" } ?? ""))
        }
    }

    private var paint: Palette { options.palette }
}
