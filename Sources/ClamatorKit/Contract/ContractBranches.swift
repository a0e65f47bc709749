public import ClamatorJSON

/// Tells by schemas of a contract of which type a value is: for a type that is one of several which differ in nothing
/// that could be seen sooner.
public struct ContractBranches: Sendable {
    private let schemas: [Subschema]

    /// Finds the schemas.
    ///
    /// - Parameters:
    ///   - paths: Where each of the schemas stands in the contract, as JSON pointers.
    ///   - contract: The contract. Where it cannot be used, or has not all of the schemas, no value is of any type.
    public init(at paths: [String], in contract: () throws -> Contract) {
        guard let contract = try? contract() else {
            schemas = []
            return
        }
        let found = paths.map { path in JSONPointer(parsing: path).flatMap { contract.schema(at: $0) } }
        schemas = found.contains { $0 == nil } ? [] : found.compactMap(\.self)
    }

    /// The first of the schemas that a value follows.
    ///
    /// - Parameter json: Where the value stands.
    /// - Returns: Its position among the paths; nil where the value follows none.
    public func first(acceptingValueAt json: borrowing JSONReader) -> Int? {
        let value = json.json
        return schemas.firstIndex { $0.accepts(value) }
    }
}

extension Contract {
    /// The schema at a path of the contract's text.
    fileprivate func schema(at path: JSONPointer) -> Subschema? {
        guard let method = methods.first(where: { $0.fault == nil }) else { return nil }
        return method.params.root.all.first { $0.isOwn && $0.locationInFile == path }
    }
}
