import ClamatorJSON
import ClamatorSchema

/// Claims by the keywords for arrays.
extension SchemaComparer {
    mutating func checkArrays(_ claim: KeywordClaim, _ found: inout Obligations) {
        let (facts, part) = (claim.facts, claim.part)
        let count = part[claim.keyword]?.clampedCount ?? 0
        switch claim.keyword {
        case .minItems: if facts.minimumItems < count { found.add(claim.gap()) }
        case .maxItems: if longest(claim) > count { found.add(claim.gap()) }
        case .uniqueItems:
            if part[.uniqueItems]?.bool == true, !facts.hasUniqueItems, longest(claim) > 1 { found.add(claim.gap()) }
        case .prefixItems: checkPrefix(claim, &found)
        case .items: part[.items]?.kind == .array ? checkPrefix(claim, &found) : checkRest(claim, &found)
        case .additionalItems: if part[.items]?.kind == .array { checkRest(claim, &found) }
        case .unevaluatedItems: checkUnevaluated(claim, &found)
        case .contains: checkContained(claim, &found)
        default: break
        }
    }

    /// The most elements that an array may have.
    private mutating func longest(_ claim: KeywordClaim) -> Int {
        let prefix = prefixCount(of: claim.conjunction)
        for index in 0...prefix where isImpossible(element(index, of: claim.conjunction)) {
            return min(index, claim.facts.maximumItems)
        }
        return claim.facts.maximumItems
    }

    private mutating func checkPrefix(_ claim: KeywordClaim, _ found: inout Obligations) {
        let longest = longest(claim)
        for (index, target) in arrayShape(of: claim.part, claim.conjunction.side.other).prefix.enumerated()
        where index < longest && !target.isAnything {
            found.add(claim.child(.element(index), element(index, of: claim.conjunction), target))
        }
    }

    private mutating func checkRest(_ claim: KeywordClaim, _ found: inout Obligations) {
        let shape = arrayShape(of: claim.part, claim.conjunction.side.other)
        if let rest = shape.rest { check(claim, from: shape.prefix.count, rest, &found) }
    }

    /// Claims that the elements from an index on follow a schema.
    private mutating func check(
        _ claim: KeywordClaim, from start: Int, _ target: Subschema, _ found: inout Obligations
    ) {
        if target.isAnything { return }
        let longest = longest(claim)
        for index in start...max(start, prefixCount(of: claim.conjunction)) where index < longest {
            found.add(claim.child(.element(index), element(index, of: claim.conjunction), target))
        }
    }

    private mutating func checkUnevaluated(_ claim: KeywordClaim, _ found: inout Obligations) {
        guard let target = claim.part.schemas(.unevaluatedItems).first?.schema else { return }
        var start = 0
        for schema in evaluating(claim.part, claim.conjunction) {
            let shape = arrayShape(of: schema, claim.conjunction.side.other)
            let isOther = schema.identity != claim.part.identity
            if shape.rest != nil || (isOther && shape.unevaluated != nil) { return }
            start = max(start, shape.prefix.count)
        }
        check(claim, from: start, target, &found)
    }

    private mutating func checkContained(_ claim: KeywordClaim, _ found: inout Obligations) {
        let (part, conjunction) = (claim.part, claim.conjunction)
        guard let target = part.schemas(.contains).first?.schema else { return }
        let least = part[.minContains]?.clampedCount ?? 1
        let most = part[.maxContains]?.clampedCount ?? .max
        var (hasEnough, hasFew) = (least == 0, most >= longest(claim))
        for own in conjunction.parts {
            guard let schema = own.schemas(.contains).first?.schema else { continue }
            if !hasEnough, own[.minContains]?.clampedCount ?? 1 >= least {
                hasEnough = isCertain(Conjunction([schema], conjunction.side), target)
            }
            if !hasFew, own[.maxContains]?.clampedCount ?? .max <= most {
                hasFew = isCertain(Conjunction([target], conjunction.side.other), schema)
            }
        }
        if !hasEnough, claim.facts.minimumItems >= least {
            // Or else the elements that must be there do.
            hasEnough = true
            for index in 0..<min(least, 1 + prefixCount(of: conjunction)) where hasEnough {
                hasEnough = isCertain(element(index, of: conjunction), target)
            }
        }
        if !hasEnough || !hasFew { found.add(claim.gap()) }
    }
}
