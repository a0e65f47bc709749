internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl handlers`: handlers made of a recording.
struct HandlersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handlers",
        _superCommandName: Tool.name,
        abstract: "Make handlers of recorded calls.",
        usage: "clamator-repl handlers CALLS.ndjson [-c CONTRACT] [-o FILE]",
        discussion: """
            Reads lines as `tail --save`, .record and .save write them: calls for `batch` with what they expect. Writes \
            rules that answer so: one for each of the params that a method was called with, those with more members \
            first; calls with the same params are answered in turn. Lines that no rule can answer are told on stderr. \
            With the contract, params may be given by position or left to their defaults, and methods have any names.

            Example:
              clamator-repl handlers calls.ndjson -c contracts/arith.json
            """
    )

    @Argument(help: ArgumentHelp("The recorded calls; - is stdin.", valueName: "from"), completion: .file())
    var from: String

    @OptionGroup var contracts: ContractOption

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The new file to write, or a folder for a file of each service. (default: stdout)", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var output: String?

    @Option(help: ArgumentHelp("Only the calls of this service.", valueName: "name"))
    var service: String?

    @OptionGroup var length: MaxLineOption

    func run() throws {
        if from != "-" { try StandardStream.readInput(from: from, takesDevices: false) }
        let recorded = try read(contracts.isEmpty ? [] : load())
        tell(recorded)
        if recorded.isCutOff {
            throw fail(
                "\(Printable.escape(from)): a line has no end, and what is behind it was not read",
                ExitStatus.wrongContract)
        }
        if let service = recorded.outgrown { throw tooLarge(service) }
        let services = recorded.services
        guard let first = services.first else {
            if recorded.areWithoutRules {
                let reason = "no call needs a rule to be answered as it expects"
                throw fail("\(Printable.escape(from)): \(reason)", ExitStatus.someError)
            }
            let what = service.map { "no call of \($0)" } ?? "no call"
            throw fail("\(Printable.escape(from)): \(what) says what it was answered with", ExitStatus.someError)
        }
        if let output, Files.isFolder(output) == true {
            for service in services { try write(recorded, service, to: "\(output)/\(service).handlers.json") }
            return
        }
        guard services.count == 1 else {
            throw fail(
                "\(Printable.escape(from)) has calls of \(services.joined(separator: ", ")), and handlers are for one"
                    + " service; --service names it, -o FOLDER takes a file of each", ExitStatus.usage)
        }
        if let output { return try write(recorded, first, to: output) }
        try StandardStream.output.printData(text(recorded, first).text)
    }

    private func load() throws -> [ContractLoader.Service] {
        var loader = ContractLoader()
        loader.assertsFormats = true
        loader.findsMistakes = false
        loader.findsHandlers = false
        let files = try contracts.contracts(behind: [])
        return try loadingFiles { try loader.load(files) }.orFailure.services
    }

    private func read(_ services: [ContractLoader.Service]) throws -> RecordedHandlers {
        do throws(StreamError) {
            return try RecordedHandlers(
                reading: StandardStream.input, services, only: service, maximumLineLength: length.maxLine,
                maximumSize: Files.largestFile)
        } catch {
            throw StandardStream.outputFailed(error)
        }
    }

    private func tell(_ recorded: RecordedHandlers) {
        for (line, reason) in recorded.leftOut {
            StandardStream.error.print(Printable.escape("\(from):\(line): left out: \(reason)"))
        }
        let rest = recorded.leftOutCount - recorded.leftOut.count
        if rest > 0 { StandardStream.error.print(Printable.escape("\(from): \(rest) more lines are left out")) }
    }

    private func write(_ recorded: RecordedHandlers, _ service: String, to path: String) throws {
        let (text, rules) = try text(recorded, service)
        do throws(FileError) {
            try Files.write(text + "\n", to: path, replaces: false)
        } catch {
            let hint = Files.exists(path) ? "; it is not overwritten" : ""
            throw fail(error.description + hint, ExitStatus.outputFailed)
        }
        StandardStream.error.print(Printable.escape("\(path): \(rules) rule\(rules == 1 ? "" : "s")"))
    }

    private func tooLarge(_ service: String) -> any Error {
        fail(
            "the handlers of \(service) are larger than the \(Files.largestFile >> 20) MiB that a file may have;"
                + " make them of fewer calls", ExitStatus.outputFailed)
    }

    /// The text of a handlers file, which can be loaded.
    private func text(_ recorded: RecordedHandlers, _ service: String) throws -> (text: String, rules: Int) {
        let (text, rules) = recorded.file(of: service)
        guard text.utf8.count < Files.largestFile else { throw tooLarge(service) }
        do throws(JSONError) {
            _ = try JSON(parsing: text)
        } catch {
            throw fail(
                "the handlers of \(service) would be no JSON that can be read: \(error.reason)", ExitStatus.outputFailed
            )
        }
        return (text, rules)
    }
}
