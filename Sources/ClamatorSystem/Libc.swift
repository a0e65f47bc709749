#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// libc's `pow`, under a name that no operator hides.
package func doublePower(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The time since 1970 began, in UTC.
package func wallClock() -> (seconds: Int, nanoseconds: Int) {
    let time = SystemCalls.wallClock
    return (Int(time.tv_sec), Int(time.tv_nsec))
}
