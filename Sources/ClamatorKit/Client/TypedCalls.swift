public import ClamatorJSON

extension RpcClient {
    /// Calls a method with params and a result of any types that are written as JSON and read from it.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - method: The method's name.
    ///   - params: The params.
    ///   - type: The result's type.
    ///   - timeout: How long to wait; nil for the client's default.
    /// - Returns: The result.
    /// - Throws: As `call(_:_:_:timeout:)`; `JSONEncodingError` where JSON does not have the params, before anything is
    ///   sent; `ClamatorProtocolError` where the result is none of the type.
    public func call<Result: JSONDecodable>(
        _ service: String, _ method: String, _ params: some JSONEncodable, as type: Result.Type,
        timeout: Duration? = nil
    ) async throws -> Result {
        let result = try await call(service, method, JSON(params), timeout: timeout)
        return try read(service, method) { () throws(JSONDecodingError) in try result.decode() }
    }

    /// Calls a method with params and a result of `Codable` types; else as with those of JSON's own.
    @_disfavoredOverload
    public func call<Result: Decodable>(
        _ service: String, _ method: String, _ params: some Encodable, as type: Result.Type, timeout: Duration? = nil
    ) async throws -> Result {
        let result = try await call(service, method, JSON(encoding: params), timeout: timeout)
        return try read(service, method) { () throws(JSONDecodingError) in try result.decode() }
    }

    /// Sends a notification with params of any type that is written as JSON.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - method: The method's name.
    ///   - params: The params.
    /// - Throws: As `notify(_:_:_:)`; `JSONEncodingError` where JSON does not have the params.
    @_disfavoredOverload
    public func notify(_ service: String, _ method: String, _ params: some JSONEncodable) async throws {
        try await notify(service, method, JSON(params))
    }

    /// Sends a notification with params of an `Encodable` type; else as `notify(_:_:_:)`.
    public func notify(_ service: String, _ method: String, encoding params: some Encodable) async throws {
        try await notify(service, method, JSON(encoding: params))
    }

    private func read<Result>(
        _ service: String, _ method: String, _ body: () throws(JSONDecodingError) -> Result
    ) throws -> Result {
        do throws(JSONDecodingError) {
            return try body()
        } catch {
            throw ClamatorProtocolError("result of \(service).\(method): \(error)")
        }
    }
}
