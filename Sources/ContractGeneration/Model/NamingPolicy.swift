package import ClamatorJSON

/// How a language names things. A model knows names only as this makes them.
package protocol NamingPolicy: Sendable {
    /// Whether a type may be declared in another. Where it may not, a type's name begins with that of its owner.
    var nestsTypes: Bool { get }

    /// Whether services stand in one module, so that their names must differ, and their files on every file system.
    var joinsServices: Bool { get }

    /// A name for something that the contract calls in its own way: one that the language allows, and that generated
    /// code does not use for anything else.
    ///
    /// - Parameters:
    ///   - words: What the contract calls it, in one text or several. A text may be empty, or have no letter in it.
    ///   - role: What is named.
    /// - Returns: The name.
    func name(_ words: [ExactString], as role: NameRole) -> String

    /// A name like another, which is taken.
    ///
    /// - Parameters:
    ///   - name: The name that is taken.
    ///   - number: 2 for the second that would have the name, and so on.
    /// - Returns: The name to try next.
    func name(_ name: String, numbered number: Int) -> String

    /// What two names have in common that the language does not tell apart. They are compared as Swift compares
    /// strings, by canonical equivalence.
    func key(of name: String) -> String

    /// The names that generated code itself gives to what stands where the types of a service do.
    ///
    /// - Parameter name: What the service is named.
    /// - Returns: The names.
    func namesBesideTypes(ofServiceNamed name: String) -> [String]

    /// The names that generated code itself gives to what stands where the names of all services do.
    ///
    /// - Parameter name: What the service is named.
    /// - Returns: The names.
    func namesBesideService(named name: String) -> [String]
}

/// What is named.
package enum NameRole: Sendable {
    /// A service: its types, client and server are named after it.
    case service
    case type
    /// A member of an object, or an element of an array.
    case member
    /// A value of an enumeration.
    case enumerationCase
    /// A type of a union.
    case unionCase
    case method
    case error
}

/// The names that are taken where names have to differ.
package struct NameScope {
    private let policy: any NamingPolicy
    /// The keys of names, of which two that are canonically equivalent are the same to a reader.
    private var taken: Set<String> = []
    /// The number to try next for a name that was wanted more than once.
    private var numbers: [String: Int] = [:]

    /// Begins with names that are taken.
    ///
    /// - Parameters:
    ///   - policy: How names are made.
    ///   - names: The names.
    package init(_ policy: any NamingPolicy, taken names: [String] = []) {
        self.policy = policy
        names.forEach { take($0) }
    }

    /// Whether a name is not taken yet.
    package func isFree(_ name: String) -> Bool { !taken.contains(policy.key(of: name)) }

    /// Takes a name as it is.
    package mutating func take(_ name: String) { taken.insert(policy.key(of: name)) }

    /// Makes a name that is not taken yet, and takes it.
    ///
    /// - Parameters:
    ///   - words: What the contract calls it.
    ///   - role: What is named.
    /// - Returns: The name.
    package mutating func name(_ words: [ExactString], as role: NameRole) -> String {
        let wanted = policy.name(words, as: role)
        if taken.insert(policy.key(of: wanted)).inserted { return wanted }
        var number = numbers[policy.key(of: wanted)] ?? 2
        var name = policy.name(wanted, numbered: number)
        while !taken.insert(policy.key(of: name)).inserted {
            number += 1
            name = policy.name(wanted, numbered: number)
        }
        numbers[policy.key(of: wanted)] = number + 1
        return name
    }
}
