internal import Foundation

/// Contracts that others have published. They lie beside the project, or where `CLAMATOR_FOREIGN` points.
package enum PublicDocuments {
    /// The folder that has them; nil, which is said once, if there is none.
    package static let folder: String? = {
        let given = ProcessInfo.processInfo.environment["CLAMATOR_FOREIGN"]
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = given ?? root.appending(path: "../shared/foreign").standardizedFileURL.path()
        if FileManager.default.fileExists(atPath: folder) { return folder }
        print("There are no public documents at \(folder): their tests are passed over.")
        return nil
    }()

    /// The URI of a file of the folder.
    package static func uri(of file: String) -> String { "file://\(folder ?? "")/\(file)" }

    /// The text of the file at a URI.
    package static func text(at uri: String) -> [UInt8]? {
        URL(string: uri).flatMap { try? Data(contentsOf: $0) }.map { Array($0) }
    }
}
