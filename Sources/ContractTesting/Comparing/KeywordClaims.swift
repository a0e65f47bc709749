import ClamatorJSON
import ClamatorSchema
import ECMAPattern

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

    private mutating func takesValues(_ claim: KeywordClaim) -> Bool {
        guard let value = claim.part[claim.keyword] else { return true }
        if claim.keyword == .type { return claim.facts.types.isSubset(of: TypeSet(keyword: value)) }
        let texts = (claim.keyword == .enum ? value.elements : [value]).compactMap(\.string)
        guard claim.facts.types == .string, !claim.facts.patterns.isEmpty, texts.count <= 256,
            let automaton = PatternAutomaton(texts: texts)
        else { return false }
        return matchesNoText(claim, without: automaton)
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

    private mutating func takesStrings(_ claim: KeywordClaim) -> Bool {
        guard let value = claim.part[claim.keyword] else { return true }
        let facts = claim.facts
        let count = value.clampedCount
        switch claim.keyword {
        case .minLength: return facts.minimumLength >= count || matchesNoText(claim, to: count - 1)
        case .maxLength: return facts.maximumLength <= count || matchesNoText(claim, from: count + 1)
        case .pattern:
            guard let pattern = value.exactString, !facts.patterns.contains(pattern) else { return true }
            return automaton(of: pattern, among: [claim.part]).map { matchesNoText(claim, without: $0) } ?? false
        case .format:
            guard claim.part.assertsFormat, let format = value.exactString else { return true }
            return facts.formats.contains { $0 == format || Self.widerFormats[$0]?.contains(format) == true }
        default:
            return claim.conjunction.parts.contains { $0[claim.keyword] == value && $0.assertedContent != nil }
        }
    }

    /// Whether no text of some lengths matches all patterns of a claim's values, and not another.
    private mutating func matchesNoText(
        _ claim: KeywordClaim, without other: PatternAutomaton? = nil, from least: Int = 0, to most: Int = .max
    ) -> Bool {
        let (least, most) = (max(least, claim.facts.minimumLength), min(most, claim.facts.maximumLength))
        let patterns = claim.facts.patterns.sorted()
        let own = patterns.compactMap { automaton(of: $0, among: claim.conjunction.parts) }
        guard least <= most else { return true }
        guard other != nil || !own.isEmpty else { return false }
        return PatternAutomaton.isEmpty(own, without: other, lengths: least...most, spending: &budget)
    }

    /// The automaton of a pattern that stands in a document of some schemas.
    private mutating func automaton(of pattern: ExactString, among schemas: [Subschema]) -> PatternAutomaton? {
        if let known = automata[pattern] { return known }
        _ = budget.spend(steps: 5000)
        let automaton = schemas.lazy.compactMap { $0.automaton(ofPattern: pattern) }.first
        automata[pattern] = .some(automaton)
        return automaton
    }

    /// Formats with those that take all of their strings (2020-12 Validation §7.3).
    private static let widerFormats: [ExactString: Set<ExactString>] = [
        "email": ["idn-email"], "hostname": ["idn-hostname"],
        "uri": ["uri-reference", "iri", "iri-reference"], "uri-reference": ["iri-reference"], "iri": ["iri-reference"],
    ]
}
