internal import ClamatorKit

/// What was wrong with files when they were loaded.
struct FileFaults: Equatable {
    /// A line or more for each fault, those among them for which only methods are set aside.
    let descriptions: [String]
    /// The files that cannot be used, and the folders that could not be read.
    private let paths: Set<ExactString>

    init(_ diagnostics: [FileDiagnostic] = [], unreadable: [FileError] = []) {
        let errors = diagnostics.filter { $0.severity == .error }
        descriptions =
            unreadable.map(\.description) + diagnostics.filter { $0.severity != .warning }.map(\.description)
        paths = Set(unreadable.map { Self.withoutSlash($0.path) } + errors.map { ExactString($0.file) })
    }

    var isEmpty: Bool { descriptions.isEmpty }
    /// Whether some file cannot be used.
    var areOfFiles: Bool { !paths.isEmpty }

    /// Whether a file, or the folder that it lies in, is among those with faults.
    func contain(_ file: ExactString) -> Bool {
        paths.contains(file) || paths.contains(ExactString(Files.folder(of: file.string)))
    }

    /// A folder's path as it begins the paths of its files.
    private static func withoutSlash(_ path: String) -> ExactString {
        let isFolder = path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/")
        return ExactString(isFolder ? Substring(path.utf8.dropLast()) : Substring(path))
    }
}
