private import Foundation

/// A folder of its own with files in it, gone with the value's owner.
///
/// It is in `/tmp` wherever else temporary files go: screens show its path, which is as long everywhere then.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Makes the files, by name.
    ///
    /// - Parameter files: The text of each.
    /// - Throws: What the file system throws.
    public init(_ files: [String: String] = [:]) throws {
        path = "/tmp/files-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(text, to: name) }
    }

    /// Makes a file, with the folders around it, or puts another in its place.
    ///
    /// - Parameters:
    ///   - text: What it holds.
    ///   - name: Its name in the folder.
    /// - Throws: What the file system throws.
    public func write(_ text: String, to name: String) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    /// Makes a link.
    ///
    /// - Parameters:
    ///   - name: Its name in the folder.
    ///   - target: Where it leads.
    /// - Throws: What the file system throws.
    public func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    /// Makes a socket, of which no one listens.
    ///
    /// - Parameter name: Its name in the folder.
    /// - Throws: What the system says.
    public func makeSocket(_ name: String) throws {
        close(try boundSocket(at: "\(path)/\(name)"))
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
