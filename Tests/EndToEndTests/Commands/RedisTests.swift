import Foundation
import TestSupport
import Testing

/// Serving, calling and watching over a redis-server.
@Suite struct RedisTests {
    private let redis: RedisServer
    private let place: [String]

    init() throws {
        redis = try RedisServer()
        place = ["--redis", redis.url, "--prefix", "t"]
    }

    /// A command that runs until it is told to end.
    private final class Running {
        private let process = Process()
        private let pipe = Pipe()
        private var text = ""

        init(_ arguments: [String], readsError: Bool) throws {
            process.executableURL = URL(filePath: Tool.path)
            process.arguments = arguments
            process.currentDirectoryURL = URL(filePath: Project.path)
            process.environment = Run.environment
            process.standardError = readsError ? pipe : FileHandle.nullDevice
            process.standardOutput = readsError ? FileHandle.nullDevice : pipe
            try process.run()
        }

        deinit { if process.isRunning { process.terminate() } }

        /// Waits until it has shown a text.
        func wait(for wanted: String) {
            while !text.contains(wanted) {
                let data = pipe.fileHandleForReading.availableData
                if data.isEmpty { return }
                text += String(decoding: data, as: UTF8.self)
            }
        }

        /// Reads nothing more of what it shows, and closes the pipe.
        func stopReading() throws { try pipe.fileHandleForReading.close() }

        /// Ends it as Ctrl-C does, and gives what it has shown.
        func end() -> (text: String, status: Int32) {
            process.interrupt()
            text += String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return (text, process.terminationStatus)
        }

        /// Ends it by a signal without reading what it shows.
        func end(by signal: Int32) -> (time: Duration, status: Int32) {
            let time = ContinuousClock().measure {
                kill(process.processIdentifier, signal)
                process.waitUntilExit()
            }
            return (time, process.terminationStatus)
        }
    }

    private func serve(_ options: String...) throws -> Running {
        let server = try Running(["serve", "contracts", "--color", "never"] + place + options, readsError: true)
        server.wait(for: "serving arith, errors, orders, shop, telemetry, todo\n")
        return server
    }

    /// Begins to watch, and waits until it has begun: what comes before is not shown.
    private func tail(_ options: String...) throws -> Running {
        let tail = try Running(["tail", "-c", "contracts"] + place + options, readsError: false)
        var tries = 0
        while try !redis.command("CLIENT", "LIST").contains("cmd=xread ") && tries < 500 { tries += 1 }
        return tail
    }

    /// Knows less than the server does: a start is half as long with fewer contracts.
    private func call(_ words: String...) throws -> Run {
        try Run.tool(["call", "-c", "contracts/arith.json", "-c", "contracts/telemetry.json"] + place + words)
    }

    @Test func `Discovery needs no server`() throws {
        #expect(try call("rpc.discover").output.hasPrefix("{\"openrpc\":\"1.3.2\""))
    }

    @Test func `A server tells of each call`() throws {
        let server = try serve()
        #expect(try call("arith.add", "a=2", "b=3").output == "{\"sum\":5}\n")
        let refused = try call("arith.divide", "a=1", "b=0")
        #expect(refused.status == 1)
        #expect(refused.error == "✗ -32000 division by zero\n")
        #expect(try call("telemetry.alive", "device=2f6b1c1e-8c0e-4c55-9a59-0e1d0a7a4d11").status == 0)
        server.wait(for: "notification")
        let (text, status) = server.end()
        #expect(status == 0)
        #expect(text.contains(#"arith.add {"a":2,"b":3} → result  0."#))
        #expect(text.contains(#"arith.divide {"a":1,"b":0} → -32000 division by zero  0."#))
        #expect(text.contains("\n2 calls: 1 result, 1 error (1 × -32000); 1 notification; "))
    }

    @Test func `Params are checked before they are sent, unless told not to`() throws {
        let server = try serve()
        let checked = try call("arith.add", "a=2", "b=x", "--json")
        #expect(checked.output.contains(#""sent":false"#))
        let unchecked = try call("arith.add", "a=2", "b=x", "--json", "--no-check")
        #expect(unchecked.output.contains("-32602"))
        #expect(!unchecked.output.contains("sent"))
        server.wait(for: "-32602 Invalid params")
        #expect(server.end().text.contains("1 call: 0 results, 1 error (1 × -32602)"))
    }

    @Test func `Batches and lines of the prompt are answered over Redis`() throws {
        let server = try serve("--quiet")
        let calls = try Data(contentsOf: URL(filePath: Project.contracts + "/calls.ndjson"))
        let here = try Run.tool("batch", "contracts", input: calls)
        let there = try Run.tool("batch", "contracts", "--redis", redis.url, "--prefix", "t", input: calls)
        #expect(there.output == here.output)
        let many = (0..<500).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"arith.add","params":{"a":\#($0),"b":1}}"# }
        let jobs = try Run.tool(
            "batch", "contracts/arith.json", "--jobs", "64", "--redis", redis.url, "--prefix", "t",
            input: Data(many.joined(separator: "\n").utf8))
        #expect(jobs.lines == (0..<500).map { #"{"jsonrpc":"2.0","id":\#($0),"result":{"sum":\#($0 + 1)}}"# })
        let lines = try Run.tool(["contracts/arith.json"] + place + ["-e", "arith.add a=1 b=2", "-e", ".services"])
        #expect(lines.lines.first == "{ \"sum\": 3 }")
        // An acknowledgement may be on its way. Redis tells what is unread from 7.0 on.
        #expect(lines.output.contains(/\narith  1 server, [01] pending, (0 unread|unread unknown)\n/))
        #expect(lines.output.contains(/\norders  1 server, 0 pending, (0 unread|unread unknown)  \(no contract\)\n/))
        #expect(server.end().status == 0)
    }

    @Test func `A call times out where no server answers it`() throws {
        let run = try call("arith.add", "a=1", "b=2", "--timeout", "100")
        #expect(run.status == 1)
        #expect(
            run.error == "✗ ClamatorTransportError call timeout: no server has ever served arith under prefix t\n")
        let json = try call("arith.add", "a=1", "b=2", "--timeout", "100", "--json")
        #expect(
            json.output.contains(#""reason":"no server is there"#) || json.output.contains(#""reason":"no server has"#))
        let line = #"{"jsonrpc":"2.0","id":1,"method":"arith.add","params":{"a":1,"b":2}}"#
        let batch = try Run.tool(
            ["batch", "contracts/arith.json", "--timeout", "100", "--summary"] + place, input: Data(line.utf8))
        #expect(
            batch.error.contains("\n1 call of arith timed out: no server has ever served arith under prefix t\n"))
    }

    /// The grace of five seconds, and two more.
    private static let longestEnd = Duration.seconds(7)

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func `A server ends in good order by a signal`(signal: Int32) throws {
        let server = try serve()
        let (time, status) = server.end(by: signal)
        #expect(status == 0)
        #expect(time < Self.longestEnd)
        #expect(try redis.command("XINFO", "CONSUMERS", "t:cmds:arith", "arith") == "")
    }

    @Test func `Serving, watching and calling end though Redis hangs`() throws {
        let server = try serve()
        let tail = try Running(["tail", "-c", "contracts"] + place, readsError: false)
        while try !redis.command("CLIENT", "LIST").contains("cmd=xread ") {}
        redis.hang()
        let call = try call("arith.add", "a=1", "b=2", "--timeout", "100")
        #expect(call.status == 69)
        #expect(tail.end(by: SIGTERM).time < .seconds(2))
        let (time, status) = server.end(by: SIGTERM)
        #expect(status == 0)
        #expect(time < Self.longestEnd)
    }

    /// How long a signal takes to end a piped tool, and the status then.
    private static func end(_ tool: PipedTool, by signal: Int32) -> (time: Duration, status: Int32) {
        var status: Int32 = 0
        let time = ContinuousClock().measure {
            tool.signal(signal)
            status = tool.waitForEnd()
        }
        return (time, status)
    }

    @Test(arguments: [(SIGTERM, Int32(143)), (SIGINT, Int32(130))])
    func `A batch ends by a signal though Redis hangs`(signal: Int32, status: Int32) throws {
        let server = try serve("--quiet")
        let batch = try PipedTool("batch", "contracts", place[0], place[1], place[2], place[3])
        let line = #"{"jsonrpc":"2.0","id":1,"method":"arith.add","params":{"a":1,"b":2}}"# + "\n"
        try batch.send(Data(line.utf8))
        #expect(batch.receiveLine() == #"{"jsonrpc":"2.0","id":1,"result":{"sum":3}}"#)
        redis.hang()
        let notification =
            #"{"jsonrpc":"2.0","method":"telemetry.alive","params":{"device":"2f6b1c1e-8c0e-4c55-9a59-0e1d0a7a4d11"}}"#
        try batch.send(Data((line + notification + "\n").utf8))
        let end = Self.end(batch, by: signal)
        #expect(end.status == status)
        #expect(end.time < Self.longestEnd)
        redis.resume()
        #expect(server.end().status == 0)
    }

    @Test(arguments: [(SIGTERM, Int32(143)), (SIGINT, Int32(130))])
    func `A call ends by a signal though Redis hangs`(signal: Int32, status: Int32) throws {
        let server = try serve("--quiet")
        let call = try PipedTool(
            "call", "-c", "contracts/errors.json", place[0], place[1], place[2], place[3], "errors.silent")
        while try redis.command("XLEN", "t:cmds:errors") != "1" {}
        redis.hang()
        let end = Self.end(call, by: signal)
        #expect(end.status == status)
        #expect(end.time < .seconds(2))
        redis.resume()
        #expect(server.end().status == 0)
    }

    @Test(arguments: ["arith.add a=1 b=2", ".services", ".peek arith"])
    func `The prompt gives up what Redis does not answer, and ends`(entry: String) throws {
        let server = try serve("--quiet")
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne + place, environment: ["HOME": TemporaryFolder().path])
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine == "clamator>" }
        redis.hang()
        try terminal.sendAlone(entry + "\r")
        terminal.settle()
        try terminal.send("\u{3}")
        try terminal.waitFor(timeout: .seconds(10)) { $0.cursorLine == "clamator>" }
        let time = try ContinuousClock().measure {
            try terminal.send("\u{4}")
            #expect(try terminal.waitForExit(timeout: .seconds(10)) == 0)
        }
        #expect(time < .seconds(2))
        redis.resume()
        #expect(server.end().status == 0)
    }

    @Test func `A signal ends a prompt that waits for a Redis that hangs`() throws {
        let server = try serve("--quiet")
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne + place, environment: ["HOME": TemporaryFolder().path])
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine == "clamator>" }
        redis.hang()
        try terminal.sendAlone("arith.add a=1 b=2\r")
        let time = try ContinuousClock().measure {
            kill(terminal.process, SIGTERM)
            _ = try terminal.waitForExit(timeout: .seconds(10))
        }
        #expect(time < .seconds(2))
        redis.resume()
        #expect(server.end().status == 0)
    }

    @Test func `A server that cannot join says so, goes on trying, and ends`() throws {
        let peer = try FlappingPeer(answer: "+PONG\r\n:1\r\n")
        let server = try Running(["serve", "contracts", "--redis", peer.url, "--prefix", "t"], readsError: true)
        server.wait(for: "serve could not join the services under t for 10 s, and goes on trying\n")
        let (time, status) = server.end(by: SIGTERM)
        #expect(status == 0)
        #expect(time < Self.longestEnd)
    }

    @Test func `A server goes on and ends though nobody reads its log any more`() throws {
        let server = try serve()
        try server.stopReading()
        for _ in 0..<3 { #expect(try call("arith.add", "a=2", "b=3").output == "{\"sum\":5}\n") }
        #expect(server.end(by: SIGTERM).status == 0)
    }

    @Test func `A server without a prompt has no client of its own`() throws {
        let server = try serve()
        // One for each of the six services, and one to send. Redis tells of a connection a moment after it was made.
        var clients: [Substring] = []
        for _ in 0..<500 where clients.count < 7 {
            clients = try redis.command("CLIENT", "LIST").split(separator: "\n").filter { !$0.contains("cmd=client") }
        }
        #expect(clients.count == 7)
        #expect(clients.filter { $0.contains("cmd=xread ") }.isEmpty)
        #expect(server.end(by: SIGTERM).status == 0)
    }

    @Test(arguments: [false, true])
    func `A server goes on and ends though what it logs is not read`(redisHangs: Bool) throws {
        let server = try serve()
        let many = (0..<4000).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"arith.add","params":{"a":\#($0),"b":1}}"# }
        let run = try Run.tool(
            ["batch", "contracts/arith.json", "--jobs", "64"] + place, input: Data(many.joined(separator: "\n").utf8))
        #expect(run.lines.count == 4000)
        if redisHangs { redis.hang() }
        let (time, status) = server.end(by: SIGTERM)
        #expect(status == 0)
        #expect(time < Self.longestEnd)
    }

    @Test func `Notifications that Redis does not take are counted, and fail a batch and a call`() throws {
        try redis.command("CONFIG", "SET", "maxmemory", "1")
        let line =
            #"{"jsonrpc":"2.0","method":"telemetry.alive","params":{"device":"2f6b1c1e-8c0e-4c55-9a59-0e1d0a7a4d11"}}"#
        let batch = try Run.tool(
            ["batch", "contracts/telemetry.json", "--timeout", "300"] + place,
            input: Data([line, line, line].joined(separator: "\n").utf8))
        #expect(batch.status == 1)
        #expect(batch.error.hasPrefix("clamator-repl: 3 notifications were not sent: OOM "))
        #expect(batch.error.split(separator: "\n").count == 1)
        let expecting = try Run.tool(
            ["batch", "contracts/telemetry.json", "--timeout", "300", "--summary"] + place,
            input: Data((line.dropLast() + #","expect":{"kind":"notification"}}"#).utf8))
        #expect(expecting.error.hasPrefix("clamator-repl: 1 notification was not sent: OOM "))
        #expect(expecting.error.contains(", 1 notification (1 not sent)\n"))
        let call = try call("telemetry.alive", "device=2f6b1c1e-8c0e-4c55-9a59-0e1d0a7a4d11", "--timeout", "300")
        #expect(call.status == 69)
        #expect(call.error.hasPrefix("✗ ClamatorTransportError notification not sent: OOM "))
    }

    @Test func `A watch takes nothing`() throws {
        let server = try serve()
        let tail = try tail()
        let lines = try Run.tool(
            ["contracts/arith.json"] + place + [
                "--no-check", "-e", "arith.add a=2 b=3", "-e", #"arith.add {"a": "x"}"#,
            ])
        #expect(lines.status == 1)
        tail.wait(for: "← arith.add -32602")
        let (text, status) = tail.end()
        #expect(status == 0)
        let shown = text.split(separator: "\n").map { $0.drop { $0.isNumber || ":. ".contains($0) } }
        #expect(shown.first == #"→ arith.add {"a":2,"b":3}"#)
        #expect(shown.contains { $0.hasPrefix(#"← arith.add {"sum":5}  "#) })
        #expect(shown.contains(#"✗ /a: expected number, got string "x""#))
        let peek = try Run.tool(["contracts/arith.json"] + place + ["-e", ".peek arith"])
        #expect(peek.output.contains(#"→ arith.add {"a":2,"b":3}"#))
        _ = server.end()
    }

    private static let entries = [
        "arith.add a=1 b=2", "arith.divide a=1 b=0", "arith.add a=1 b=x", "arith.none", "errors.crashes", "errors.lies",
        "errors.silent", "todo.create title=${x}", "todo.list",
        "todo.create {\"title\": \"e\u{301}\", \"list\": \"é\"}",
        "todo.list", "todo.update id=1 done=true", "todo.list list=é", "todo.update id=7", "todo.list",
        "telemetry.alive device=2f6b1c1e-8c0e-4c55-9a59-0e1d0a7a4d11", "todo.list done=false",
        "arith.add a=40 b=2",
    ]

    @Test(arguments: [false, true]) func `What passed over Redis passes again by handlers made of it`(isWatched: Bool)
        throws
    {
        let server = try serve()
        let folder = try TemporaryFolder()
        let file = folder.path + "/rec.ndjson"
        let tail = isWatched ? try tail("--save", file, "--timeout", "1000") : nil
        let entries = (isWatched ? [] : [".record \(file)"]) + Self.entries
        let session = ["contracts", "--timeout", "1500"] + place + (isWatched ? ["--no-check"] : [])
        _ = try Run.tool(session + entries.flatMap { ["-e", $0] })
        tail?.wait(for: #"{"sum":42}"#)
        _ = tail?.end()
        _ = server.end()
        let recording = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(recording.count == Self.entries.count)
        #expect(recording.allSatisfy { $0.contains(#""expect""#) })
        let replay = """
            cd \(folder.path) && for c in arith errors telemetry todo; do cp \(Project.contracts)/$c.json .; done
            clamator-repl handlers rec.ndjson -c . -o . && clamator-repl batch . rec.ndjson --timeout 200
            """
        let run = try Run.shell(replay)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.lines.count { $0.contains(#""pass":true"#) } == Self.entries.count - 1)
    }

    @Test func `A watch writes calls in their order, though a reply is late or does not come`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/rec.ndjson"
        let server = try serve()
        let tail = try tail("--save", file)
        // Long enough for the call to be sent on a busy machine, since one that is over is not.
        let session = ["contracts/errors.json", "--timeout", "200"] + place
        _ = try Run.tool(session + ["-e", "errors.silent"])
        _ = try Run.tool(["contracts/arith.json"] + place + ["-e", "arith.add a=1 b=2"])
        tail.wait(for: "← arith.add")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "")
        _ = tail.end()
        #expect(
            try String(contentsOfFile: file, encoding: .utf8) == """
                {"jsonrpc":"2.0","method":"errors.silent","params":{},"id":1}
                {"jsonrpc":"2.0","method":"arith.add","params":{"a":1,"b":2},"id":2,"expect":{"result":{"sum":3}}}

                """)
        _ = server.end()
    }

    /// Has a script keep Redis busy until it is killed.
    private func keepBusy() throws {
        try redis.command("CONFIG", "SET", "lua-time-limit", "1")
        Thread.detachNewThread { [redis] in _ = try? redis.command("EVAL", "while true do end", "0") }
        while try !redis.command("GET", "x").hasPrefix("BUSY") {}
    }

    @Test func `A watch waits for a Redis that is busy`() throws {
        try keepBusy()
        let tail = try Running(["tail"] + place, readsError: true)
        tail.wait(for: "clamator-repl: Redis is out of reach: BUSY ")
        try redis.command("SCRIPT", "KILL")
        while try !redis.command("CLIENT", "LIST").contains("cmd=scan") {}
        #expect(tail.end().status == 0)
    }

    @Test func `A look at the last calls waits for a Redis that is busy`() throws {
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne + place, environment: ["HOME": TemporaryFolder().path])
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine == "clamator>" }
        try keepBusy()
        try terminal.sendAlone(".peek arith\r")
        terminal.settle()
        try redis.command("SCRIPT", "KILL")
        try terminal.waitFor(timeout: .seconds(10)) { $0.lines.contains("nothing passed yet") }
        try terminal.send("\u{4}")
        #expect(try terminal.waitForExit(timeout: .seconds(10)) == 0)
    }

    @Test(arguments: [
        (["--save", "/nowhere/x"], 74, "clamator-repl: /nowhere/x: no such file or folder\n"),
        (["--timeout", "1"], 64, "Error: --timeout stands beside --save alone\n"),
    ])
    func `A watch that cannot write says so`(options: [String], status: Int32, error: String) throws {
        let run = try Run.tool(["tail"] + place + options)
        #expect(run.error.hasPrefix(error))
        #expect(run.status == status)
    }

    @Test func `Where no Redis is the tool ends with a status of its own`() throws {
        for arguments in [["call", "arith.add", "-c", "contracts/arith.json"], ["serve", "contracts"], ["tail"]] {
            let run = try Run.tool(arguments + ["--redis", "redis://:s3cret@localhost:1", "--prefix", "t"])
            #expect(run.status == 69)
            #expect(run.error == "clamator-repl: cannot reach Redis at redis://localhost:1: Connection refused\n")
        }
    }
}
