import ClamatorJSON

/// The keywords of the editions that this module knows; any other says something and refuses nothing. What is known
/// of each is its row in `KeywordTable.swift`.
package enum Keyword: String, CaseIterable, BitwiseCopyable {
    // Core
    case id = "$id"
    case draft4Id = "id"
    case schema = "$schema"
    case anchor = "$anchor"
    case dynamicAnchor = "$dynamicAnchor"
    case recursiveAnchor = "$recursiveAnchor"
    case ref = "$ref"
    case dynamicRef = "$dynamicRef"
    case recursiveRef = "$recursiveRef"
    case vocabulary = "$vocabulary"
    case comment = "$comment"
    case defs = "$defs"
    case definitions
    // Applicators in place
    case allOf, anyOf, oneOf, not
    case `if`, then, `else`
    case dependentSchemas, dependencies
    // Applicators to children
    case properties, patternProperties, additionalProperties, propertyNames
    case prefixItems, items, additionalItems, contains
    case unevaluatedProperties, unevaluatedItems
    // Assertions
    case type, `enum`, const
    case multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum
    case maxLength, minLength, pattern, format
    case maxItems, minItems, uniqueItems, maxContains, minContains
    case maxProperties, minProperties, required, dependentRequired
    // Annotations
    case title, description, `default`, deprecated, readOnly, writeOnly, examples
    case contentEncoding, contentMediaType, contentSchema
    // OpenAPI 3.0
    case nullable

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { (ExactString($0.rawValue), $0) })

    /// The keyword with this name, where it means something under these rules.
    init?(_ name: ExactString, under rules: Rules) {
        guard let keyword = Self.byName[name], keyword.row.editions.contains(rules.dialect),
            rules.vocabularies.contains(keyword.row.vocabulary)
        else { return nil }
        self = keyword
    }

    /// What keywords speak of.
    struct Families: OptionSet {
        let rawValue: UInt16

        static let types = Families(rawValue: 1)
        static let values = Families(rawValue: 2)
        static let numbers = Families(rawValue: 4)
        static let strings = Families(rawValue: 8)
        static let arrays = Families(rawValue: 16)
        static let objects = Families(rawValue: 32)
        static let inPlace = Families(rawValue: 64)
        static let references = Families(rawValue: 128)
    }

    /// What the schemas of keywords are applied to.
    enum Application {
        /// To nothing: the keyword has no schemas, or only declares them.
        case none
        /// To the value that the schema is applied to which the keyword stands in, whatever that is.
        case always
        /// To the same value, under a condition, or not to hold.
        case inPlace
        /// To parts of the value.
        case parts
    }

    /// Whether a value can fail by the keyword, or by a schema under it.
    func isAssertion(in dialect: Dialect) -> Bool { !row.families.isEmpty && row.asserting.contains(dialect) }

    /// The value that the keyword must have.
    func shape(in dialect: Dialect) -> KeywordShape {
        switch self {
        case .items where dialect == .draft2020_12: .schema
        // In draft-04 they say how `minimum` and `maximum` are meant (Validation §5.1.2, §5.1.3).
        case .exclusiveMinimum where dialect.isOfDraft4, .exclusiveMaximum where dialect.isOfDraft4: .flag
        default: row.shape
        }
    }

    // MARK: Schemas

    /// Whether the keyword refers to a schema elsewhere.
    var isReference: Bool { row.families == .references }

    /// Whether the keyword offers schemas of which one has to hold.
    var isChoice: Bool { self == .anyOf || self == .oneOf }

    /// Whether the keyword applies its schemas to the same value that the schema it stands in is applied to.
    var isInPlace: Bool { row.schemas == .always || row.schemas == .inPlace }

    /// Whether the keyword's schemas hold for the same value, whatever it is.
    var joinsParts: Bool { row.schemas == .always }

    /// Whether the keyword's schemas are more than definitions.
    var looksAtValues: Bool { row.schemas != .none }

    /// Whether the keyword's schemas are for members or elements, and a value fails by it only where one of these does.
    var looksAtMembers: Bool { row.schemas == .parts && self != .contains }

    /// Whether defaults are filled in through the keyword's schemas: where they are for the same value and hold, or for
    /// members and elements that are told from the rest by name or position.
    var leadsToDefaults: Bool { row.fillsDefaults }

    /// Whether the keyword's value is an object whose members are schemas.
    var hasNamedSchemas: Bool { row.shape.hasNamedSchemas }
}
