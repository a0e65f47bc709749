#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Threads of the operating system.
package enum Threads {
    /// As much as a main thread has: macOS and musl give others far less, and a deep schema needs it.
    private static let stackSize = 8 << 20

    /// How many threads can run at once.
    static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Starts a thread.
    ///
    /// - Parameter body: What it does. Nobody waits for its end.
    /// - Throws: `StreamError` where the system has no thread to give.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(StreamError) {
        let argument = Unmanaged.passRetained(Body(run: body)).toOpaque()
        let code = create(argument)
        guard code != 0 else { return }
        Unmanaged<Body>.fromOpaque(argument).release()
        throw StreamError(operation: "start a thread", code: code)
    }

    private static func create(_ argument: UnsafeMutableRawPointer) -> Int32 {
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        defer { attributes.deallocate() }
        pthread_attr_init(attributes)
        defer { pthread_attr_destroy(attributes) }
        pthread_attr_setstacksize(attributes, stackSize)
        pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        return pthread_create(&thread, attributes, runBody, argument)
    }
}

private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
}

#if canImport(Darwin)
    private func runBody(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? { takeAndRun(argument) }
#else
    private func runBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        argument.flatMap(takeAndRun)
    }
#endif

private func takeAndRun(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
