internal import ClamatorKit

/// A new file that calls are written to one by one, each with what came of it, as lines for a batch.
struct RecordingFile {
    /// The file.
    let path: String
    /// How many lines it has.
    private(set) var count = 0

    /// Begins a file, which must not be there yet.
    ///
    /// - Throws: `FileError` where it is, or cannot be written.
    init(_ path: String) throws(FileError) {
        try Files.write("", to: path, replaces: false)
        self.path = path
    }

    /// Appends a call.
    ///
    /// - Throws: `FileError` where it cannot be written; then nothing of it is there.
    mutating func append(_ call: RecordedCall) throws(FileError) {
        try Files.append(call.line, to: path)
        count += 1
    }
}
