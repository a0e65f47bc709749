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

extension Keyword {
    /// Whether the keyword's value is an object whose members are schemas.
    var hasNamedSchemas: Bool {
        switch self {
        case .defs, .definitions, .dependentSchemas, .dependencies, .properties, .patternProperties: true
        default: false
        }
    }

    /// Whether the keyword refers to a schema elsewhere.
    var isReference: Bool { self == .ref || self == .dynamicRef || self == .recursiveRef }

    /// Whether the keyword offers schemas of which one has to hold.
    var isChoice: Bool { self == .anyOf || self == .oneOf }
}

extension Keyword {
    /// Whether the keyword's schemas are more than definitions.
    var looksAtValues: Bool { self != .defs && self != .definitions }

    /// Whether the keyword's schemas hold for the same value, whatever it is.
    var joinsParts: Bool { self == .allOf || isReference }
}

extension Keyword {
    /// Whether defaults are filled in through the keyword's schemas: where they are for the same value and hold, or for
    /// members and elements that are told from the rest by name or place.
    ///
    /// `contains`, `propertyNames`, `not` and the `unevaluated…` keywords say nothing on what a value should have, and
    /// `dependentSchemas` and `dependencies` ask for something where a member is there.
    var leadsToDefaults: Bool {
        switch self {
        case .properties, .patternProperties, .additionalProperties, .items, .prefixItems, .additionalItems, .allOf,
            .anyOf, .oneOf, .if, .then, .else, .ref, .dynamicRef, .recursiveRef:
            true
        default: false
        }
    }
}

extension Keyword {
    /// Goes through the schemas in the keyword's value, each with its name or place there; through none where the value is
    /// not as it must be.
    func forEachSchema(in value: JSON, dialect: Dialect, _ body: (_ token: ExactString?, _ schema: JSON) -> Void) {
        switch shape(in: dialect) {
        case .schema: if value.isSchema { body(nil, value) }
        case .schemas, .schemaOrSchemas:
            if value.kind == .array {
                for (index, element) in value.elements.enumerated() where element.isSchema {
                    body(ExactString(index), element)
                }
            } else if shape(in: dialect) == .schemaOrSchemas, value.isSchema {
                body(nil, value)
            }
        case .schemasByName, .schemasByPattern, .schemasOrNamesByName:
            for (name, member) in value.lastMembers where member.isSchema { body(name, member) }
        default: return
        }
    }
}

extension JSON {
    /// Whether the value can be a schema, by its kind.
    var isSchema: Bool { kind == .object || bool != nil }
}
