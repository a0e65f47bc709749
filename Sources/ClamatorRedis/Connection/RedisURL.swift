public import ClamatorKit

/// Where a Redis is, and how to enter it: `redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`, or
/// `unix://[USER[:PASSWORD]@]/PATH[?db=DATABASE]` for a socket in the file system.
///
/// Its description leaves the password out, so that it can be shown.
public struct RedisURL: Sendable, Equatable {
    /// Where the server listens.
    enum Address: Equatable {
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    /// What is cut up: scalars, since a mark behind a `/` would make one character of the two.
    private typealias Text = Substring.UnicodeScalarView

    let address: Address
    let user: String?
    let password: String?
    let database: Int

    /// Reads a URL.
    ///
    /// - Parameter text: The URL. What its parts may not hold as it is stands as `%XX`.
    /// - Throws: `ClamatorTransportError` that says what is wrong; it never repeats a password.
    public init(_ text: String) throws(ClamatorTransportError) {
        let text = Substring(text).unicodeScalars
        guard let colon = text.firstRange(of: "://".unicodeScalars),
            text[..<colon.lowerBound].allSatisfy(Self.isOfScheme)
        else {
            throw Self.bad("expected redis://HOST:PORT/DATABASE or unix:///PATH?db=DATABASE")
        }
        let scheme = String(text[..<colon.lowerBound]).lowercased()
        var rest = text[colon.upperBound...]
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        let query = Self.cut(&rest, from: "?")
        switch scheme {
        case "redis":
            let path = Self.cut(&rest, from: "/")
            (user, password) = try Self.credentials(&rest)
            address = try Self.tcp(rest)
            database = try Self.database(path: path, query: query)
        case "unix", "redis+unix", "redis-socket":
            (user, password) = try Self.credentials(&rest)
            guard rest.first == "/" else {
                throw Self.bad("a socket's path begins with /, as in unix:///run/redis.sock")
            }
            address = .unix(path: try Self.decoded(rest))
            database = try Self.database(path: nil, query: query)
        case "rediss":
            throw Self.bad(
                "rediss:// needs TLS, which this build does not speak; reach Redis through a tunnel, as redis://")
        default:
            throw Self.bad("unknown scheme \(scheme)://; expected redis:// or unix://")
        }
    }

    /// The URL that is meant: the one given, else `$REDIS_URL`, else `redis://localhost:6379`.
    ///
    /// - Parameter text: The URL that was given, if one was.
    /// - Throws: `ClamatorTransportError` where it is wrong.
    init(given text: String?) throws(ClamatorTransportError) {
        try self.init(text ?? Environment.value(of: "REDIS_URL") ?? "redis://localhost:6379")
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

    private static func database(path: Text?, query: Text?) throws(ClamatorTransportError) -> Int {
        let asked = query?.split(separator: "&").first { $0.starts(with: "db=".unicodeScalars) }?.dropFirst(3)
        guard let text = asked ?? path, !text.isEmpty else { return 0 }
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
        let entry = user.map { "\($0)@" } ?? ""
        switch address {
        case .tcp(let host, let port):
            let host = host.contains(":") ? "[\(host)]" : host
            return "redis://\(entry)\(host):\(port)" + (database == 0 ? "" : "/\(database)")
        case .unix(let path):
            return "unix://\(entry)\(path)" + (database == 0 ? "" : "?db=\(database)")
        }
    }
}
