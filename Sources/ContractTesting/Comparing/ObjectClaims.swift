import ClamatorJSON
import ClamatorSchema

/// Claims by the keywords for objects.
extension SchemaComparer {
    mutating func checkObjects(_ claim: KeywordClaim, _ found: inout Obligations) {
        let (facts, part) = (claim.facts, claim.part)
        let count = part[claim.keyword]?.clampedCount ?? 0
        switch claim.keyword {
        case .minProperties:
            if max(facts.minimumProperties, facts.required.count) < count { found.add(claim.gap()) }
        case .maxProperties:
            if facts.maximumProperties > count, mostMembers(claim.conjunction) > count { found.add(claim.gap()) }
        case .required:
            for name in part[.required]?.elements.compactMap(\.exactString) ?? [] where !facts.required.contains(name) {
                found.add(claim.gap(name: name))
            }
        case .dependentRequired, .dependencies, .dependentSchemas: checkDependents(claim, &found)
        case .propertyNames: checkNames(claim, &found)
        default: if facts.maximumProperties > 0 { checkMembers(claim, &found) }
        }
    }

    // MARK: Members

    private mutating func checkMembers(_ claim: KeywordClaim, _ found: inout Obligations) {
        let (conjunction, part, side) = (claim.conjunction, claim.part, claim.conjunction.side.other)
        let shape = objectShape(of: part, side)
        switch claim.keyword {
        case .properties:
            for name in shape.names { if let target = shape.properties[name] { check(name, target, claim, &found) } }
        case .patternProperties:
            let names = names(of: conjunction) + shape.names
            for (pattern, target) in shape.patterns where !target.isAnything {
                for name in names where part.pattern(pattern, matches: name) { check(name, target, claim, &found) }
                let own = member(matching: pattern, of: conjunction)
                if isImpossible(own) { continue }
                found.add(claim.child(.member(freshName(for: claim, matching: pattern)), own, target))
            }
        case .additionalProperties:
            if let target = shape.additional { checkRest(claim, target, evaluatedBy: [part], &found) }
        default:
            guard let target = shape.unevaluated else { return }
            let evaluating = evaluating(part, conjunction)
            let takesAll = evaluating.contains { schema in
                let other = objectShape(of: schema, side)
                return other.additional != nil || (other.unevaluated != nil && schema.identity != part.identity)
            }
            if !takesAll { checkRest(claim, target, evaluatedBy: evaluating, &found) }
        }
    }

    private mutating func check(
        _ name: ExactString, _ target: Subschema, _ claim: KeywordClaim, _ found: inout Obligations
    ) {
        if target.isAnything { return }
        let own = member(name, of: claim.conjunction)
        if isImpossible(own) || forbidsInEffect(name, claim.conjunction) { return }
        found.add(claim.child(.member(name), own, target))
    }

    /// Claims that all members follow a schema of which some schemas do not speak.
    private mutating func checkRest(
        _ claim: KeywordClaim, _ target: Subschema, evaluatedBy schemas: [Subschema], _ found: inout Obligations
    ) {
        if target.isAnything { return }
        let conjunction = claim.conjunction
        let shapes = schemas.map { objectShape(of: $0, conjunction.side.other) }
        for name in names(of: conjunction) where !shapes.contains(where: { $0.declares(name) }) {
            check(name, target, claim, &found)
        }
        let patterns = Set(shapes.flatMap { $0.patterns.map(\.pattern) })
        for part in conjunction.parts {
            for (pattern, _) in objectShape(of: part, conjunction.side).patterns where !patterns.contains(pattern) {
                let own = member(matching: pattern, of: conjunction)
                if isImpossible(own) { continue }
                found.add(claim.child(.member(freshName(for: claim, matching: pattern)), own, target))
            }
        }
        let own = otherMember(of: conjunction)
        if patterns.contains(where: Self.matchesAll) || isImpossible(own) { return }
        found.add(claim.child(.member(freshName(for: claim, besides: schemas)), own, target))
    }

    private static func matchesAll(_ pattern: ExactString) -> Bool {
        ["", ".*", "^.*$", "^", "^.*"].contains(pattern)
    }

    /// The schemas that are sure to hold for what follows a conjunction, and to evaluate members or elements, as a
    /// schema applies them in place.
    mutating func evaluating(_ schema: Subschema, _ conjunction: Conjunction) -> [Subschema] {
        var found = schema.conjuncts
        var next = 0
        while next < found.count, budget.spend(steps: 10) {
            let part = found[next]
            next += 1
            var more: [Subschema] = []
            for keyword in [Keyword.anyOf, .oneOf] {
                for (_, branch) in part.schemas(keyword) where isCertain(conjunction, branch) { more.append(branch) }
            }
            if let condition = part.schemas(.if).first?.schema {
                if isCertain(conjunction, condition) {
                    more += [condition] + part.schemas(.then).map(\.schema)
                } else if isDisjoint(conjunction, condition) {
                    more += part.schemas(.else).map(\.schema)
                }
            }
            let required = facts(of: conjunction).required
            more += part.schemas(.dependentSchemas).filter { required.contains($0.name) }.map(\.schema)
            let known = Set(found.map(\.identity))
            found += more.flatMap(\.conjuncts).filter { !known.contains($0.identity) }
        }
        return found
    }

    // MARK: Names

    private mutating func checkNames(_ claim: KeywordClaim, _ found: inout Obligations) {
        let conjunction = claim.conjunction
        guard let target = claim.part.schemas(.propertyNames).first?.schema, !target.isAnything else { return }
        var own: [Subschema] = []
        for part in conjunction.parts { own += part.schemas(.propertyNames).map(\.schema) }
        if isCertain(Conjunction(own, conjunction.side).narrowed(to: .string), target) { return }
        for name in names(of: conjunction) where !forbids(name, conjunction) {
            if follows(JSON(name), target) != true, own.allSatisfy({ $0.accepts(JSON(name)) }) {
                found.add(claim.gap(name: name))
            }
        }
        if !isClosed(conjunction) { found.add(claim.gap()) }
    }

    // MARK: Dependents

    private mutating func checkDependents(_ claim: KeywordClaim, _ found: inout Obligations) {
        let conjunction = claim.conjunction
        for (name, value) in claim.part[claim.keyword]?.lastMembers ?? [] where value.kind == .array {
            if forbids(name, conjunction) { continue }
            let known = facts(of: conjunction.having(name))
            if known.isImpossible { continue }
            for other in value.elements.compactMap(\.exactString) where !known.required.contains(other) {
                found.add(claim.gap(name: name))
            }
        }
        for (name, target) in claim.part.schemas(claim.keyword) where !forbids(name, conjunction) {
            let own = conjunction.having(name)
            if !isCertain(own, target) { found.add(claim.gap(name: name, branches: [Pair(own, target)])) }
        }
    }
}
