internal import ArgumentParser
internal import ClamatorKit
private import Dispatch

/// The process. It begins outside of any task: with too few descriptors or too little memory the runtime could not
/// begin one, and would end the process without a word, or wait for ever.
@main
enum Process {
    static func main() {
        StandardStream.fillClosed()
        Shortage.tellFileSizeLimit()
        do {
            try Shortage.checkArguments()
            try Shortage.checkDescriptors()
            try Shortage.checkMemory()
        } catch {
            Tool.exit(withError: error)
        }
        Task {
            await Tool.main()
            Tool.exit()
        }
        dispatchMain()
    }
}

/// The command `clamator-repl`.
struct Tool: AsyncParsableCommand {
    /// What stands before the name of a subcommand. Subcommands that know it are not looked through for requests of the
    /// parser's own completion scripts, which takes a sixth of the time of a call; `ShellScript` answers those.
    static let name = "clamator-repl"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Call the methods of JSON-RPC contracts: at a prompt, from the shell, or in batch.",
        usage: """
            clamator-repl [CONTRACT...] [OPTION...]
            clamator-repl [CONTRACT...] METHOD [ARG...] [OPTION...]
            clamator-repl SUBCOMMAND ...
            """,
        discussion: """
            A CONTRACT is a JSON or YAML file that names a service and its methods, or a folder of such files; none \
            given means contracts/. Handlers stand beside it in NAME.handlers.json, or NAME.handlers.yaml. `init` begins a contract, and --demo uses \
            samples. Where contracts and a METHOD are named, it is called; else the prompt opens, or, where stdin is no \
            terminal, calls are read from it.

            Examples:
              clamator-repl --demo
              clamator-repl init greeter
              clamator-repl contracts/
              clamator-repl arith.add a=2 b=3
              clamator-repl batch contracts/ calls.ndjson

            Exit status: 0 all well, 1 some call was answered with an error, 64 usage, 65 a contract or handlers file \
            is wrong, 66 a file is missing, 69 live services cannot be reached or are gone, 71 the system lacks \
            descriptors or memory, 74 output could not be written, 130 interrupted.
            """,
        version: Version.text,
        subcommands: [
            PromptCommand.self, BatchCommand.self, CallCommand.self, DescribeCommand.self, CheckCommand.self,
            ServeCommand.self, TailCommand.self, InitCommand.self, HandlersCommand.self, ImportCommand.self,
            ExportCommand.self, ManifestCommand.self, DiffCommand.self, ProbeCommand.self, GenerateCommand.self,
        ],
        defaultSubcommand: PromptCommand.self
    )

    static func main() async {
        let arguments = withForms(Array(CommandLine.arguments.dropFirst()))
        do {
            defer { LogQueue.standardError.drain() }
            if let script = ShellScript.asked(by: arguments) {
                return try StandardStream.output.printData(script.text)
            }
            if let candidates = await ShellScript.answer(to: arguments) {
                return try candidates.forEach { try StandardStream.output.printData($0) }
            }
            if arguments.count == 2, arguments[0] == "help", !subcommandNames.contains(arguments[1]) {
                throw ValidationError("no subcommand \"\(arguments[1])\"\(subcommandHint(for: arguments[1]))")
            }
            if let call = try call(arguments) { return try await call.run(isFirstWord: true) }
            var command: any ParsableCommand
            do {
                command =
                    try Self.command(named: arguments)
                    ?? parseAsRoot(
                        arguments.first == "call" ? CallCommand.withMarkedNumbers(arguments) : arguments)
            } catch {
                guard let call = callBehindOptions(arguments) else { throw error }
                return try await call.run(isFirstWord: true)
            }
            if arguments.first != "prompt", let prompt = command as? PromptCommand, prompt.isCall,
                let call = parse(CallCommand.self, arguments)
            {
                return try await call.run(isFirstWord: true)
            }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// The call that stands alone: contracts, if any, and then a word that is none, nor a subcommand.
    private static func call(_ arguments: [String]) throws -> CallCommand? {
        let rest = arguments.drop(while: LeadingContracts.isContract)
        guard let word = rest.first, !word.hasPrefix("-"), !arguments.contains("-e"),
            rest.startIndex > 0 || !(subcommandNames + ["help"]).contains(word)
        else { return nil }
        if let call = parse(CallCommand.self, arguments) { return call }
        // What is wrong with it is told as for `call`.
        return try parseAsRoot(CallCommand.withMarkedNumbers(["call"] + arguments)) as? CallCommand
    }

    /// The call whose options, such as those that only calls have, begin before its method.
    private static func callBehindOptions(_ arguments: [String]) -> CallCommand? {
        guard arguments.first?.hasPrefix("-") == true, !arguments.contains("-e") else { return nil }
        return parse(CallCommand.self, arguments)
    }

    static let subcommandNames = configuration.subcommands.compactMap { $0.configuration.commandName }

    /// Ends with what an error stands for; help and the version are output like any other.
    private static func end(with error: any Error) -> Never {
        guard exitCode(for: error) == .success else {
            exit(withError: error)
        }
        do {
            let text = fullMessage(for: error)
            if !text.isEmpty { try StandardStream.output.printData(text) }
        } catch {
            exit(withError: error)
        }
        exit()
    }

    /// The command that is named first, or the prompt, where the arguments are all right.
    ///
    /// The parser builds every command on its way, the default one twice, which takes longer than most calls; a command
    /// by itself it has at once. Whatever is not right, or asks for help, goes the whole way and is told there.
    private static func command(named arguments: [String]) -> (any ParsableCommand)? {
        if arguments.first == "help" { return nil }
        let named = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        guard let named else { return parse(PromptCommand.self, arguments) }
        return parse(named, Array(arguments.dropFirst()))
    }

    private static func parse<Command: ParsableCommand>(_ command: Command.Type, _ arguments: [String]) -> Command? {
        command == CallCommand.self
            ? CallCommand.parsed(arguments) as? Command : try? command.parseAsRoot(arguments) as? Command
    }

    /// Gives a `--summary` its form, unless the word behind it is one, or can only be meant as one: the parser would
    /// take any word for it, though it may be a contract.
    private static func withForms(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments.indices.map { index in
            guard index < end, arguments[index] == "--summary" else { return arguments[index] }
            let hasForm =
                index + 1 < end
                && (SummaryForm.allValueStrings.contains(arguments[index + 1])
                    || (!arguments[index + 1].hasPrefix("-") && Files.isFolder(arguments[index + 1]) == nil))
            return hasForm ? "--summary" : "--summary=text"
        }
    }
}
