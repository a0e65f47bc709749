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
        return writer.withBytes { text in
            switch self {
            // Params keep their spelling, in which a line break is only ever white space.
            case .lines: text.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A]
            case .contentLength: Array("Content-Length: \(text.count)\r\n\r\n".utf8) + text
            }
        }
    }
}
