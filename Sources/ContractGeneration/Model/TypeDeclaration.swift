package import ClamatorJSON
package import ClamatorSchema

/// The position of a type among those of its model.
package struct TypeID: Hashable, Sendable {
    /// The position.
    package let index: Int
}

/// A type that has a name.
package struct TypeDeclaration: Sendable {
    /// The type's position in the model.
    package let id: TypeID
    /// Its name, without those of the types that it is declared in.
    package internal(set) var name: String = ""
    /// The type that it is declared in; nil for one of the service itself.
    package internal(set) var owner: TypeID?
    /// What it is.
    package internal(set) var shape: Shape
    /// What a value means, as the contract says.
    package internal(set) var description: String?
    /// Whether it should no longer be used.
    package internal(set) var isDeprecated = false
    /// Where its schema stands in the contract.
    package internal(set) var location: JSONPointer
    /// The schemas that a value follows, all of them: they have the constraints that the shape does not tell.
    package internal(set) var schemas: [Subschema]
    /// What it is named after: the words for the type that it would be declared in come before.
    var words: [ExactString]
    /// The type for which it was made.
    var parent: TypeID?

    /// What a type is.
    package enum Shape: Sendable {
        /// An object with members of its own.
        case structure(Structure)
        /// Strings or integers.
        case enumeration(Enumeration)
        /// One of several types.
        case union(Union)
        /// An array whose elements are of a type each.
        case tuple(Tuple)
        /// Another name for a type.
        case alias(TypeUse)
        /// The same for a type that leads back to itself, as an array of itself does.
        case wrapper(TypeUse)
    }
}

/// A type where it is used.
package struct TypeUse: Sendable {
    /// The type.
    package internal(set) var kind: Kind
    /// The schemas that a value follows, all of them.
    package internal(set) var schemas: [Subschema]

    /// A type.
    package indirect enum Kind: Sendable {
        /// Any value.
        case json
        /// Null alone.
        case null
        case boolean
        /// An integer; whether one may need more than 64 bits.
        case integer(isWide: Bool)
        case number
        case string
        case array(TypeUse)
        /// An object whose names may be any.
        case dictionary(TypeUse)
        /// A value or null.
        case nullable(TypeUse)
        /// A type of the model.
        case declared(TypeID)
    }
}

/// An object with members of its own.
package struct Structure: Sendable {
    /// The members, in the order of the contract.
    package internal(set) var members: [Member]
    /// What keeps the members that have no names in the contract; nil where there are none, or they are dropped.
    package internal(set) var additional: Additional?
    /// Whether other members are refused.
    package internal(set) var isClosed: Bool

    /// A member.
    package struct Member: Sendable {
        /// The member's name on the wire.
        package let wireName: ExactString
        /// Its name in the language.
        package internal(set) var name: String = ""
        /// The type of its values.
        package internal(set) var type: TypeUse
        /// Whether an object must have it.
        package let isRequired: Bool
        /// The value that stands for one that is not there; nil without one, or where it breaks the schema.
        package let defaultValue: JSON?
        /// The one value that it may have, where it is required: null, a boolean, a number or a string.
        package let constant: JSON?
        /// What it means.
        package let description: String?
        /// Whether it should no longer be used.
        package let isDeprecated: Bool
        /// Whether a value holds another of its owner's type through it, without an array or an object between.
        package internal(set) var isRecursive = false
    }

    /// The members that have no names in the contract.
    package struct Additional: Sendable {
        /// The name of the member that keeps them.
        package internal(set) var name: String = ""
        /// The type of their values.
        package internal(set) var type: TypeUse
    }
}

/// Strings or integers.
package struct Enumeration: Sendable {
    /// Whether they are integers.
    package let isOfIntegers: Bool
    /// The values, in the order of the contract.
    package internal(set) var cases: [Case]
    /// The name of the case for any other value; nil where others are refused.
    package internal(set) var otherName: String?

    /// A value.
    package struct Case: Sendable {
        /// The value.
        package let value: JSON
        /// Its name in the language.
        package internal(set) var name: String = ""
        /// What it means.
        package let description: String?
        /// What it is named after.
        let text: ExactString
    }
}

/// One of several types.
package struct Union: Sendable {
    /// The types, in the order of the contract.
    package internal(set) var branches: [Branch]
    /// How it is told which of them a value is of.
    package internal(set) var selection: Selection
    /// Whether a value may hold another of the same type without an array or an object between.
    package internal(set) var isRecursive = false

    /// How it is told which type a value is of.
    package enum Selection: Sendable {
        /// By a member that objects of every branch must have, with values that differ: those of `Branch.tags`.
        case member(ExactString)
        /// By the value's kind.
        case kind
        /// By the first branch whose schema accepts it.
        case schema
    }

    /// One of the types.
    package struct Branch: Sendable {
        /// The branch's name in the language.
        package internal(set) var name: String = ""
        /// Its type.
        package internal(set) var type: TypeUse
        /// The types of JSON that its values have.
        package let types: TypeSet
        /// The values of the member by which it is known; empty where it is not known by one.
        package internal(set) var tags: [JSON] = []
        /// The branch's own schema.
        package let schema: Subschema
        /// What it means.
        package let description: String?
        /// What it is named after.
        var text: ExactString
    }
}

/// An array whose elements are of a type each.
package struct Tuple: Sendable {
    /// The first elements.
    package internal(set) var elements: [Element]
    /// The elements behind them; nil where there are none.
    package internal(set) var rest: Rest?

    /// An element.
    package struct Element: Sendable {
        /// The element's name in the language.
        package internal(set) var name: String = ""
        /// Its type.
        package internal(set) var type: TypeUse
        /// Whether an array must be so long. None that must be is behind one that need not.
        package let isRequired: Bool
        /// What it means.
        package let description: String?
        /// What it is named after.
        let text: ExactString
        /// Whether a value holds another of its owner's type through it.
        package internal(set) var isRecursive = false
    }

    /// The elements behind the first.
    package struct Rest: Sendable {
        /// The name of the member that keeps them.
        package internal(set) var name: String = ""
        /// Their type.
        package internal(set) var type: TypeUse
    }
}
