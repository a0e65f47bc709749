import Foundation
import PackagePlugin

/// The contracts among a target's files.
enum ContractFiles {
    private static let endings: Set = ["json", "yaml", "yml"]

    /// The contracts: what is called so, and what lies in the folder for them.
    static func contracts(in target: any SourceModuleTarget) -> [URL] {
        files(of: target).filter { file in
            let stem = file.deletingPathExtension().lastPathComponent
            let isInFolder = file.deletingLastPathComponent().lastPathComponent == "Contracts"
            return stem.hasSuffix(".contract")
                || (isInFolder && !stem.hasSuffix(".handlers") && !stem.hasSuffix(".schema"))
        }
    }

    /// What contracts may refer to, and what lies beside them: a change of it may change what they say.
    static func others(in target: any SourceModuleTarget) -> [URL] {
        let contracts = Set(contracts(in: target))
        return files(of: target).filter { file in
            let stem = file.deletingPathExtension().lastPathComponent
            return !contracts.contains(file) && (stem.hasSuffix(".handlers") || stem.hasSuffix(".schema"))
        }
    }

    /// All files in the target's folder, those among them that it excludes too.
    private static func files(of target: any SourceModuleTarget) -> [URL] {
        let files = FileManager.default.enumerator(
            at: target.directoryURL, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        return (files?.compactMap { $0 as? URL } ?? []).filter { endings.contains($0.pathExtension) }
            .sorted { $0.path(percentEncoded: false) < $1.path(percentEncoded: false) }
    }
}
