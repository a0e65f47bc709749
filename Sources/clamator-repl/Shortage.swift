internal import ArgumentParser
internal import ClamatorKit
private import SystemPackage

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// What the system must have to give before anything begins: the runtime ends the process, or waits for ever, where it
/// cannot have its own.
enum Shortage {
    /// Ends where the runtime has no /proc, in which it finds the arguments, and how its threads are.
    ///
    /// - Throws: The exit status.
    static func checkArguments() throws {
        guard CommandLine.arguments.isEmpty else { return }
        throw fail("no arguments can be read: /proc is not mounted", ExitStatus.shortage)
    }

    /// How many files the tool must be able to open besides the standard streams, at least: contracts, a report, and
    /// what the runtime waits for timers and signals with.
    private static let spareDescriptors = 16

    /// Ends where the process may not open as many files as the tool needs.
    ///
    /// - Throws: The exit status.
    static func checkDescriptors() throws {
        var spare: [Int32] = []
        defer { for descriptor in spare { close(descriptor) } }
        while spare.count < spareDescriptors {
            let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
            guard descriptor >= 0 else {
                throw fail(
                    "too few files may be open at once: \(spareDescriptors) are needed, \(spare.count) are left"
                        + " (\(Errno.last.description))", ExitStatus.shortage)
            }
            spare.append(descriptor)
        }
    }

    /// How much address space the tool needs at least: for the stacks of the runtime's threads, and what they allocate.
    private static let addressSpace = 192 << 20

    /// Ends where the process cannot have as much address space as the tool needs, and a thread beside it.
    ///
    /// - Throws: The exit status.
    static func checkMemory() throws {
        let isTaken: Void? = try SystemCalls.withAddressSpace(addressSpace) {
            do throws(Thread.StartFailure) {
                let thread = try Thread {}
                thread.join()
            } catch {
                throw tooLittle("memory for a thread", error.error)
            }
        }
        if isTaken == nil { throw tooLittle("memory", .last) }
    }

    private static func tooLittle(_ what: String, _ error: Errno) -> ExitCode {
        fail(
            "too little \(what) can be had: \(addressSpace >> 20) MiB of address space are needed"
                + " (\(error.description))", ExitStatus.shortage)
    }

    /// Makes writing a file beyond a limit on its size fail; it would end the process without a word otherwise.
    static func tellFileSizeLimit() { signal(SIGXFSZ, SIG_IGN) }
}
