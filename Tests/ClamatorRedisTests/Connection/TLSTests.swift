import ClamatorKit
import ClamatorRedis
import Dispatch
import ServiceSupport
import TestSupport
import Testing

/// Calls over TLS, and what is said where it fails.
@Suite(.enabled(if: RedisServer.speaksTLS, "this redis-server is built without TLS"), .timeLimit(.minutes(2)))
struct TLSTests {
    private let certificates: Certificates
    private let port = RedisServer.freePort()

    init() throws { certificates = try Certificates() }

    /// Trusts the authority of the test.
    private var access: RedisAccess {
        var access = RedisAccess()
        access.caFile = certificates["ca"]
        return access
    }

    private func url(_ host: String = "localhost") -> String { "rediss://\(host):\(port)" }

    private func redis(showing name: String = "server", asksClients: Bool = false) throws -> RedisServer {
        try RedisServer(certificates.options(port: port, showing: name, asksClients: asksClients))
    }

    /// Why a client does not start; nil where it does. Without `rediss://localhost:PORT`, and with the files by their
    /// name.
    private func failure(
        at url: String, _ access: RedisAccess, timeout: Duration = .seconds(30)
    ) async throws -> String? {
        do {
            let client = try RedisRpcClient(url: url, access: access, keyPrefix: "t", defaultTimeout: timeout)
            try await client.start()
            await client.stop()
            return nil
        } catch let error as ClamatorTransportError {
            #expect(error.reason == .unreachable)
            let folder = certificates["ca"].dropLast("ca.pem".count)
            // Versions of OpenSSL put other words before what an alert says.
            return error.cause.map { "\($0)".replacing(folder, with: "").replacing(/[a-z0-9\/]+ alert\s/, with: "") }
        }
    }

    // MARK: Calls

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `Calls are answered over TLS by a server of this name or address`(host: String) async throws {
        let pair = try await RedisPair(redis: try redis(), url: url(host), access: access)
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        await pair.stop()
    }

    @Test func `A server that asks for a certificate is shown one`() async throws {
        let redis = try redis(asksClients: true)
        var access = access
        access.certificateFile = certificates["client"]
        access.keyFile = certificates.key("client")
        let pair = try await RedisPair(redis: redis, url: url(), access: access)
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        await pair.stop()
    }

    @Test func `Large params and results pass both ways`() async throws {
        let redis = try redis()
        let pair = try await RedisPair(
            ["work": .immediate { $0 }], redis: redis, url: url(), access: access, timeout: .seconds(60))
        let text = String(repeating: "0123456789abcdef", count: 1 << 20)
        let result = try await pair.client.call("lab", "work", ["text": JSON(text)])
        #expect(result["text"]?.string?.utf8.count == text.utf8.count)
        #expect(result["text"]?.string == text)
        await pair.stop()
    }

    @Test func `Many calls at once share their connections`() async throws {
        let pair = try await RedisPair(redis: try redis(), url: url(), access: access)
        let sums = await withTaskGroup(of: String.self) { group in
            for number in 0..<500 { group.addTask { await pair.outcome("add", ["a": JSON(integerLiteral: number)]) } }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(sums == Set((1...500).map { #"result {"sum":\#($0)}"# }))
        await pair.stop()
    }

    @Test func `A server that comes back with another certificate is trusted by the file as it is then`() async throws {
        let redis = try redis()
        let pair = try await RedisPair(redis: redis, url: url(), access: access, timeout: .seconds(30))
        redis.stop()
        // Of the other authority, which the file of the first then holds too.
        try certificates.sign("server", for: "DNS:localhost", by: "other-ca")
        try certificates.replace("ca", by: "other-ca")
        try redis.start()
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        await pair.stop()
    }

    // MARK: What is refused

    /// What a client trusts and shows, and what the server does.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var server = "server"
        var host = "localhost"
        var ca: String? = "ca"
        var client: (certificate: String, key: String)?
        var asksClients = false
        var isInsecure = false
        let failure: String?
    }

    static let cases = [
        Case(
            testDescription: "an authority that did not sign it", ca: "other-ca",
            failure: "the server's certificate is by no authority of other-ca.pem; "
                + "--tls-ca names the file of the authority that signed it"),
        Case(
            testDescription: "the system's authorities", ca: nil,
            failure: "the server's certificate is by no authority of this system; name the file of the "
                + "authority that signed it by --tls-ca FILE"),
        Case(
            testDescription: "a certificate for other names", server: "elsewhere",
            failure:
                "the server's certificate is for redis.example.org, 192.0.2.1, and not for localhost; connect by a "
                + "name that it is for"),
        Case(
            testDescription: "a certificate for other addresses", server: "elsewhere", host: "127.0.0.1",
            failure:
                "the server's certificate is for redis.example.org, 192.0.2.1, and not for 127.0.0.1; connect by a "
                + "name that it is for"),
        Case(
            testDescription: "a certificate for other names, unchecked", server: "elsewhere", ca: nil, isInsecure: true,
            failure: nil),
        Case(
            testDescription: "no certificate for a server that asks for one", asksClients: true,
            failure: "the server refuses the connection (certificate required); if it asks for a client's "
                + "certificate, name one by --tls-cert FILE and its key by --tls-key FILE"),
        Case(
            testDescription: "a certificate that the server does not trust", client: ("stranger", "stranger"),
            asksClients: true, failure: "the server refuses the certificate of stranger.pem: unknown ca"),
        Case(
            testDescription: "the key of another", client: ("client", "server"),
            failure: "server.key is not the key of the certificate in client.pem"),
        Case(
            testDescription: "a key with a pass phrase", client: ("client", "locked"),
            failure: "locked.key: the key has a pass phrase; write one without it by openssl pkey -in FILE -out OTHER"),
        Case(
            testDescription: "a file without certificates", ca: "text",
            failure: "text.pem: no certificates in PEM: no certificate or crl found"),
    ]

    @Test(arguments: cases)
    func `What is said tells what failed`(example: Case) async throws {
        let redis = try redis(showing: example.server, asksClients: example.asksClients)
        var access = RedisAccess()
        access.caFile = example.ca.map { certificates[$0] }
        access.verifiesServer = !example.isInsecure
        if let (certificate, key) = example.client {
            access.certificateFile = certificates[certificate]
            access.keyFile = certificates.key(key)
        }
        #expect(try await failure(at: url(example.host), access) == example.failure)
        redis.stop()
    }

    @Test func `An expired certificate is refused with its time`() async throws {
        let redis = try redis(showing: "expired")
        let failure = try #require(try await failure(at: url(), access))
        let time = failure.split(separator: "expired at ").last?.prefix("2026-11-30 09:15:00 UTC".count) ?? ""
        #expect(failure == "the server's certificate expired at \(time); the server needs a new one")
        #expect(time.hasSuffix(" UTC"))
        redis.stop()
    }

    @Test func `A file that is not there is named before anything is reached`() async throws {
        var access = RedisAccess()
        access.caFile = "/nowhere/ca.pem"
        let error = #expect(throws: ClamatorTransportError.self) {
            try RedisRpcClient(url: "rediss://localhost", access: access, keyPrefix: "t")
        }
        #expect(error?.cause as? FileError != nil)
        #expect(error?.description.hasSuffix("/nowhere/ca.pem: no such file or folder") == true)
    }

    @Test func `Files for TLS want a URL of it`() async throws {
        let error = #expect(throws: ClamatorTransportError.self) {
            try RedisRpcClient(url: "redis://ada:s3cret@localhost", access: access, keyPrefix: "t")
        }
        #expect(
            error?.message == "bad Redis URL: redis://ada@localhost:6379 is without TLS, which --tls-ca is for; "
                + "write rediss://HOST:PORT/DATABASE")
    }

    // MARK: Peers that are no such server

    @Test func `A client without TLS is told that the server speaks it`() async throws {
        let redis = try redis()
        let failure = try await failure(at: "redis://localhost:\(port)", RedisAccess())
        #expect(failure?.contains("rediss://") == true)
        redis.stop()
    }

    @Test func `A server that answers without TLS is told apart`() async throws {
        let peer = TCPPeer { connection in
            _ = connection.read()
            connection.write(Array("-ERR unknown command\r\n".utf8))
            _ = connection.read()
        }
        let failure = try await failure(at: "rediss://localhost:\(peer.port)", access)
        #expect(failure == "the server speaks no TLS; without it a URL is redis://")
    }

    @Test func `A server that closes the connection before TLS began is waited for, and reported`() async throws {
        let visits = Locked(0)
        let peer = TCPPeer { connection in
            visits.update { $0 += 1 }
            _ = connection.read()
        }
        let failure = try await failure(at: "rediss://localhost:\(peer.port)", access, timeout: .milliseconds(500))
        #expect(
            failure
                == "the server closed the connection before TLS began; it may have as many connections as it takes "
                + "(maxclients), or speak no TLS (then write redis://)")
        #expect(visits.value > 1)
    }

    @Test func `A start over TLS waits for a Redis that has as many connections as it takes`() async throws {
        let redis = try RedisServer(certificates.options(port: port) + ["--maxclients", "2"])
        let first = try RedisRpcClient(url: url(), access: access, keyPrefix: "t")
        try await first.start()
        let late = try await failure(at: url(), access, timeout: .milliseconds(300))
        #expect(late?.contains("(maxclients)") == true)
        let second = try RedisRpcClient(url: url(), access: access, keyPrefix: "t")
        let start = Task { try await second.start() }
        await first.stop()
        try await start.value
        await second.stop()
        redis.stop()
    }

    @Test func `A server that never answers is left after five seconds`() async throws {
        let peer = TCPPeer { connection in while !connection.read().isEmpty {} }
        let failure = try await failure(at: "rediss://localhost:\(peer.port)", access)
        #expect(failure == "the server gives no answer within 5 s; if it speaks no TLS, write redis://")
    }

    @Test func `A server that drips its answer is left after five seconds`() async throws {
        let peer = TCPPeer { connection in
            _ = connection.read()
            // A record's head, and then a byte of it at a time.
            connection.write([22, 3, 3, 0x3f, 0xff])
            while connection.drip(2) {}
        }
        let failure = try await failure(at: "rediss://localhost:\(peer.port)", access)
        #expect(failure == "the server gives no answer within 5 s")
    }

    @Test(arguments: [0, 1, 100, 1000, 2000])
    func `A connection that ends in the middle is made again`(bytes: Int) async throws {
        let redis = try redis()
        let redisPort = port
        let isCut = Locked(true)
        let peer = TCPPeer { connection in
            let server = TCPPeer.connect(to: redisPort)
            let limit = isCut.update { isCut in
                defer { isCut = false }
                return isCut ? bytes : .max
            }
            let end = TCPPeer.inBackground { connection.pass(to: server) }
            server.pass(to: connection, atMost: limit)
            end.wait()
            server.close()
        }
        // The first connection is the one that is cut.
        _ = try await failure(at: "rediss://localhost:\(peer.port)", access)
        #expect(try await failure(at: "rediss://localhost:\(peer.port)", access) == nil)
        redis.stop()
    }
}
