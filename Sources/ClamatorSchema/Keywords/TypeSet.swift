package import ClamatorJSON

/// The types that a schema allows (JSON Schema Validation §6.1.1).
public struct TypeSet: OptionSet, Sendable, Hashable {
    /// The bits, one a type.
    public let rawValue: UInt8
    /// Makes a set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `null`.
    public static let null = TypeSet(rawValue: 1)
    /// `true` and `false`.
    public static let boolean = TypeSet(rawValue: 2)
    /// Numbers without a fraction, however they are spelled.
    public static let integer = TypeSet(rawValue: 4)
    /// All numbers; contains `integer`.
    public static let number = TypeSet(rawValue: 12)
    /// Strings.
    public static let string = TypeSet(rawValue: 16)
    /// Arrays.
    public static let array = TypeSet(rawValue: 32)
    /// Objects.
    public static let object = TypeSet(rawValue: 64)
    /// Every type.
    public static let all = TypeSet(rawValue: 127)

    private static let named: [(name: String, type: TypeSet)] = [
        ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .number), ("string", .string),
        ("array", .array), ("object", .object),
    ]

    init?(name: String) {
        switch name {
        case "null": self = .null
        case "boolean": self = .boolean
        case "integer": self = .integer
        case "number": self = .number
        case "string": self = .string
        case "array": self = .array
        case "object": self = .object
        default: return nil
        }
    }

    /// The types that the value of a `type` keyword names.
    package init(keyword value: JSON) {
        self = value.withView { value in
            if value.kind == .string { return TypeSet(name: value.string) ?? [] }
            return value.elements.reduce(into: []) { types, name in
                if name.kind == .string, let type = TypeSet(name: name.string) { types.formUnion(type) }
            }
        }
    }

    /// The names of the types; `integer` only where not every number is allowed.
    public var names: [String] {
        Self.named.filter { contains($0.type) && !($0.type == .integer && contains(.number)) }.map(\.name)
    }

    /// The kinds of JSON value that have one of the types, a bit each; a number counts where some number does.
    var kinds: UInt8 {
        var kinds: UInt8 = 0
        for (type, kind) in [
            (TypeSet.null, JSON.Kind.null), (.boolean, .true), (.boolean, .false), (.integer, .number),
            (.string, .string), (.array, .array), (.object, .object),
        ] where contains(type) {
            kinds |= 1 << kind.rawValue
        }
        return kinds
    }
}
