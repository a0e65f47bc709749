internal import ClamatorKit
internal import LineEditing

/// Draws the way of a call: what was sent, each stage with the time spent in it, and what came back.
struct CallTraceRendering {
    let paint: Palette

    /// The request on a line, a line for each stage, and the reply on a line.
    func text(_ exchange: Exchange) -> StyledText {
        let sent =
            exchange.outgoing?.description ?? exchange.line
            ?? exchange.request.map { request in oneLine { request.write(into: &$0) } } ?? ""
        let first: StyledText = "\(paint(.detail, "→ "))\(Printable.escapeLines(sent))"
        return ([first] + stages(of: exchange) + [reply(to: exchange)]).joined(separator: "\n")
    }

    private static let stages: [CallStage] = [.envelope, .service, .method, .params, .handler, .result]

    private func stages(of exchange: Exchange) -> [StyledText] {
        let end = end(of: exchange)
        var isAhead = false
        return Self.stages.map { stage -> StyledText in
            let name = stage.rawValue.padded(to: 8)
            if isAhead { return paint(.detail, "  ┊ \(name) ·") }
            let isEnd = stage == end?.stage
            isAhead = isEnd
            let mark = isEnd ? end?.mark ?? "" : paint(.success, "✓")
            let time = exchange.course.time(at: stage).map { paint(.detail, Self.text($0).aligned(to: 9)) } ?? ""
            let note = isEnd ? end?.note ?? "" : ""
            let line: StyledText = "\(paint(.detail, "  │ "))\(name) \(mark)\(time)"
            return note.isEmpty ? line : "\(line)  \(note)"
        }
    }

    /// Where the way ended before its last stage, how, and why; nil where it did not.
    private func end(of exchange: Exchange) -> (stage: CallStage, mark: StyledText, note: StyledText)? {
        let reached = exchange.course.stage
        let failed = paint(.error, "✗")
        switch exchange.outcome {
        case .success(.result): return nil
        case .success(.error(let error)):
            let note = Printable.escape("\(error.code) \(error.message)")
            return (error.isResultValidationFailure ? .result : reached, failed, paint(.error, note))
        case .failure(let failure): return (reached, failed, paint(.error, Printable.escape(failure.message)))
        case .success(nil):
            // Its sender does not learn what a handler did with a notification.
            if reached == .handler || reached == .result { return (.handler, "·", "") }
            return (reached, failed, paint(.error, "dropped here; its sender is not told"))
        }
    }

    private func reply(to exchange: Exchange) -> StyledText {
        let arrow = paint(.detail, "← ")
        if let received = exchange.received {
            let line: StyledText = "\(arrow)\(Printable.escape(oneLine { $0.value(received) }))"
            return judgement(of: received, exchange).map { "\(line)\n  \($0)" } ?? line
        }
        switch exchange.outcome {
        case .success(.error) where exchange.isLive:
            return arrow + paint(.detail, "nothing: it was refused here, and not sent")
        case .success(let reply?): return "\(arrow)\(text(reply, exchange))"
        case .success(nil): return arrow + paint(.detail, "nothing: a notification gets no reply")
        case .failure: return arrow + paint(.detail, "nothing: there is no reply")
        }
    }

    private func text(_ reply: Reply, _ exchange: Exchange) -> String {
        let id = exchange.outgoing?["id"].flatMap { RpcId($0) } ?? exchange.request?.id
        return Printable.escape(reply.text(id: id))
    }

    /// What a message of another process was taken for here; nil where that is what it says.
    private func judgement(of received: JSON, _ exchange: Exchange) -> StyledText? {
        switch exchange.outcome {
        case .success(.result(let result)) where result == received["result"]: nil
        case .success(.error) where received["error"] != nil: nil
        case .success(let reply?): "\(paint(.detail, "taken here as "))\(text(reply, exchange))"
        case .success(nil), .failure: paint(.detail, "taken here for no reply")
        }
    }

    /// `0.4 µs`, `1.52 ms`
    static func text(_ time: Duration) -> String {
        let nanoseconds = Int(time / .nanoseconds(1))
        guard nanoseconds < 1_000_000 else { return ReplyRendering.milliseconds(time) }
        return "\(nanoseconds / 1000).\(nanoseconds / 100 % 10) µs"
    }
}
