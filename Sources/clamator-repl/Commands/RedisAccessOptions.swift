internal import ArgumentParser
internal import ClamatorRedis

/// How a Redis is entered, besides what its URL says.
struct RedisAccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The certificate authorities to trust over rediss://, in PEM. (default: the system's)", valueName: "file"),
        completion: .file(extensions: pemEndings))
    var tlsCa: String?

    @Option(
        help: ArgumentHelp("A certificate to show to Redis, in PEM.", valueName: "file"),
        completion: .file(extensions: pemEndings))
    var tlsCert: String?

    @Option(help: ArgumentHelp("Its key, in PEM.", valueName: "file"), completion: .file(extensions: pemEndings))
    var tlsKey: String?

    @Flag(help: "Encrypt over rediss:// without checking whose the server is.")
    var tlsInsecure = false

    @Option(
        help: ArgumentHelp("A file with Redis' password. (default: $REDIS_PASSWORD)", valueName: "file"),
        completion: .file())
    var passwordFile: String?

    private static let pemEndings = ["pem", "crt", "cer", "key"]

    var access: RedisAccess {
        var access = RedisAccess()
        access.caFile = tlsCa
        access.certificateFile = tlsCert
        access.keyFile = tlsKey
        access.verifiesServer = !tlsInsecure
        access.passwordFile = passwordFile
        return access
    }

    /// One of the options that were given; nil if none was.
    var given: String? {
        [
            ("--tls-ca", tlsCa != nil), ("--tls-cert", tlsCert != nil), ("--tls-key", tlsKey != nil),
            ("--tls-insecure", tlsInsecure), ("--password-file", passwordFile != nil),
        ]
        .first(where: \.1)?.0
    }
}
