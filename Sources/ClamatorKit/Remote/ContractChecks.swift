internal import ClamatorJSON
internal import ClamatorSchema

/// What a client checks on its side of a wire: params before they are sent, results when they come.
package struct ContractChecks: Sendable {
    private var methods = NameTable<Contract.Method>()
    private let nulls: NullMembers
    private let contracts: [Contract]

    /// Gathers the methods of contracts; those of other services are not checked.
    ///
    /// - Parameters:
    ///   - contracts: The contracts.
    ///   - nulls: What a null in a result is that the schema refuses.
    package init(_ contracts: [Contract], nulls: NullMembers = .refused) {
        self.nulls = nulls
        self.contracts = contracts
        for contract in contracts {
            for method in contract.methods { methods.set("\(contract.service).\(method.name)", to: method) }
        }
    }

    /// The method that a request calls, where its contract is known.
    package func method(of request: Request) -> Contract.Method? {
        request.withName { methods[$0] }
    }

    /// What params are refused with before they are sent; nil for those that fit.
    package static func refusal(of params: JSON, by method: Contract.Method) -> RpcError? {
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
    package func checked(_ reply: Reply, by method: Contract.Method) -> Reply {
        guard case .result(var result) = reply, let schema = method.result else { return reply }
        if !schema.isValid(result) {
            result = nulls.accepting(result, by: schema, of: names(of: method))
            do throws(LimitReached) {
                if !schema.isValid(result) {
                    let error = Self.broken(try schema.explain(result))
                    return .error(nulls.explaining(error, for: result, by: schema))
                }
            } catch {
                return .error(.internalError(error))
            }
        }
        var filler = DefaultsFiller()
        do throws(FillingError) {
            return .result(try filler.complete(result, by: schema))
        } catch {
            switch error {
            case .breaksSchema(let errors): return .error(Self.broken(errors))
            case .limitReached(let limit): return .error(.internalError(limit))
            }
        }
    }

    /// What to call a method of which the service is not known.
    private func names(of method: Contract.Method) -> String {
        contracts.filter { $0[method.name] != nil }.map { "\($0.service).\(method.name)" }.joined(separator: " or ")
    }

    private static func broken(_ errors: [OutputUnit]) -> RpcError {
        var error = RpcError.resultValidationFailed(errors)
        let members: [(name: ExactString, value: JSON)] = [
            ("name", JSON(ClamatorProtocolError.wireName)), ("message", "the result breaks the contract"),
        ]
        error.data = JSON(members: members + error.data.members)
        return error
    }
}
