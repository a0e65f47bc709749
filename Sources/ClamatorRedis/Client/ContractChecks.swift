internal import ClamatorKit

/// What a client checks on its side of the wire: params before they are sent, results when they come.
struct ContractChecks: Sendable {
    private var methods = NameTable<Contract.Method>()

    init(_ contracts: [Contract]) {
        for contract in contracts {
            for method in contract.methods { methods.set("\(contract.service).\(method.name)", to: method) }
        }
    }

    /// The method that a request calls, where its contract is known.
    func method(of request: Request) -> Contract.Method? {
        request.withName { methods[$0] }
    }

    /// What params are refused with before they are sent; nil for those that fit.
    static func refusal(of params: JSON, by method: Contract.Method) -> RpcError? {
        if method.params.isValid(params) { return nil }
        var error: RpcError
        do throws(LimitReached) {
            error = .invalidParams(try method.params.explain(params))
        } catch {
            return .internalError(error)
        }
        error.data = JSON(members: error.data.members + [(name: "sent", value: false)])
        return error
    }

    /// A reply as the caller gets it: a result has its defaults, or, where it breaks the contract, is an error.
    static func checked(_ reply: Reply, by method: Contract.Method) -> Reply {
        guard case .result(let result) = reply, let schema = method.result else { return reply }
        if schema.isValid(result) { return .result(schema.fillingDefaults(in: result)) }
        let error: RpcError
        do throws(LimitReached) {
            error = .resultValidationFailed(try schema.explain(result))
        } catch {
            return .error(.internalError(error))
        }
        let members: [(name: ExactString, value: JSON)] = [
            ("name", "ClamatorProtocolError"), ("message", "the result breaks the contract"),
        ]
        return .error(
            RpcError(code: error.code, message: error.message, data: JSON(members: members + error.data.members)))
    }
}
