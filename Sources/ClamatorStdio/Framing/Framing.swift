internal import ClamatorKit

/// How messages follow each other on a stream.
public enum Framing: String, Sendable, CaseIterable {
    /// Each on a line of its own, as MCP has it.
    case lines
    /// Each behind a header that tells its length, as language servers have it.
    case contentLength = "content-length"

    /// The bytes of a message on the stream.
    ///
    /// - Parameter write: Writes the message, one JSON value.
    /// - Returns: The bytes.
    func frame(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        switch self {
        case .lines:
            // Params keep their spelling, but for line breaks.
            writer.endLine(from: 0)
            return writer.withBytes { Array($0) }
        case .contentLength:
            return writer.withBytes { Array("Content-Length: \($0.count)\r\n\r\n".utf8) + $0 }
        }
    }
}
