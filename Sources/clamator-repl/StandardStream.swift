internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import ReplCore
internal import SystemPackage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One of the descriptors that a process is born with.
struct StandardStream: Sendable {
    static let input = StandardStream(descriptor: .standardInput)
    static let output = StandardStream(descriptor: .standardOutput)
    static let error = StandardStream(descriptor: .standardError)

    let descriptor: FileDescriptor

    /// Opens those that are closed, the wrong way round: a file opened later must not become one of them, and using
    /// them fails as before.
    static func fillClosed() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest descriptor that is free is this one.
            _ = try? FileDescriptor.open(path: "/dev/null", descriptor == STDIN_FILENO ? .writeOnly : .readOnly)
        }
    }

    /// Whether a person looks at it.
    var isTerminal: Bool { isatty(descriptor.rawValue) == 1 }

    /// How many bytes are left to read, where that is known: in a file.
    var bytesLeft: Int? {
        guard let status = try? descriptor.stat(), status.type == .regular else { return nil }
        return Int(status.size - ((try? descriptor.seek(offset: 0, from: .current)) ?? 0))
    }

    /// Lets a file take the place of stdin.
    ///
    /// - Throws: The exit status where it cannot be opened.
    static func readInput(from path: String, takesDevices: Bool = true) throws {
        let type = try? Stat(path: path).type
        if !takesDevices, type == .characterSpecial || type == .blockSpecial {
            throw fail(
                "\(Printable.escape(path)): a device, where a file of calls is expected", ExitStatus.of(.wrong))
        }
        let file: FileDescriptor
        do throws(FileError) { file = try Files.openStream(path, expected: "a file of calls") } catch {
            throw fail(error.description, ExitStatus.of(error.fault))
        }
        defer { try? file.close() }
        do throws(Errno) {
            _ = try Errno.typed { try file.duplicate(as: input.descriptor) }
        } catch {
            throw outputFailed(inputFailed(error))
        }
    }

    /// Writes a text as it is; a failure is ignored.
    func draw(_ text: String) {
        try? writeAll(Array(text.utf8))
    }

    /// Writes a line to stderr, behind what was logged; not for long where stderr is not read. A failure of that cannot
    /// be reported.
    func print(_ line: String) {
        if LogQueue.standardError.isUsed {
            LogQueue.standardError.print(line)
            LogQueue.standardError.drain()
        } else {
            write(line: line)
        }
    }

    /// Writes a line at once, which waits for what reads it.
    func write(line: String) { try? writeAll(Array((line + "\n").utf8)) }

    /// Writes a line of data.
    ///
    /// - Throws: The exit status for output that could not be written.
    func printData(_ line: String) throws {
        do {
            try writeAll(Array((line + "\n").utf8))
        } catch {
            throw Self.outputFailed(error)
        }
    }

    /// Shows what there is to show.
    ///
    /// - Throws: The exit status for output that could not be written.
    static func show(_ output: Output) throws {
        do throws(StreamError) {
            try write(output)
        } catch {
            throw outputFailed(error)
        }
    }

    /// Shows what there is to show, for those who have something to end where that fails.
    static func write(_ output: Output) throws(StreamError) {
        for piece in output.pieces {
            switch piece {
            case .text(let text): try Self.output.writeAll(Array((text.ansi + "\n").utf8))
            case .error(let text): Self.error.print(text.ansi)
            }
        }
    }

    /// The exit status for a stream that failed. Where its reader has gone, the process ends by `SIGPIPE`, quiet, even
    /// where it was started with that signal ignored.
    static func outputFailed(_ error: StreamError) -> ExitCode {
        let reason = Errno(rawValue: error.code)
        if reason == .brokenPipe {
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
        }
        return fail(
            "cannot \(error.operation): \(reason.description)",
            reason.isShortage ? ExitStatus.shortage : ExitStatus.outputFailed)
    }

    private func writeAll(_ bytes: [UInt8]) throws(StreamError) { try writeAll(bytes.span) }
}

extension StandardStream: ByteSource {
    mutating func read(into bytes: inout [UInt8], from start: Int) throws(StreamError) -> Int {
        do throws(Errno) {
            return try StandardInput.read(into: &bytes, from: start)
        } catch {
            throw Self.inputFailed(error)
        }
    }

    /// What is said where the standard input cannot be read.
    static func inputFailed(_ error: Errno) -> StreamError {
        StreamError(operation: "read the input", code: error.rawValue)
    }

    mutating func mustWait() -> Bool {
        SystemCalls.poll(descriptor.rawValue, milliseconds: 0) == 0
    }
}

extension StandardStream: ByteSink {
    /// Writes whole lines of JSON. On a terminal, nothing in them may move the cursor.
    mutating func write(_ bytes: Span<UInt8>) throws(StreamError) {
        if isTerminal {
            let text = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
            try writeAll(Array(Printable.escapeJSON(text).utf8))
        } else {
            try writeAll(bytes)
        }
    }

    private func writeAll(_ bytes: Span<UInt8>) throws(StreamError) {
        do throws(Errno) {
            try descriptor.writeAll(bytes)
        } catch {
            throw StreamError(operation: "write the output", code: error.rawValue)
        }
    }
}
