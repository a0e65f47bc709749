internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore
internal import ScriptedHandlers

/// What a batch understands, asked for by name or because stdin is no terminal.
struct BatchOptions: ParsableArguments {
    @Option(help: .maxLine) var maxLine = Batch().maximumLineLength

    @Option(help: ArgumentHelp("How many calls of a batch may be in flight at once.", valueName: "n"))
    var jobs = Batch().jobs

    @Flag(help: "Write the replies of a batch as they come, not in the order of the requests.")
    var unordered = false

    @Flag(
        help:
            "Stop a batch at what is not as expected or no request; where no line so far expects something, at an error."
    )
    var failFast = false

    @Option(
        help: ArgumentHelp(
            "Sum a batch up on stderr: calls, errors, how long the calls of each method took. --summary alone is text.",
            valueName: "form"))
    var summary: SummaryForm?

    @Option(help: ArgumentHelp("Write what a batch expected and got to a file.", valueName: "junit=file"))
    var report: ReportFile?

    mutating func validate() throws {
        try MaxLineOption.check(maxLine)
        // Each call in flight keeps its request.
        try checkNumber(jobs, in: 1...65_536, of: "--jobs", "calls")
    }

    /// Answers the calls on stdin.
    func run(
        _ contracts: [String], timeout: Duration, _ live: LiveOptions, _ common: CommonOptions
    ) async throws {
        let services = try common.load(contracts).services
        var batch = Batch()
        // Now, and not after an hour, since it may be that the report cannot be written; nor behind the start of a
        // server, which would have to be ended then.
        batch.report = try report?.open(besides: services.flatMap(\.files))
        let host = try await common.host(
            services, live, timeout: timeout, maximumMessageLength: maxLine)
        batch.timeout = timeout
        batch.maximumLineLength = maxLine
        batch.jobs = jobs
        batch.keepsOrder = !unordered
        batch.stopsAtFirstFailure = failFast
        batch.orderedServices = host.orderedServices
        batch.wireNames = host.wireNames
        batch.assertsFormats = common.format == .assert
        batch.measures = summary != nil

        let counted = BatchProgress(size: StandardStream.input.bytesLeft)
        let progress = ProgressDisplay(counted)
        if progress != nil { batch.progress = counted }
        let input = PromptLineHint(StandardStream.input, services) {
            StandardStream.error.print("clamator-repl: " + $0)
        }
        let (outcome, isInterrupted) = await run(batch, on: input, host)
        progress?.end()
        var timeoutReasons: [(service: String, reason: String)] = []
        if summary != nil, case .success(let outcome) = outcome, !isInterrupted {
            timeoutReasons = await host.timeoutReasons(of: outcome.timedOutServices)
        }
        await host.stop()
        switch outcome {
        case .failure(let error): throw StandardStream.outputFailed(error)
        case .success(let outcome):
            for sentence in outcome.unsentNotifications { StandardStream.error.print("clamator-repl: " + sentence) }
            if let summary {
                let text = BatchSummary(outcome, timeoutReasons: timeoutReasons).text(summary.form)
                StandardStream.error.print(text)
            }
            if isInterrupted { throw ExitStatus.interrupted }
            if host.hasLostCalls { throw ExitStatus.unavailable }
            if outcome.hasEmptyReport {
                throw fail("the report is empty: no line of the input says what it expects", ExitStatus.someError)
            }
            if outcome.isFailure { throw ExitStatus.someError }
        }
    }

    /// Runs a batch until its end, or until Ctrl-C ends it. A second Ctrl-C ends the process at once.
    private func run(_ batch: Batch, on input: PromptLineHint, _ host: ServiceHost) async -> (
        Result<BatchOutcome, StreamError>, isInterrupted: Bool
    ) {
        let run = await Interrupts.cancelling(grace: batch.grace) {
            do throws(StreamError) {
                return Result<BatchOutcome, StreamError>.success(
                    try await batch.run(from: input, to: StandardStream.output, through: host.client))
            } catch {
                return .failure(error)
            }
        }
        return (run.value, run.isCancelled)
    }
}

/// A form of summary as an argument.
struct SummaryForm: ExpressibleByArgument {
    let form: BatchSummary.Form

    init?(argument: String) {
        guard let form = BatchSummary.Form(rawValue: argument) else { return nil }
        self.form = form
    }

    static var allValueStrings: [String] { BatchSummary.Form.allCases.map(\.rawValue) }
}

/// `junit=FILE`.
struct ReportFile: ExpressibleByArgument {
    private let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "junit", !parts[1].isEmpty else { return nil }
        path = String(parts[1])
    }

    /// Opens the file, and replaces what is there, unless the batch reads or writes it besides.
    ///
    /// - Parameter files: The files that contracts and handlers came from.
    /// - Returns: The empty report.
    /// - Throws: The exit status.
    func open(besides files: [String]) throws -> OpenReport {
        do {
            let report = try OpenReport(path)
            if let use = report.otherUse(files) {
                throw fail("cannot write the report to \(path): it is \(use)", ExitStatus.usage)
            }
            try report.clear()
            return report
        } catch let error as FileError {
            throw fail(
                "cannot write the report to \(error)",
                error.isShortage ? ExitStatus.shortage : ExitStatus.outputFailed)
        }
    }
}
