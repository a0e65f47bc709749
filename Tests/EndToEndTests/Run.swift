import TestSupport
import Foundation

/// What a program came to that was run to its end.
struct Run {
    let output: String
    let error: String
    /// The exit status as a shell tells it: 128 and the signal where one ended the program.
    let status: Int32

    /// The lines of stdout.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// Runs the tool.
    static func tool(
        _ arguments: String..., input: some DataProtocol = Data(), environment: [String: String] = [:],
        folder: String = Project.path
    ) throws -> Run {
        try Run([Tool.path] + arguments, input: input, environment: environment, folder: folder)
    }

    /// Runs the tool with arguments that were put together.
    static func tool(
        _ arguments: [String], input: some DataProtocol = Data(), environment: [String: String] = [:],
        folder: String = Project.path
    ) throws -> Run {
        try Run([Tool.path] + arguments, input: input, environment: environment, folder: folder)
    }

    /// Runs a line of the shell, in which the tool is on the PATH.
    static func shell(_ line: String, input: some DataProtocol = Data()) throws -> Run {
        try Run(["/bin/sh", "-c", line], input: input, environment: [:], folder: Project.path)
    }

    /// Input and output are files, so that neither side waits for the other. The environment is the given one beside
    /// `PATH`.
    private init(
        _ command: [String], input: some DataProtocol, environment: [String: String], folder: String
    ) throws {
        let files = try TemporaryFolder(["output": "", "error": ""])
        try Data(input).write(to: URL(filePath: files.path + "/input"))
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = Self.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: files.path + "/input"))
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: files.path + "/output"))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: files.path + "/error"))
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
        output = String(decoding: try Data(contentsOf: URL(filePath: files.path + "/output")), as: UTF8.self)
        error = String(decoding: try Data(contentsOf: URL(filePath: files.path + "/error")), as: UTF8.self)
    }

    /// What every run has: the tool's folder first on the PATH, and no crash reports.
    static let environment = [
        "PATH": URL(filePath: Tool.path).deletingLastPathComponent().path + ":"
            + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
        "HOME": NSTemporaryDirectory(),
        "SWIFT_BACKTRACE": "enable=no",
    ]
}
