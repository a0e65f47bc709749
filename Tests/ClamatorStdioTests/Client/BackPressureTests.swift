import ClamatorKit
import ClamatorStdio
import ServiceSupport
import TestSupport
import Testing

struct `A server that does not read` {
    private let text = JSON(String(repeating: "x", count: 3 << 19))

    @Test func `does not get calls that are over`() async throws {
        let client = StdioRpcClient(server: StdioServer(words: ["sleep", "1000"]))
        try await client.start()
        // Were they kept, there would be too many.
        for _ in 0..<60 {
            let outcome = await client.outcome("lab", "x", ["text": text], timeout: .milliseconds(1))
            #expect(outcome == "ClamatorTransportError: call timeout")
        }
        await client.stop()
    }

    @Test func `gets no more than so many notifications`() async throws {
        let client = StdioRpcClient(server: StdioServer(words: ["sleep", "1000"]))
        try await client.start()
        let error = await #expect(throws: ClamatorTransportError.self) {
            for _ in 0..<60 { try await client.notify("lab", "x", ["text": text]) }
        }
        #expect(error?.message == "the server does not read what is sent to it")
        #expect(error?.reason == .notSent)
        await client.stop()
    }

    @Test func `is read to its end once that has come, whatever it asked for before`() async throws {
        // More requests than handlers may run, and behind them the reply.
        let server = StdioServer(
            shellLine: """
                read line
                yes '{"jsonrpc":"2.0","id":1,"method":"lab.x"}' | head -n 2000
                echo '{"jsonrpc":"2.0","id":1,"result":true}'
                """)
        let waiter = Waiter()
        let client = StdioRpcClient(server: server, dispatcher: waiter)
        try await client.start()
        #expect(await client.outcome("lab", "x") == "result true")
        waiter.end()
        await client.stop()
    }

    @Test func `is read no more once it has asked for too much`() async throws {
        var server = StdioServer(shellLine: #"exec yes '{"jsonrpc":"2.0","id":1,"method":"lab.x"}'"#)
        let asked = Locked(0)
        server.observer = { event in
            if case .request = event { asked.update { $0 += 1 } }
        }
        let client = StdioRpcClient(server: server, dispatcher: Talker(answer: text))
        try await client.start()
        // Until no more are taken in from one look to the next.
        var before = -1
        while before != asked.value {
            before = asked.value
            _ = await client.outcome("lab", "x", timeout: .milliseconds(500))
        }
        #expect(before < 16)
        await client.stop()
    }
}

/// Answers nothing until the end.
private final class Waiter: Dispatcher {
    private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)

    func dispatch(_ request: Request, in context: inout CallContext) -> DispatchResult {
        let stream = stream
        return .waiting {
            for await _ in stream {}
            return nil
        }
    }

    func end() { continuation.finish() }
}

/// Answers everything with the same text.
private final class Talker: Dispatcher {
    private let answer: JSON
    init(answer: JSON) { self.answer = answer }
    func dispatch(_ request: Request, in context: inout CallContext) -> DispatchResult { .replied(.result(answer)) }
}
