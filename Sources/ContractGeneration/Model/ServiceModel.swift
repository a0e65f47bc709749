package import ClamatorJSON
package import ClamatorKit

/// A contract as a program sees it: methods, the types of their params and results, and the errors that they declare,
/// each with its name in the language that the model was made for.
package struct ServiceModel: Sendable {
    /// The service's name on the wire.
    package let service: ExactString
    /// What the service's types, client and server are named after.
    package let name: String
    /// What the service is for.
    package let description: String?
    /// The methods, in the order of the contract.
    package internal(set) var methods: [Method]
    /// The errors that methods declare, each once, in the order of the contract.
    package internal(set) var errors: [DeclaredError]
    /// The types. A `TypeID` is a position here; a type stands behind the one that it is declared in.
    package internal(set) var types: [TypeDeclaration]
    /// What the types do not say of the contract.
    package internal(set) var notes: [Note]

    /// A type of the model.
    package subscript(id: TypeID) -> TypeDeclaration { types[id.index] }

    /// The types that are declared in one, or in none, in their order.
    package func types(in owner: TypeID?) -> [TypeDeclaration] { types.filter { $0.owner == owner } }

    /// A method.
    package struct Method: Sendable {
        /// The method's name on the wire.
        package let wireName: ExactString
        /// Its name in the language.
        package internal(set) var name: String
        /// The type of its params.
        package let params: TypeID
        /// The type of its result; nil for a notification.
        package let result: TypeID?
        /// The method in a few words, and what it does, as far as the contract says so.
        package let summary: String?
        package let description: String?
        /// Whether it should no longer be used.
        package let isDeprecated: Bool
        /// The errors that it declares, as positions among those of the service.
        package internal(set) var errors: [Int]
    }

    /// An error that methods declare.
    package struct DeclaredError: Sendable {
        /// The error.
        package let error: RpcError
        /// Its name in the language.
        package internal(set) var name: String
        /// Whether it has its code alone; else it is told from others by its message.
        package let hasOwnCode: Bool
    }

    /// Something that the types do not say.
    package struct Note: Hashable, Sendable {
        /// Where the schema stands in the contract.
        package let location: JSONPointer
        /// What is left to the contract, and why.
        package let message: String
    }
}
