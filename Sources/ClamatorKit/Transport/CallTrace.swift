/// How far a call came, and when, where that is asked for.
package struct CallTrace: Sendable {
    /// The stage that was reached last.
    package var stage = CallStage.envelope {
        didSet { if timestamps != nil { noteTime() } }
    }
    /// Whether a call came to a method that nothing handles; a caller that asks sets it back before.
    package var lacksHandler = false
    /// When the stages behind the envelope were reached; nil, as it is at first, where the times are not asked for.
    package var timestamps: [StageTimestamp]?
    /// What went out, where that is not the request as it was sent; nil too where the times are not asked for.
    package var outgoing: JSON?

    /// Makes the trace of a call that is about to be sent.
    package init() {}

    @inline(never)
    private mutating func noteTime() { timestamps?.append(StageTimestamp(stage: stage, instant: .now)) }
}

/// The stages of a call's way, in order.
package enum CallStage: String, Sendable, CaseIterable {
    case envelope, service, method, params, handler, result, reply
}

/// When a call reached a stage.
package struct StageTimestamp: Sendable {
    package let stage: CallStage
    package let instant: ContinuousClock.Instant

    package init(stage: CallStage, instant: ContinuousClock.Instant) {
        self.stage = stage
        self.instant = instant
    }
}
