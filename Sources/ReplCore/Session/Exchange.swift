internal import ClamatorKit

/// What was sent, and the outcome.
struct Exchange {
    /// The outcome for the sender: the reply, nil for a notification that was sent; or why there is none.
    typealias Outcome = Result<Reply?, ClamatorTransportError>

    /// What was sent, where that was a request or a notification.
    var request: Request?
    /// The line that was sent as it had been typed; nil where the request was made of a call.
    var line: String?
    /// What a live server got, where that is not the request as it was sent and the trace is shown.
    var outgoing: JSON?
    /// The message that came for it from another process; nil where none did.
    var received: JSON?
    /// Whether it was for another process.
    var isLive = false
    let outcome: Outcome
    /// When it began, when each stage was reached, and when it was over.
    let course: CallCourse
}

/// When a call reached which stage.
struct CallCourse {
    let start: ContinuousClock.Instant
    let end: ContinuousClock.Instant
    /// The stages behind the envelope, in order; none where the times were not asked for.
    private let timestamps: [StageTimestamp]
    /// The stage that was reached last.
    let stage: CallStage

    /// A call that came so far as its trace tells; one without a trace got no further than its envelope.
    init(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant, _ trace: CallTrace = CallTrace()) {
        self.start = start
        self.end = end
        timestamps = trace.timestamps ?? []
        stage = trace.stage
    }

    /// How long it took.
    var time: Duration { end - start }

    /// How long it stayed at a stage; nil where it did not come so far, or that is not known.
    func time(at stage: CallStage) -> Duration? {
        if timestamps.isEmpty, self.stage != .envelope { return nil }
        let all = [StageTimestamp(stage: .envelope, instant: start)] + timestamps
        guard let index = all.firstIndex(where: { $0.stage == stage }) else { return nil }
        let next = index + 1 < all.count ? all[index + 1].instant : end
        return next - all[index].instant
    }
}
