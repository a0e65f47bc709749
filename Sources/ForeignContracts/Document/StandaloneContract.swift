package import ClamatorJSON

/// Contracts whose schemas refer by nothing but JSON pointers within the contract, so that others can take them apart.
package enum StandaloneContract {
    /// The contract with all that it needs: what it refers to by a name or in other files is a type in its `$defs`.
    ///
    /// - Parameters:
    ///   - contract: The contract.
    ///   - uri: Its own URI, against which its references resolve.
    ///   - read: The document at a URI; nil if there is none that may be read.
    /// - Returns: The contract; nil where it refers to nothing so.
    package static func of(_ contract: JSON, at uri: String, read: @escaping @Sendable (String) -> JSON?) -> JSON? {
        let (home, params, result): (ExactString, ExactString, ExactString) = ("$defs", "params", "result")
        var bundle = SchemaBundle(
            contract, .contract, at: uri, dialect: contract["jsonSchemaDialect"], read: read)
        let given = contract["methods"]?.members ?? []
        for (_, method) in given {
            for keyword in [params, result] { bundle.reserve(method[keyword]?[home]?.members.map(\.name) ?? []) }
        }
        let methods = given.map { name, method in
            (
                name: name,
                value: JSON(
                    members: method.members.map { keyword, value in
                        let isSchema = keyword == params || keyword == result
                        let location = Location(document: 0, path: ["methods", name, keyword])
                        return (keyword, isSchema ? bundle.carry(value, from: location, as: []) : value)
                    })
            )
        }
        bundle.finish()
        // Nil alone would be JSON's null.
        if !bundle.isChanged { return .none }
        let others = contract.members.filter { $0.name != "methods" && $0.name != home }
        let types = bundle.types.isEmpty ? [] : [(name: home, value: JSON(members: bundle.types))]
        return JSON(members: others + [("methods", JSON(members: methods))] + types)
    }
}
