import ClamatorKit
import ClamatorRedis
import TestSupport
import Testing

/// What the other side of TLS may do at any time.
@Suite(.timeLimit(.minutes(1))) struct TLSPeerTests {
    private let certificates: Certificates

    init() throws { certificates = try Certificates() }

    /// Connects to a peer that answers the greeting.
    private func watch(_ peer: TLSPeer) async throws -> RedisWatch {
        var access = RedisAccess()
        access.caFile = certificates["ca"]
        peer.send("+PONG\r\n:1\r\n")
        return try await RedisWatch(url: "rediss://localhost:\(peer.port)", access: access, keyPrefix: "t")
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
}
