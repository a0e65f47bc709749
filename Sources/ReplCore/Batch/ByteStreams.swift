/// Where a batch's lines come from. It is read on one thread at a time, not always the same.
public protocol ByteSource: Sendable {
    /// Reads bytes, waiting for the first of them.
    ///
    /// - Parameters:
    ///   - bytes: Where to put them, as many as there is room for at most.
    ///   - start: Behind how many bytes there.
    /// - Returns: How many there are; 0 at the end.
    /// - Throws: `StreamError` where the source fails.
    mutating func read(into bytes: inout [UInt8], from start: Int) throws(StreamError) -> Int

    /// Whether a read would have to wait. What was written so far must be out before that.
    mutating func mustWait() -> Bool
}

/// Where a batch's replies go. It is written to on one thread at a time, not always the same.
public protocol ByteSink: Sendable {
    /// Writes all the bytes.
    ///
    /// - Parameter bytes: The bytes.
    /// - Throws: `StreamError` where they cannot be written.
    mutating func write(_ bytes: Span<UInt8>) throws(StreamError)
}

/// A stream that failed.
public struct StreamError: Error, Equatable, Sendable {
    /// What was being done: "read", "write".
    public let operation: String
    /// The system's number for the reason, `errno`.
    public let code: Int32

    /// Makes an error.
    public init(operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }
}
