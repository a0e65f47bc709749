import Foundation

/// A home folder of its own, gone with the value's owner.
final class TemporaryHome {
    let path: String

    init(editrc: String = "") throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "home-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try editrc.write(to: folder.appending(path: ".editrc"), atomically: true, encoding: .utf8)
        path = folder.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
