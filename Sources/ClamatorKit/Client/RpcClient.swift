/// What calls the methods of services. Every client is one, over whichever transport; typed clients hold one.
///
/// # Cancellation
///
/// Where the task of a call is cancelled, the wait ends with `CancellationError`. The handler is not told, and goes on.
public protocol RpcClient: Sendable {
    /// Calls a method and waits for its result.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - method: The method's name.
    ///   - params: The params.
    ///   - timeout: How long to wait; nil for the client's default. After it the handler goes on, and its result is
    ///     dropped.
    /// - Returns: The result.
    /// - Throws: `RpcError` for a reply with an error; `ClamatorTransportError` where no reply came, "call timeout"
    ///   among them; `CancellationError` where the task was cancelled; `ClamatorProtocolError` where what came is no
    ///   reply; `InvalidRequest` for an ill-formed name, before anything is sent.
    func call(_ service: String, _ method: String, _ params: JSON, timeout: Duration?) async throws -> JSON

    /// Sends a notification, and waits until it is on its way. Whether a server takes it is not known.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - method: The method's name.
    ///   - params: The params.
    /// - Throws: `ClamatorTransportError` where it could not be sent; `InvalidRequest` for an ill-formed name.
    func notify(_ service: String, _ method: String, _ params: JSON) async throws
}

extension RpcClient {
    /// Calls a method within the client's default time-out; else as `call(_:_:_:timeout:)`.
    public func call(_ service: String, _ method: String, _ params: JSON = [:]) async throws -> JSON {
        try await call(service, method, params, timeout: nil)
    }

    /// Sends a notification without params; else as `notify(_:_:_:)`.
    public func notify(_ service: String, _ method: String) async throws { try await notify(service, method, [:]) }
}
