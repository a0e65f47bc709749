import ClamatorKit
import ClamatorRedis
import TestSupport
import Testing

/// What the other side of TLS may do at any time.
@Suite(.timeLimit(.minutes(1))) struct TLSPeerTests {
    private let certificates: Certificates

    init() throws { certificates = try Certificates() }

    /// Connects to a peer that answers the greeting.
    private func watch(
        _ peer: TLSPeer, note: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> RedisWatch {
        async let watch = connect(to: peer, note: note)
        await answerGreeting(peer)
        return try await watch
    }

    /// Waits for the greeting, so that the answer goes to the connection that it came over, and none before.
    private func answerGreeting(_ peer: TLSPeer) async {
        await peer.wait(for: "PING")
        peer.send("+PONG\r\n:1\r\n")
    }

    private func connect(
        to peer: TLSPeer, note: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> RedisWatch {
        var access = RedisAccess()
        access.caFile = certificates["ca"]
        return try await RedisWatch(url: "rediss://localhost:\(peer.port)", access: access, keyPrefix: "t", note: note)
    }

    /// The services of which the peer tells when it is asked.
    private func services(_ watch: RedisWatch, _ peer: TLSPeer) async throws -> [String] {
        async let services = watch.services()
        await peer.wait(for: "t:cmds:*")
        peer.send("*2\r\n$1\r\n0\r\n*1\r\n$10\r\nt:cmds:lab\r\n")
        return try await services
    }

    @Test func `Keys are renewed while commands pass`() async throws {
        let peer = try await TLSPeer(certificates, "-tls1_3")
        let watch = try await watch(peer)
        for _ in 0..<3 {
            peer.send("K\n")
            #expect(try await services(watch, peer) == ["lab"])
        }
        await watch.close()
    }

    private static let refusal =
        "the server asks for a renegotiation of TLS 1.2, which is refused; turn that off there, or let it speak TLS 1.3"

    @Test func `A renegotiation is refused, and the connection made again`() async throws {
        let peer = try await TLSPeer(certificates, "-tls1_2")
        let (notes, noted) = AsyncStream.makeStream(of: String.self)
        let watch = try await watch(peer) { noted.yield($0) }
        peer.send("r\n")
        var iterator = notes.makeAsyncIterator()
        #expect(
            await iterator.next()
                == "Redis is out of reach: \(Self.refusal); the watch goes on once it is back")
        await answerGreeting(peer)
        #expect(try await services(watch, peer) == ["lab"])
        await watch.close()
    }

    @Test func `A renegotiation is refused in the greeting too`() async throws {
        let peer = try await TLSPeer(certificates, "-tls1_2")
        let watch = Task { try await connect(to: peer) }
        await peer.wait(for: "PING")
        peer.send("r\n")
        let error = await #expect(throws: ClamatorTransportError.self) { _ = try await watch.value }
        #expect(error?.description.hasSuffix(": \(Self.refusal)") == true)
    }
}
