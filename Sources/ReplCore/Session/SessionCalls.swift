internal import ClamatorKit

/// Calls, by name or as they stand.
extension Session {
    private var caller: Caller { Caller(services: host.services, listing: ".services") }

    func call(_ name: String, _ arguments: String) async -> Output {
        do throws(UsageError) {
            let request = try caller.request(name, using: service, results: results) {
                (reader) throws(UsageError) in try reader.params(arguments)
            }
            return await perform(request)
        } catch {
            return failure(error.description)
        }
    }

    /// Sends a line as it is, as another program would.
    func send(_ line: String) async -> Output {
        let answer: RpcError
        do {
            if case .request(let request) = try Envelope(try JSON(parsing: line)) { return await perform(request) }
            answer = .invalidRequest("a response is no request")
        } catch let error as JSONError {
            answer = .parseError(error)
        } catch let error as InvalidRequest {
            answer = .invalidRequest(error.reason)
        } catch {
            answer = .internalError(error)
        }
        return Output(
            text: traces ? CallTrace(paint: options.palette).text(line: line, answer: answer) : "",
            error: rendering(options.errorPalette).error(answer, hint: nil), isFailure: true)
    }

    private func perform(_ request: Request) async -> Output {
        var workspace = Workspace()
        let start = ContinuousClock.now
        var output: Output
        var reply: Reply?
        do throws(ClamatorTransportError) {
            if request.isNotification {
                try host.client.notify(request, in: &workspace)
                output = Output(text: options.palette(.detail, "sent; a notification gets no reply"))
            } else {
                let answer = try await host.client.send(request, timeout: options.timeout, in: &workspace).reply()
                output = show(answer, to: request, time: ContinuousClock.now - start)
                reply = answer
            }
        } catch {
            output = Output(error: rendering(options.errorPalette).failure(error), isFailure: true)
        }
        if traces {
            let trace = CallTrace(paint: options.palette).text(request, reply: reply, reached: workspace.reached)
            output.text = output.text.isEmpty ? trace : trace + "\n" + output.text
        }
        return output
    }

    private func show(_ reply: Reply, to request: Request, time: Duration) -> Output {
        switch reply {
        case .result(let result):
            results.append(result)
            return Output(text: rendering(options.palette).result(result, time: options.showsTiming ? time : nil))
        case .error(let error):
            return Output(
                error: caller.text(of: error, to: request, in: rendering(options.errorPalette)), isFailure: true)
        }
    }

    private func rendering(_ palette: Palette) -> ReplyRendering {
        ReplyRendering(paint: palette, width: options.width)
    }
}
