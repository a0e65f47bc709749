/// What there is to show after something was done.
public struct Output: Equatable, Sendable {
    /// What belongs on stdout, without a line end; empty where there is nothing.
    public var text = ""
    /// What belongs on stderr, without a line end; empty where there is nothing.
    public var error = ""
    /// Whether it failed, or a call was answered with an error.
    public var isFailure = false
    /// Whether the session is over.
    public var ends = false
}
