package import SystemPackage

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A thread of the operating system, for what would block one of Swift's. Where it is not joined, it goes on by itself.
///
/// Unsafe code. Invariants: the body is retained for the thread, which releases it; or, where there is no thread, by
/// who wanted to start it. The thread is joined or detached once, as it cannot be copied.
package struct Thread: ~Copyable {
    /// The system has no thread to give.
    package struct StartFailure: Error {
        /// Why not.
        package let error: Errno
    }

    /// As much as a main thread has: macOS and musl give others far less, and a deep schema needs it.
    private static var stackSize: Int { 8 << 20 }

    /// How many threads can run at once.
    package static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private let thread: pthread_t

    /// Starts a thread.
    ///
    /// - Parameter body: What it does.
    /// - Throws: `StartFailure` where the system has no thread to give.
    package init(_ body: @escaping @Sendable () -> Void) throws(StartFailure) {
        let box = unsafe Unmanaged.passRetained(Body(run: body))
        // No variable: on Linux its initializer would count as a member of the C module inside swift-system.
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        defer { unsafe attributes.deallocate() }
        unsafe pthread_attr_init(attributes)
        defer { unsafe pthread_attr_destroy(attributes) }
        unsafe pthread_attr_setstacksize(attributes, Self.stackSize)
        #if canImport(Darwin)
            var started: pthread_t?
        #else
            var started = pthread_t()
        #endif
        let code = unsafe pthread_create(&started, attributes, { unsafe takeAndRun($0) }, box.toOpaque())
        guard code == 0, let started = started as pthread_t? else {
            unsafe box.release()
            throw StartFailure(error: Errno(rawValue: code))
        }
        thread = started
    }

    deinit { pthread_detach(thread) }

    /// Waits until the thread is over.
    package consuming func join() {
        pthread_join(thread, nil)
        discard self
    }
}

/// What a thread does, in a box that can be handed over as a pointer.
private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
}

/// The pointer is never nil; some systems declare that it could be.
private func takeAndRun(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box = unsafe box { unsafe Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run() }
    return nil
}
