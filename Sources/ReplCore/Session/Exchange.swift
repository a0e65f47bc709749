internal import ClamatorKit

/// What was sent, and what came of it.
struct Exchange {
    /// What a call comes to for its sender: the reply, nil for a notification that is on its way; or why there is none.
    typealias Outcome = Result<Reply?, ClamatorTransportError>

    /// What was sent, where that was a request or a notification.
    var request: Request?
    /// The line that was sent as it had been typed; nil where the request was made of a call.
    var line: String?
    let outcome: Outcome
    /// When it began, when each step was reached, and when it was over.
    let course: CallCourse
}

/// When a call reached which step.
struct CallCourse {
    let start: ContinuousClock.Instant
    /// The steps behind the envelope, in order; none but the last of them where nobody asked for the times.
    var arrivals: [Arrival]
    let end: ContinuousClock.Instant

    /// How long it took.
    var time: Duration { end - start }

    /// The step that was reached last.
    var reached: Step { arrivals.last?.step ?? .envelope }

    /// How long it stayed at a step; nil where it did not come so far.
    func time(at step: Step) -> Duration? {
        let all = [Arrival(step: .envelope, instant: start)] + arrivals
        guard let index = all.firstIndex(where: { $0.step == step }) else { return nil }
        let next = index + 1 < all.count ? all[index + 1].instant : end
        return next - all[index].instant
    }
}
