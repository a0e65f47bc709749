extension Format {
    /// Whether a string of valid UTF-8 has the format, `regex` included.
    func asserts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard self == .regex else { return accepts(text) }
        return (try? Pattern(String(decoding: text, as: UTF8.self))) != nil
    }
}
