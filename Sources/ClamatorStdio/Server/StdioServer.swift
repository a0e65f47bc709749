public import ClamatorKit

/// A server that is a command, and how to speak with it over its standard streams.
public struct StdioServer: Sendable {
    /// The command and its arguments.
    public let words: [String]
    /// How messages follow each other.
    public var framing = Framing.lines
    /// What is sent before the first call.
    public var greeting = Greeting()
    /// The longest message that is taken, in bytes.
    public var maximumMessageLength = 16 << 20
    /// Whether a call after the server's end starts it again.
    public var restarts = false
    /// Whether params are checked before they are sent, and results when they come.
    public var checksCalls = true
    /// What a null in a result is that the contract refuses.
    private(set) var nulls = NullMembers.refused
    /// Gets what the server sends by itself, and what is done about it. Called by one thread at a time, which reads
    /// nothing more from the server meanwhile.
    public var observer: @Sendable (StdioEvent) -> Void = { _ in }

    /// Names a command by its words.
    public init(words: [String]) { self.words = words }

    /// Names a command by a line that is split as a shell does, with quotes and backslashes; nothing is expanded.
    ///
    /// - Throws: `ClamatorTransportError` where a quote is not closed, or there is no word.
    public init(command: String) throws(ClamatorTransportError) {
        do throws(CommandWords.FormatError) {
            words = try CommandWords.split(command)
        } catch {
            throw ClamatorTransportError("the server's command cannot be read: \(error.reason)", reason: .misuse)
        }
    }

    /// Takes nulls in results as the contract has it, or as absent where the member may be absent.
    ///
    /// - Parameters:
    ///   - isStrict: Whether they are refused.
    ///   - note: Gets, once for each method, that nulls count as absent.
    public mutating func takeNulls(strictly isStrict: Bool, note: @escaping @Sendable (String) -> Void) {
        nulls = isStrict ? .refused : .absent(tell: note)
    }

    /// Names a line that a shell runs.
    public init(shellLine: String) { words = ["/bin/sh", "-c", shellLine] }
}

/// What a server does by itself, and what is done about it.
public enum StdioEvent: Sendable {
    /// It wrote a line to its standard error, or one that is no message to its output.
    case logged(String)
    /// It sent a notification: by what name, with which params, which are by name where the contract has it. The method
    /// is nil where no contract has it.
    case notification(name: String, params: JSON, method: Contract.Method?)
    /// It made a request, which was answered; without a reply where the handler keeps silent.
    case request(name: String, params: JSON, reply: Reply?)
    /// It sent something that belongs to no call that waits, in words.
    case dropped(String)
    /// A message of the greeting was sent, or answered.
    case greeted(JSON)
    /// It is started again, since it had ended.
    case restarted(ClamatorTransportError)
}
