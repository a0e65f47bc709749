package import ClamatorSystem

extension WakePipe {
    /// What happened while a thread waited for keys.
    package enum Reason: UInt8 {
        case resized, continued, interrupted, ended, printed, callEnded
    }

    /// Ends the wait for a reason.
    package func wake(_ reason: Reason) { wake(reason.rawValue) }

    /// The reasons since the last call, each once.
    package func takeReasons() -> Set<Reason> { Set(takeBytes().compactMap(Reason.init)) }
}
