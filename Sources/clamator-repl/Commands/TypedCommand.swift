/// What stands before the cursor on a command line of the tool.
struct TypedCommand {
    /// The subcommand; nil where none is named.
    private(set) var name: String?
    /// The words that are no options, behind the subcommand.
    private(set) var words: [String] = []
    /// What `-c` and `--demo` name.
    private(set) var contracts = ContractOption()
    /// The option whose value stands at the cursor.
    private(set) var open: ToolOutline.Option?
    /// Whether options are over.
    private(set) var isPastOptions = false

    /// Reads the words behind the tool's name.
    init(_ typed: some Collection<String>, _ outline: ToolOutline) {
        (contracts.contract, contracts.demo) = ([], false)
        for (index, word) in typed.enumerated() {
            if let option = open {
                open = nil
                if takes(word, as: option) { continue }
            }
            if !isPastOptions, word.hasPrefix("-"), word != "-" {
                takeOption(word, outline)
            } else if index == 0, word == "help" || outline.command(word) != nil {
                name = word
            } else {
                words.append(word)
            }
        }
    }

    private mutating func takeOption(_ word: String, _ outline: ToolOutline) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        isPastOptions = word == "--"
        if word == "--demo" { contracts.demo = true }
        guard let option = outline.option(parts[0], of: name), option.takesValue else { return }
        if parts.count > 1 { _ = takes(parts[1], as: option) } else { open = option }
    }

    /// Takes a word for an option's value; false where it is none, as behind --summary, whose form may be left out.
    private mutating func takes(_ word: String, as option: ToolOutline.Option) -> Bool {
        if case .list(let values) = option.values { return values.contains(word) }
        if option.isContract { contracts.contract.append(word) }
        return true
    }

    /// The contracts before the method, and what follows them.
    var leading: LeadingContracts { LeadingContracts(words, besides: contracts) }
}
