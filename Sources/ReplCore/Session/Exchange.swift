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
    /// The stages behind the envelope, in order; none but the last of them where the times were not asked for.
    var timestamps: [StageTimestamp]
    let end: ContinuousClock.Instant

    /// How long it took.
    var time: Duration { end - start }

    /// The stage that was reached last.
    var stage: CallStage { timestamps.last?.stage ?? .envelope }

    /// How long it stayed at a stage; nil where it did not come so far.
    func time(at stage: CallStage) -> Duration? {
        let all = [StageTimestamp(stage: .envelope, instant: start)] + timestamps
        guard let index = all.firstIndex(where: { $0.stage == stage }) else { return nil }
        let next = index + 1 < all.count ? all[index + 1].instant : end
        return next - all[index].instant
    }
}
