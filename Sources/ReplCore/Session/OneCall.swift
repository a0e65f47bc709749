internal import ClamatorKit
internal import LineEditing

/// A single call from the shell.
public struct OneCall {
    private let host: ServiceHost
    private let callBuilder: CallBuilder
    private let resultRendering: ReplyRendering
    private let errorRendering: ReplyRendering

    /// How the outcome is shown.
    public enum Form: Sendable {
        /// The result laid out for people.
        case layout
        /// The result on one line.
        case line
        /// The whole reply on one line.
        case reply
    }

    /// Prepares calls.
    ///
    /// - Parameters:
    ///   - host: What the calls go to.
    ///   - resultPalette: Colours results.
    ///   - errorPalette: Colours errors.
    ///   - width: How many columns a line has.
    ///   - breaksErrors: Whether errors are broken at words to that width: for a terminal.
    public init(
        host: ServiceHost, resultPalette: Palette, errorPalette: Palette, width: Int, breaksErrors: Bool = false
    ) {
        self.host = host
        callBuilder = CallBuilder(
            catalogue: ServiceCatalogue(host.services), listing: "describe", isLive: host.isLive)
        resultRendering = ReplyRendering(paint: resultPalette, width: width)
        errorRendering = ReplyRendering(paint: errorPalette, width: width, breaksSentences: breaksErrors)
    }

    /// Calls a method.
    ///
    /// - Parameters:
    ///   - name: `service.method`.
    ///   - words: The params, as the shell has cut them: `name=value` each, or one JSON value, or `@FILE`.
    ///   - form: How to show the outcome.
    /// - Returns: What to show.
    /// - Throws: `UsageError` where name or params could not be read.
    public func run(_ name: String, _ words: [String], form: Form) async throws(UsageError) -> Output {
        let request = try callBuilder.request(name) { (method) throws(UsageError) in
            try CallArguments(words: words, ParamNames(method)).params(readsInput: true)
        }
        var context = CallContext()
        do throws(ClamatorTransportError) {
            if request.isNotification {
                try await host.client.deliver(request, in: &context)
                let reason = callBuilder.dropReason(of: request, at: context.trace.stage)
                return Output(error: reason.map(errorRendering.dropped) ?? "")
            }
            return show(try await host.client.send(request, in: &context).reply(), to: request, form)
        } catch {
            let failure = await host.explained(error, of: request.service)
            var output =
                form == .reply
                ? show(.error(RpcError(failure)), to: request, form)
                : Output(error: errorRendering.failure(failure), isFailure: true)
            output.isUnsent = request.isNotification && host.endpoint != nil && !(error.cause is RpcError)
            return output
        }
    }

    private func show(_ reply: Reply, to request: Request, _ form: Form) -> Output {
        switch (reply, form) {
        case (.result(let result), .layout):
            Output(text: resultRendering.result(result, time: nil).brokenAtWords(to: resultRendering.width))
        case (.result(let result), .line): Output(text: StyledText(oneLine { $0.value(result) }))
        case (.result, .reply): Output(text: Self.line(reply, to: request))
        case (.error, .reply): Output(text: Self.line(reply, to: request), isFailure: true)
        case (.error(let error), _):
            show(callBuilder.text(of: error, to: request, in: errorRendering))
        }
    }

    private func show(_ error: StyledText) -> Output {
        Output(
            error: errorRendering.breaksSentences ? error.brokenAtWords(to: errorRendering.width) : error,
            isFailure: true)
    }

    private static func line(_ reply: Reply, to request: Request) -> StyledText {
        StyledText(Printable.escapeJSON(reply.text(id: request.id)))
    }
}
