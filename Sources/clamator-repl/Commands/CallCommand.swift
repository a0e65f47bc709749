internal import ArgumentParser
internal import LineEditing
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl call`: one call from the shell.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Make one call.",
        discussion: """
            The result goes to stdout, laid out on a terminal and on one line otherwise; an error goes to stderr.

            Example: clamator-repl call arith.add a=2 b=3 -c contracts/arith.json
            """
    )

    @Argument(help: "SERVICE.METHOD", completion: NameCompletion.methods)
    var method: String

    @Argument(help: "The params: NAME=VALUE each, or one JSON value, or @FILE; @- is stdin.")
    var arg: [String] = []

    @OptionGroup var contracts: ContractOption

    @Flag(help: "Print the whole reply, an error too, to stdout.")
    var json = false

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var live: LiveOptions
    @OptionGroup var length: MaxLineOption
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let host = try await common.host(
            common.load(contracts.contract).services, live, timeout: timeout.duration,
            maximumMessageLength: length.maxLine)
        let isTerminal = StandardStream.output.isTerminal
        let call = OneCall(
            host: host, resultPalette: common.palette(for: .output), errorPalette: common.palette(for: .error),
            width: Terminal.size.columns)
        let output: Output
        do {
            output = try await call.run(method, arg, form: json ? .reply : (isTerminal ? .layout : .line))
        } catch {
            throw fail(error.description, error.fileFault.map(ExitStatus.of) ?? ExitStatus.usage)
        }
        await host.stop()
        try StandardStream.show(output)
        if host.hasLostCalls { throw ExitStatus.unavailable }
        if output.isFailure { throw ExitStatus.someError }
    }
}
