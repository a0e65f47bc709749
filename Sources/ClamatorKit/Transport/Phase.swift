/// Where a server or client is in its life; there is no way back from its end.
enum Phase: Sendable {
    case idle, started, stopped

    /// Takes the one start there is, before anything is awaited, so that a second start or a stop that comes meanwhile
    /// finds it taken.
    ///
    /// - Returns: Whether there is something to start; false where that was done before.
    /// - Throws: `LifeCycleError` after the end.
    mutating func beginStarting(_ what: String) throws(LifeCycleError) -> Bool {
        switch self {
        case .stopped: throw .stopped(what)
        case .started: return false
        case .idle:
            self = .started
            return true
        }
    }

    /// Refuses a service that would not be served.
    ///
    /// - Throws: `LifeCycleError` from the start on.
    func checkIdle(toRegister service: String) throws(LifeCycleError) {
        switch self {
        case .idle: return
        case .started: throw .startedAlready(service)
        case .stopped: throw .stopped("server")
        }
    }

    /// Gives the start back, since it failed; unless the end came meanwhile.
    mutating func failStarting() {
        if self == .started { self = .idle }
    }
}
