private import ClamatorSystem
private import SystemPackage

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
        do throws(Errno) {
            let file = try SystemCalls.makeTemporaryFile(&path, ending: ending)
            try? file.close()
            return path
        } catch {
            throw PrivateFileError(description: "no temporary file in \(folder): \(error.description)")
        }
    }

    /// A path as a word of a shell.
    static func quoted(_ path: String) -> String {
        let parts = path.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.joined(separator: "'\\''") + "'"
    }
}
