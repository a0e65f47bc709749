internal import ClamatorKit
public import Logging

/// Log records as lines of text, each handed to a writer; control characters in them are escaped.
public struct LineLogHandler: LogHandler {
    /// The least level that is shown.
    public var logLevel: Logger.Level
    /// What every record carries beside its own metadata.
    public var metadata: Logger.Metadata = [:]
    private let write: @Sendable (String) -> Void

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - level: The least level that is shown.
    ///   - write: Gets each line, without its end.
    public init(level: Logger.Level, write: @escaping @Sendable (String) -> Void) {
        logLevel = level
        self.write = write
    }

    /// A value that every record carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a record: level, message, and the metadata in the order of their names.
    public func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        write(Printable.escape("\(event.level): \(event.message)\(pairs)"))
    }
}
