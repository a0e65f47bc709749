#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Threads of our own, for what would block one of Swift's.
enum Threads {
    /// What a thread does, in a box that can be handed over as a pointer.
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread. SIGPIPE is blocked on it: where hiredis writes to a connection that broke, that is an error and no
    /// more.
    ///
    /// - Returns: Whether there is such a thread; false where the system has none left.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let box = Unmanaged.passRetained(Body(body))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let status = pthread_create(&thread, nil, main, box.toOpaque())
        if status != 0 {
            box.release()
            return false
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
        return true
    }

    #if canImport(Darwin)
        private static let main: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { run($0) }
    #else
        private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { box in
            if let box { run(box) }
            return nil
        }
    #endif

    @discardableResult
    private static func run(_ box: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        var blocked = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run()
        return nil
    }
}
