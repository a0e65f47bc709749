import ClamatorKit
import ScriptedHandlers
import Testing

// For `Session.host`, which is internal.
@testable import ReplCore

@Suite struct RepeatCommandTests {
    private let session: Session

    init() async throws { session = try await Self.session() }

    private static func session() async throws -> Session {
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        return Session(
            host: try await DemoService.host(), sources: ContractSources(contracts: [], handlers: []),
            loader: ContractLoader(), options: options)
    }

    /// What an entry shows, with each number of calls, rate and time in it written as `N`, `R` and `T`.
    private func text(_ entry: String) async -> String {
        await session.run(entry).text.replacing(/[ ]*[0-9.]+ ([nµm]s|s)/, with: " T").replacing(
            /[0-9]+\/s/, with: "R/s")
    }

    @Test func `A call is repeated and summed up`() async {
        let lines = await text(".repeat 5 demo.add a=2 b=3").split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first == "5 calls in T, R/s: 5 results, 0 errors")
        #expect(lines.last == "  demo.add      5       0 T T T T")
    }

    @Test(arguments: [80, 60, 40])
    func `What is summed up fits on the terminal`(width: Int) async throws {
        let session = try await Self.session()
        (session.options.width, session.options.rows) = (width, 50)
        let text = await session.run(".repeat 100 demo.add a=2 b=3").text
        #expect(text.contains("█"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
    }

    @Test func `The last call is repeated, and not remembered again`() async {
        _ = await session.run("demo.add a=2 b=3")
        #expect(await text(".repeat 2").hasPrefix("2 calls in T, R/s: 2 results, 0 errors\n"))
        #expect(await text("demo.echo x=_2").isEmpty)
        #expect(await text("demo.echo x=_") == #"{ "x": { "sum": 5 } }"#)
    }

    @Test func `The times of many calls are drawn`() async {
        let lines = await text(".repeat 100 demo.add a=2 b=3").split(separator: "\n")
        let bars = lines.filter { $0.contains("≤") }
        #expect((1...8).contains(bars.count))
        #expect(bars.count { $0.hasSuffix(String(repeating: "█", count: 40)) } >= 1)
    }

    @Test func `Errors are counted, and a call without a reply ends it`() async {
        let refused = await session.run(".repeat 3 demo.refuse")
        #expect(refused.isFailure)
        #expect(refused.text.contains("3 calls in "))
        #expect(refused.text.contains("  -32001      3"))
        let lost = await session.run(".repeat 3 demo.lost")
        #expect(lost.isFailure)
        #expect(lost.text.hasPrefix("0 calls in "))
        #expect(lost.error == "✗ ClamatorTransportError call timeout")
    }

    @Test func `A method that nothing handles is counted by its name`() async {
        #expect(await text(".repeat 2 demo.unbound").contains("\n  demo.unbound      2       2 "))
    }

    @Test(arguments: ["demo.add a=2 b=3", "demo.refuse", "demo.lost"])
    func `The way of the last repetition can be traced`(call: String) async throws {
        _ = await session.run("demo.echo x=1")
        _ = await session.run(".repeat 2 \(call)")
        let trace = await session.run(".trace").text
        #expect(trace.contains("\"method\":\"\(call.prefix { $0 != " " })\""))
    }

    @Test func `Where it is cancelled, the way of the last call can be traced`() async throws {
        let opened = try await FolderSession()
        let scripts = try #require(opened.session.host.services.first { $0.contract.service == "till" }).scripts
        let task = Task {
            _ = await opened.session.run("till.turn")
            let output = await opened.session.run(".repeat 1000000 till.ring price=3")
            return (output.error, await opened.text(".trace"))
        }
        while scripts.state.allSatisfy({ $0.value == 0 }) { await Task.yield() }
        task.cancel()
        let (error, trace) = await task.value
        #expect(error == "✗ cancelled")
        #expect(trace.hasPrefix("→ {\"jsonrpc\":\"2.0\",\"method\":\"till.ring\","))
        #expect(trace.contains("\n  │ result   ✓\n← {\"jsonrpc\":\"2.0\","))
    }

    @Test func `The call goes on in further lines, as it does alone`() async {
        #expect(!session.isComplete(".repeat 2 demo.add {\"a\": 2,"))
        #expect(
            await text(".repeat 2 demo.add {\"a\": 2,\n \"b\": 3}").hasPrefix("2 calls in T, R/s: 2 results, 0 errors"))
    }

    @Test func `It ends when it is cancelled`() async throws {
        let session = try await Self.session()
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await session.run(".repeat 1000000 demo.add a=2 b=3")
        }
        #expect(await task.value.error == "✗ cancelled")
    }

    @Test(arguments: [
        (".repeat", "✗ expected .repeat N or .repeat N METHOD and its params, with N from 1 to 1000000"),
        (".repeat 0", "✗ expected .repeat N or .repeat N METHOD and its params, with N from 1 to 1000000; got 0"),
        (".repeat x", "✗ expected .repeat N or .repeat N METHOD and its params, with N from 1 to 1000000; got x"),
        (".repeat 2", "✗ there is no call to repeat: none was sent yet"),
        (".repeat 2 .help", "✗ expected a method and its params, got .help"),
        (".repeat 2 demo.tell text=x", "✗ a notification has no reply, so there is nothing to measure"),
    ])
    func `What cannot be repeated is said`(entry: String, message: String) async {
        #expect(await session.run(entry).error == message)
    }
}
