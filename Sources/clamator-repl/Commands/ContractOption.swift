internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore

/// The contracts that are named by options: `-c CONTRACT`, or the samples.
struct ContractOption: ParsableArguments {
    @Option(
        name: [.customShort("c"), .customLong("contract")],
        help: ArgumentHelp("A contract file, or a folder of them. Repeatable.", valueName: "contract"))
    var contract: [String] = []

    @Flag(help: "Use the sample contracts that come with the tool.")
    var demo = false

    /// Whether the options name none.
    var isEmpty: Bool { contract.isEmpty && !demo }

    /// The contracts, behind those that words name.
    ///
    /// - Throws: The exit status where the samples are not installed.
    func contracts(behind words: [String]) throws -> [String] {
        guard demo else { return words + contract }
        guard let folder = Samples.folder else {
            throw fail(
                "\(Samples.installed): no such folder; `make install` puts the sample contracts there",
                ExitStatus.missingFile)
        }
        return words + contract + [folder]
    }
}

extension ArgumentHelp {
    /// For words that name contracts, before those that options name.
    static let contracts = ArgumentHelp("Contract files, or folders of them.", valueName: "contract")
}

/// Words of which the first name contracts, and the others a method or what else a command is for.
struct LeadingContracts {
    let contracts: [String]
    let rest: ArraySlice<String>

    /// - Parameters:
    ///   - words: The words.
    ///   - option: What options name; where they name contracts, no word does.
    init(_ words: [String], besides option: ContractOption) {
        rest = option.isEmpty ? words.drop(while: Self.isContract) : words[...]
        contracts = Array(words[..<rest.startIndex])
    }

    /// Whether a word stands for a contract: a path that is there, or the name of a file that should be.
    static func isContract(_ word: String) -> Bool {
        FileFormat.allEndings.contains(where: word.hasSuffix) || Files.isFolder(word) != nil
    }
}
