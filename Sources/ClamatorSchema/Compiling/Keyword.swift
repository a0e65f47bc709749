import ClamatorJSON

/// The keywords of the three editions that this module knows; any other is an annotation nobody asked about.
package enum Keyword: String, CaseIterable, BitwiseCopyable {
    // Core
    case id = "$id"
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

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { (ExactString($0.rawValue), $0) })

    /// The keyword with this name, where it means something under these rules.
    init?(_ name: ExactString, under rules: Rules) {
        guard let keyword = Self.byName[name], keyword.isKnown(to: rules.dialect),
            rules.vocabularies.contains(keyword.vocabulary)
        else { return nil }
        self = keyword
    }

    /// The value that a keyword must have.
    enum Shape {
        /// Anything.
        case any
        case text, flag
        /// A URI reference.
        case reference
        /// An anchor's name.
        case name
        case number, positiveNumber, count
        case pattern
        /// `type`: one name or a list of them.
        case types
        /// `enum`.
        case values
        case names
        /// Names by name: `dependentRequired`.
        case namesByName
        case schema, schemas, schemasByName
        /// Schemas by name whose names are patterns.
        case schemasByPattern
        /// `items` before 2020-12.
        case schemaOrSchemas
        /// `dependencies`.
        case schemasOrNamesByName
    }

    func shape(in dialect: Dialect) -> Shape {
        switch self {
        case .id, .schema, .ref, .dynamicRef: .reference
        case .recursiveRef: .reference
        case .anchor, .dynamicAnchor: .name
        case .recursiveAnchor, .uniqueItems, .deprecated, .readOnly, .writeOnly: .flag
        case .comment, .title, .description, .format, .contentEncoding, .contentMediaType: .text
        case .vocabulary, .const, .default, .examples: .any
        case .defs, .definitions, .dependentSchemas, .properties: .schemasByName
        case .patternProperties: .schemasByPattern
        case .allOf, .anyOf, .oneOf, .prefixItems: .schemas
        case .items: dialect == .draft2020_12 ? .schema : .schemaOrSchemas
        case .dependencies: .schemasOrNamesByName
        case .not, .if, .then, .else, .additionalProperties, .propertyNames, .additionalItems, .contains,
            .unevaluatedProperties, .unevaluatedItems, .contentSchema:
            .schema
        case .type: .types
        case .enum: .values
        case .multipleOf: .positiveNumber
        case .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum: .number
        case .maxLength, .minLength, .maxItems, .minItems, .maxContains, .minContains, .maxProperties, .minProperties:
            .count
        case .pattern: .pattern
        case .required: .names
        case .dependentRequired: .namesByName
        }
    }

    /// Whether the edition has the keyword. The later editions keep `dependencies` for compatibility (2020-12
    /// Validation, appendix A).
    private func isKnown(to dialect: Dialect) -> Bool {
        switch self {
        case .additionalItems: dialect != .draft2020_12
        case .recursiveRef, .recursiveAnchor: dialect == .draft2019_09
        case .dynamicRef, .dynamicAnchor, .prefixItems: dialect == .draft2020_12
        case .anchor, .vocabulary, .dependentSchemas, .dependentRequired, .unevaluatedProperties,
            .unevaluatedItems, .maxContains, .minContains, .deprecated, .contentSchema:
            dialect != .draft7
        default: true
        }
    }

    private var vocabulary: Vocabularies {
        switch self {
        case .id, .schema, .anchor, .dynamicAnchor, .recursiveAnchor, .ref, .dynamicRef, .recursiveRef, .vocabulary,
            .comment, .defs, .definitions:
            .core
        case .allOf, .anyOf, .oneOf, .not, .if, .then, .else, .dependentSchemas, .dependencies, .properties,
            .patternProperties, .additionalProperties, .propertyNames, .prefixItems, .items, .additionalItems,
            .contains:
            .applicator
        case .unevaluatedProperties, .unevaluatedItems: .unevaluated
        case .type, .enum, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum, .maxLength,
            .minLength, .pattern, .maxItems, .minItems, .uniqueItems, .maxContains, .minContains, .maxProperties,
            .minProperties, .required, .dependentRequired:
            .validation
        case .format: .format
        case .title, .description, .default, .deprecated, .readOnly, .writeOnly, .examples: .metadata
        case .contentEncoding, .contentMediaType, .contentSchema: .content
        }
    }

    /// What keywords speak of.
    struct Families: OptionSet {
        let rawValue: UInt8

        static let values = Families(rawValue: 1)
        static let numbers = Families(rawValue: 2)
        static let strings = Families(rawValue: 4)
        static let arrays = Families(rawValue: 8)
        static let objects = Families(rawValue: 16)
        static let inPlace = Families(rawValue: 32)
    }

    /// What the keyword speaks of; nothing where it refuses no value.
    var families: Families {
        switch self {
        case .enum, .const: .values
        case .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum: .numbers
        case .maxLength, .minLength, .pattern, .format, .contentEncoding, .contentMediaType: .strings
        case .prefixItems, .items, .additionalItems, .contains, .unevaluatedItems, .maxItems, .minItems, .uniqueItems,
            .maxContains, .minContains:
            .arrays
        case .properties, .patternProperties, .additionalProperties, .propertyNames, .unevaluatedProperties,
            .maxProperties, .minProperties, .required, .dependentRequired, .dependentSchemas, .dependencies:
            .objects
        case .ref, .dynamicRef, .recursiveRef, .allOf, .anyOf, .oneOf, .not, .if, .then, .else: .inPlace
        case .type, .id, .schema, .anchor, .dynamicAnchor, .recursiveAnchor, .vocabulary, .comment, .defs, .definitions,
            .title, .description, .default, .deprecated, .readOnly, .writeOnly, .examples, .contentSchema:
            []
        }
    }

    /// Whether the keyword applies its schemas to the same value that the schema it stands in is applied to.
    var isInPlace: Bool {
        switch self {
        case .ref, .dynamicRef, .recursiveRef, .allOf, .anyOf, .oneOf, .not, .if, .then, .else, .dependentSchemas,
            .dependencies:
            true
        default: false
        }
    }

    /// Whether a value can fail by the keyword, or by a schema under it. What a string holds is asserted in draft-07
    /// alone (Validation §8).
    func isAssertion(in dialect: Dialect) -> Bool {
        switch self {
        case .contentEncoding, .contentMediaType: dialect == .draft7
        case .id, .schema, .anchor, .dynamicAnchor, .recursiveAnchor, .vocabulary, .comment, .defs, .definitions,
            .title, .description, .default, .deprecated, .readOnly, .writeOnly, .examples, .contentSchema:
            false
        default: true
        }
    }
}
