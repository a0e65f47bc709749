import CSHA256

/// SHA-256 (FIPS 180-4).
enum SHA256 {
    /// The digest of a text's UTF-8, in lower-case hexadecimal digits.
    static func digits(of text: String) -> String {
        var text = text
        // The array's memory has room for the 32 bytes that the function writes.
        let digest = [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            text.withUTF8 { csha256($0.baseAddress, $0.count, digest.baseAddress) }
            count = 32
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
