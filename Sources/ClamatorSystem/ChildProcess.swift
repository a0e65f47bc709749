package import SystemPackage

// `environ` is a variable of C, which only this file reads.
#if canImport(Glibc)
    @unsafe @preconcurrency private import Glibc
#elseif canImport(Musl)
    @unsafe @preconcurrency private import Musl
#else
    private import Darwin
#endif

/// A command that runs beside this process, in a process group of its own, with pipes for its standard streams.
///
/// A watcher leads the group: a small shell that waits for the end of this process, whatever the way it ends, and ends
/// the group then. It also keeps the group's number from being given to others, so that signals only ever reach the
/// group.
///
/// Unsafe code. Invariants: what libc is given a pointer to is a variable that lives until the call returns; the words
/// of the command are copies that are freed after it, with a null behind the last.
package final class ChildProcess: Sendable {
    /// The command could not be started.
    package struct StartFailure: Error, CustomStringConvertible {
        /// Why not.
        let error: Errno

        package init(_ error: Errno) { self.error = error }

        /// The reason in the system's words.
        package var description: String { error.description }
    }

    /// How a process ended.
    package enum End: Sendable, Equatable {
        case status(Int)
        case signal(Int)
    }

    /// This process's ends of the pipes.
    package struct Streams: Sendable {
        package var input: Descriptor?
        package var output: Descriptor?
        package var error: Descriptor?

        /// None of them.
        package init() {}

        init(input: Descriptor, output: Descriptor, error: Descriptor) {
            (self.input, self.output, self.error) = (input, output, error)
        }
    }

    private let identifier: pid_t
    private let group: pid_t
    private let exit = Monitor<End?>(nil)
    /// Is woken at the end, and stays so.
    package let endPipe: WakePipe
    /// Keeps the watcher waiting.
    private let lifeLine: Monitor<Descriptor?>

    private let streams: Monitor<Streams>

    /// Starts a command.
    ///
    /// - Parameter words: The command and its arguments.
    /// - Throws: `StartFailure` where there is no such command, or the system cannot start it.
    package init(_ words: [String]) throws(StartFailure) {
        do throws(Errno) { endPipe = try WakePipe() } catch { throw StartFailure(error) }
        let started = try Self.starting.withLock { _ in
            Result { () throws(StartFailure) in try Self.start(words) }
        }.get()
        (identifier, group) = (started.identifier, started.group)
        streams = Monitor(started.streams)
        lifeLine = Monitor(started.lifeLine)
        do throws(Thread.StartFailure) {
            _ = try Thread { [self] in
                let end = Self.reap(identifier)
                exit.withLock { $0 = end }
                endPipe.wake()
            }
        } catch {
            kill(-group, SIGKILL)
            Self.reap(identifier)
            Self.reap(group)
            throw StartFailure(error.error)
        }
    }

    /// One at a time: a pipe of one command must not go to another that is started before the pipe is marked.
    private static let starting = Monitor(())

    private static func start(
        _ words: [String]
    ) throws(StartFailure) -> (identifier: pid_t, group: pid_t, streams: Streams, lifeLine: Descriptor) {
        var life = try PipeEnds()
        let group = try spawn(["/bin/sh", "-c", watcher], group: 0, input: life.reading, output: nil, error: nil)
        let lifeLine = Descriptor(life.takeWriting())
        do throws(StartFailure) {
            var input = try PipeEnds()
            var output = try PipeEnds()
            var error = try PipeEnds()
            let identifier = try spawn(
                words, group: group, input: input.reading, output: output.writing, error: error.writing)
            let streams = Streams(
                input: Descriptor(input.takeWriting()), output: Descriptor(output.takeReading()),
                error: Descriptor(error.takeReading()))
            _ = lifeLine.write(Array("\(identifier)\n".utf8)[...])
            return (identifier, group, streams, lifeLine)
        } catch {
            kill(group, SIGKILL)
            reap(group)
            throw error
        }
    }

    /// Gives this process's ends of the command's standard streams away; they are closed where they are let go.
    package func takeStreams() -> Streams {
        streams.withLock { streams in
            defer { streams = Streams() }
            return streams
        }
    }

    /// How it ended; nil while it runs.
    package var end: End? { exit.withLock { $0 } }

    /// Asks all processes of the group to end.
    package func terminate() { kill(-group, SIGTERM) }

    /// Ends what is left of the group, waits for it, and does away with the watcher. To be called once; the group is
    /// gone then.
    package func finish() {
        kill(-group, SIGKILL)
        endPipe.wait()
        Self.reap(group)
        lifeLine.withLock { $0 = nil }
    }

    /// Reads the command's number, then waits for the end of the process that started both. The command has two seconds
    /// then to end by itself, since its input is at its end; three more after SIGTERM, and then none.
    private static let watcher = """
        trap '' HUP INT QUIT TERM
        read -r command
        read -r end
        tenths=0
        while kill -0 "$command" 2>/dev/null && [ $tenths -lt 50 ]; do
          if [ $tenths -eq 20 ]; then kill -TERM 0; fi
          sleep 0.1
          tenths=$((tenths + 1))
        done
        kill -KILL 0
        """

    /// Starts a process in a group; 0 is one that it leads. A stream that is not given is `/dev/null`.
    private static func spawn(
        _ words: [String], group: pid_t, input: FileDescriptor, output: FileDescriptor?, error: FileDescriptor?
    ) throws(StartFailure) -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
            var flags = Int16(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #else
            var actions = unsafe posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
            var flags = Int16(0)
        #endif
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input.rawValue, STDIN_FILENO)
        for (given, standard) in [(output, STDOUT_FILENO), (error, STDERR_FILENO)] {
            if let given {
                unsafe posix_spawn_file_actions_adddup2(&actions, given.rawValue, standard)
            } else {
                unsafe posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_WRONLY, 0)
            }
        }
        // What this process ignores or blocks is no concern of the command's.
        flags |= Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe sigdelset(&signals, SIGKILL)
        unsafe sigdelset(&signals, SIGSTOP)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setpgroup(&attributes, group)
        unsafe posix_spawnattr_setflags(&attributes, flags)

        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        #if canImport(Darwin)
            let environment = unsafe _NSGetEnviron().pointee
        #else
            let environment = unsafe environ
        #endif
        let code = unsafe posix_spawnp(&identifier, words.first ?? "", &actions, &attributes, &arguments, environment)
        guard code == 0 else { throw StartFailure(Errno(rawValue: code)) }
        return identifier
    }

    /// Waits for the end of a child.
    @discardableResult
    private static func reap(_ identifier: pid_t) -> End {
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, Errno.last == .interrupted {}
        // POSIX leaves the numbers open; all systems have these.
        let signal = Int(status & 0x7F)
        return signal == 0 ? .status(Int(status >> 8 & 0xFF)) : .signal(signal)
    }
}

/// Both ends of a pipe, which no other command gets.
private struct PipeEnds: ~Copyable {
    let reading: FileDescriptor
    let writing: FileDescriptor
    private var ownsReading = true
    private var ownsWriting = true

    init() throws(ChildProcess.StartFailure) {
        do throws(Errno) {
            (reading, writing) = try Errno.typed { try FileDescriptor.pipe() }
        } catch {
            throw ChildProcess.StartFailure(error)
        }
        for end in [reading, writing] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        if ownsReading { try? reading.close() }
        if ownsWriting { try? writing.close() }
    }

    mutating func takeReading() -> FileDescriptor {
        ownsReading = false
        return reading
    }

    mutating func takeWriting() -> FileDescriptor {
        ownsWriting = false
        return writing
    }
}
