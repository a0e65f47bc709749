import Foundation
import TestSupport
import Testing

/// How the tool enters a Redis that does not let everyone in, and what it says where it cannot.
@Suite struct RedisAccessTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder([
            "password": "s3cret of ada\n", "empty": "\n",
            "users.acl": "user default off\nuser ada on >s3cret\\ of\\ ada ~* &* +@all\n",
        ])
    }

    private func call(_ redis: String, _ options: String..., environment: [String: String] = [:]) throws -> Run {
        let words = ["call", "-c", "contracts/arith.json", "--redis", redis, "--prefix", "t", "--timeout", "100"]
        return try Run.tool(words + options + ["arith.add", "a=1", "b=2"], environment: environment)
    }

    /// What a call comes to that got in, and finds no server there; what is known of servers is said behind it.
    private static let entered = "✗ ClamatorTransportError call timeout"

    // MARK: Passwords

    /// A Redis with one user, who has a password.
    private func guardedRedis() throws -> RedisServer {
        let redis = try RedisServer()
        try redis.command("ACL", "SETUSER", "ada", "on", ">s3cret of ada", "~*", "+@all", "&*")
        try redis.command("CONFIG", "SET", "requirepass", "s3cret of ada")
        return redis
    }

    private func url(of redis: RedisServer, as user: String) -> String {
        redis.url.replacing("unix://", with: "unix://\(user)")
    }

    @Test(arguments: ["", "ada@"])
    func `A password is taken from the environment, a file, or the URL`(user: String) throws {
        let redis = try guardedRedis()
        let url = url(of: redis, as: user)
        let fromEnvironment = try call(url, environment: ["REDIS_PASSWORD": "s3cret of ada"])
        #expect(fromEnvironment.error.hasPrefix(Self.entered))
        let fromFile = try call(
            url, "--password-file", folder.path + "/password", environment: ["REDIS_PASSWORD": "another"])
        // What is known of servers is asked for over a connection that is entered in the same way.
        #expect(fromFile.error == Self.entered + ": no server has ever served arith under prefix t\n")
        let name = user.isEmpty ? ":" : "ada:"
        #expect(try call(self.url(of: redis, as: "\(name)s3cret%20of%20ada@")).error.hasPrefix(Self.entered))
        #expect(
            try call(redis.url + "?password=s3cret+of%20ada" + (user.isEmpty ? "" : "&username=ada")).error
                .hasPrefix(Self.entered))
    }

    @Test func `A pipe gives the password once for all connections, and then what else is read`() throws {
        let redis = try guardedRedis()
        let place = "--redis \(redis.url) --prefix t --timeout 100"
        let services = "clamator-repl contracts/arith.json \(place) --password-file"
        let fromInput = try Run.shell(
            "printf 's3cret of ada\\n.services\\n' | \(services) /dev/stdin -e 'arith.add a=1 b=2' -e -")
        #expect(fromInput.error == Self.entered + ": no server has ever served arith under prefix t\n")
        #expect(fromInput.output == "arith  no server yet\n")
        let pipe = folder.path + "/pipe"
        let fromPipe = try Run.shell(
            "mkfifo \(pipe); printf 's3cret of ada' > \(pipe) & while [ ! -p \(pipe) ]; do :; done; "
                + "\(services) \(pipe) -e .services -e .services; wait")
        #expect(fromPipe.output == "arith  no server yet\narith  no server yet\n")
        let endless = try Run.shell("tr '\\0' x < /dev/zero | \(services) /dev/stdin -e .services")
        #expect(
            endless.error
                == "clamator-repl: cannot read the file of the password: /dev/stdin: its first line is longer than "
                + "1 MiB\n")
        #expect(endless.status == 65)
    }

    @Test func `A wrong password is not shown`() throws {
        let redis = try guardedRedis()
        let run = try call(redis.url, environment: ["REDIS_PASSWORD": "s3cret of eve"])
        #expect(run.status == 69)
        #expect(run.error.hasPrefix("clamator-repl: Redis refuses at \(redis.url): WRONGPASS "))
        #expect(!run.error.contains("s3cret"))
        let none = try call(redis.url)
        #expect(none.error == "clamator-repl: Redis refuses at \(redis.url): NOAUTH Authentication required.\n")
    }

    @Test func `A password is not shown that the server repeats`() throws {
        let redis = try RedisServer("--rename-command", "AUTH", "LOGIN")
        let run = try call(redis.url, environment: ["REDIS_PASSWORD": "s3cret"])
        #expect(
            run.error
                == "clamator-repl: Redis refuses at \(redis.url): ERR: the server refuses the login, in words "
                + "that hold the password\n")
        #expect(run.status == 69)
    }

    @Test(arguments: [
        (
            ["--password-file", "FOLDER/none"],
            "cannot read the file of the password: FOLDER/none: no such file or folder", 66
        ),
        (
            ["--password-file", "FOLDER"],
            "cannot read the file of the password: FOLDER: a folder, where a regular file is expected", 65
        ),
        (
            ["--password-file", "FOLDER/empty"],
            "cannot read the file of the password: FOLDER/empty: its first line is the password, and is empty", 65
        ),
        (
            ["--tls-ca", "FOLDER/none"],
            "bad Redis URL: redis://127.0.0.1:1 is without TLS, which --tls-ca is for; write rediss://HOST:PORT/DATABASE",
            64
        ),
    ])
    func `A file that cannot be used is named`(options: [String], message: String, status: Int32) throws {
        let options = options.map { $0.replacing("FOLDER", with: folder.path) }
        let run = try Run.tool(
            ["call", "-c", "contracts/arith.json", "--redis", "redis://127.0.0.1:1", "--prefix", "t"] + options
                + ["arith.add", "a=1", "b=2"])
        #expect(run.error == "clamator-repl: \(message.replacing("FOLDER", with: folder.path))\n")
        #expect(run.status == status)
    }

    @Test func `A file for TLS that is wrong ends as other wrong files do`() throws {
        let run = try call("rediss://127.0.0.1:1", "--tls-ca", folder.path + "/empty")
        #expect(run.error.contains("/empty: no certificates in PEM"))
        #expect(run.status == 65)
    }

    @Test func `Two passwords are one too many`() throws {
        let run = try call("redis://:s3cret@127.0.0.1:1", "--password-file", folder.path + "/password")
        #expect(
            run.error
                == "clamator-repl: bad Redis URL: it has a password already, and --password-file would give another; "
                + "leave one of them out\n")
        #expect(run.status == 64)
    }

    @Test func `Options of Redis want a prefix`() throws {
        let run = try Run.tool("call", "-c", "contracts/arith.json", "--tls-insecure", "arith.add", "a=1", "b=2")
        #expect(run.error.contains("--tls-insecure is for Redis; it wants --prefix, the key prefix of the services."))
        #expect(run.status == 64)
    }

    @Test(arguments: [
        ["serve", "contracts/arith.json"], ["tail"], ["batch", "contracts/arith.json"],
        ["contracts/arith.json", "-e", ".list"],
    ])
    func `A prefix is not empty`(words: [String]) throws {
        let run = try Run.tool(words + ["--prefix", ""])
        #expect(run.error.contains("--prefix takes what the names of all keys begin with, not an empty text."))
        #expect(run.status == 64)
    }

    @Test func `A probe's commands enter Redis as it did, and show no password`() throws {
        let redis = try guardedRedis()
        let probe = [
            "probe", "contracts/arith.json", "arith.add", "--prefix", "t", "--timeout", "60", "--max-time", "2",
        ]
        let report = folder.path + "/report.xml"
        for url in [url(of: redis, as: "ada:s3cret%20of%20ada@"), redis.url + "?password=s3cret+of+ada"] {
            let run = try Run.tool(probe + ["--redis", url, "--report", "junit=\(report)"])
            let shown = run.output + run.error + (try String(contentsOfFile: report, encoding: .utf8))
            #expect(!shown.contains("s3cret"))
            let command = try #require(run.lines.first { $0.contains("clamator-repl call") })
            #expect(command.hasSuffix("   # with the password of Redis in $REDIS_PASSWORD"))
            #expect(try Run.shell("REDIS_PASSWORD='s3cret of ada' \(command.drop { $0 == " " })").status == 1)
        }
        let words = probe.joined(separator: " ") + " --redis \(redis.url) --password-file /dev/stdin"
        let piped = try Run.shell("printf 's3cret of ada' | clamator-repl \(words)")
        #expect(!piped.output.contains("--password-file"))
        #expect(piped.output.contains("   # with the password of Redis in $REDIS_PASSWORD\n"))
        let run = try Run.tool(probe + ["--redis", redis.url, "--password-file", folder.path + "/password"])
        let command = try #require(run.lines.first { $0.contains("clamator-repl call") })
        #expect(try Run.shell(command).status == 1)
    }

    // MARK: TLS

    @Test(arguments: [
        ["serve", "contracts/arith.json"], ["tail"], ["probe", "contracts/arith.json"],
        ["batch", "contracts/arith.json"],
        ["call", "-c", "contracts/arith.json", "arith.add", "a=1", "b=2"],
        ["contracts/arith.json", "-e", "arith.add a=1 b=2"],
    ])
    func `Each command says that it checks no certificate`(words: [String]) throws {
        let run = try Run.tool(words + ["--redis", "rediss://localhost:1", "--prefix", "t", "--tls-insecure"])
        #expect(run.status == 69)
        #expect(run.error.hasPrefix("warning: --tls-insecure: any program between here and Redis can read and change "))
    }

    @Test(.enabled(if: RedisServer.speaksTLS, "this redis-server is built without TLS"))
    func `The tool trusts the file it is given, the system's, or anyone`() throws {
        let certificates = try Certificates()
        let port = RedisServer.freePort()
        let redis = try RedisServer(certificates.options(port: port, asksClients: true))
        let url = "rediss://localhost:\(port)"
        let client = ["--tls-cert", certificates["client"], "--tls-key", certificates.key("client")]
        let named = try call(url, "--tls-ca", certificates["ca"], client[0], client[1], client[2], client[3])
        #expect(named.error.hasPrefix(Self.entered))
        let system = try call(
            url, client[0], client[1], client[2], client[3], environment: ["SSL_CERT_FILE": certificates["ca"]])
        #expect(system.error.hasPrefix(Self.entered))
        let insecure = try call(url, "--tls-insecure", client[0], client[1], client[2], client[3])
        #expect(
            insecure.error.hasPrefix(
                "warning: --tls-insecure: any program between here and Redis can read and change calls, replies and the "
                    + "password\n" + Self.entered))
        let probe = try Run.tool(
            ["probe", "contracts/arith.json", "arith.add", "--redis", url, "--prefix", "t", "--timeout", "60"]
                + ["--max-time", "2", "--tls-ca", certificates["ca"]] + client)
        let command = try #require(probe.lines.first { $0.contains("clamator-repl call") })
        #expect(try Run.shell(command).status == 1)
        let unknown = try call(url, client[0], client[1], client[2], client[3])
        #expect(
            unknown.error.hasPrefix("clamator-repl: cannot reach Redis at \(url): the server's certificate is by no "))
        #expect(unknown.status == 69)
        redis.stop()
    }
}
