private import Foundation

/// A folder of its own with files in it, gone with the value's owner.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Makes the files, by name.
    ///
    /// - Parameter files: The text of each.
    /// - Throws: What the file system throws.
    public init(_ files: [String: String] = [:]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
        for (name, text) in files { try write(text, to: name) }
    }

    /// Makes a file, or puts another in its place.
    ///
    /// - Parameters:
    ///   - text: What it holds.
    ///   - name: Its name in the folder.
    /// - Throws: What the file system throws.
    public func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    }

    /// Removes a file.
    ///
    /// - Parameter name: Its name in the folder.
    /// - Throws: What the file system throws.
    public func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
