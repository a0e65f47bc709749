#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Where a byte stands first among `count` bytes: libc's `memchr`.
func findByte(_ byte: UInt8, in bytes: UnsafePointer<UInt8>, count: Int) -> UnsafePointer<UInt8>? {
    memchr(bytes, Int32(byte), count).map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) }
}
