import ClamatorSystem
import Testing

struct `A child process` {
    /// What a command writes, and how it ends, after it has got a text.
    private func run(_ words: [String], input: String = "") throws -> (
        output: String, error: String, end: ChildProcess.End?
    ) {
        let process = try ChildProcess(words)
        var streams = process.takeStreams()
        Descriptor.ignoreBrokenPipes()
        _ = streams.input?.write(Array(input.utf8)[...])
        streams.input = nil
        func read(_ stream: Descriptor?) -> String {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while let stream {
                switch stream.read(into: &buffer) {
                case .bytes(let count): bytes += buffer[..<count]
                case .mustWait: _ = Descriptor.wait(for: [.readable(stream)], atMost: nil)
                case .isOver: return String(decoding: bytes, as: UTF8.self)
                }
            }
            return ""
        }
        let (output, error) = (read(streams.output), read(streams.error))
        process.endPipe.wait()
        defer { process.finish() }
        return (output, error, process.end)
    }

    @Test func `has pipes for its standard streams`() throws {
        let run = try run(["sh", "-c", "cat; echo \"$0 $1\" >&2; exit 7", "one two", "three"], input: "text")
        #expect(run.output == "text")
        #expect(run.error == "one two three\n")
        #expect(run.end == .status(7))
    }

    @Test func `tells the signal that ended it`() throws {
        #expect(try run(["sh", "-c", "kill -9 $$"]).end == .signal(9))
    }

    @Test func `has the environment, and no signal that is ignored`() throws {
        #expect(try run(["sh", "-c", "test -n \"$PATH\" && trap"]).output == "")
        #expect(try run(["sh", "-c", "kill -PIPE $$"]).end == .signal(13))
    }

    @Test func `does not start where there is no such command`() {
        let error = #expect(throws: ChildProcess.StartFailure.self) { try ChildProcess(["/no/such"]) }
        #expect(error?.description == "No such file or directory")
    }

    @Test func `is ended with all of its group`() throws {
        let process = try ChildProcess(["sh", "-c", "sleep 1000 & sleep 1000"])
        #expect(process.end == nil)
        process.terminate()
        process.endPipe.wait()
        #expect(process.end == .signal(15))
        process.finish()
    }
}
