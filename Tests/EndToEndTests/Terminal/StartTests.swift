import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a person sees whose prompt cannot begin yet, since Redis is not ready for it.
@Suite struct StartTests {
    private let redis: RedisServer
    private let home: TemporaryFolder

    init() throws {
        redis = try RedisServer()
        home = try TemporaryFolder([:])
    }

    private func terminal(_ words: String...) throws -> PseudoTerminal {
        try PseudoTerminal(
            command: [Tool.path] + words + [Project.contracts, "--redis", redis.url, "--prefix", "t"],
            environment: ["HOME": home.path])
    }

    /// Presses Ctrl-C at the spinner, and expects that it ends the tool and that nothing is left of the spinner.
    private func expectToEnd(_ terminal: PseudoTerminal) throws {
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine.hasSuffix("Ctrl-C cancels") }
        let time = try ContinuousClock().measure {
            try terminal.send("\u{3}")
            #expect(try terminal.waitForExit(timeout: .seconds(10)) == 130 << 8)
        }
        #expect(time < .seconds(7))
        #expect(terminal.screen.lines.joined().isEmpty)
    }

    @Test func `Ctrl-C ends a server's prompt that waits for a Redis that hangs`() throws {
        redis.hang()
        try expectToEnd(terminal("serve", "--prompt"))
    }

    @Test func `Ctrl-C ends a server's prompt that waits for a Redis that refuses`() throws {
        try redis.command("CONFIG", "SET", "maxmemory", "1")
        try expectToEnd(terminal("serve", "--prompt", "--log-level", "critical"))
    }

    @Test func `Ctrl-C ends a client's prompt that waits for a Redis that hangs`() throws {
        redis.hang()
        try expectToEnd(terminal("prompt", "--timeout", "60000"))
    }

    @Test func `Nothing is left of the spinner where the start fails`() throws {
        redis.hang()
        let terminal = try terminal("prompt", "--timeout", "1000")
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine.hasSuffix("Ctrl-C cancels") }
        #expect(try terminal.waitForExit(timeout: .seconds(30)) == 69 << 8)
        #expect(terminal.screen.lines.first?.hasPrefix("clamator-repl: cannot reach Redis at") == true)
        #expect(!terminal.screen.text.contains("cancels"))
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func `A signal ends a server's prompt once the call that it answers is answered`(signal: Int32) throws {
        let handlers = try TemporaryFolder([
            "slow.json": #"{"service":"arith","handlers":{"add":{"delayMs":1500,"result":{"sum":7}}}}"#
        ])
        let place = ["--redis", redis.url, "--prefix", "t"]
        let terminal = try PseudoTerminal(
            command: [Tool.path, "serve", "--prompt", Project.contracts + "/arith.json", "--handlers"]
                + [handlers.path + "/slow.json"] + place,
            environment: ["HOME": home.path])
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine.hasPrefix("clamator>") }
        let before = terminal.modes.c_lflag
        let call = try PipedTool(
            "call", "-c", "contracts/arith.json", "--redis", redis.url, "--prefix", "t", "arith.add", "a=1", "b=2")
        while try redis.command("XPENDING", "t:cmds:arith", "arith").hasPrefix("0") {}
        kill(terminal.process, signal)
        #expect(try terminal.waitForExit(timeout: .seconds(10)) == 0)
        #expect(call.receiveLine() == #"{"sum":7}"#)
        #expect(terminal.screen.text.contains("1 call: 1 result, 0 errors"))
        #expect(terminal.modes.c_lflag != before)
    }

    @Test func `Ctrl-C ends the wait for a password`() throws {
        let pipe = home.path + "/password"
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        let terminal = try terminal("prompt", "--password-file", pipe)
        var descriptor: Int32 = -1
        // It can be opened once the tool reads it.
        let deadline = ContinuousClock.now + .seconds(30)
        while descriptor < 0, ContinuousClock.now < deadline {
            usleep(1000)
            descriptor = unsafe open(pipe, O_WRONLY | O_NONBLOCK)
        }
        #expect(descriptor >= 0)
        try terminal.send("\u{3}")
        #expect(try terminal.waitForExit() == SIGINT)
        close(descriptor)
    }
}
