extension Keyword {
    /// What is known of a keyword.
    struct Row {
        /// What it speaks of; nothing where it refuses no value.
        let families: Families
        /// The set of keywords that it belongs to.
        let vocabulary: Vocabularies
        /// The value that it must have.
        let shape: KeywordShape
        /// The editions that have it.
        let editions: Editions
        /// The editions in which a value can fail by it, if it speaks of something.
        let asserting: Editions
        /// What its schemas are applied to.
        let schemas: Application
        /// Whether its schemas say what a value should have, so that defaults are filled in through them.
        let fillsDefaults: Bool

        init(
            _ families: Families, _ vocabulary: Vocabularies, _ shape: KeywordShape, in editions: Editions = .all,
            asserting: Editions = .all, schemas: Application = .none, fillsDefaults: Bool = false
        ) {
            self.families = families
            self.vocabulary = vocabulary
            self.shape = shape
            self.editions = editions
            self.asserting = asserting
            self.schemas = schemas
            self.fillsDefaults = fillsDefaults
        }
    }

    /// The keyword's row in the table of all.
    var row: Row {
        switch self {
        case .id: Row([], .core, .reference, in: .sinceDraft6)
        case .draft4Id: Row([], .core, .reference, in: .draft4)
        case .schema: Row([], .core, .reference)
        case .anchor: Row([], .core, .name, in: .since2019_09)
        case .dynamicAnchor: Row([], .core, .name, in: .draft2020_12)
        case .recursiveAnchor: Row([], .core, .flag, in: .draft2019_09)
        case .ref: Row(.references, .core, .reference, schemas: .always, fillsDefaults: true)
        case .dynamicRef: Row(.references, .core, .reference, in: .draft2020_12, schemas: .always, fillsDefaults: true)
        case .recursiveRef:
            Row(.references, .core, .reference, in: .draft2019_09, schemas: .always, fillsDefaults: true)
        case .vocabulary: Row([], .core, .any, in: .since2019_09)
        case .comment: Row([], .core, .text, in: .sinceDraft7)
        case .defs: Row([], .core, .schemasByName)
        case .definitions: Row([], .core, .schemasByName)

        case .allOf: Row(.inPlace, .applicator, .schemas, schemas: .always, fillsDefaults: true)
        case .anyOf: Row(.inPlace, .applicator, .schemas, schemas: .inPlace, fillsDefaults: true)
        case .oneOf: Row(.inPlace, .applicator, .schemas, schemas: .inPlace, fillsDefaults: true)
        case .not: Row(.inPlace, .applicator, .schema, schemas: .inPlace)
        case .if:
            Row(.inPlace, .applicator, .schema, in: .sinceDraft7, schemas: .inPlace, fillsDefaults: true)
        case .then:
            Row(.inPlace, .applicator, .schema, in: .sinceDraft7, schemas: .inPlace, fillsDefaults: true)
        case .else:
            Row(.inPlace, .applicator, .schema, in: .sinceDraft7, schemas: .inPlace, fillsDefaults: true)

        case .properties: Row(.objects, .applicator, .schemasByName, schemas: .parts, fillsDefaults: true)
        case .patternProperties: Row(.objects, .applicator, .schemasByPattern, schemas: .parts, fillsDefaults: true)
        case .additionalProperties: Row(.objects, .applicator, .schema, schemas: .parts, fillsDefaults: true)
        case .unevaluatedProperties: Row(.objects, .unevaluated, .schema, in: .since2019_09, schemas: .parts)
        case .propertyNames: Row(.objects, .applicator, .schema, in: .sinceDraft6, schemas: .parts)
        case .required: Row(.objects, .validation, .names)
        case .minProperties: Row(.objects, .validation, .count)
        case .maxProperties: Row(.objects, .validation, .count)
        case .dependentRequired: Row(.objects, .validation, .namesByName, in: .since2019_09)
        // What these ask for, they ask for where a member is there.
        case .dependentSchemas: Row(.objects, .applicator, .schemasByName, in: .since2019_09, schemas: .inPlace)
        // The later editions keep it for compatibility (2020-12 Validation, appendix A).
        case .dependencies: Row(.objects, .applicator, .schemasOrNamesByName, schemas: .inPlace)

        case .prefixItems:
            Row(.arrays, .applicator, .schemas, in: .draft2020_12, schemas: .parts, fillsDefaults: true)
        case .items: Row(.arrays, .applicator, .schemaOrSchemas, schemas: .parts, fillsDefaults: true)
        case .additionalItems:
            Row(.arrays, .applicator, .schema, in: .before2020_12, schemas: .parts, fillsDefaults: true)
        case .unevaluatedItems: Row(.arrays, .unevaluated, .schema, in: .since2019_09, schemas: .parts)
        case .contains: Row(.arrays, .applicator, .schema, in: .sinceDraft6, schemas: .parts)
        case .minContains: Row(.arrays, .validation, .count, in: .since2019_09)
        case .maxContains: Row(.arrays, .validation, .count, in: .since2019_09)
        case .minItems: Row(.arrays, .validation, .count)
        case .maxItems: Row(.arrays, .validation, .count)
        case .uniqueItems: Row(.arrays, .validation, .flag)

        case .type: Row(.types, .validation, .types)
        case .enum: Row(.values, .validation, .values)
        case .const: Row(.values, .validation, .any, in: .sinceDraft6)

        case .multipleOf: Row(.numbers, .validation, .positiveNumber)
        case .minimum: Row(.numbers, .validation, .number)
        case .maximum: Row(.numbers, .validation, .number)
        case .exclusiveMinimum: Row(.numbers, .validation, .number)
        case .exclusiveMaximum: Row(.numbers, .validation, .number)

        case .minLength: Row(.strings, .validation, .count)
        case .maxLength: Row(.strings, .validation, .count)
        case .pattern: Row(.strings, .validation, .pattern)
        case .format: Row(.strings, .format, .text)
        // What a string holds is asserted in draft-07 alone (Validation §8).
        case .contentEncoding: Row(.strings, .content, .text, in: .sinceDraft7, asserting: .draft7)
        case .contentMediaType: Row(.strings, .content, .text, in: .sinceDraft7, asserting: .draft7)
        case .contentSchema: Row([], .content, .schema, in: .since2019_09, schemas: .parts)

        case .title: Row([], .metadata, .text)
        case .description: Row([], .metadata, .text)
        case .default: Row([], .metadata, .any)
        case .deprecated: Row([], .metadata, .flag, in: [.since2019_09, .openAPI3_0])
        case .readOnly: Row([], .metadata, .flag, in: [.sinceDraft7, .openAPI3_0])
        case .writeOnly: Row([], .metadata, .flag, in: [.sinceDraft7, .openAPI3_0])
        case .examples: Row([], .metadata, .any, in: .sinceDraft6)
        case .nullable: Row([], .metadata, .flag, in: .openAPI3_0)
        }
    }
}
