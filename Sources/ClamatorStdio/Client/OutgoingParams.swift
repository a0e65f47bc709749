internal import ClamatorKit

/// Params of a call in the form in which the server takes them.
enum OutgoingParams {
    /// Puts params into the form that the contract asks for. Where it takes either, those that were read go out as they
    /// were given, others by position where that can be.
    ///
    /// - Returns: The params; nil where the call was given none.
    /// - Throws: −32602 where they cannot go by position, and must.
    static func form(of request: Request, by method: Contract.Method?) throws(RpcError) -> JSON? {
        let given = request.givenParamsForm
        // Nil alone would be JSON's null.
        if given == .some(.none) { return .none }
        let params = request.params
        guard let method, let positions = method.positions, params.kind == .object else { return params }
        switch (method.paramStructure, given) {
        case (.byName, _), (.either, .byName): return params
        case (.either, _): return method.positionalParams(params) ?? params
        case (.byPosition, _):
            if let positional = method.positionalParams(params) { return positional }
            throw refusal(params, positions)
        }
    }

    private static func refusal(_ params: JSON, _ positions: [ExactString]) -> RpcError {
        let missing = positions.first { params[$0] == nil }
        let reason =
            params.members.first { member in !positions.contains(member.name) }.map {
                "\($0.name.string) has no position, and params go by position"
            } ?? "params go by position, so \(missing?.string ?? "") cannot be left out before others"
        var error = RpcError.invalidParams([
            OutputUnit(
                instanceLocation: JSONPointer(), keywordLocation: JSONPointer(["positions"]).description, error: reason)
        ])
        error.data = JSON(members: error.data.members + [(name: "sent", value: false)])
        return error
    }
}
