import ClamatorJSON
package import ClamatorKit

extension ServiceModel {
    /// Makes the models of contracts.
    ///
    /// - Parameters:
    ///   - contracts: The contracts, each of another service.
    ///   - policy: How the language names things.
    /// - Returns: The models, in the same order.
    package static func models(of contracts: [Contract], naming policy: any NamingPolicy) -> [ServiceModel] {
        var names = NameScope(policy)
        var files: Set<ExactString> = []
        return contracts.map { contract in
            if !policy.joinsServices { (names, files) = (NameScope(policy), []) }
            var name: String
            repeat {
                name = names.name([ExactString(contract.service)], as: .service)
                // What stands beside the types of one may be called as another, and a file as another but for its case.
            } while !policy.namesBesideService(named: name).allSatisfy({ names.isFree($0) })
                || !files.insert(ExactString(name.lowercased())).inserted
            policy.namesBesideService(named: name).forEach { names.take($0) }
            return ServiceModel(contract, named: name, naming: policy)
        }
    }

    private init(_ contract: Contract, named name: String, naming policy: any NamingPolicy) {
        let naming = ModelNaming(policy: policy, service: name)
        var builder = ServiceModelBuilder()
        var scope = NameScope(policy)
        var errors = ErrorList()
        var first: [TypeID] = []
        methods = contract.methods.map { method in
            let name = ExactString(method.name)
            let params = builder.root(method.params, words: [name, "params"], isParams: true)
            let result = method.result.map { builder.root($0, words: [name, "result"], isParams: false) }
            first += [params, result].compactMap(\.self)
            return Method(
                wireName: name, name: scope.name([name], as: .method), params: params, result: result,
                summary: method.summary, description: method.description, isDeprecated: method.isDeprecated,
                errors: method.errors.map { errors.position(of: $0) })
        }
        service = ExactString(contract.service)
        self.name = name
        description = contract.description
        types = naming.named(Recursion.marked(builder.types), first: first)
        notes = builder.notes
        self.errors = errors.named(by: policy)
    }
}

/// The errors that the methods of a service declare, each once.
private struct ErrorList {
    private var errors: [RpcError] = []
    private var positions: [Key: Int] = [:]

    private struct Key: Hashable {
        let code: RpcError.Code
        let message: ExactString
    }

    mutating func position(of error: RpcError) -> Int {
        let key = Key(code: error.code, message: ExactString(error.message))
        if let known = positions[key] { return known }
        positions[key] = errors.count
        errors.append(error)
        return errors.count - 1
    }

    func named(by policy: any NamingPolicy) -> [ServiceModel.DeclaredError] {
        let uses = Dictionary(grouping: errors, by: \.code)
        var scope = NameScope(policy)
        return errors.map { error in
            ServiceModel.DeclaredError(
                error: error, name: scope.name([ExactString(error.message)], as: .error),
                hasOwnCode: uses[error.code]?.count == 1)
        }
    }
}
