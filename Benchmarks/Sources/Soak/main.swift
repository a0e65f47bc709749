import Foundation
import Synchronization

// Pipes so many gigabytes of mixed calls through the tool, and checks every reply; prints how much memory the tool
// holds. usage: Soak GIGABYTES TOOL [OPTION…]

/// Prints a line, and holds nothing of it back.
@Sendable func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

guard CommandLine.arguments.count >= 3, let gigabytes = Double(CommandLine.arguments[1]) else {
    say("usage: Soak GIGABYTES TOOL [OPTION…]")
    exit(64)
}

/// How far the soak is.
let sent = Atomic(0)
let lines = Atomic(0)
let replies = Atomic(0)
/// The number of lines in all; known once the last was sent.
let lineCount = Atomic(Int.max)

let tool = Process()
let (input, output) = (Pipe(), Pipe())
tool.executableURL = URL(filePath: CommandLine.arguments[2])
tool.arguments = ["batch", "contracts"] + CommandLine.arguments.dropFirst(3)
(tool.standardInput, tool.standardOutput) = (input, output)
try tool.run()
let begin = ContinuousClock.now

/// The tool's resident memory in megabytes, now and at its highest, where the system tells it in `/proc`.
@Sendable func memory(_ key: String) -> Double? {
    let status = try? String(contentsOfFile: "/proc/\(tool.processIdentifier)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix(key + ":") }
    return line?.split(separator: " ").dropLast().last.flatMap { Double($0) }.map { $0 / 1024 }
}

@Sendable func report() {
    let seconds = Double((ContinuousClock.now - begin) / .milliseconds(1)) / 1000
    func text(_ value: Double?) -> String { value.map { String(format: "%7.1f", $0) } ?? "      ?" }
    let progress = String(
        format: "%7.1f s  %7.2f GB  %9d lines  %9d replies", seconds, Double(sent.load(ordering: .relaxed)) / 1e9,
        lines.load(ordering: .relaxed), replies.load(ordering: .relaxed))
    say("\(progress)  resident \(text(memory("VmRSS"))) MB, peak \(text(memory("VmHWM"))) MB")
}

@Sendable func fail(_ message: String) -> Never {
    report()
    say(message)
    tool.terminate()
    exit(1)
}

// Writes the lines.
let writer = Thread {
    let traffic = Traffic()
    let end = Int(gigabytes * 1e9)
    var bytes: [UInt8] = []
    var line = 0
    while sent.load(ordering: .relaxed) < end {
        bytes.removeAll(keepingCapacity: true)
        while bytes.count < 1 << 20 {
            traffic.append(line, to: &bytes)
            line += 1
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                write(input.fileHandleForWriting.fileDescriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { fail("the tool takes no more input: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
        sent.add(bytes.count, ordering: .relaxed)
        lines.store(line, ordering: .relaxed)
    }
    lineCount.store(line, ordering: .releasing)
    try? input.fileHandleForWriting.close()
}
signal(SIGPIPE, SIG_IGN)
writer.start()

// Looks at the memory.
let watcher = Thread {
    while true {
        Thread.sleep(forTimeInterval: 5)
        report()
    }
}
watcher.start()

// Checks the replies.
var checker = ReplyChecker()
var buffer = [UInt8](repeating: 0, count: 1 << 20)
while true {
    let count = read(output.fileHandleForReading.fileDescriptor, &buffer, buffer.count)
    if count == 0 { break }
    guard count > 0 else { fail("cannot read the replies: \(String(cString: strerror(errno)))") }
    if let diagnostic = checker.take(buffer[..<count]) { fail(diagnostic) }
    replies.store(checker.replies, ordering: .relaxed)
}
if let diagnostic = checker.end(afterLines: lineCount.load(ordering: .acquiring)) { fail(diagnostic) }
tool.waitUntilExit()
report()
guard tool.terminationReason == .exit, tool.terminationStatus == 1 else {
    fail("the tool ended with \(tool.terminationStatus)")
}
say("every line was answered as it should be")
exit(0)
