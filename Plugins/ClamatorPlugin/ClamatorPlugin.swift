import Foundation
import PackagePlugin

/// Makes Swift of the contracts in a target's folder whenever it is built: of `*.contract.json`, and of what lies in
/// `Contracts/`. YAML is taken as well.
@main
struct ClamatorPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let target = target as? any SourceModuleTarget else { return [] }
        let contracts = ContractFiles.contracts(in: target)
        if contracts.isEmpty {
            Diagnostics.warning("\(target.name) has no contracts: no *.contract.json, and nothing in Contracts/")
            return []
        }
        let names = contracts.map { $0.deletingPathExtension().lastPathComponent }
        for (index, name) in names.enumerated()
        where names[..<index].contains(where: { $0.lowercased() == name.lowercased() }) {
            Diagnostics.error(
                "two contracts of \(target.name) are called \(name), and so would be their Swift; rename one of the files"
            )
            return []
        }
        let folder = context.pluginWorkDirectoryURL
        return [
            .buildCommand(
                displayName: "Swift of the contracts of \(target.name)",
                executable: try context.tool(named: "clamator-generate").url,
                arguments: ["--access", "public", "--named-after-files", "-o", folder.path(percentEncoded: false)]
                    + contracts.map { $0.path(percentEncoded: false) },
                inputFiles: contracts + ContractFiles.others(in: target),
                outputFiles: names.map { folder.appending(path: $0 + ".swift") })
        ]
    }
}
