import ClamatorKit
import ClamatorRedis
import Testing

/// URLs of Redis, shown without their password.
@Suite struct RedisURLTests {
    @Test(arguments: [
        ("redis://localhost:6379", "redis://localhost:6379"),
        ("redis://localhost", "redis://localhost:6379"),
        ("redis://", "redis://localhost:6379"),
        ("REDIS://example.org:7000/2", "redis://example.org:7000/2"),
        ("redis://ada:s3cret@example.org/1", "redis://ada@example.org:6379/1"),
        ("redis://:p%40ss%2F@example.org", "redis://example.org:6379"),
        ("redis://[::1]:6380/0", "redis://[::1]:6380"),
        ("redis://example.org?db=4", "redis://example.org:6379/4"),
        ("redis://\u{301}:s3cret@example.org", "redis://\u{301}@example.org:6379"),
        ("redis://ada:s3cret@\u{301}example.org", "redis://ada@\u{301}example.org:6379"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("unix://ada:s3cret@/run/my%20redis.sock?db=1", "unix://ada@/run/my%20redis.sock?db=1"),
        ("redis+unix:///run/redis.sock?db=2", "unix:///run/redis.sock?db=2"),
        ("rediss://ada:s3cret@example.org/1", "rediss://ada@example.org:6379/1"),
        ("redis://example.org?username=ada&password=s%2B3c+ret&db=2", "redis://ada@example.org:6379/2"),
        ("unix:///run/redis.sock?password=s3cret&timeout=3", "unix:///run/redis.sock"),
        ("redis://a%40b%3Ac%2Fd%3F:s3cret@example.org", "redis://a%40b%3Ac%2Fd%3F@example.org:6379"),
        ("unix:///run/a%40b%3F%23%25%0A/s:1", "unix:///run/a%40b%3F%23%25%0A/s:1"),
    ])
    func `A URL is read, and shown as one without its password`(text: String, shown: String) throws {
        #expect(try RedisURL(text).description == shown)
        #expect(try RedisURL(shown).description == shown)
    }

    #if canImport(Darwin)
        private static let longestPath = 103
    #else
        private static let longestPath = 107
    #endif

    @Test(arguments: [
        ("localhost:6379", "expected redis://HOST:PORT/DATABASE, rediss:// with TLS, or unix:///PATH?db=DATABASE"),
        (
            "ada:s3cret@redis://localhost",
            "expected redis://HOST:PORT/DATABASE, rediss:// with TLS, or unix:///PATH?db=DATABASE"
        ),
        ("http://localhost", "unknown scheme http://; expected redis://, rediss:// or unix://"),
        ("rediss://u:s3cret@localhost?ssl_cert_reqs=none", "ssl_cert_reqs is not taken from a URL; use --tls-insecure"),
        ("rediss://localhost?ssl_ca_certs=/ca.pem", "ssl_ca_certs is not taken from a URL; use --tls-ca FILE"),
        ("redis://localhost:port", "a port is a number from 1 to 65535"),
        ("redis://localhost:0", "a port is a number from 1 to 65535"),
        ("redis://localhost:70000", "a port is a number from 1 to 65535"),
        ("redis://localhost/first", "a database is a number from 0 on"),
        ("unix://run/redis.sock", "a socket's path begins with /, as in unix:///run/redis.sock"),
        ("redis://localhost:+80", "a port is a number from 1 to 65535"),
        ("redis://localhost/+1", "a database is a number from 0 on"),
        ("redis://:%zz@localhost", "% is followed by two hexadecimal digits, and what they stand for is UTF-8"),
        ("redis://:%+f@localhost", "% is followed by two hexadecimal digits, and what they stand for is UTF-8"),
        ("redis://:%ff@localhost", "% is followed by two hexadecimal digits, and what they stand for is UTF-8"),
        ("redis://[::1", "an IPv6 address ends with ]"),
        ("unix:///\(String(repeating: "x", count: 200))", "the path of a socket has \(longestPath) bytes at most"),
    ])
    func `A bad URL is refused with the reason, and its password is not shown`(text: String, reason: String) {
        let error = #expect(throws: ClamatorTransportError.self) { try RedisURL(text) }
        #expect(error?.message == "bad Redis URL: \(reason)")
    }
}
