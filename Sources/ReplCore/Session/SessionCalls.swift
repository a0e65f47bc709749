internal import ClamatorKit

/// Calls, by name or as they stand.
extension Session {
    private var callBuilder: CallBuilder { CallBuilder(services: host.services, listing: ".services") }

    /// Sends what an entry says.
    ///
    /// - Returns: What came of it.
    /// - Throws: `UsageError` where nothing could be sent.
    func exchange(_ entry: Entry, timeout: Duration? = nil) async throws(UsageError) -> Exchange? {
        let start = ContinuousClock.now
        switch entry {
        case .empty, .command: return nil
        case .raw(let line):
            do throws(RpcError) {
                return await carry(try request(in: line), line: line, from: start, timeout)
            } catch {
                return Exchange(
                    line: line, outcome: .success(.error(error)),
                    course: CallCourse(start: start, timestamps: [], end: .now))
            }
        case .call(let name, let arguments):
            let request = try callBuilder.request(name, using: service, results: results) {
                (reader) throws(UsageError) in try reader.params(arguments)
            }
            return await carry(request, line: nil, from: start, timeout)
        }
    }

    /// Reads a line as the other side would.
    private func request(in line: String) throws(RpcError) -> Request {
        let names = host.wireNames
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
        if options.showsTrace { context.trace.timestamps = [] }
        let outcome: Exchange.Outcome
        do throws(ClamatorTransportError) {
            if request.isNotification {
                try host.client.notify(request, in: &context)
                outcome = .success(nil)
            } else {
                let sent = host.client.send(request, timeout: timeout ?? options.timeout, in: &context)
                outcome = .success(try await sent.reply())
            }
        } catch {
            outcome = .failure(error)
        }
        let end = ContinuousClock.now
        let timestamps =
            context.trace.timestamps ?? [StageTimestamp(stage: context.trace.stage, instant: end)]
        return Exchange(
            request: request, line: line, outcome: outcome,
            course: CallCourse(start: start, timestamps: timestamps, end: end))
    }

    /// Shows what came of a call, and remembers it.
    func show(_ exchange: Exchange) -> Output {
        exchanges.append(exchange)
        if case .success(.result(let result)) = exchange.outcome { results.append(result) }
        let trace = options.showsTrace ? CallTraceRendering(paint: options.palette).text(exchange) : ""
        var output = Output(text: trace)
        output.append(text(of: exchange))
        return output
    }

    /// What came of a call, as text.
    func text(of exchange: Exchange, indentedBy indentation: Int = 0) -> Output {
        let width = max(options.columns - indentation, 1)
        let failed = ReplyRendering(paint: options.errorPalette, width: width)
        switch exchange.outcome {
        case .success(nil): return Output(text: options.palette(.detail, "sent; a notification gets no reply"))
        case .failure(let failure): return Output(error: failed.failure(failure), isFailure: true)
        case .success(.result(let result)):
            let rendering = ReplyRendering(paint: options.palette, width: width)
            return Output(text: rendering.result(result, time: options.showsTiming ? exchange.course.time : nil))
        case .success(.error(let error)):
            let text = exchange.request.map { callBuilder.text(of: error, to: $0, in: failed) }
            return Output(error: text ?? failed.error(error, hint: nil), isFailure: true)
        }
    }
}
