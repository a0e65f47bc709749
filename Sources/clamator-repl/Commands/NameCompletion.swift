internal import ArgumentParser
internal import ClamatorKit
internal import ScriptedHandlers
internal import ReplCore

/// Completes the names of services and methods in the shell, from the contracts that the command line names.
enum NameCompletion {
    /// `SERVICE.METHOD`.
    static let methods = CompletionKind.custom { words, _, prefix in
        names(words) { $0.methodNames }.filter { $0.hasPrefix(prefix) }
    }
    /// `SERVICE` or `SERVICE.METHOD`.
    static let all = CompletionKind.custom { words, _, prefix in
        names(words) { $0.names }.filter { $0.hasPrefix(prefix) }
    }

    /// The names in the contracts after `-c`, or in the folder that stands for none. Contracts with problems have none:
    /// the command itself will tell of them.
    private static func names(
        _ words: [String], of part: (ServiceCatalogue) -> [String]
    ) -> [String] {
        let named = contracts(in: words)
        guard !named.isEmpty || ContractSources.defaultFolderExists else { return [] }
        let sources = ContractSources(
            contracts: named.isEmpty ? [ContractSources.defaultFolder] : named, handlers: [])
        return (try? sources.load(with: ContractLoader())).map { part(ServiceCatalogue($0.services)) } ?? []
    }

    private static func contracts(in words: [String]) -> [String] {
        var contracts: [String] = []
        for (index, word) in words.enumerated() {
            if word.hasPrefix("--contract=") {
                contracts.append(String(word.dropFirst("--contract=".count)))
            } else if word == "-c" || word == "--contract", index + 1 < words.count {
                contracts.append(words[index + 1])
            }
        }
        return contracts.filter { !$0.isEmpty }
    }
}
