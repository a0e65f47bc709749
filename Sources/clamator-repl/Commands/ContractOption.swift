internal import ArgumentParser

/// `-c CONTRACT`, where the words of a command mean something else.
struct ContractOption: ParsableArguments {
    @Option(
        name: [.customShort("c"), .customLong("contract")],
        help: ArgumentHelp("A contract file, or a folder of them.", valueName: "contract"),
        completion: .file(extensions: ["json", "yaml", "yml"]))
    var contract: [String] = []
}
