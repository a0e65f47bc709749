internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import ReplCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One of the descriptors that a process is born with.
struct StandardStream: Sendable {
    static let input = StandardStream(descriptor: STDIN_FILENO)
    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    let descriptor: Int32

    /// Opens those that are closed, the wrong way round: a file opened later must not become one of them, and using
    /// them fails as before.
    static func fillClosed() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest descriptor that is free is this one.
            _ = SystemCalls.open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Whether a person looks at it.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// How many bytes are left to read, where that is known: in a file.
    var bytesLeft: Int? {
        guard let status = SystemCalls.status(of: descriptor), status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size) - max(0, Int(lseek(descriptor, 0, SEEK_CUR)))
    }

    /// Lets a file take the place of stdin.
    ///
    /// - Throws: The exit status where it cannot be opened.
    static func readInput(from path: String) throws {
        let file: Int32
        do throws(FileError) {
            try Files.refuseWhatIsNoStream(path, expected: "a file of calls")
            file = SystemCalls.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
            if file < 0 { throw FileError(path: path, errno) }
        } catch {
            throw fail(error.description, ExitStatus.of(error.fault))
        }
        defer { close(file) }
        guard dup2(file, input.descriptor) >= 0 else {
            throw outputFailed(StreamError(operation: "read the input", code: errno))
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
        if error.code == EPIPE {
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
        }
        return fail(
            "cannot \(error.operation): \(SystemCalls.message(of: error.code))",
            FileError.isShortage(error.code) ? ExitStatus.shortage : ExitStatus.outputFailed)
    }

    private func writeAll(_ bytes: [UInt8]) throws(StreamError) { try writeAll(bytes.span) }
}

extension StandardStream: ByteSource {
    mutating func read(into bytes: inout [UInt8], from start: Int) throws(StreamError) -> Int {
        do throws(StandardInput.Failure) {
            return try StandardInput.read(into: &bytes, from: start)
        } catch {
            throw Self.inputFailed(error)
        }
    }

    /// What is said where the standard input cannot be read.
    static func inputFailed(_ error: StandardInput.Failure) -> StreamError {
        StreamError(operation: "read the input", code: error.code)
    }

    mutating func mustWait() -> Bool {
        SystemCalls.poll(descriptor, milliseconds: 0) == 0
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
        var written = 0
        while written < bytes.count {
            let count = SystemCalls.write(descriptor, bytes.extracting(written...))
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                SystemCalls.poll(descriptor, toWrite: true)
            } else if errno != EINTR {
                throw StreamError(operation: "write the output", code: errno)
            }
        }
    }
}
