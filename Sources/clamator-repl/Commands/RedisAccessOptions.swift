internal import ArgumentParser
internal import ClamatorRedis

/// How a Redis is entered, besides what its URL says. What conforms declares the options itself: debug builds of the
/// parser check a group four times wherever it stands, so that a group in a group costs sixteen times its own time.
protocol RedisAccessOptions: ParsableArguments {
    var tlsCa: String? { get }
    var tlsCert: String? { get }
    var tlsKey: String? { get }
    var tlsInsecure: Bool { get }
    var passwordFile: String? { get }
}

extension RedisAccessOptions {
    var access: RedisAccess {
        var access = RedisAccess()
        access.caFile = tlsCa
        access.certificateFile = tlsCert
        access.keyFile = tlsKey
        access.verifiesServer = !tlsInsecure
        access.passwordFile = passwordFile
        return access
    }

    /// The options that were given, as words of a command line.
    var accessWords: [String] {
        let files = [
            ("--tls-ca", tlsCa), ("--tls-cert", tlsCert), ("--tls-key", tlsKey), ("--password-file", passwordFile),
        ]
        return files.flatMap { name, value in value.map { [name, $0] } ?? [] }
            + (tlsInsecure ? ["--tls-insecure"] : [])
    }

    /// One of the options that were given; nil if none was.
    var givenAccess: String? {
        [
            ("--tls-ca", tlsCa != nil), ("--tls-cert", tlsCert != nil), ("--tls-key", tlsKey != nil),
            ("--tls-insecure", tlsInsecure), ("--password-file", passwordFile != nil),
        ]
        .first(where: \.1)?.0
    }
}

extension ArgumentHelp {
    static let tlsCa = ArgumentHelp(
        "The certificate authorities to trust over rediss://, in PEM. (default: the system's)", valueName: "file")
    static let tlsCert = ArgumentHelp("A certificate to show to Redis, in PEM.", valueName: "file")
    static let tlsKey = ArgumentHelp("Its key, in PEM.", valueName: "file")
    static let tlsInsecure: ArgumentHelp = "Encrypt over rediss:// without checking whose the server is."
    static let passwordFile = ArgumentHelp(
        "A file with Redis' password. (default: $REDIS_PASSWORD)", valueName: "file")
}

extension CompletionKind {
    static let pem = file(extensions: ["pem", "crt", "cer", "key"])
}
