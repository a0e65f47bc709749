/// Something wrong with a file, and where.
public struct Problem: Error, Hashable, Sendable {
    /// How bad it is.
    public enum Severity: Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used; something in it is most likely not meant.
        case warning
    }

    /// How bad it is.
    public var severity: Severity
    /// The file, as it was named.
    public var file: String
    /// The line, from 1; 0 where the problem is the file itself.
    public var line: Int
    /// The column in code points, from 1.
    public var column: Int
    /// The place in the file's JSON.
    public var path: JSONPointer
    /// What is wrong, and what would be right.
    public var message: String
}

extension Problem: CustomStringConvertible {
    /// `file:line:column: message (at /path)`, as compilers print it, so that editors can jump there.
    public var description: String {
        let place = line == 0 ? file : "\(file):\(line):\(column)"
        let kind = severity == .warning ? "warning: " : ""
        return "\(place): \(kind)\(message)" + (path.tokens.isEmpty ? "" : " (at \(path))")
    }
}
