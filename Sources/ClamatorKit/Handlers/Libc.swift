#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// libc's `pow`, under a name that no operator hides.
func doublePower(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
