internal import ClamatorKit

/// What is sent to a server before the first call: requests, each answered before the next message goes out, and
/// notifications.
public struct Greeting: Sendable {
    /// A message of it.
    struct Message: Sendable {
        let name: String
        /// Nil where the message has none.
        let params: JSON?
        let isNotification: Bool
    }

    /// Lines that hold no greeting.
    public struct FormatError: Error, Sendable, CustomStringConvertible {
        /// The line's number, from 1.
        public let line: Int
        /// What is wrong with it.
        public let reason: String

        /// `LINE: what is wrong`
        public var description: String { "\(line): \(reason)" }
    }

    let messages: [Message]

    /// A greeting of no message.
    public init() { messages = [] }

    /// Reads lines of one request or notification each; ids are replaced by others.
    ///
    /// - Parameter lines: The text; blank lines are passed over.
    /// - Throws: `FormatError` where a line is no request.
    public init(lines: [UInt8]) throws(FormatError) {
        var messages: [Message] = []
        for (index, line) in lines.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { continue }
            func malformed(_ reason: String) -> FormatError { FormatError(line: index + 1, reason: reason) }
            let json: JSON
            do throws(JSONError) { json = try JSON(parsing: Array(line)) } catch {
                throw malformed("no JSON: \(error.reason)")
            }
            let envelope: Envelope
            do throws(InvalidRequest) { envelope = try Envelope(json, takesAnyName: true) } catch {
                throw malformed("no request: \(error.reason)")
            }
            guard case .request(let request) = envelope else { throw malformed("a response is no request") }
            messages.append(
                Message(
                    name: json["method"]?.string ?? "", params: json["params"], isNotification: request.isNotification))
        }
        self.messages = messages
    }

    private init(_ messages: [Message]) { self.messages = messages }

    /// What MCP's servers want before anything else: `initialize`, and `notifications/initialized`.
    public static let mcp = Greeting([
        Message(
            name: "initialize",
            params: [
                "protocolVersion": "2025-06-18", "capabilities": [:],
                "clientInfo": ["name": "clamator-repl", "version": JSON(Version.text)],
            ], isNotification: false),
        Message(name: "notifications/initialized", params: .none, isNotification: true),
    ])
}
