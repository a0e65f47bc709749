public import ClamatorJSON

extension Handler {
    /// Makes a handler that answers at once, of a type's values. It must not block.
    ///
    /// - Parameter answer: Gets the params, which fit the contract and have their defaults; params that the type does
    ///   not have are answered −32602. What it throws is as for other handlers.
    /// - Returns: The handler.
    public static func immediate<Params: JSONDecodable, Result: JSONEncodable>(
        _ answer: @escaping @Sendable (Params) throws -> Result
    ) -> Handler {
        Handler { params, _, _, context in
            let result = try answer(read { () throws(JSONDecodingError) in try params.decode() })
            return .replied(.result(try context.scratch.build { try result.write(into: &$0) }))
        }
    }

    /// Makes a handler that answers at once and asks for the call's context; else as `immediate(_:)`.
    public static func immediate<Params: JSONDecodable, Result: JSONEncodable>(
        _ answer: @escaping @Sendable (Params, HandlerContext) throws -> Result
    ) -> Handler {
        Handler { params, request, method, context in
            let params: Params = try read { () throws(JSONDecodingError) in try params.decode() }
            let result = try answer(params, HandlerContext(request, of: method, in: context))
            return .replied(.result(try context.scratch.build { try result.write(into: &$0) }))
        }
    }

    /// Makes a handler that may wait, of a type's values.
    ///
    /// - Parameter answer: Gets the params, which fit the contract and have their defaults; params that the type does
    ///   not have are answered −32602. What it throws is as for other handlers.
    /// - Returns: The handler.
    public static func waiting<Params: JSONDecodable & Sendable, Result: JSONEncodable>(
        _ answer: @escaping @Sendable (Params) async throws -> Result
    ) -> Handler {
        Handler { params in try JSON(await answer(read { () throws(JSONDecodingError) in try params.decode() })) }
    }

    /// Makes a handler that may wait and asks for the call's context; else as `waiting(_:)`.
    public static func waiting<Params: JSONDecodable & Sendable, Result: JSONEncodable>(
        _ answer: @escaping @Sendable (Params, HandlerContext) async throws -> Result
    ) -> Handler {
        Handler { params, request, method, context in
            let params: Params = try read { () throws(JSONDecodingError) in try params.decode() }
            let callContext = HandlerContext(request, of: method, in: context)
            @Sendable func reply() async throws -> Reply? { .result(try JSON(await answer(params, callContext))) }
            return .waiting(reply)
        }
    }

    /// Makes a handler of a notification that is done with at once. It must not block.
    ///
    /// - Parameter take: Gets the params, as for other handlers.
    /// - Returns: The handler.
    public static func immediate<Params: JSONDecodable>(
        _ take: @escaping @Sendable (Params) throws -> Void
    ) -> Handler {
        Handler { params, _, _, _ in
            try take(read { () throws(JSONDecodingError) in try params.decode() })
            return .replied(.result(.null))
        }
    }

    /// Makes a handler of a notification that may wait.
    ///
    /// - Parameter take: Gets the params, as for other handlers.
    /// - Returns: The handler.
    public static func waiting<Params: JSONDecodable & Sendable>(
        _ take: @escaping @Sendable (Params) async throws -> Void
    ) -> Handler {
        Handler { params in
            try await take(read { () throws(JSONDecodingError) in try params.decode() })
            return .null
        }
    }

    /// Makes a handler of a notification that is done with at once and asks for its context; else as `immediate(_:)`.
    public static func immediate<Params: JSONDecodable>(
        _ take: @escaping @Sendable (Params, HandlerContext) throws -> Void
    ) -> Handler {
        Handler { params, request, method, context in
            let params: Params = try read { () throws(JSONDecodingError) in try params.decode() }
            try take(params, HandlerContext(request, of: method, in: context))
            return .replied(.result(.null))
        }
    }

    /// Makes a handler of a notification that may wait and asks for its context; else as `waiting(_:)`.
    public static func waiting<Params: JSONDecodable & Sendable>(
        _ take: @escaping @Sendable (Params, HandlerContext) async throws -> Void
    ) -> Handler {
        Handler { params, request, method, context in
            let params: Params = try read { () throws(JSONDecodingError) in try params.decode() }
            let callContext = HandlerContext(request, of: method, in: context)
            @Sendable func reply() async throws -> Reply? {
                try await take(params, callContext)
                return .result(.null)
            }
            return .waiting(reply)
        }
    }

    // MARK: Codable

    /// Makes a handler that answers at once, of `Codable` types; else as `immediate(_:)`.
    @_disfavoredOverload
    public static func immediate<Params: Decodable & SendableMetatype, Result: Encodable & SendableMetatype>(
        _ answer: @escaping @Sendable (Params) throws -> Result
    ) -> Handler {
        Handler { params, _, _, _ in
            let result = try answer(read { () throws(JSONDecodingError) in try params.decode() })
            return .replied(.result(try JSON(encoding: result)))
        }
    }

    /// Makes a handler that may wait, of `Codable` types; else as `waiting(_:)`.
    @_disfavoredOverload
    public static func waiting<Params: Decodable & Sendable, Result: Encodable & SendableMetatype>(
        _ answer: @escaping @Sendable (Params) async throws -> Result
    ) -> Handler {
        Handler { params in
            try JSON(encoding: await answer(read { () throws(JSONDecodingError) in try params.decode() }))
        }
    }

    /// Makes a handler of a notification that is done with at once, of a `Codable` type; else as `immediate(_:)`.
    @_disfavoredOverload
    public static func immediate<Params: Decodable & SendableMetatype>(
        _ take: @escaping @Sendable (Params) throws -> Void
    ) -> Handler {
        Handler { params, _, _, _ in
            try take(read { () throws(JSONDecodingError) in try params.decode() })
            return .replied(.result(.null))
        }
    }

    /// Makes a handler of a notification that may wait, of a `Codable` type; else as `waiting(_:)`.
    @_disfavoredOverload
    public static func waiting<Params: Decodable & Sendable>(
        _ take: @escaping @Sendable (Params) async throws -> Void
    ) -> Handler {
        Handler { params in
            try await take(read { () throws(JSONDecodingError) in try params.decode() })
            return .null
        }
    }

    /// Reads the params; those that the type does not have, though they fit the contract, are refused as if they did
    /// not.
    private static func read<Params>(_ body: () throws(JSONDecodingError) -> Params) throws -> Params {
        do throws(JSONDecodingError) {
            return try body()
        } catch {
            throw RpcError.invalidParams([
                OutputUnit(instanceLocation: error.path, keywordLocation: "", error: "\(error.reason)")
            ])
        }
    }
}
