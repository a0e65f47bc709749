internal import ClamatorKit
internal import ClamatorRedis
internal import LineEditing
private import Synchronization

/// Commands that look at the Redis that the calls go over.
struct RedisCommands {
    let state: SessionState

    private var paint: Palette { state.options.palette }

    /// The services and the servers that listen for their calls: `.services` over Redis.
    func listeners(at endpoint: RedisEndpoint) async -> Output {
        do throws(ClamatorTransportError) {
            let watch = try await RedisWatch(
                url: endpoint.url, access: endpoint.access, keyPrefix: endpoint.prefix,
                waitingAtMost: state.options.timeout)
            var lines: [StyledText] = []
            let known = state.catalogue.serviceNames
            for service in known + (try await watch.services().filter { !known.contains($0) }) {
                do throws(ClamatorTransportError) { lines += try await text(of: service, watch) } catch {
                    // One odd key is not to hide the others.
                    guard let cause = error.cause as? RedisError, cause.isAnswer else { throw error }
                    lines.append(
                        "\(paint(.name, Printable.escape(service)))  \(paint(.error, Printable.escape("\(cause)")))")
                }
            }
            await watch.close()
            return Output(text: lines.joined(separator: "\n"))
        } catch {
            return failure(error)
        }
    }

    private func text(of service: String, _ watch: RedisWatch) async throws(ClamatorTransportError) -> [StyledText] {
        let name = paint(.name, Printable.escape(service))
        let note = state.catalogue.service(service) == nil ? paint(.detail, "  (no contract)") : ""
        guard let group = try await watch.group(of: service) else {
            return ["\(name)  \(paint(.warning, "no server yet"))\(note)"]
        }
        let servers = "\(group.consumers.count) server\(group.consumers.count == 1 ? "" : "s")"
        let lag = group.lag.map { "\($0) unread" } ?? "unread unknown"
        return ["\(name)  \(servers), \(group.pending) pending, \(lag)\(note)"]
            + group.consumers.map { consumer in
                let idle = ReplyRendering.milliseconds(consumer.idle)
                return "  \(Printable.escape(consumer.name))  \(consumer.pending) pending, idle \(idle)"
            }
    }

    /// The last calls over Redis, of all clients, and their outcomes.
    func peek(_ service: String) async -> Output {
        guard let endpoint = state.host.endpoint else {
            return state.failure(".peek looks at Redis; begin with --redis URL --prefix PREFIX")
        }
        do throws(ClamatorTransportError) {
            let notes = Notes()
            var traffic = try await Traffic(
                at: endpoint, services: state.host.services, waitingAtMost: state.options.timeout, palette: paint,
                width: state.options.width
            ) { notes.add($0) }
            var lines = try await traffic.last(of: service.isEmpty ? nil : service)
            await traffic.close()
            if lines.isEmpty { lines = ["nothing passed yet"] }
            lines += notes.sentences.map { paint(.warning, $0) }
            return Output(text: lines.joined(separator: "\n"))
        } catch {
            return failure(error)
        }
    }

    /// What is odd about what was looked at.
    private final class Notes: Sendable {
        private let state = Mutex<[String]>([])
        var sentences: [String] { state.withLock { $0 } }
        func add(_ sentence: String) { state.withLock { $0.append(sentence) } }
    }

    private func failure(_ error: ClamatorTransportError) -> Output {
        state.failure(error.message + (error.cause.map { ": \($0)" } ?? ""))
    }
}
