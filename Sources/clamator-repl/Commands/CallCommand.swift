internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl call`: one call from the shell.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        _superCommandName: Tool.name,
        abstract: "Make one call.",
        usage: "clamator-repl call [CONTRACT...] METHOD [ARG...] [OPTION...]",
        discussion: """
            The result goes to stdout, laid out on a terminal and on one line otherwise; an error goes to stderr.

            Examples:
              clamator-repl call contracts/arith.json arith.add a=2 b=3
              clamator-repl call arith.add a=2 b=3 -c contracts/arith.json
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Contract files, or folders of them, unless -c names them; then SERVICE.METHOD and the params: NAME=VALUE"
                + " each, or one JSON value, or @FILE; @- is stdin.", valueName: "contract|method|arg"))
    var words: [String] = []

    @OptionGroup var contracts: ContractOption

    @Flag(help: "Print the whole reply, an error too, to stdout.")
    var json = false

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var live: LiveOptions
    @OptionGroup var length: MaxLineOption
    @OptionGroup var common: CommonOptions

    /// Stands before a negative number while the parser reads it, which would take it for an option. No argument can
    /// have it.
    private static let numberMark = "\0"

    /// The arguments with a mark before each that begins like a negative number, which no option does, unless it may be
    /// the value of an option.
    static func withMarkedNumbers(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var marked: [String] = []
        for argument in arguments[..<end] {
            let isNumber = argument.hasPrefix("-") && argument.dropFirst().first.map("0123456789".contains) == true
            let isOfOption = marked.last.map { $0.hasPrefix("-") } ?? true
            marked.append(isNumber && !isOfOption ? numberMark + argument : argument)
        }
        return marked + arguments[end...]
    }

    /// The call that arguments make, where they are all right.
    static func parsed(_ arguments: [String]) -> CallCommand? {
        let (parsed, params) = withoutManyParams(withMarkedNumbers(arguments))
        var call = try? parseAsRoot(parsed) as? CallCommand
        call?.words += params
        return call
    }

    /// The words without the marks of numbers.
    private var plainWords: [String] { words.map { $0.hasPrefix(Self.numberMark) ? String($0.dropFirst()) : $0 } }

    /// The arguments without the params that come late in a long line, and these. The parser takes time by the square
    /// of the number of words.
    private static func withoutManyParams(_ arguments: [String]) -> (arguments: [String], params: [String]) {
        let many = 500
        var (kept, params) = (Array(arguments.prefix(many)), [String]())
        for word in arguments.dropFirst(many) {
            let isParam = !word.hasPrefix("-") && word.utf8.contains(UInt8(ascii: "="))
            // What stands behind an option may be its value.
            if isParam, kept.last?.hasPrefix("-") != true { params.append(word) } else { kept.append(word) }
        }
        return (kept, params)
    }

    mutating func validate() throws {
        guard !LeadingContracts(plainWords, besides: contracts).rest.isEmpty else {
            throw ValidationError("Missing expected argument '<method>'")
        }
    }

    @MainActor
    func run() async throws { try await run(isFirstWord: false) }

    /// Makes the call.
    ///
    /// - Parameter isFirstWord: Whether the method, or a contract before it, is the first word of the command line, so
    ///   that a subcommand may be meant.
    /// - Throws: The exit status.
    func run(isFirstWord: Bool) async throws {
        let words = LeadingContracts(plainWords, besides: contracts)
        let method = words.rest.first ?? ""
        let hint = isFirstWord ? Tool.hint(for: method) : Tool.contractHint(for: method)
        func unknown(_ word: String, _ hint: String) -> ExitCode {
            // It may hold a password, and is not shown.
            if word.contains("://") {
                return fail("a URL is no subcommand, file or method; Redis is named by --redis URL", ExitStatus.usage)
            }
            let kinds = isFirstWord ? "subcommand, file or method" : "file or method"
            return fail("no \(kinds) \"\(Printable.excerpt(word))\"\(hint)", ExitStatus.usage)
        }
        let lacksContracts = words.contracts.isEmpty && contracts.isEmpty && !ContractSources.defaultFolderExists
        if lacksContracts, isFirstWord || !hint.isEmpty {
            throw unknown(method, hint.isEmpty ? "; " + ContractSources.beginning : hint)
        }
        let host = try await common.host(
            common.load(contracts.contracts(behind: words.contracts)).services, live, timeout: timeout.duration,
            maximumMessageLength: length.maxLine)
        let isTerminal = StandardStream.output.isTerminal
        let call = OneCall(
            host: host, resultPalette: common.palette(for: .output), errorPalette: common.palette(for: .error),
            width: Terminal.size.columns, breaksErrors: StandardStream.error.isTerminal)
        let output: Output
        do {
            let form: OneCall.Form = json ? .reply : isTerminal ? .layout : .line
            output = try await call.run(method, Array(words.rest.dropFirst()), form: form)
        } catch {
            let isUnknown = !hint.isEmpty && !ServiceCatalogue(host.services).names.contains(method)
            let status =
                isUnknown
                ? unknown(method, hint)
                : fail(error.description, error.fileFault.map(ExitStatus.of) ?? ExitStatus.usage)
            await host.stop()
            throw status
        }
        // At once: a server may take seconds to end. It is ended also where the result cannot be written.
        let shown = Result { () throws(StreamError) in try StandardStream.write(output) }
        await host.stop()
        if case .failure(let error) = shown { throw StandardStream.outputFailed(error) }
        if host.hasLostCalls || output.isUnsent { throw ExitStatus.unavailable }
        if output.isFailure { throw ExitStatus.someError }
    }
}
