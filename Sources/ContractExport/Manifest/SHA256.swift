import CSHA256

/// SHA-256 (FIPS 180-4).
///
/// Unsafe code. The C function reads as many bytes as it is told, and writes 32.
enum SHA256 {
    /// The digest of bytes, in lower-case hexadecimal digits.
    static func digits(of bytes: [UInt8]) -> String {
        // The function writes 32 bytes.
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe csha256(bytes, bytes.count, &digest)
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
