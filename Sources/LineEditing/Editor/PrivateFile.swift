private import ClamatorSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why there is no private file.
struct PrivateFileError: Error, CustomStringConvertible {
    let description: String
}

/// Temporary files that a command of the user's own gets.
enum PrivateFile {
    /// Makes an empty file that only the user can read.
    ///
    /// - Parameters:
    ///   - name: What its name begins with.
    ///   - ending: What its name ends with.
    /// - Returns: Its path.
    /// - Throws: Where there can be none.
    static func make(name: String, ending: String) throws(PrivateFileError) -> String {
        let folder = Environment.value(of: "TMPDIR") ?? "/tmp"
        var path = "\(folder)/\(name)-XXXXXX\(ending)"
        // Made with the permissions 0600, and only where there is no file of the name.
        let descriptor = SystemCalls.makeTemporaryFile(&path, ending: ending)
        guard descriptor >= 0 else {
            throw PrivateFileError(description: "no temporary file in \(folder): \(SystemCalls.message(of: errno))")
        }
        close(descriptor)
        return path
    }

    /// A path as a word of a shell.
    static func quoted(_ path: String) -> String {
        let parts = path.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.joined(separator: "'\\''") + "'"
    }
}
