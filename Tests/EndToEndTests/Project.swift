import Foundation

/// The project's own files.
enum Project {
    /// The project's folder.
    static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The contracts that come with it.
    static let contracts = path + "/contracts"
}
