package import ClamatorJSON

/// Brings the schemas into a contract that it refers to in other files.
package enum StandaloneContract {
    /// The contract with all that it needs: what it refers to in other files becomes a type in its `$defs`.
    ///
    /// - Parameters:
    ///   - contract: The contract.
    ///   - uri: Its own URI, against which its references resolve.
    ///   - read: The document at a URI; nil if there is none that may be read.
    /// - Returns: The contract; nil where it refers to no other file.
    package static func of(_ contract: JSON, at uri: String, read: @escaping (String) -> JSON?) -> JSON? {
        let (home, params, result): (ExactString, ExactString, ExactString) = ("$defs", "params", "result")
        var bundle = SchemaBundle(DocumentSet(uri, contract, read: read), home: [home], methodsAreRoots: true)
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
        if bundle.documents.documents.count == 1 { return .none }
        let others = contract.members.filter { $0.name != "methods" && $0.name != home }
        return JSON(members: others + [("methods", JSON(members: methods)), (home, JSON(members: bundle.types))])
    }
}
