import ClamatorJSON
import ClamatorSchema

/// A keyword of one contract, and what the values follow that it is to take.
struct KeywordClaim {
    let keyword: Keyword
    let part: Subschema
    let conjunction: Conjunction
    let facts: Facts

    /// What can fail by the keyword.
    func gap(name: ExactString? = nil, values: [JSON] = [], branches: [Pair] = []) -> Gap {
        Gap(conjunction: conjunction, part: part, keyword: keyword, name: name, values: values, branches: branches)
    }

    /// A claim on a member or element.
    func child(_ step: Step, _ conjunction: Conjunction, _ target: Subschema) -> Child {
        Child(
            step: step, keyword: keyword, part: part, pair: Pair(conjunction, target), around: [self.conjunction])
    }
}

extension SchemaComparer {
    /// Finds what can fail by a keyword, and what it claims of members and elements.
    mutating func check(_ claim: KeywordClaim, _ found: inout Obligations) {
        let facts = claim.facts
        switch claim.keyword {
        case .allOf, .ref, .dynamicRef, .recursiveRef: break
        case .type, .enum, .const: if !takesValues(claim) { found.add(claim.gap()) }
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
            if !facts.types.isDisjoint(with: .number), !takesNumbers(claim) { found.add(claim.gap()) }
        case .minLength, .maxLength, .pattern, .format, .contentEncoding, .contentMediaType:
            if facts.types.contains(.string), !takesStrings(claim) { found.add(claim.gap()) }
        case .minItems, .maxItems, .uniqueItems, .prefixItems, .items, .additionalItems, .unevaluatedItems, .contains,
            .minContains, .maxContains:
            if facts.types.contains(.array) { checkArrays(claim, &found) }
        case .minProperties, .maxProperties, .required, .dependentRequired, .properties, .patternProperties,
            .additionalProperties, .unevaluatedProperties, .propertyNames, .dependentSchemas, .dependencies:
            if facts.types.contains(.object) { checkObjects(claim, &found) }
        default: checkInPlace(claim, &found)
        }
    }

    // MARK: Values

    private func takesValues(_ claim: KeywordClaim) -> Bool {
        guard claim.keyword == .type, let value = claim.part[.type] else { return false }
        return claim.facts.types.isSubset(of: TypeSet(keyword: value))
    }

    // MARK: Numbers

    private func takesNumbers(_ claim: KeywordClaim) -> Bool {
        guard let value = claim.part[claim.keyword] else { return true }
        let facts = claim.facts
        let isInteger = !facts.types.contains(.number)
        switch claim.keyword {
        case .minimum, .exclusiveMinimum:
            let bound = NumberBound(value: value, isExclusive: claim.keyword == .exclusiveMinimum)
            return implies(facts.lower, bound, isUpper: false, isInteger: isInteger)
        case .maximum, .exclusiveMaximum:
            let bound = NumberBound(value: value, isExclusive: claim.keyword == .exclusiveMaximum)
            return implies(facts.upper, bound, isUpper: true, isInteger: isInteger)
        default:
            return facts.factors.contains { NumberBound.isMultiple($0, of: value) }
                || (isInteger && NumberBound.isMultiple(1, of: value))
        }
    }

    private func implies(_ own: NumberBound?, _ other: NumberBound, isUpper: Bool, isInteger: Bool) -> Bool {
        guard let own else { return false }
        if own.implies(other, isUpper: isUpper) { return true }
        guard isInteger, let ours = own.integer(isUpper: isUpper), let theirs = other.integer(isUpper: isUpper) else {
            return false
        }
        return isUpper ? ours <= theirs : ours >= theirs
    }

    // MARK: Strings

    private func takesStrings(_ claim: KeywordClaim) -> Bool {
        guard let value = claim.part[claim.keyword] else { return true }
        let facts = claim.facts
        switch claim.keyword {
        case .minLength: return facts.minimumLength >= value.clampedCount
        case .maxLength: return facts.maximumLength <= value.clampedCount
        case .pattern: return value.exactString.map(facts.patterns.contains) ?? true
        case .format:
            guard claim.part.assertsFormat, let format = value.exactString else { return true }
            return facts.formats.contains { $0 == format || Self.widerFormats[$0]?.contains(format) == true }
        default:
            return claim.conjunction.parts.contains { $0[claim.keyword] == value && $0.assertedContent != nil }
        }
    }

    /// Formats with those that take all of their strings (2020-12 Validation §7.3).
    private static let widerFormats: [ExactString: Set<ExactString>] = [
        "email": ["idn-email"], "hostname": ["idn-hostname"],
        "uri": ["uri-reference", "iri", "iri-reference"], "uri-reference": ["iri-reference"], "iri": ["iri-reference"],
    ]
}
