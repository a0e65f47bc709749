private import Synchronization

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// SIGINT and SIGTERM, for a command that ends in good order at the first and at once at the second.
enum EndSignals {
    private static let flag = Atomic(false)

    /// Whether one came.
    static var came: Bool { flag.load(ordering: .relaxed) }

    /// Takes them over. The handler only stores a number that is there already, which may be done in one.
    static func install() {
        _ = came
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                EndSignals.flag.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }
}
