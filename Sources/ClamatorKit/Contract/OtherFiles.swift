/// What was found in the files that a contract's schemas refer to.
package struct OtherFiles {
    private let source: SchemaFiles
    /// The files in which something was found, by path.
    private var files: [ExactString: CheckedFile] = [:]
    /// The defaults in them that one of the contract's methods fills in.
    package private(set) var usedDefaults: Set<LikelyMistakes.PathInFile> = []
    private var unusedDefaults: [(message: String, path: LikelyMistakes.PathInFile)] = []

    init(_ source: SchemaFiles) { self.source = source }

    /// Notes a warning; nothing where the path is in no file, as in an edition's meta-schema.
    mutating func warn(_ message: String, at path: LikelyMistakes.PathInFile) {
        if files[path.file] == nil { files[path.file] = source.file(path.file) }
        files[path.file]?.report(message, at: path.path, .warning)
    }

    /// Notes which defaults the contract's methods fill in, and which none does.
    mutating func noteDefaults(of mistakes: LikelyMistakes) {
        usedDefaults = mistakes.usedDefaults.filter { !$0.file.isEmpty }
        unusedDefaults = mistakes.unusedDefaults.filter { !$0.path.file.isEmpty }
    }

    /// What is wrong with the files.
    ///
    /// - Parameter used: The defaults that some contract fills in, be it another.
    /// - Returns: The problems, file by file.
    package func diagnostics(besides used: Set<LikelyMistakes.PathInFile>) -> [FileDiagnostic] {
        var told = self
        for (message, path) in unusedDefaults where !used.contains(path) { told.warn(message, at: path) }
        return told.files.sorted { $0.key < $1.key }.flatMap(\.value.diagnostics)
    }
}
