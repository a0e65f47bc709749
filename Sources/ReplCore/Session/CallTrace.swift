internal import ClamatorKit

/// Shows the messages of a call, and the stops that it passed.
struct CallTrace {
    let paint: Palette

    /// A request, or a notification where it has no id.
    ///
    /// - Parameters:
    ///   - request: What was sent.
    ///   - reply: What came back; nil where nothing did.
    ///   - reached: How far the call came before anything was waited for.
    /// - Returns: Two lines, or three where there is a reply.
    func text(_ request: Request, reply: Reply?, reached: Step) -> String {
        let sent = oneLine { request.write(into: &$0) }
        let stops = request.isNotification ? notified(reached) : called(reply, reached)
        return text(sent: sent, stops: stops, came: reply?.text(id: request.id))
    }

    /// A line that is no request.
    func text(line: String, answer: RpcError) -> String {
        text(sent: line, stops: failed(at: .envelope), came: Reply.error(answer).text(id: nil))
    }

    private func text(sent: String, stops: String, came: String?) -> String {
        let lines = [paint(.detail, "→ ") + Printable.escapeLines(sent), "  " + stops]
        return (lines + (came.map { [paint(.detail, "← ") + Printable.escape($0)] } ?? [])).joined(separator: "\n")
    }

    private func called(_ reply: Reply?, _ reached: Step) -> String {
        switch reply {
        case .result: passed(Step.allCases)
        case .error(let error) where error.message == "Result validation failed" && error.code == -32603:
            failed(at: .result)
        default: failed(at: reached)
        }
    }

    /// What becomes of a notification in its handler, its sender does not learn.
    private func notified(_ reached: Step) -> String {
        let untilHandler = Step.allCases.prefix { $0 != .handler }
        return untilHandler.contains(reached) ? failed(at: reached) : passed(untilHandler) + " handler"
    }

    private func failed(at step: Step) -> String {
        let before = passed(Step.allCases.prefix { $0 != step })
        return (before.isEmpty ? "" : before + " ") + step.rawValue + " " + paint(.error, "✗")
    }

    /// `envelope ✓ service ✓`
    private func passed(_ steps: some Sequence<Step>) -> String {
        steps.map { "\($0.rawValue) " + paint(.success, "✓") }.joined(separator: " ")
    }
}
