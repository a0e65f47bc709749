import ClamatorKit
import ReplCore
import Synchronization
import Testing

@Suite struct BatchTests {
    private static let chunks = [1, 2, 7, 4096]

    private func run(
        _ input: some Sequence<UInt8>, chunk: Int = 4096, _ configure: (inout Batch) -> Void = { _ in }
    ) async throws -> (lines: [String], errors: Int) {
        var batch = Batch()
        batch.timeout = .milliseconds(20)
        configure(&batch)
        let sink = MemorySink()
        let outcome = try await batch.run(
            from: MemorySource(input, chunk: chunk), to: sink, through: try await DemoService.host().client)
        return (sink.lines, outcome.errors)
    }

    private static func call(_ id: Int, a: Int = 1, b: Int = 2) -> String {
        #"{"jsonrpc":"2.0","method":"demo.add","params":{"a":\#(a),"b":\#(b)},"id":\#(id)}"#
    }

    private static func sum(_ id: Int, _ sum: Int = 3) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"result":{"sum":\#(sum)}}"#
    }

    @Test(arguments: chunks) func `Lines are answered however they are cut`(chunk: Int) async throws {
        let input = "\u{FEFF}\(Self.call(1))\r\n\n  \t\r\n   \(Self.call(2, a: 5)) \n\(Self.call(3))"
        let (lines, errors) = try await run(input.utf8, chunk: chunk)
        #expect(lines == [Self.sum(1), Self.sum(2, 7), Self.sum(3)])
        #expect(errors == 0)
    }

    @Test(arguments: chunks) func `Nothing is answered to nothing`(chunk: Int) async throws {
        for input in ["", "\n", "\r\n\r\n", "   ", "\u{FEFF}", "\u{FEFF}\n"] {
            #expect(try await run(input.utf8, chunk: chunk).lines == [])
        }
    }

    @Test(arguments: chunks) func `The lines around one that is too long are answered`(chunk: Int) async throws {
        let long =
            #"{"jsonrpc":"2.0","method":"demo.echo","params":{"x":"\#(String(repeating: "x", count: 500))"},"id":2}"#
        let (lines, errors) = try await run("\(Self.call(1))\n\(long)\n\(Self.call(3))".utf8, chunk: chunk) {
            $0.maximumLineLength = 100
        }
        try #require(lines.count == 3)
        #expect(lines[0] == Self.sum(1))
        #expect(
            lines[1]
                == #"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request","data":{"reason":"line longer than 100 bytes"}}}"#
        )
        #expect(lines[2] == Self.sum(3))
        #expect(errors == 1)
    }

    @Test(arguments: chunks) func `Lines that are just as long as the limit are taken`(chunk: Int) async throws {
        let line = Self.call(1)
        let input = "\(line)\r\n\(line) \r\n\(line)"
        let atLimit = try await run(input.utf8, chunk: chunk) { $0.maximumLineLength = line.utf8.count }
        #expect(atLimit.errors == 0)
        let below = try await run(input.utf8, chunk: chunk) { $0.maximumLineLength = line.utf8.count - 1 }
        #expect(below.errors == 3)
    }

    @Test(arguments: chunks) func `A line of spaces is too long however it is cut`(chunk: Int) async throws {
        let spaces = String(repeating: " ", count: 300)
        let (lines, errors) = try await run("\(spaces)\n\(Self.call(1))\(spaces)\n  \n".utf8, chunk: chunk) {
            $0.maximumLineLength = 200
        }
        #expect(lines.count == 2)
        #expect(errors == 2)
    }

    @Test(arguments: chunks) func `A line that is cut off at the end is answered`(chunk: Int) async throws {
        let (lines, _) = try await run("\(Self.call(1))\n\(Self.call(2).dropLast(9))".utf8, chunk: chunk)
        try #require(lines.count == 2)
        #expect(lines[0] == Self.sum(1))
        #expect(lines[1].contains(#""id":null,"error":{"code":-32700,"#))
        #expect(lines[1].contains(#""line":2"#))
    }

    @Test func `A line that is too long is not held`() async throws {
        let source = EndlessLine(length: 200_000_000, rest: "\n\(Self.call(2))")
        var batch = Batch()
        batch.maximumLineLength = 1 << 20
        let sink = MemorySink()
        _ = try await batch.run(from: source, to: sink, through: try await DemoService.host().client)
        try #require(sink.lines.count == 2)
        #expect(sink.lines[0].contains("line longer than 1048576 bytes"))
        #expect(sink.lines[1] == Self.sum(2))
        #expect(source.largestRead <= 4 << 20)
    }

    @Test func `All replies are written before more is waited for`() async throws {
        let first = "\(Self.call(1))\n\(Self.call(2))\n"
        let sink = MemorySink()
        var source = MemorySource((first + Self.call(3) + "\n").utf8, chunk: first.utf8.count)
        let atReads = Mutex<[Int]>([])
        source.waits = true
        source.onRead = { atReads.withLock { $0.append(sink.lines.count) } }
        _ = try await Batch().run(from: source, to: sink, through: try await DemoService.host().client)
        #expect(atReads.withLock { $0 } == [0, 2, 3])
    }

    @Test func `Replies are gathered while there is more to read`() async throws {
        let input = (1...50).map { Self.call($0) + "\n" }.joined()
        let sink = MemorySink()
        _ = try await Batch().run(
            from: MemorySource(input.utf8, chunk: 64), to: sink, through: try await DemoService.host().client)
        #expect(sink.lines.count == 50)
        #expect(sink.writes.count == 1)
    }

    @Test func `The lines keep their order and their ids`() async throws {
        let input = """
            {"jsonrpc":"2.0","method":"demo.lost","id":"same"}
            {"jsonrpc":"2.0","method":"demo.echo","params":{"x":1},"id":"same"}
            {"jsonrpc":"2.0","method":"demo.tell","params":{"text":"nothing comes back"}}
            {"jsonrpc":"2.0","method":"demo.echo","params":{"x":2},"id":123456789012345678901234567890}
            """
        let (lines, errors) = try await run(input.utf8)
        #expect(
            lines == [
                #"{"jsonrpc":"2.0","id":"same","error":{"code":-32603,"message":"call timeout","data":{"name":"ClamatorTransportError"}}}"#,
                #"{"jsonrpc":"2.0","id":"same","result":{"x":1}}"#,
                #"{"jsonrpc":"2.0","id":123456789012345678901234567890,"result":{"x":2}}"#,
            ])
        #expect(errors == 1)
    }

    @Test(arguments: [
        ("nonsense", "null", -32700), ("{\"jsonrpc\":\"2.0\"", "null", -32700), ("\u{1}\u{2}", "null", -32700),
        ("[]", "null", -32600), ("1", "null", -32600), ("{}", "null", -32600),
        (#"{"jsonrpc":"2.0","result":1,"id":4}"#, "4", -32600),
        (#"{"jsonrpc":"1.0","method":"demo.add","id":4}"#, "4", -32600),
        (#"{"jsonrpc":"2.0","method":"demo.add","id":1.5}"#, "null", -32600),
        (#"{"jsonrpc":"2.0","method":"nope","id":4}"#, "4", -32600),
        (#"{"jsonrpc":"2.0","method":"demo.nope","id":4}"#, "4", -32601),
        (#"{"jsonrpc":"2.0","method":"nope.add","id":4}"#, "4", -32601),
        (#"{"jsonrpc":"2.0","method":"demo.unbound","id":4}"#, "4", -32601),
        (#"{"jsonrpc":"2.0","method":"demo.add","params":5,"id":4}"#, "4", -32602),
        (#"{"jsonrpc":"2.0","method":"demo.crash","id":4}"#, "4", -32603),
        (#"{"jsonrpc":"2.0","method":"demo.lie","id":4}"#, "4", -32603),
        (#"{"jsonrpc":"2.0","method":"demo.refuse","id":4}"#, "4", -32001),
    ])
    func `Each error is answered, and the batch goes on`(line: String, id: String, code: Int) async throws {
        let (lines, errors) = try await run("\(Self.call(1))\n\(line)\n\(Self.call(3))\n".utf8)
        try #require(lines.count == 3)
        #expect(lines[0] == Self.sum(1))
        #expect(lines[1].hasPrefix(#"{"jsonrpc":"2.0","id":\#(id),"error":{"code":\#(code),"#))
        #expect(lines[2] == Self.sum(3))
        #expect(errors == 1)
    }

    @Test func `A batch stops at the first error where asked`() async throws {
        let (lines, errors) = try await run("\(Self.call(1))\nnonsense\n\(Self.call(3))\n".utf8) {
            $0.stopsAtFirstFailure = true
        }
        #expect(lines.count == 2)
        #expect(errors == 1)
    }

    @Test func `A batch fails where the replies cannot be written`() async throws {
        let failure = StreamError(operation: "write the output", code: 28)
        let client = try await DemoService.host().client
        await #expect(throws: failure) {
            _ = try await Batch().run(
                from: MemorySource(Self.call(1).utf8, chunk: 9), to: MemorySink(failure: failure), through: client)
        }
    }

    @Test func `The lines before a failure to read are answered`() async throws {
        let failure = StreamError(operation: "read the input", code: 5)
        var source = MemorySource("\(Self.call(1))\n\(Self.call(2))\nnever".utf8, chunk: 64)
        source.failure = failure
        let sink = MemorySink()
        let client = try await DemoService.host().client
        let failing = source
        await #expect(throws: failure) { _ = try await Batch().run(from: failing, to: sink, through: client) }
        #expect(sink.lines == [Self.sum(1), Self.sum(2)])
    }
}
