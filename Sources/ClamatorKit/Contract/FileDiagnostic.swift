/// Something wrong with a file, and where.
public struct FileDiagnostic: Error, Hashable, Sendable {
    /// How bad it is.
    public enum Severity: Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used; methods that come to it are set aside.
        case methodError
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
    /// The path in the file's JSON.
    public var path: JSONPointer
    /// What is wrong, and what would be right.
    public var message: String
    /// Whether the file is not there.
    package var isOfMissingFile = false
    /// Whether the file was passed over, beside others in its folder.
    package var isOfFilePassedOver = false
}

extension FileDiagnostic {
    /// Whether two are the same, by the code points of their texts.
    public static func == (left: FileDiagnostic, right: FileDiagnostic) -> Bool {
        left.severity == right.severity && left.line == right.line && left.column == right.column
            && left.path == right.path && left.file.utf8.elementsEqual(right.file.utf8)
            && left.message.utf8.elementsEqual(right.message.utf8)
    }

    /// Feeds what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(severity)
        hasher.combine(line)
        hasher.combine(column)
        hasher.combine(path)
        hasher.combine(ExactString(file))
        hasher.combine(ExactString(message))
    }
}

extension FileDiagnostic {
    /// An error that is the whole file's.
    package init(ofFile file: String, _ message: String) {
        self.init(severity: .error, file: file, line: 0, column: 0, path: JSONPointer(), message: message)
    }

    /// A file that could not be read.
    package init(_ error: FileError) {
        self.init(ofFile: error.path, error.reason)
        isOfMissingFile = error.fault == .missing
    }
}

extension FileDiagnostic: CustomStringConvertible {
    /// `file:line:column: message (at /path)`, as compilers print it, so that editors can jump there. It is one line,
    /// and what of it comes from data cannot move the cursor: control characters are escaped as JSON escapes them.
    public var description: String {
        let position = line == 0 ? file : "\(file):\(line):\(column)"
        let kind = severity == .warning ? "warning: " : ""
        let path = path.tokens.isEmpty ? "" : " (at \(path))"
        return Printable.escape("\(position): \(kind)\(message)\(path)")
    }
}
