internal import ClamatorKit
internal import LineEditing

/// Sends calls, by name or as raw lines, and shows the outcomes.
struct CallRunner {
    let state: SessionState

    /// Sends what an entry says.
    ///
    /// - Returns: The call and its outcome; nil where the entry is no call.
    /// - Throws: `UsageError` where nothing could be sent.
    func exchange(_ entry: Entry, timeout: Duration? = nil) async throws(UsageError) -> Exchange? {
        let start = ContinuousClock.now
        switch entry.form {
        case .empty, .comment, .command, .result: return nil
        case .raw:
            let line = entry.restText
            do throws(RpcError) {
                return await carry(try request(in: line), line: line, from: start, timeout)
            } catch {
                return Exchange(
                    line: line, outcome: .success(.error(error)),
                    course: CallCourse(from: start, to: .now))
            }
        case .call:
            return await carry(try request(of: entry), line: nil, from: start, timeout)
        }
    }

    /// The request that a typed call means.
    func request(of entry: Entry) throws(UsageError) -> Request {
        try state.callBuilder.request(
            entry.calledName.map { entry.text.text($0) } ?? "", orCommand: entry.nearestCommand,
            using: state.serviceInUse
        ) { _ throws(UsageError) in
            try CallArguments(entry, state.results).params(readsInput: state.options.readsInput)
        }
    }

    /// Reads a line as the other side would.
    private func request(in line: String) throws(RpcError) -> Request {
        let names = state.host.wireNames
        do {
            let json = try JSON(parsing: line)
            if case .request(let request) = try names?.envelope(json) ?? Envelope(json) {
                if let refusal = names?.translate(request) { throw refusal }
                return request
            }
        } catch let error as RpcError {
            throw error
        } catch let error as JSONError {
            throw .parseError(error)
        } catch let error as InvalidRequest {
            throw .invalidRequest(error.reason)
        } catch {
            throw .internalError(error)
        }
        throw .invalidRequest("a response is no request")
    }

    private func carry(
        _ request: Request, line: String?, from start: ContinuousClock.Instant, _ timeout: Duration?
    ) async -> Exchange {
        var context = CallContext()
        // `.trace` may ask for them later.
        context.trace.timestamps = []
        var outcome: Exchange.Outcome
        var failure: ClamatorTransportError?
        var sent: SendResult?
        do throws(ClamatorTransportError) {
            if request.isNotification {
                // In this process nothing waits for the handler, which has no deadline.
                let limit = state.host.isLive ? timeout ?? state.options.timeout : nil
                try await state.host.client.deliver(request, timeout: limit, in: &context)
                outcome = .success(nil)
            } else {
                let result = state.host.client.send(request, timeout: timeout ?? state.options.timeout, in: &context)
                sent = result
                outcome = .success(try await result.reply())
            }
        } catch {
            failure = error
            outcome = .failure(error)
        }
        let end = ContinuousClock.now
        // Looked up behind the call, whose time it is not.
        if let failure { outcome = .failure(await state.host.explained(failure, of: request.service)) }
        return Exchange(
            request: request, line: line, outgoing: context.trace.outgoing, received: sent?.received,
            isLive: state.host.isLive, outcome: outcome,
            course: CallCourse(from: start, to: end, context.trace))
    }

    /// Shows the outcome of a call, and remembers both.
    func show(_ exchange: Exchange) -> Output {
        state.followTerminal()
        let note = state.remember(exchange)
        let options = state.options
        var output = Output(
            text: options.showsTrace ? CallTraceRendering(paint: options.palette).text(exchange) : "")
        output.append(text(of: exchange))
        output = state.broken(output)
        output.append(note)
        return output
    }

    /// The outcome of a call as text.
    func text(of exchange: Exchange, indentedBy indentation: Int = 0) -> Output {
        let options = state.options
        let width = max(options.columns - indentation, 1)
        let failed = ReplyRendering(
            paint: options.errorPalette, width: width, breaksSentences: options.hasTerminal)
        switch exchange.outcome {
        case .success(nil):
            let reason = exchange.request.flatMap { state.callBuilder.dropReason(of: $0, at: exchange.course.stage) }
            let rendering = ReplyRendering(
                paint: options.palette, width: width, breaksSentences: options.hasTerminal)
            return Output(
                text: reason.map(rendering.dropped) ?? options.palette(.detail, "sent; a notification gets no reply"))
        case .failure(let failure): return Output(error: failed.failure(failure), isFailure: true)
        case .success(.result(let result)):
            let rendering = ReplyRendering(paint: options.palette, width: width)
            return Output(text: rendering.result(result, time: options.showsTiming ? exchange.course.time : nil))
        case .success(.error(let error)):
            let text = exchange.request.map { state.callBuilder.text(of: error, to: $0, in: failed) }
            return Output(error: text ?? failed.error(error, hint: nil), isFailure: true)
        }
    }
}
