import Foundation
import PackagePlugin

/// `swift package generate-contracts`: writes the Swift of a target's contracts into its folder `Generated/`, to be
/// committed. `--target` names the targets, else all are taken that have contracts; `--check` and `--access` are passed
/// on.
@main
struct GenerateContracts: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        var extractor = ArgumentExtractor(arguments)
        let names = extractor.extractOption(named: "target")
        let options = extractor.remainingArguments
        let targets =
            names.isEmpty ? context.package.targets : try context.package.targets(named: names)
        let tool = try context.tool(named: "clamator-generate").url
        var count = 0
        for target in targets.compactMap({ $0 as? any SourceModuleTarget }) {
            let contracts = ContractFiles.contracts(in: target)
            guard !contracts.isEmpty else { continue }
            count += 1
            let folder = target.directoryURL.appending(path: "Generated")
            let process = try Process.run(
                tool,
                arguments: options + ["-o", folder.path(percentEncoded: false)]
                    + contracts.map { $0.path(percentEncoded: false) })
            process.waitUntilExit()
            if process.terminationStatus != 0 {
                Diagnostics.error("\(target.name): its code is not what its contracts say, or a contract is wrong")
            }
        }
        if count == 0 { Diagnostics.error("no target has contracts: no *.contract.json, and nothing in Contracts/") }
    }
}
