public import ClamatorKit

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Where a Redis is, and how to enter it: `redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`, `rediss://` with the same
/// for TLS, or `unix://[USER[:PASSWORD]@]/PATH[?db=DATABASE]` for a socket in the file system. As in the URLs of
/// redis-py, a query may give `db`, `username` and `password`.
///
/// Its description is such a URL without the password, so that it can be shown.
public struct RedisURL: Sendable, Equatable {
    /// Where the server listens.
    enum Address: Equatable {
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    /// What is cut up: scalars, since a mark behind a `/` would make one character of the two.
    private typealias Text = Substring.UnicodeScalarView

    let address: Address
    /// Whether the connection is encrypted.
    let usesTLS: Bool
    let user: String?
    private(set) var password: String?
    /// Whether it names a password, or one was found for it.
    package var hasPassword: Bool { password != nil }
    let database: Int
    /// What the URL does not say.
    private(set) var access = RedisAccess()

    /// Reads a URL.
    ///
    /// - Parameter text: The URL. What its parts may not hold as it is stands as `%XX`.
    /// - Throws: `ClamatorTransportError` that says what is wrong; it never repeats a password.
    public init(_ text: String) throws(ClamatorTransportError) {
        let text = Substring(text).unicodeScalars
        guard let colon = text.firstRange(of: "://".unicodeScalars),
            text[..<colon.lowerBound].allSatisfy(Self.isOfScheme)
        else {
            throw Self.bad("expected redis://HOST:PORT/DATABASE, rediss:// with TLS, or unix:///PATH?db=DATABASE")
        }
        let scheme = String(text[..<colon.lowerBound]).lowercased()
        var rest = text[colon.upperBound...]
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        let query = try Query(Self.cut(&rest, from: "?"))
        let entry: (user: String?, password: String?)
        switch scheme {
        case "redis", "rediss":
            usesTLS = scheme.utf8.count == "rediss".utf8.count
            let path = Self.cut(&rest, from: "/")
            entry = try Self.credentials(&rest)
            address = try Self.tcp(rest)
            database = try Self.database(query.database ?? path)
        case "unix", "redis+unix", "redis-socket":
            usesTLS = false
            entry = try Self.credentials(&rest)
            guard rest.first == "/" else {
                throw Self.bad("a socket's path begins with /, as in unix:///run/redis.sock")
            }
            address = .unix(path: try Self.socketPath(rest))
            database = try Self.database(query.database)
        default:
            throw Self.bad("unknown scheme \(scheme)://; expected redis://, rediss:// or unix://")
        }
        (user, password) = (entry.user ?? query.user, entry.password ?? query.password)
    }

    /// The URL that is meant: the one given, else `$REDIS_URL`, else `redis://localhost:6379`; with the password from
    /// elsewhere where it has none.
    ///
    /// - Parameters:
    ///   - text: The URL that was given, if one was.
    ///   - access: What the URL does not say.
    /// - Throws: `ClamatorTransportError` where it is wrong, or does not go with the rest, or where a file cannot be
    ///   read.
    init(given text: String?, _ access: RedisAccess) throws(ClamatorTransportError) {
        try self.init(text ?? Environment.value(of: "REDIS_URL") ?? "redis://localhost:6379")
        if usesTLS {
            try access.checkTLS()
        } else if let option = access.optionOfTLS {
            throw Self.bad("\(self) is without TLS, which \(option) is for; write rediss://HOST:PORT/DATABASE")
        }
        if password != nil, access.passwordFile != nil {
            throw Self.bad("it has a password already, and --password-file would give another; leave one of them out")
        }
        if password == nil { password = try access.password() }
        self.access = access
    }

    /// What stands behind `?`.
    private struct Query {
        var database: Text?
        var user: String?
        var password: String?

        init(_ text: Text?) throws(ClamatorTransportError) {
            for member in text?.split(separator: "&") ?? [] {
                var name = member
                guard let value = cut(&name, from: "=") else { continue }
                switch String(name) {
                case "db": database = database ?? value
                case "username": if user == nil { user = try Self.decoded(value) }
                case "password": if password == nil { password = try Self.decoded(value) }
                case "ssl_ca_certs", "ssl_ca_path", "ssl_ca_data": throw Self.isOption(name, "--tls-ca FILE")
                case "ssl_certfile": throw Self.isOption(name, "--tls-cert FILE")
                case "ssl_keyfile": throw Self.isOption(name, "--tls-key FILE")
                case "ssl_cert_reqs", "ssl_check_hostname": throw Self.isOption(name, "--tls-insecure")
                default: break
                }
            }
        }

        /// A value as forms have it, where + is a space.
        private static func decoded(_ value: Text) throws(ClamatorTransportError) -> String {
            var text = Text()
            for scalar in value { text.append(scalar == "+" ? " " : scalar) }
            return try RedisURL.decoded(text)
        }

        private static func isOption(_ name: Text, _ option: String) -> ClamatorTransportError {
            bad("\(Substring(name)) is not taken from a URL; use \(option)")
        }
    }

    private static func tcp(_ text: Text) throws(ClamatorTransportError) -> Address {
        var host = text
        var port: Text?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw bad("an IPv6 address ends with ]") }
            host = text[text.index(after: text.startIndex)..<end]
            let behind = text[text.index(after: end)...]
            guard behind.isEmpty || behind.first == ":" else { throw bad("a port is a number from 1 to 65535") }
            port = behind.isEmpty ? nil : behind.dropFirst()
        } else {
            port = cut(&host, from: ":")
        }
        let name = host.isEmpty ? "localhost" : try decoded(host)
        guard let port, !port.isEmpty else { return .tcp(host: name, port: 6379) }
        guard let number: UInt16 = number(port), number > 0 else { throw bad("a port is a number from 1 to 65535") }
        return .tcp(host: name, port: number)
    }

    private static func socketPath(_ text: Text) throws(ClamatorTransportError) -> String {
        let path = try decoded(text)
        // The system's structure of an address ends behind so many bytes and a zero; hiredis would cut the path.
        let longest = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
        if path.utf8.count > longest { throw bad("the path of a socket has \(longest) bytes at most") }
        return path
    }

    /// What the name of a scheme is made of (RFC 3986 §3.1).
    private static func isOfScheme(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "+", "-", ".": true
        default: false
        }
    }

    /// Takes `USER:PASSWORD@` off the front.
    private static func credentials(
        _ rest: inout Text
    ) throws(ClamatorTransportError) -> (user: String?, password: String?) {
        guard let at = rest.lastIndex(of: "@") else { return (nil, nil) }
        var user = rest[..<at]
        rest = rest[rest.index(after: at)...]
        let password = cut(&user, from: ":")
        return (
            user.isEmpty ? nil : try decoded(user),
            try password.map { (text) throws(ClamatorTransportError) in try decoded(text) }
        )
    }

    private static func database(_ text: Text?) throws(ClamatorTransportError) -> Int {
        guard let text, !text.isEmpty else { return 0 }
        guard let database: Int = number(text) else { throw bad("a database is a number from 0 on") }
        return database
    }

    /// Cuts the text at the first of a scalar, and returns what stood behind it; nil if there is none.
    private static func cut(_ text: inout Text, from scalar: Unicode.Scalar) -> Text? {
        guard let index = text.firstIndex(of: scalar) else { return nil }
        defer { text = text[..<index] }
        return text[text.index(after: index)...]
    }

    private static func decoded(_ text: Text) throws(ClamatorTransportError) -> String {
        guard let decoded = PercentEncoding.decoded(Substring(text)), !decoded.utf8.contains(0) else {
            throw bad("% is followed by two hexadecimal digits, and what they stand for is UTF-8")
        }
        return decoded
    }

    /// A number without a sign, which the standard library would let pass.
    private static func number<Number: FixedWidthInteger>(_ text: Text) -> Number? {
        text.allSatisfy { "0"..."9" ~= $0 } ? Number(Substring(text)) : nil
    }

    private static func bad(_ reason: String) -> ClamatorTransportError {
        ClamatorTransportError("bad Redis URL: \(reason)", reason: .misuse)
    }
}

extension RedisURL: CustomStringConvertible {
    /// The URL without its password.
    public var description: String {
        let entry = user.map { PercentEncoding.encoded($0) + "@" } ?? ""
        switch address {
        case .tcp(let host, let port):
            let host = host.contains(":") ? "[\(host)]" : PercentEncoding.encoded(host)
            return "redis\(usesTLS ? "s" : "")://\(entry)\(host):\(port)" + (database == 0 ? "" : "/\(database)")
        case .unix(let path):
            return "unix://\(entry)\(PercentEncoding.encoded(path, keeping: "/:"))"
                + (database == 0 ? "" : "?db=\(database)")
        }
    }
}
