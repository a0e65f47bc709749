import ClamatorKit
import ClamatorStdio
import Foundation
import ServiceSupport
import TestSupport
import Testing

struct `The end of a server` {
    /// Whether a process runs. One that has ended may still have an entry, until something asks for its status.
    private func isRunning(_ identifier: Int) -> Bool {
        let list = Process()
        let output = Pipe()
        list.executableURL = URL(filePath: "/bin/ps")
        list.arguments = ["-o", "stat=", "-p", "\(identifier)"]
        list.standardOutput = output
        guard (try? list.run()) != nil else { return false }
        let state = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        list.waitUntilExit()
        return !state.isEmpty && !state.hasPrefix("Z")
    }

    @Test(arguments: [
        ("crash", "the server ended with status 3"), ("killed", "the server was ended by signal 9"),
        ("half", "the server ended with status 0"), ("closeOutput", "the server closed its output"),
    ])
    func `fails the calls in flight and those that come`(method: String, message: String) async throws {
        let lab = try await LabServer()
        async let waiting = lab.outcome("silent")
        #expect(await lab.outcome("echo").hasPrefix("result"))
        #expect(await lab.outcome(method) == "ClamatorTransportError: \(message)")
        #expect(await waiting == "ClamatorTransportError: \(message)")
        #expect(await lab.outcome("echo") == "ClamatorTransportError: \(message)")
        await lab.client.stop()
    }

    @Test func `comes with a message that is too long`() async throws {
        let lab = try await LabServer { $0.maximumMessageLength = 1000 }
        #expect(await lab.outcome("long", ["length": 900]).hasPrefix("result"))
        #expect(
            await lab.outcome("long", ["length": 1000])
                == "ClamatorTransportError: the server sent a message of more than 1000 bytes")
        await lab.client.stop()
    }

    @Test func `comes with headers that are none`() async throws {
        let lab = try await LabServer { $0.framing = .contentLength }
        #expect(await lab.outcome("echo").hasPrefix("ClamatorTransportError: the server ended with status"))
        await lab.client.stop()
        var server = StdioServer(shellLine: "echo Hello; cat >/dev/null")
        server.framing = .contentLength
        let client = StdioRpcClient(server: server)
        // It comes before the start is over, or after it.
        let outcome: String
        do {
            try await client.start()
            outcome = await client.outcome("lab", "x")
        } catch {
            outcome = "\(error)"
        }
        #expect(outcome == "ClamatorTransportError: the server broke its framing: no header is \"Hello\"")
        await client.stop()
    }

    @Test func `is followed by another start where that is wanted`() async throws {
        let lab = try await LabServer {
            $0.restarts = true
            $0.greeting = .mcp
        }
        let first = await lab.outcome("pid")
        #expect(await lab.outcome("crash") == "ClamatorTransportError: the server ended with status 3")
        let second = await lab.outcome("pid")
        #expect(second.hasPrefix("result"))
        #expect(first != second)
        let greeting = [
            "greeted {\"jsonrpc\":\"2.0\",\"method\":\"initialize\",\"params\"",
            "greeted {\"method\":\"initialize\",\"params\":{\"protocolVersion\":",
            "greeted {\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        ]
        let all = greeting + ["restarted: the server ended with status 3"] + greeting
        #expect(lab.events.count == all.count)
        for (event, expected) in zip(lab.events, all) { #expect(event.hasPrefix(expected)) }
        await lab.client.stop()
    }

    @Test func `is asked for by the end of its input`() async throws {
        let folder = try TemporaryFolder()
        let client = StdioRpcClient(
            server: StdioServer(
                shellLine: "cd '\(folder.path)'; trap 'touch signal' TERM; while read -r line; do :; done; touch end"))
        try await client.start()
        await client.stop()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["end"])
    }

    @Test func `is forced on one that does not end by itself, and on its group`() async throws {
        var server = StdioServer(
            shellLine: """
                trap '' TERM; sleep 1000 & echo '{"jsonrpc": "2.0", "method": "pids", "params": ['$$, $!']}'; wait; wait
                """)
        let (events, continuation) = AsyncStream.makeStream(of: StdioEvent.self)
        server.observer = { continuation.yield($0) }
        let client = StdioRpcClient(server: server)
        try await client.start()
        let first = await events.first { _ in true }
        guard case .notification(_, let params, _) = first else {
            Issue.record("\(String(describing: first))")
            return
        }
        let processes = params.elements.compactMap(\.int)
        #expect(processes.count == 2 && processes.allSatisfy(isRunning))
        let start = ContinuousClock.now
        await client.stop()
        #expect(ContinuousClock.now - start > .seconds(4))
        #expect(!processes.contains(where: isRunning))
    }

    @Test func `comes before the start where there is no such command`() async throws {
        let client = StdioRpcClient(server: StdioServer(words: ["/no/such/command"]))
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.start() }
        #expect(error?.message == "cannot start /no/such/command: No such file or directory")
    }

    @Test func `comes before the start where the greeting is refused`() async throws {
        let error = await #expect(throws: ClamatorTransportError.self) {
            _ = try await LabServer {
                $0.greeting = try Greeting(
                    lines: Array(#"{"jsonrpc": "2.0", "method": "refuse", "id": 7}"#.utf8))
            }
        }
        #expect(error?.message == "the server refused refuse: -32000 no")
    }

    @Test func `is not waited for where it comes at once`() async throws {
        // Whether a thread still polls when the end is asked for is a matter of luck.
        var waits = 0
        for _ in 0..<20 {
            let client = StdioRpcClient(
                server: StdioServer(
                    shellLine: #"while read -r line; do echo '{"jsonrpc": "2.0", "id": 1, "result": 1}'; done"#))
            try await client.start()
            _ = await client.outcome("lab", "x")
            let time = await ContinuousClock().measure { await client.stop() }
            // What is waited for is a second; a machine that is busy may take any time.
            if (.milliseconds(990)..<(.milliseconds(1100))).contains(time) { waits += 1 }
        }
        #expect(waits < 2)
    }
}
