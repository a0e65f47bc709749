import Foundation

/// The running tool, and the other end of its pipes, which a test reads and writes in turn.
///
/// Not safe to share: one test owns it.
final class PipedTool {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errorOutput = Pipe()
    private var received = Data()
    private var receivedErrors = Data()

    /// - Parameters:
    ///   - arguments: The tool's arguments.
    ///   - waitsForInput: Whether a read of its input waits where nothing is there.
    /// - Throws: Where it cannot be run.
    init(_ arguments: String..., waitsForInput: Bool = true) throws {
        let descriptor = input.fileHandleForReading.fileDescriptor
        if !waitsForInput { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
        process.executableURL = URL(filePath: Tool.path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: Project.path)
        process.environment = Run.environment
        (process.standardInput, process.standardOutput) = (input, output)
        process.standardError = errorOutput
        try process.run()
    }

    func send(_ bytes: some DataProtocol) throws {
        try input.fileHandleForWriting.write(contentsOf: bytes)
    }

    /// The next line, without its end; what there is at the end of the output.
    func receiveLine() -> String { Self.line(from: output, &received) }

    /// The same of stderr.
    func receiveErrorLine() -> String { Self.line(from: errorOutput, &receivedErrors) }

    private static func line(from pipe: Pipe, _ received: inout Data) -> String {
        let newline = UInt8(ascii: "\n")
        while !received.contains(newline) {
            let more = pipe.fileHandleForReading.availableData
            if more.isEmpty { break }
            received += more
        }
        let line = received.prefix { $0 != newline }
        received = received.dropFirst(line.count + 1)
        return String(decoding: line, as: UTF8.self)
    }

    /// The most memory that the tool has held so far, in bytes, where the system tells it in `/proc`.
    var peakMemory: Int? {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropLast().last.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// Sends a signal to the tool.
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Ends the input, and waits for the end of the tool. The status is as a shell tells it.
    func end() throws -> Int32 {
        try input.fileHandleForWriting.close()
        return waitForEnd()
    }

    /// Waits for the end of the tool, whose input goes on.
    func waitForEnd() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
    }

    /// What an ended tool wrote to stderr.
    var error: String { String(decoding: errorOutput.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }
}
