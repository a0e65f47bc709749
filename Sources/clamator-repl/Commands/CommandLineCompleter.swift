internal import ClamatorKit
internal import LineEditing
internal import Logging
internal import ReplCore
internal import ScriptedHandlers

/// What could stand at the cursor of a command line.
struct CommandLineCompleter {
    /// One way to go on.
    struct Candidate {
        /// The whole word at the cursor, without quotes.
        var text: String
        /// Whether nothing more belongs to the word.
        var endsWord = true
        var detail: String?
    }

    private let line: ShellLine
    private let typed: TypedCommand
    private let outline: ToolOutline
    private var word: String { line.word }

    init(_ line: ShellLine) {
        self.line = line
        outline = ToolOutline()
        typed = TypedCommand(line.words.dropFirst(), outline)
    }

    /// The candidates, all of which begin with the word.
    func candidates() async -> [Candidate] { await possible().filter { $0.text.hasPrefix(word) } }

    private func possible() async -> [Candidate] {
        if let option = typed.open { return option.isContract ? contracts : values(of: option, behind: "") }
        if word.hasPrefix("-"), !typed.isPastOptions { return optionOrItsValue() }
        switch typed.name {
        case nil, "prompt", "call", "describe": return await named()
        case "probe": return await probed()
        case "batch": return paths { ContractLoader.isContract($0) || BatchCommand.isCalls($0) }
        case "handlers": return paths(where: BatchCommand.isCalls)
        case "check", "diff", "serve", "tail", "export", "manifest", "import": return contracts
        case "generate": return typed.words.isEmpty ? GenerateCommand.languages : contracts
        case "help": return subcommands
        default: return []
        }
    }

    private var subcommands: [Candidate] { outline.commands.map { Candidate(text: $0.name, detail: $0.purpose) } }

    // MARK: Options

    private func optionOrItsValue() -> [Candidate] {
        if let equals = word.firstIndex(of: "="), let option = outline.option(String(word[..<equals]), of: typed.name) {
            return values(of: option, behind: String(word[...equals]))
        }
        let isCall = typed.name == nil && !typed.leading.rest.isEmpty
        let options = outline.command(typed.name ?? (isCall ? "call" : "prompt"))?.options ?? []
        return options.flatMap { option in option.names.map { Candidate(text: $0, detail: option.purpose) } }
    }

    private func values(of option: ToolOutline.Option, behind start: String) -> [Candidate] {
        let words = option.words.map { Candidate(text: start + $0) }
        switch option.values {
        case .unknown: return words
        case .list(let values): return values.map { Candidate(text: start + $0) }
        case .files(let endings):
            let isWanted = { (name: String) in endings.isEmpty || endings.contains { name.hasSuffix(".\($0)") } }
            return words + paths(behind: start, where: isWanted)
        case .folders: return paths(behind: start) { _ in false }
        }
    }

    private var contracts: [Candidate] { paths(where: ContractLoader.isContract) }

    /// Folders, and files whose names are as wanted.
    private func paths(behind start: String = "", where isWanted: (_ name: String) -> Bool) -> [Candidate] {
        let path = word.dropFirst(start.count)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let isHidden = path.dropFirst(folder.count).hasPrefix(".")
        let names = (try? Files.names(in: folder.isEmpty ? "." : folder)) ?? []
        return names.filter { $0.hasPrefix(".") == isHidden }.compactMap { name in
            let isFolder = Files.isFolder(folder + name) == true
            guard isFolder || isWanted(name) else { return nil }
            return Candidate(text: start + folder + name + (isFolder ? "/" : ""), endsWord: !isFolder)
        }
    }

    // MARK: Methods and params

    /// Contracts, then a method or what else is described, then params.
    private func named() async -> [Candidate] {
        let leading = typed.leading
        if typed.name != "describe", !leading.rest.isEmpty, let start = startOfParamsPath {
            return paths(behind: start) { _ in true }
        }
        let entry = leading.rest.enumerated().map { $0.offset == 0 ? $0.element : Self.entryWord($0.element) }
        let isFirst = typed.name == nil && typed.words.isEmpty && typed.contracts.isEmpty
        if leading.rest.isEmpty {
            return (isFirst ? subcommands : []) + (typed.contracts.isEmpty ? contracts : [])
                + (await completions(behind: entry, leading.contracts))
        }
        return typed.name == "describe" ? [] : await completions(behind: entry, leading.contracts)
    }

    /// What stands before the path in `NAME=@PATH`, or in `@PATH` alone; nil in another word.
    private var startOfParamsPath: String? {
        let equals = word.firstIndex(of: "=").map { word.index(after: $0) }
        for start in [word.startIndex, equals].compactMap(\.self) where word[start...].hasPrefix("@") {
            return word[..<start] + "@"
        }
        return nil
    }

    /// Contracts, then methods.
    private func probed() async -> [Candidate] {
        let leading = typed.leading
        return (typed.contracts.isEmpty && leading.rest.isEmpty ? contracts : [])
            + (await completions(behind: [], leading.contracts))
    }

    /// A param as it is typed at the prompt, where spaces want quotes.
    private static func entryWord(_ word: String) -> String {
        guard word.contains(" "), let equals = word.firstIndex(of: "=") else { return word }
        let value = word[word.index(after: equals)...]
        let isJSON = value.first.map { "{[\"".contains($0) } ?? false
        return isJSON ? word : word[...equals] + JSON(String(value)).description
    }

    /// What the prompt offers behind these words. Contracts with problems offer nothing: the command itself tells of
    /// them.
    private func completions(behind words: [String], _ contracts: [String]) async -> [Candidate] {
        guard let session = await session(contracts) else { return [] }
        let start = words.map { $0 + " " }.joined()
        let buffer = TextBuffer(start + word)
        let completions = session.completions(buffer)
        let kept = completions.range.lowerBound - start.unicodeScalars.count
        guard kept >= 0, kept <= word.unicodeScalars.count else { return [] }
        let before = String(String.UnicodeScalarView(word.unicodeScalars.prefix(kept)))
        return completions.candidates.compactMap { candidate in
            // A command of the prompt is none of the shell, and several params are several words there.
            guard !Self.isSeveralWords(candidate.text), !(words.isEmpty && candidate.text.hasPrefix(".")) else {
                return nil
            }
            let endsWord = candidate.suffix.hasPrefix(" ")
            let suffix = candidate.suffix.hasPrefix(" ") ? "" : candidate.suffix
            return Candidate(
                text: before + candidate.text + suffix, endsWord: endsWord,
                detail: candidate.type ?? candidate.detail)
        }
    }

    private static func isSeveralWords(_ text: String) -> Bool {
        text.contains(" ") && !(text.first.map { "{[\"".contains($0) } ?? false)
    }

    private func session(_ named: [String]) async -> Session? {
        guard let named = try? typed.contracts.contracts(behind: named),
            !named.isEmpty || ContractSources.defaultFolderExists
        else { return nil }
        let sources = ContractSources(
            contracts: named.isEmpty ? [ContractSources.defaultFolder] : named, handlers: [])
        var loader = ContractLoader()
        loader.findsMistakes = false
        let logger = Logger(label: "clamator") { _ in SwiftLogNoOpLogHandler() }
        guard let services = try? sources.load(with: loader).services,
            let host = try? await ServiceHost(services, logger: logger, timeout: .seconds(1))
        else { return nil }
        return Session(host: host, sources: sources, loader: loader, options: Session.Options())
    }
}
