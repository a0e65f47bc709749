internal import ClamatorKit
internal import LineEditing

/// `.repeat`: makes one call many times, and sums up how long that took.
struct RepeatCommand {
    let state: SessionState

    private static let most = 1_000_000
    /// How many calls are made until keys such as Ctrl-C are looked at.
    private static let callsInARow = 100

    /// `.repeat N` makes the last call again, `.repeat N METHOD …` another one.
    func run(_ entry: Entry) async throws(UsageError) -> Output {
        let argument = entry.restText
        let (number, call) = argument.splitAtSpace
        guard let count = Int(number), 1...Self.most ~= count else {
            let got = argument.isEmpty ? "" : "; got \(Printable.excerpt(argument))"
            throw UsageError(
                "expected .repeat N or .repeat N METHOD and its params, with N from 1 to \(Self.most)\(got)")
        }
        let request = try request(entry, String(call))
        guard !request.isNotification else {
            throw UsageError("a notification has no reply, so there is nothing to measure")
        }
        return await repeated(request, count)
    }

    private func request(_ entry: Entry, _ call: String) throws(UsageError) -> Request {
        if call.isEmpty {
            guard let last = state.exchanges.last(where: { $0.request != nil })?.request else {
                throw UsageError("there is no call to repeat: none was sent yet")
            }
            return last
        }
        guard entry.calledName != nil else {
            throw UsageError("expected a method and its params, got \(Printable.excerpt(call))")
        }
        return try CallRunner(state: state).request(of: entry)
    }

    private func repeated(_ call: Request, _ count: Int) async -> Output {
        let known = state.catalogue.method(call.method, of: call.service)
        let name = JSON(known?.name ?? "\(call.service).\(call.method)")
        var statistics = BatchStatistics()
        var context = CallContext()
        var diagnostic: StyledText = ""
        let begin = ContinuousClock.now
        func remember(
            _ request: Request, _ received: JSON?, _ outcome: Exchange.Outcome, from start: ContinuousClock.Instant,
            to end: ContinuousClock.Instant
        ) {
            state.lastCall = Exchange(
                request: request, outgoing: context.trace.outgoing, received: received, isLive: state.host.isLive,
                outcome: outcome, course: CallCourse(from: start, to: end, context.trace))
        }
        for number in 0..<count {
            if number % Self.callsInARow == Self.callsInARow - 1 { await Task.yield() }
            if Task.isCancelled {
                diagnostic = state.failure("cancelled").content
                break
            }
            context.trace = CallTrace()
            // `.trace` may ask for the way of the last.
            if number == count - 1 { context.trace.timestamps = [] }
            let start = ContinuousClock.now
            do {
                // Each with an id of its own, as calls have that are typed.
                let request = try Request(
                    service: call.service, method: call.method, params: call.params, id: context.freshId())
                let sent = state.host.client.send(request, timeout: state.options.timeout, in: &context)
                let reply = try await sent.reply()
                let end = ContinuousClock.now
                statistics.count(reply)
                statistics.record(
                    name, reply, nanoseconds: Int((end - start) / .nanoseconds(1)), isKnown: known != nil)
                remember(request, sent.received, .success(reply), from: start, to: end)
            } catch let failure as ClamatorTransportError {
                remember(call, nil, .failure(failure), from: start, to: .now)
                diagnostic = ReplyRendering(paint: state.options.errorPalette, width: state.options.columns)
                    .failure(failure)
                break
            } catch {
                diagnostic = state.failure("\(error)").content
                break
            }
        }
        let seconds = Double((ContinuousClock.now - begin).nanoseconds) / 1e9
        let width = state.options.rows == nil ? .max : state.options.columns
        let text = BatchSummary(statistics, seconds: seconds).text(.text, width: width)
        return Output(
            [.text(StyledText(text)), .error(diagnostic)], isFailure: !diagnostic.isEmpty || statistics.errors > 0)
    }
}
